"""A provider away for 25 hours, a worker asleep past its lease, a Redis flushed in the middle."""

import os
import sys
from pathlib import Path

import pytest

from tests.house import Built
from tests.trust.conftest import control, letters, sandbox_url
from tests.trust.flushes import MOMENTS, NEVER, story
from tests.trust.outage import (
    SLEEPS,
    plan,
    plan_sleepers,
    run_outage,
    run_sleepers,
)
from tests.trust.stage import Control, staged

__all__ = ["control", "letters", "sandbox_url"]

SEED = int(os.environ.get("TRUST_SEED", "20261121"))


def test_an_outage_of_25_hours_loses_nothing_and_doubles_nothing(
    store_url: str, control: Control
) -> None:
    visitors = plan(SEED, 20)
    with staged(store_url, control, [one.cast for one in visitors]) as (stage, buyers):
        result = run_outage(stage, buyers, visitors)
        sys.stdout.write(f"\n{result.line(f'outage ({stage.database})', SEED)}\n")
    assert result.findings == []
    assert result.charged > len(visitors) // 2, "hardly anybody was charged: this proves little"
    assert result.held > 0, "nothing was held: nothing was resolved"


def test_a_worker_that_slept_past_its_lease_changes_nothing_on_waking(
    store_url: str, control: Control
) -> None:
    sleepers = plan_sleepers(SEED, len(SLEEPS))
    with staged(store_url, control, [one.cast for one in sleepers]) as (stage, buyers):
        result = run_sleepers(stage, buyers, sleepers)
    assert result.findings == []
    assert set(result.scenes) == set(SLEEPS)


@pytest.mark.parametrize("moment", [NEVER, *MOMENTS])
def test_flushing_redis_changes_no_money_outcome(built: Built, tmp_path: Path, moment: str) -> None:
    states = [["unknown"], ["succeeded"]]
    total, seen, again, *books = story(built, tmp_path / "house", moment)
    assert (total, seen, again) == (9740, states, "payment_in_doubt")
    trail = ["payment.approved", "payment.unknown", "payment.succeeded"]
    assert books == [["succeeded"], [True], [trail], "paid", [9740]]
