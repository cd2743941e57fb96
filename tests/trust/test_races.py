"""G2: many actors at once on one customer's bills, on both databases; judged by the oracle."""

import os
import sys

from tests.trust.races import plan, run_rounds
from tests.trust.stage import Control, staged

SEED = int(os.environ.get("TRUST_SEED", "20261121"))
ROUNDS = int(os.environ.get("TRUST_N", "50"))


def test_actors_at_once_never_pay_twice_and_never_block_each_other(
    store_url: str, control: Control
) -> None:
    rounds = plan(SEED, ROUNDS)
    with staged(store_url, control, [one.cast for one in rounds]) as (stage, buyers):
        result = run_rounds(stage, buyers, rounds)
        line = result.line(f"races ({stage.database})", SEED)
        sys.stdout.write(f"\n{line}\n")
    assert result.findings == []
    assert result.charged > len(rounds) // 4, "hardly anybody was charged: this proves little"
