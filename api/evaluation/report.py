"""The report of an evaluation: figures first, then every failure in a sentence; text or JSON."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import Final

from api.evaluation.run import Tried
from api.evaluation.scenario import Scenario

ALWAYS: Final = "behaviour-"
"""Tags that count things the issue numbers; listed after the others."""


@dataclass(frozen=True, slots=True)
class Judged:
    """All runs of one scenario."""

    scenario: Scenario
    runs: tuple[Tried, ...]

    @property
    def passed(self) -> int:
        return sum(not each.wrong for each in self.runs)

    @property
    def all_passed(self) -> bool:
        return self.passed == len(self.runs)

    @property
    def wrong(self) -> tuple[str, ...]:
        """What was wrong in any run, each thing once."""
        return tuple(dict.fromkeys(why for each in self.runs for why in each.wrong))


def by_scenario(tried: Iterable[Tried]) -> list[Judged]:
    """The runs, put together by scenario in the order of the first of each."""
    found: dict[str, list[Tried]] = {}
    for each in tried:
        found.setdefault(each.scenario.id, []).append(each)
    return [Judged(runs[0].scenario, tuple(runs)) for runs in found.values()]


def pass_power(judged: Sequence[Judged], k: int) -> float:
    """The chance that k runs of a scenario all pass, averaged over the scenarios (0 to 1).

    Of n runs with c passes: C(c, k) / C(n, k), which needs no more runs than there were.
    """
    if not judged:
        return 1.0
    return sum(comb(each.passed, k) / comb(len(each.runs), k) for each in judged) / len(judged)


def as_text(tried: Sequence[Tried], model: str, *, open_held: bool = False) -> str:
    """The report for people: at most a screen of figures, then what failed and why.

    Of held scenarios only the figures, unless `open_held`.
    """
    judged = by_scenario(tried)
    runs = len(judged[0].runs) if judged else 0
    musts = [each for each in judged if each.scenario.must_pass]
    failed = [each for each in judged if not each.all_passed]
    must_failed = [each for each in musts if not each.all_passed]
    seconds = sum(each.seconds for each in tried)
    lines = [
        f"{len(judged)} scenarios, {runs} run{'s' if runs != 1 else ''} each, model {model}",
        *powers(judged, runs),
        f"must pass  {len(musts) - len(must_failed)} of {len(musts)} passed every time",
        f"cost       {sum(each.tokens for each in tried)} tokens, {seconds:.1f} s in conversation",
    ]
    if stood_in := stood_in_of(tried, model):
        lines.append(
            f"stood in   {stood_in} of {len(tried)} runs were answered by another model too"
        )
    lines += ["", *_table("language", judged, of_language)]
    lines += ["", *_table("kind", judged, of_kind)]
    lines += ["", *_table("tag", judged, lambda each: each.scenario.tags)]
    shown = [each for each in failed if open_held or not each.scenario.held]
    if hidden := len(failed) - len(shown):
        lines += ["", f"{hidden} failed of those that are held: scores only"]
    if shown:
        lines += ["", "what failed"]
        for one in sorted(shown, key=lambda each: not each.scenario.must_pass):
            lines += _failure(one, runs)
    return "\n".join(lines)


def of_language(one: Judged) -> list[str]:
    return [one.scenario.language]


def of_kind(one: Judged) -> list[str]:
    return [one.scenario.kind]


def as_json(tried: Sequence[Tried], model: str, *, open_held: bool = False) -> dict[str, object]:
    """The same for programs: figures as fractions, scenarios with their reasons."""
    judged = by_scenario(tried)
    told = [each for each in judged if open_held or not each.scenario.held]
    runs = len(judged[0].runs) if judged else 0
    return {
        "model": model,
        "scenarios": len(judged),
        "runs": runs,
        "pass_power": {str(k): round(pass_power(judged, k), 4) for k in range(1, runs + 1)},
        "must_pass_failed": must_pass_failed(tried, open_held=open_held),
        "held": len(judged) - len(told),
        "tokens": sum(each.tokens for each in tried),
        "seconds": round(sum(each.seconds for each in tried), 3),
        "by_language": rates(judged, of_language),
        "by_kind": rates(judged, of_kind),
        "by_tag": rates(judged, lambda each: each.scenario.tags),
        "results": [
            {
                "id": each.scenario.id,
                "language": each.scenario.language,
                "tags": each.scenario.tags,
                "must_pass": each.scenario.must_pass,
                "passed": each.passed,
                "wrong": list(each.wrong),
                "tokens": sum(one.tokens for one in each.runs),
                "seconds": round(sum(one.seconds for one in each.runs), 3),
            }
            for each in told
        ],
    }


def must_pass_failed(tried: Iterable[Tried], *, open_held: bool = True) -> list[str]:
    """The ids of those that must pass and did not, in any run; a held one is just `held`."""
    return [
        each.scenario.id if open_held or not each.scenario.held else "held"
        for each in by_scenario(tried)
        if each.scenario.must_pass and not each.all_passed
    ]


def powers(judged: Sequence[Judged], runs: int) -> list[str]:
    shown = sorted({1, 2, 4, 8, runs} & set(range(1, runs + 1)))
    named = {1: "of one run"} | {k: f"{k} runs all right" for k in shown if k > 1}
    return [f"pass^{k:<4}   {pass_power(judged, k):6.1%}  {named[k]}" for k in shown]


def stood_in_of(tried: Sequence[Tried], model: str) -> int:
    """Runs in which another model than the asked one answered, and nobody had taken it away.

    The server's own words are none.
    """
    return sum(
        bool(set(each.models) - {model, "server"})
        and all(turn.model is None for turn in each.scenario.turns)
        for each in tried
    )


def rates(
    judged: Sequence[Judged], groups: Callable[[Judged], Iterable[str]]
) -> Mapping[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for each in judged:
        for name in groups(each):
            rate = found.setdefault(name, {"scenarios": 0, "passed": 0})
            rate["scenarios"] += 1
            rate["passed"] += each.all_passed
    return dict(
        sorted(found.items(), key=lambda item: (item[0].startswith(ALWAYS), _order(item[0])))
    )


def _order(name: str) -> tuple[str, int]:
    head, _, tail = name.rpartition("-")
    return (head, int(tail)) if tail.isdigit() else (name, 0)


def _table(
    title: str, judged: Sequence[Judged], groups: Callable[[Judged], Iterable[str]]
) -> list[str]:
    found = rates(judged, groups)
    wide = max(map(len, [title, *found]), default=0)
    rows = [
        f"{name:<{wide}}  {rate['passed']:>4} of {rate['scenarios']:<4}"
        + (
            ""
            if rate["passed"] == rate["scenarios"]
            else f" {rate['passed'] / rate['scenarios']:4.0%}"
        )
        for name, rate in found.items()
    ]
    return [f"by {title}", *(row.rstrip() for row in rows)]


def _failure(one: Judged, runs: int) -> list[str]:
    must = "MUST PASS " if one.scenario.must_pass else ""
    often = f" ({len(one.runs) - one.passed} of {runs} runs)" if runs > 1 else ""
    why = f"  # {one.scenario.why}" if one.scenario.why else ""
    return [f"- {must}{one.scenario.id}{often}{why}", *(f"    {each}" for each in one.wrong)]
