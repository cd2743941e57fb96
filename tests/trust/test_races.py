"""G2: many actors at once on one customer's bills, on both databases; judged by the oracle."""

import os
import sys

from tests.trust.races import run_rounds
from tests.trust.scenes import SCENES, plan
from tests.trust.stage import Control, Mailbox, staged

SEED = int(os.environ.get("TRUST_SEED", "20261121"))
ROUNDS = int(os.environ.get("TRUST_N", str(2 * len(SCENES))))


def test_actors_at_once_never_pay_twice_and_never_block_each_other(
    store_url: str, control: Control, letters: Mailbox
) -> None:
    rounds = plan(SEED, ROUNDS)
    with staged(store_url, control, [one.cast for one in rounds]) as (stage, buyers):
        result = run_rounds(stage, buyers, rounds, letters)
        line = result.line(f"races ({stage.database})", SEED)
        sys.stdout.write(f"\n{line}\n")
    assert result.findings == []
    assert result.charged > len(rounds) // 4, "hardly anybody was charged: this proves little"


def test_the_same_seed_plans_the_same_rounds_and_every_scene() -> None:
    assert plan(7, 50) == plan(7, 80)[:50]
    assert plan(7, 50) != plan(8, 50)
    assert {one.scene for one in plan(7, 50)} == set(SCENES)
