"""`eval`: hold written conversations with a model, and judge them by what the store says after."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands._shared import USAGE, CommandFailed, say, settings_of, tell

if TYPE_CHECKING:
    from api.evaluation.run import Tried
    from api.evaluation.scenario import Scenario
    from api.settings import Settings

SUMMARY = "hold the conversations of a scenario file with a model and judge them"
DETAIL = """Each scenario has a store and a provider sandbox of its own; nothing real is reached but
the model. The exit code is 1 when one that must pass fails, or when fewer than --floor pass.

  billing-assistant eval tests/eval/scenarios
  billing-assistant eval mine.yaml --model openai:some-model --runs 4"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scenarios", type=Path, metavar="SCENARIOS.yaml", help="a file or a folder")
    parser.add_argument("--model", metavar="M", help="builtin or openai:NAME (default: MODEL)")
    parser.add_argument("--runs", type=int, default=1, metavar="K", help="how often each is held")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="how many at once")
    parser.add_argument(
        "--only", action="append", default=[], metavar="ID|TAG|LANGUAGE", help="only these"
    )
    parser.add_argument("--must-pass", action="store_true", help="only those that must pass")
    parser.add_argument(
        "--floor", type=float, default=0.0, metavar="P", help="the least pass^1, from 0 to 1"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    from api.evaluation.scenario import MOST_JOBS, MOST_RUNS, BadScenario, read_scenarios

    if not 1 <= options.runs <= MOST_RUNS:
        raise CommandFailed(f"--runs is from 1 to {MOST_RUNS}", USAGE)
    if not 1 <= options.jobs <= MOST_JOBS:
        raise CommandFailed(f"--jobs is from 1 to {MOST_JOBS}", USAGE)
    if not 0 <= options.floor <= 1:
        raise CommandFailed("--floor is from 0 to 1", USAGE)
    settings = _settings(options)
    try:
        scenarios = _chosen(read_scenarios(options.scenarios), options)
        tried = _run(scenarios, settings, options)
    except BadScenario as bad:
        raise CommandFailed(str(bad), USAGE) from None
    return _tell(tried, settings.model, options)


def _settings(options: argparse.Namespace) -> "Settings":
    from pydantic import ValidationError

    from api.settings import Settings

    options.data_dir = None
    settings = settings_of(options)
    if options.model is None:
        return settings
    try:
        Settings(model=options.model)
    except ValidationError:
        raise CommandFailed("--model is `builtin` or `openai:NAME`", USAGE) from None
    return settings.model_copy(update={"model": options.model})


def _chosen(scenarios: "tuple[Scenario, ...]", options: argparse.Namespace) -> "list[Scenario]":
    wanted = set(options.only)
    found = [
        each
        for each in scenarios
        if (not wanted or wanted & {each.id, each.language, *each.tags})
        and (each.must_pass or not options.must_pass)
    ]
    if not found:
        raise CommandFailed("no scenario is called so or has such a tag", USAGE)
    return found


def _run(
    scenarios: "list[Scenario]", settings: "Settings", options: argparse.Namespace
) -> "list[Tried]":
    from api.evaluation.judge import judge
    from api.evaluation.run import quiet, run_all

    quiet()
    total, done = len(scenarios) * options.runs, 0

    def progress(tried: "Tried") -> None:
        nonlocal done
        done += 1
        tell(f"{done}/{total} {'FAILED' if tried.wrong else 'ok    '} {tried.scenario.id}")

    return run_all(
        scenarios, settings, judge, runs=options.runs, jobs=options.jobs, progress=progress
    )


def _tell(tried: "list[Tried]", model: str, options: argparse.Namespace) -> int:
    from api.evaluation.report import as_json, as_text, by_scenario, must_pass_failed, pass_power

    if options.json:
        say(json.dumps(as_json(tried, model), ensure_ascii=False, indent=2))
    else:
        say(as_text(tried, model))
    below = pass_power(by_scenario(tried), 1) < options.floor
    return 1 if below or must_pass_failed(tried) else 0
