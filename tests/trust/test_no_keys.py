"""G1 without keys: a lost reply ends in a hold, never in a second submit; who would, is seen."""

import os
import sys
from pathlib import Path

import pytest

from billing.stores.migrate import migrate
from payments.paymentus import Adapter
from tests.payments.spoiled.resending import ClaimsKeys, ClaimsToKnowAbsence, SendsAgain
from tests.trust.no_keys import LAGS_S, NEVER_ARRIVED, WRONGS, plan, run_trials
from tests.trust.stage import Control

SEED = int(os.environ.get("TRUST_SEED", "20261121"))
EVERYTHING = len(WRONGS) * len(LAGS_S)
TRIALS = int(os.environ.get("TRUST_N", str(EVERYTHING)))


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'trust.db'}"
    migrate(url)
    return url


def test_a_lost_reply_without_keys_is_never_a_second_submit(
    database: str, control: Control
) -> None:
    trials = plan(SEED, TRIALS)
    result = run_trials(database, control, trials)
    line = result.line("lost replies without keys", SEED)
    sys.stdout.write(f"\n{line}\n")

    assert result.findings == []
    never_arrived = sum(trial.wrong in NEVER_ARRIVED for trial in trials)
    assert result.held >= never_arrived // 2, "hardly anything was held: this proves little"
    assert result.charged > len(trials) // 4, "hardly anybody was charged: this proves little"


@pytest.mark.parametrize(
    ("wrong", "broken"),
    [(SendsAgain, "I1"), (ClaimsKeys, "I1"), (ClaimsToKnowAbsence, "I2")],
)
def test_an_adapter_that_makes_anybody_send_again_is_seen(
    database: str, control: Control, wrong: type[Adapter], broken: str
) -> None:
    """The negative control: it resubmits by itself, or lets the core do it, or the customer."""
    late = [trial for trial in plan(SEED, EVERYTHING) if trial.lag_s == LAGS_S[2]]

    result = run_trials(database, control, late, wrong)

    assert broken in {finding.invariant for finding in result.findings}


def test_the_same_seed_plans_the_same_trials_and_everything_that_can_go_wrong() -> None:
    assert plan(7, 50) == plan(7, 80)[:50]
    assert plan(7, 50) != plan(8, 50)
    planned = {(trial.wrong, trial.lag_s) for trial in plan(7, EVERYTHING)}
    assert planned == {(wrong, lag_s) for wrong in WRONGS for lag_s in LAGS_S}
