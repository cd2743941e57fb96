"""`python -m tests.trust`: the reliability goals at full size, as a table with seeds.

`TRUST_N` is the number of points per goal and database (1000), `TRUST_SEED` the seed, `TRUST_ONLY`
goals to run, by commas (`G1,G2`). A goal without a campaign is printed as `not run`. The exit code
is 1 when any goal failed.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from billing.stores.migrate import migrate
from tests._postgres import ROLE, private_postgres
from tests.payments.rig import running_sandbox
from tests.trust import campaign, planted, races
from tests.trust.oracle import Finding
from tests.trust.stage import Cast, Control, Mailbox, mailbox, staged

GOALS: Final[Mapping[str, str]] = {
    "G0": "planted bugs caught",
    "G1": "kill points",
    "G2": "concurrency races",
    "G3": "webhook forgeries",
    "G4": "hostile-model turns",
    "G5": "utility kept under G4",
    "G6": "API fuzz",
    "G7": "authorization matrix",
    "G8": "card numbers",
    "G9": "hostile uploads",
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
LAYOUT: Final = "{:<5}{:<30}{:<12}{:>8}{:>12}{:>10}{:>10}  {}"


def kill_points(url: str, control: Control, letters: Mailbox, seed: int, n: int) -> campaign.Result:
    points = campaign.plan(seed, n)
    cast = [*(point.cast for point in points), Cast(1, "USD", "succeed")]
    with staged(url, control, cast) as (stage, buyers):
        return campaign.run_points(stage, buyers, points, letters)


def race_rounds(url: str, control: Control, _: Mailbox, seed: int, n: int) -> campaign.Result:
    rounds = races.plan(seed, n)
    with staged(url, control, [one.cast for one in rounds]) as (stage, buyers):
        return races.run_rounds(stage, buyers, rounds)


Goal = Callable[[str, Control, Mailbox, int, int], campaign.Result]
BUILT: Final[Mapping[str, Goal]] = {"G1": kill_points, "G2": race_rounds}


def main() -> int:
    seed = int(os.environ.get("TRUST_SEED") or int.from_bytes(os.urandom(4), "big"))
    n = int(os.environ.get("TRUST_N", "1000"))
    only = [goal for goal in os.environ.get("TRUST_ONLY", "").split(",") if goal] or ["G0", *BUILT]
    say(LAYOUT.format("goal", "what", "database", "N", "seed", "failures", "seconds", "notes"))
    findings: list[Finding] = []
    folder = Path(tempfile.mkdtemp(prefix="trust-"))
    try:
        for goal, what in GOALS.items():
            if goal == "G0" and goal in only:
                hunted = planted.hunt(folder / "tree")
                findings += hunted.findings
                say(_hunt_row(what, hunted))
                continue
            if goal not in BUILT or goal not in only:
                say(LAYOUT.format(goal, what, "-", "-", "-", "not run", "-", ""))
                continue
            for database, url in databases(folder / goal):
                result = _run(BUILT[goal], url, folder / f"{goal}-{database}", seed, n)
                findings += result.findings
                say(_row(goal, what, database, seed, result))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for finding in findings:
        say(f"{finding.invariant} {finding.subject}: {finding.sentence}")
    return 1 if findings else 0


def _run(goal: Goal, url: str, folder: Path, seed: int, n: int) -> campaign.Result:
    folder.mkdir(parents=True)
    with mailbox(folder) as letters, running_sandbox(folder / "sandbox.db") as sandbox:
        control = Control(sandbox.url, f"trust{seed}")
        merchant = f"merchants/{control.merchant}"
        address = letters.of(control.merchant)
        control.order("PUT", merchant, **control.credentials, webhook_url=address)
        return goal(url, control, letters, seed, n)


def _hunt_row(what: str, hunted: planted.Hunt) -> str:
    missed, seconds = len(hunted.findings), f"{hunted.seconds:.0f}"
    note = "tests of the paying core and the webhook reader"
    return LAYOUT.format("G0", what, "-", hunted.tried, "-", missed, seconds, note)


def _row(goal: str, what: str, database: str, seed: int, result: campaign.Result) -> str:
    notes = f"{result.kills.total()} SIGKILLs, {result.charged} charged, {result.held} held"
    failures, seconds = len(result.findings), f"{result.seconds:.0f}"
    return LAYOUT.format(goal, what, database, result.points, seed, failures, seconds, notes)


def databases(folder: Path) -> Iterator[tuple[str, str]]:
    """A fresh, migrated database of each kind, one after the other."""
    folder.mkdir(parents=True)
    url = f"sqlite:///{folder / 'trust.db'}"
    migrate(url)
    yield "sqlite", url
    with _postgres() as url:
        yield "postgresql", url


@contextmanager
def _postgres() -> Iterator[str]:
    with private_postgres() as server, server.database() as name:
        yield server.url(name, ROLE)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    started = time.monotonic()
    code = main()
    say(f"{time.monotonic() - started:.0f} seconds")
    sys.exit(code)
