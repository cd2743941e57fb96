"""`python -m tests.trust`: the reliability goals at full size, as a table with seeds.

Without arguments everything is run. `--tenth` runs a tenth of it (`--beside-tests`: without what
the test suite runs at that size anyway), `--seed` repeats a run, `--only G1,races` chooses goals or
parts of them, `--points 17,20-25` of a goal's plan replays single points (`--database` one kind of
database). A goal without a campaign is printed as `not run` with the reason. The exit code is 1
when anything failed, and each failure says how to repeat it.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from billing import crash
from ingestion.child import Caps
from tests.trust import forged, hostile_files, lanes, no_keys, planted
from tests.trust.campaign import ANYWHERE, REFUND_POINTS
from tests.trust.flushes import MOMENTS, run_flushes
from tests.trust.oracle import Finding
from tests.trust.report import HEAD, Result, Row

OTHERS: Final[Mapping[str, str]] = {
    "G4": "hostile-model turns",
    "G5": "utility kept under G4",
    "G6": "API fuzz",
    "G7": "authorization matrix",
    "G8": "card numbers",
    "G10": "forbidden outbound requests",
    "G11": "availability under faults",
    "G12": "graceful stop",
    "G13": "truthfulness",
    "G14": "privacy",
    "G15": "audit chain tampering",
    "G16": "limits",
    "G17": "cross-talk",
    "G18": "supply chain",
}
NO_CAMPAIGN: Final = "no campaign yet; what is tested of it is in `make test`"
NOT_ASKED: Final = "not asked for (--only)"
BESIDE: Final = "left to `make test`, which runs this many (tests/flows/test_outage.py)"
MEANINGFUL: Final = 500
"""From this many kill points on, every label must have been died at."""


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the table: a campaign at its full and at its tenth size."""

    goal: str
    what: str
    full: int
    tenth: int
    run: Callable[["Run", "Part", str], Result]
    databases: Sequence[str] = lanes.DATABASES
    in_tests: bool = False
    """Whether `make test` runs it too, at a tenth of its size."""

    def size(self, run: "Run") -> int:
        return run.n or (self.tenth if run.tenth else self.full)


@dataclass(frozen=True, slots=True)
class Run:
    """What was asked for."""

    seed: int
    tenth: bool
    beside_tests: bool
    n: int | None
    points: tuple[int, ...]
    lanes: int
    folder: Path

    def numbers(self, part: Part) -> Sequence[int]:
        return self.points or range(part.size(self))


def _campaign(run: Run, part: Part, database: str) -> Result:
    folder = run.folder / f"{part.goal}-{part.what}-{database}".replace(" ", "-")
    return lanes.run(part.what, database, folder, run.seed, run.numbers(part), run.lanes)


def _kill_points(run: Run, part: Part, database: str) -> Result:
    result = _campaign(run, part, database)
    missed = {*crash.LABELS, *REFUND_POINTS, ANYWHERE} - set(result.kills)
    if result.points >= MEANINGFUL:
        result.findings += [Finding("G1", label, "nobody died there") for label in sorted(missed)]
    return result


def _no_keys(run: Run, part: Part, database: str) -> Result:
    result = _campaign(run, part, database)
    result.note = no_keys.summary(result)
    return result


def _forged(run: Run, part: Part, _: str) -> Result:
    numbers = run.numbers(part)
    return forged.run_in_process(run.seed, numbers)


def _files(run: Run, part: Part, _: str) -> Result:
    """At full size with the caps that a server has, in a tenth of it with shorter clocks."""
    caps = Caps(cpu_seconds=4, wall_seconds=4) if run.tenth else Caps()
    return hostile_files.run_files(part.what, run.seed, run.numbers(part), caps=caps)


def _flushes(run: Run, part: Part, _: str) -> Result:
    return run_flushes(run.folder / "flushes", MOMENTS[-part.size(run) :])


def _planted(run: Run, part: Part, _: str) -> Result:
    chosen = planted.sample(run.seed, part.size(run))
    if run.points:
        chosen = tuple(planted.PLANTS[number] for number in run.points)
    return planted.hunt(run.folder / "planted", chosen)


