"""G1: payers and workers killed anywhere, on both databases; judged by the oracle."""

import os
import sys

from tests.trust.campaign import plan, run_points
from tests.trust.stage import Cast, Control, Mailbox, staged

SEED = int(os.environ.get("TRUST_SEED", "20261121"))
POINTS = int(os.environ.get("TRUST_N", "22"))


def test_no_payment_is_lost_or_doubled_wherever_a_process_dies(
    store_url: str, control: Control, letters: Mailbox
) -> None:
    points = plan(SEED, POINTS)
    cast = [*(point.cast for point in points), Cast(1, "USD", "succeed")]
    with staged(store_url, control, cast) as (stage, buyers):
        result = run_points(stage, buyers, points, letters)
        line = result.line(f"kill points ({stage.database})", SEED)
        sys.stdout.write(f"\n{line}\n")
    assert result.findings == []
    assert result.charged > len(points) // 4, "hardly anybody was charged: this proves little"
    assert result.kills.total() > len(points) // 4


def test_the_same_seed_plans_the_same_points() -> None:
    assert plan(7, 50) == plan(7, 80)[:50]
    assert plan(7, 50) != plan(8, 50)
