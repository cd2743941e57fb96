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
  billing-assistant eval mine.yaml --model openai:some-model --runs 4
  billing-assistant eval mine.yaml --runs 4 --slips --report report.html"""


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
    parser.add_argument(
        "--slips", action="store_true", help="every run but the first with slips of the keyboard"
    )
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="also as a document: FILE.md or FILE.html"
    )
    parser.add_argument(
        "--open-held", action="store_true", help="also tell what failed of files marked `held`"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    from api.evaluation.reading import read_scenarios
    from api.evaluation.scenario import MOST_JOBS, MOST_RUNS, BadScenario

    if not 1 <= options.runs <= MOST_RUNS:
        raise CommandFailed(f"--runs is from 1 to {MOST_RUNS}", USAGE)
    if not 1 <= options.jobs <= MOST_JOBS:
        raise CommandFailed(f"--jobs is from 1 to {MOST_JOBS}", USAGE)
    if not 0 <= options.floor <= 1:
        raise CommandFailed("--floor is from 0 to 1", USAGE)
    if options.slips and options.runs == 1:
        raise CommandFailed("--slips needs --runs 2 or more: the first run has none", USAGE)
    if options.report is not None:
        _require_writable(options.report)
    settings = _settings(options)
    try:
        scenarios = _chosen(read_scenarios(options.scenarios), options)
        tried = _run(scenarios, settings, options)
    except BadScenario as bad:
        raise CommandFailed(str(bad), USAGE) from None
    return _tell(tried, settings.model, options)


def _require_writable(report: Path) -> None:
    """Said before anything is held: nobody wants to wait for a report that cannot be written."""
    if report.suffix not in (".md", ".html"):
        raise CommandFailed("--report is a FILE.md or a FILE.html", USAGE)
    if not report.parent.is_dir():
        raise CommandFailed(f"--report: there is no folder {report.parent}", USAGE)


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
        hidden = tried.scenario.held and not options.open_held
        name = f"held, {tried.scenario.kind}" if hidden else tried.scenario.id
        tell(f"{done}/{total} {'FAILED' if tried.wrong else 'ok    '} {name}")

    return run_all(
        scenarios,
        settings,
        judge,
        runs=options.runs,
        jobs=options.jobs,
        slips=options.slips,
        progress=progress,
    )


def _tell(tried: "list[Tried]", model: str, options: argparse.Namespace) -> int:
    from api.evaluation.report import as_json, as_text, by_scenario, must_pass_failed, pass_power

    if options.json:
        found = as_json(tried, model, open_held=options.open_held)
        say(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        say(as_text(tried, model, open_held=options.open_held))
    if options.report is not None:
        _write(tried, model, options)
    below = pass_power(by_scenario(tried), 1) < options.floor
    return 1 if below or must_pass_failed(tried) else 0


def _write(tried: "list[Tried]", model: str, options: argparse.Namespace) -> None:
    from api.evaluation.pages import as_html, as_markdown

    made = as_html if options.report.suffix == ".html" else as_markdown
    text = made(tried, model, open_held=options.open_held)
    try:
        options.report.write_text(text, encoding="utf-8")
    except OSError as gone:
        raise CommandFailed(f"{options.report}: {gone.strerror}", USAGE) from None
    tell(f"written to {options.report}")
