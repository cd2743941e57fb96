"""What a campaign did and found, and the table of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from tests.trust.oracle import Finding

LAYOUT: Final = "{:<5}{:<34}{:<12}{:>8}{:>12}{:>10}{:>9}  {}"
HEAD: Final = LAYOUT.format(
    "goal", "what", "database", "N", "seed", "failures", "seconds", "notes"
).rstrip()


@dataclass(slots=True)
class Result:
    """What a campaign did and found. `kills` counts SIGKILLs by label, `scenes` rounds by kind."""

    points: int
    findings: list[Finding] = field(default_factory=list)
    kills: Counter[str] = field(default_factory=Counter)
    scenes: Counter[str] = field(default_factory=Counter)
    charged: int = 0
    held: int = 0
    seconds: float = 0.0
    note: str = ""
    times: dict[str, float] = field(default_factory=dict)
    """Seconds by what was tried one by one."""

    def line(self, name: str, seed: int) -> str:
        return (
            f"{name}: N={self.points}, seed={seed}, failures={len(self.findings)}, "
            f"seconds={self.seconds:.1f} ({self.notes})"
        )

    @property
    def notes(self) -> str:
        if self.note:
            return self.note
        kills = f"{self.kills.total()} SIGKILLs, " if self.kills else ""
        return f"{kills}{self.charged} charged, {self.held} held"


def merged(results: Iterable[Result], seconds: float) -> Result:
    """Several lanes of one campaign as one; `seconds` is what it took altogether."""
    whole = Result(0, seconds=seconds)
    for one in results:
        whole.points += one.points
        whole.findings += one.findings
        whole.kills += one.kills
        whole.scenes += one.scenes
        whole.charged += one.charged
        whole.held += one.held
        whole.note = " + ".join(filter(None, (whole.note, one.note)))
    return whole


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `result` is None for what was not run, and `why` says why."""

    goal: str
    what: str
    database: str = "-"
    seed: int | None = None
    result: Result | None = None
    why: str = ""
    replay: str = ""

    @property
    def failures(self) -> Sequence[Finding]:
        return self.result.findings if self.result is not None else ()

    def text(self) -> str:
        if self.result is None:
            return LAYOUT.format(self.goal, self.what, "-", "-", "-", "-", "-", self.why_not())
        found = self.result
        line = LAYOUT.format(
            self.goal,
            self.what,
            self.database,
            found.points,
            "-" if self.seed is None else self.seed,
            len(found.findings),
            f"{found.seconds:.0f}",
            found.notes,
        )
        if found.times:
            tried = (f"       {took:5.1f} s  {name}" for name, took in sorted(found.times.items()))
            return "\n".join([line, *tried])
        counted = found.kills or found.scenes
        if not counted:
            return line
        counts = ", ".join(f"{name} {count}" for name, count in sorted(counted.items()))
        return f"{line}\n       {counts}"

    def why_not(self) -> str:
        return f"not run: {self.why}"
