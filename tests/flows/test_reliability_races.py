"""Paying against cancelling and changing a bill, with the payer dead at every crash label.

There is no way yet to cancel a bill but the rule every such way must keep: under the bill's lock,
and only while nothing of it is paid or on its way.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from billing import crash
from billing.bills import BillLine, BillState
from billing.errors import Conflict, Refused
from billing.ids import BillId, QuoteId
from billing.payments import OPEN_STATES, PaymentState
from billing.ports import Ports
from billing.use_cases.approve_quote import approve_quote
from billing.use_cases.pay_bill import PayRequest, pay_bill
from tests.trust.campaign import judge_stage, work_until_quiet
from tests.trust.conftest import control, letters, sandbox_url
from tests.trust.stage import DIED, WORKER, Buyer, Cast, Control, Stage, ended, staged

__all__ = ["control", "letters", "sandbox_url"]

LABELS: Final = tuple(label for label in crash.LABELS if label != "duty-closed")
BEFORE_ANYTHING: Final = ("quote-locked", "payment-inserted")
"""The approval was never committed: there is nothing to be found but the bill."""

Change = Callable[[Ports, BillId], bool]


def untouched(ports: Ports, bill_id: BillId, change: str) -> bool:
    """Cancel or lower a bill by the rule; whether it was allowed."""
    with ports.store.write(WORKER) as tx:
        bill = tx.bills.lock(bill_id)
        if bill.doubt is not None or bill.state is not BillState.OPEN:
            return False
        if bill.paid is not None and not bill.paid.is_zero:
            return False
        if change == "cancel":
            tx.bills.set_state(bill.id, BillState.VOID)
            return True
        less = replace(bill.amount, amount_minor=bill.amount.amount_minor - 100)
        lines = (BillLine(1, "Service", less),)
        tx.bills.put(replace(bill, version=bill.version + 1, amount=less, lines=lines))
        return True


def approve(stage: Stage, buyer: Buyer, quote_id: QuoteId) -> int:
    try:
        approve_quote(stage.ports, buyer.principal, quote_id, channel="button")
    except (Conflict, Refused):
        return 1
    return 0


def dies_at(stage: Stage, buyer: Buyer, quote_id: QuoteId, label: str) -> int:
    def act() -> int:
        crash.arm(f"{label}:1")
        return approve(stage, buyer, quote_id)

    return ended(stage.fork(act))


@pytest.mark.parametrize("change", ["cancel", "lower"])
def test_of_paying_and_changing_one_wins_wherever_the_payer_died(
    store_url: str, control: Control, change: str
) -> None:
    cast = [Cast(1, "USD", "succeed", number) for number in range(2 * len(LABELS))]
    with staged(store_url, control, cast) as (stage, buyers):
        late, early = buyers[: len(LABELS)], buyers[len(LABELS) :]
        for label, buyer in zip(LABELS, late, strict=True):
            (bill_id,) = buyer.bill_ids
            quote = pay_bill(stage.ports, buyer.principal, PayRequest(buyer.bill_ids))
            assert dies_at(stage, buyer, quote.id, label) == DIED
            won = untouched(stage.ports, bill_id, change)
            assert won == (label in BEFORE_ANYTHING), label
        for label, buyer in zip(LABELS, early, strict=True):
            (bill_id,) = buyer.bill_ids
            quote = pay_bill(stage.ports, buyer.principal, PayRequest(buyer.bill_ids))
            assert untouched(stage.ports, bill_id, change)
            # Armed, but refused before it comes to anything past the lock.
            dies_at(stage, buyer, quote.id, label)
            assert approve(stage, buyer, quote.id) == 1, label
        recover(stage)
        verdict = judge_stage(stage, buyers)
        assert verdict.findings == ()
        charged = {each["metadata"]["reference"] for each in stage.control.truth()}
        with stage.store.read(WORKER) as tx:
            for label, buyer in zip(LABELS, late, strict=True):
                made = tx.payments.of_bill(buyer.bill_ids[0])
                assert bool(made) == (label not in BEFORE_ANYTHING), label
                assert {one.key for one in made if one.state is PaymentState.SUCCEEDED} <= charged
            for buyer in early:
                assert tx.payments.of_bill(buyer.bill_ids[0]) == ()


def recover(stage: Stage) -> None:
    """Workers go on until nothing is open."""
    for step in (timedelta(seconds=65), timedelta(minutes=6), timedelta(minutes=65)):
        stage.travel(step)
        work_until_quiet(stage)
    with stage.store.read(WORKER) as tx:
        assert tx.payments.in_states(OPEN_STATES - {PaymentState.HOLD}, 100) == ()


def test_this_process_was_not_armed() -> None:
    """Whatever was armed above was armed in children only."""
    assert "CRASH_AT" not in os.environ
    crash.here("mid-settle")