ALL_PLANTS: Final = len(planted.PLANTS)
PARTS: Final = (
    Part("G0", "planted bugs caught", ALL_PLANTS, 6, _planted, ("sqlite",)),
    Part("G1", "kill points", 1000, 100, _kill_points),
    Part("G1", "kills of serve", 20, 2, _campaign),
    Part("G1", "25-hour outage", 200, 40, _campaign, in_tests=True),
    Part("G1", "sleepers", 60, 6, _campaign, in_tests=True),
    Part("G1", "lost replies without keys", 10_000, 500, _no_keys, ("sqlite",)),
    Part("G1", "Redis flushes", len(MOMENTS), 1, _flushes, ("sqlite",), in_tests=True),
    Part("G2", "races", 2000, 200, _campaign),
    Part("G3", "forged letters, in process", 100_000, 10_000, _forged, ("-",)),
    Part("G3", "forged letters, over HTTP", 5000, 500, _campaign),
    Part("G9", "hostile files", 600, 60, _files, ("-",)),
    Part("G9", "damaged files", 10_000, 1000, _files, ("-",)),
)


def main() -> int:
    options = _options()
    seed = options.seed if options.seed is not None else int.from_bytes(os.urandom(4), "big")
    wanted = {goal for goal in (options.only or "").split(",") if goal}
    folder = Path(tempfile.mkdtemp(prefix="trust-"))
    folder.chmod(0o755)  # the private PostgreSQL may run as another user
    run = Run(
        seed=seed,
        tenth=options.tenth,
        beside_tests=options.beside_tests,
        n=options.n,
        points=_points(options.points),
        lanes=options.lanes,
        folder=folder,
    )
    rows: list[Row] = []
    say(f"seed {seed}, {_commit()}, Python {platform.python_version()}, {os.cpu_count()} cores")
    try:
        for row in _rows(run, wanted, options.database):
            rows.append(row)
            if row.result is not None:
                say(row.text())
            for finding in row.failures[:20]:
                say(f"  FAILED {finding.invariant} {finding.subject}: {finding.sentence}")
            if row.failures:
                say(f"  again: {row.replay}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    say(f"\n{HEAD}")
    for row in rows:
        say(row.text().partition("\n")[0])
    failures = sum(len(row.failures) for row in rows)
    say(f"{failures} failures")
    return 1 if failures else 0


def _rows(run: Run, wanted: set[str], only_database: str | None) -> Iterator[Row]:
    for part in PARTS:
        if wanted and wanted.isdisjoint({part.goal, part.what}):
            yield Row(part.goal, part.what, why=NOT_ASKED)
            continue
        if run.beside_tests and part.in_tests:
            yield Row(part.goal, part.what, why=BESIDE)
            continue
        for database in part.databases:
            if only_database is None or database in (only_database, "-"):
                yield _one(run, part, database)
    for goal, what in OTHERS.items():
        yield Row(goal, what, why=NO_CAMPAIGN)


def _one(run: Run, part: Part, database: str) -> Row:
    try:
        result = part.run(run, part, database)
    except Exception as broken:
        sentence = f"the campaign broke: {type(broken).__name__}: {broken}"
        result = Result(0, [Finding(part.goal, part.what, sentence)])
    replay = f"python -m tests.trust --only {part.goal} --seed {run.seed}"
    replay += f" --n {part.size(run)}" if not run.points else ""
    replay += f" --database {database}" if len(part.databases) > 1 else ""
    points = " --points NUMBER for one point of it"
    return Row(part.goal, part.what, database, run.seed, result, replay=replay + points)


def _points(text: str | None) -> tuple[int, ...]:
    found: list[int] = []
    for each in (text or "").split(","):
        first, _, last = each.partition("-")
        found += range(int(first), int(last or first) + 1) if each else ()
    return tuple(found)


def _commit() -> str:
    """The commit the seed belongs to, as far as there is one."""
    command = ["git", "describe", "--always", "--dirty"]
    try:
        done = subprocess.run(command, cwd=planted.ROOT, capture_output=True, text=True)
    except OSError:
        return "no commit"
    return f"commit {done.stdout.strip()}" if done.returncode == 0 else "no commit"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.trust", description=__doc__)
    parser.add_argument("--tenth", action="store_true", help="a tenth of everything")
    parser.add_argument("--beside-tests", action="store_true", help="not what `make test` runs")
    parser.add_argument("--seed", type=int, help="repeat a run's plan")
    parser.add_argument("--only", help="goals by commas, like G1,G2")
    parser.add_argument("--n", type=int, help="this many points of each campaign")
    parser.add_argument("--points", help="only these numbers of the plan, like 17,20-25")
    parser.add_argument("--lanes", type=int, default=lanes.LANES, help="processes side by side")
    parser.add_argument("--database", choices=lanes.DATABASES)
    return parser.parse_args()


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    started = time.monotonic()
    code = main()
    say(f"{time.monotonic() - started:.0f} seconds")
    sys.exit(code)
