"""A process that pulls bills is killed over its pages: the next goes on, nothing is there twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from billing import crash
from billing.principal import system
from tests.api.town import HARBOR, HERE, Town, founded
from tests.flows.pulling import PAGE
from tests.house import House

ROOT = Path(__file__).parents[2]
BILLS = 7


@pytest.fixture
def town(house: House) -> Iterator[Town]:
    with founded(house) as town:
        for number in range(1, BILLS + 1):
            town.bill(f"b-{number}", 100 * number)
        yield town


def pulling(town: Town, crash_at: str | None = None) -> int:
    """The exit of a process that pulls on the town's own data."""
    data_dir = town.house.container.settings.data_dir
    environment = {"PATH": os.environ["PATH"], "HOME": str(data_dir), "PYTHONPATH": str(ROOT)}
    environment |= {"CRASH_AT": crash_at} if crash_at is not None else {}
    command = [sys.executable, "-m", "tests.flows.pulling", str(data_dir), town.house.sandbox_url]
    return subprocess.run(command, env=environment, cwd=ROOT, timeout=60, check=False).returncode


def test_killed_over_every_page_it_goes_on_where_the_last_one_ended(town: Town) -> None:
    pages = []
    for crash_at in crash.SYNC_LABELS:
        assert pulling(town, crash_at) == -signal.SIGKILL
        pages.append(town.progress()["bills"])
    assert pages == [0, 0, PAGE], "what was written down stayed, what was only read did not"
    assert pulling(town) == 0
    done = town.progress()
    assert (done["phase"], done["customers"], done["bills"]) == ("done", 1, BILLS)
    bills = town.ada().get("/bills?limit=200").json()
    assert sorted(bill["balance"]["amount_minor"] for bill in bills["items"]) == [
        100 * number for number in range(1, BILLS + 1)
    ]
    assert bills["totals"][0]["amount_minor"] == 100 * sum(range(1, BILLS + 1))
    with town.house.container.ports.store.read(system(HARBOR, "test")) as tx:
        for number in range(1, BILLS + 1):
            link = tx.sources.bill(HERE, f"b-{number}")
            assert link is not None
            verbs = [entry.verb for entry in tx.trail.of_subject(link.bill_id)]
            assert verbs == ["bill.synced"]
