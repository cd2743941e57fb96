"""A check bounces: a row of its own undoes it, and the bill is owed again."""

import pytest

from billing.bills import BillState
from billing.errors import Conflict, Forbidden, InvalidRequest, NotOffered
from billing.ids import ReceiptId
from billing.manual_payments import ManualState
from billing.money import Money
from billing.payments import PaymentState
from billing.principal import Principal, Role
from billing.refunds import Refund
from billing.stores.store import SqlStore
from billing.use_cases.show_receipt import show_receipt
from tests.billing.use_cases.back_till import staff
from tests.billing.use_cases.hand_till import AL, FIN, HandTill, open_hand_till
from tests.billing.use_cases.till import WORKER
from tests.builders import bill, february, principal
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome


def test_a_bounced_check_is_owed_again_and_the_payment_stands(each_hand: HandTill) -> None:
    manual = each_hand.record()
    done = each_hand.reverse(manual.id)
    assert done.awaiting is None
    assert (done.manual.state, done.manual.reason) == (ManualState.REVERSED, "returned unpaid")
    (payment,) = each_hand.its_payments(manual)
    assert payment.state is PaymentState.SUCCEEDED
    (undone,) = each_hand.refunds(payment)
    assert (undone.reversal, undone.reopens, undone.amount) == (True, True, payment.amount)
    assert undone.state is PaymentState.SUCCEEDED
    assert each_hand.bill().state is BillState.OPEN
    assert each_hand.bill().balance == Money(9740, "USD")
    assert {"manual_payment.reversed", "payment.reversed", "bill.reopened"} <= set(
        each_hand.events()
    )
    assert "payment.refunded" not in each_hand.events()
    assert each_hand.verbs(undone.id) == ["payment.reversed"]


def test_the_receipt_says_that_nothing_stayed_paid(hand: HandTill) -> None:
    manual = hand.record()
    hand.reverse(manual.id)
    with hand.store.read(WORKER) as tx:
        receipt = tx.payments.receipt_of(manual.payment_ids[0])
    assert receipt is not None
    facts = show_receipt(hand.ports, hand.who, ReceiptId(receipt.id))
    assert facts.kept.is_zero
    assert facts.manual is not None
    assert facts.manual.reference == "1042"


def test_the_bill_can_be_paid_again_and_the_check_recorded_again(each_hand: HandTill) -> None:
    each_hand.reverse(each_hand.record().id)
    again = each_hand.record("r-2")
    assert again.state is ManualState.SETTLED
    each_hand.reverse(again.id)
    each_hand.pay(Outcome.SUCCEED)
    assert each_hand.bill().state is BillState.PAID


def test_above_the_limit_two_people_say_so(each_strict: HandTill) -> None:
    manual = each_strict.verify(each_strict.record().id)
    first = each_strict.reverse(manual.id, "bank letter")
    assert first.awaiting is not None
    assert first.awaiting.proposed_by == "finance:fin-1"
    assert each_strict.reverse(manual.id, "bank letter").awaiting is not None  # still one person
    assert each_strict.bill().state is BillState.PAID
    done = each_strict.reverse(manual.id, "seen too", who=AL)
    assert done.awaiting is None
    assert done.manual.ended_by == "finance:fin-1 + finance:al-2"
    assert "bank letter" in done.manual.reason
    assert "seen too" in done.manual.reason
    assert each_strict.bill().state is BillState.OPEN
    assert each_strict.verbs(manual.id)[-2:] == ["reversal.proposed", "manual_payment.reversed"]
    assert each_strict.reverse(manual.id, "once more", who=AL).manual == done.manual


def test_reversing_twice_undoes_once(each_hand: HandTill) -> None:
    manual = each_hand.record()
    first = each_hand.reverse(manual.id)
    assert each_hand.reverse(manual.payment_ids[0]).manual == first.manual
    with pytest.raises(Conflict, match="reversed, not booked"):
        each_hand.reverse(manual.id, who=AL)
    assert each_hand.events().count("payment.reversed") == 1


def test_all_bills_of_one_check_are_owed_again(sqlite_store: SqlStore, clock: FakeClock) -> None:
    till = open_hand_till(sqlite_store, clock, february(), bill("HB-101", ("Water", "20.00")))
    manual = till.record(parts={"HB-100": 9740, "HB-101": 2000})
    till.reverse(manual.payment_ids[1])
    assert [till.bill(each).balance.amount_minor for each in ("HB-100", "HB-101")] == [9740, 2000]


def test_what_was_given_back_already_is_left_to_people(each_hand: HandTill) -> None:
    manual = each_hand.record()
    payment = each_hand.its_payments(manual)[0]
    given = Refund(
        "ref_by_hand",
        payment.id,
        Money(100, "USD"),
        PaymentState.SUCCEEDED,
        each_hand.clock.now(),
    )
    with each_hand.store.write(WORKER) as tx:
        tx.refunds.add(given)
    with pytest.raises(Conflict, match="given back"):
        each_hand.reverse(manual.id)
    assert each_hand.manual(manual.id).state is ManualState.SETTLED


def test_no_provider_is_asked_to_give_a_check_back(hand: HandTill) -> None:
    payment = hand.its_payments(hand.record())[0]
    with pytest.raises(NotOffered, match="not made here"):
        hand.give_back(payment)
    answer = hand.ask_back(payment)
    assert answer.refund is None
    assert answer.ticket is not None


@pytest.mark.parametrize("who", [principal(), staff("su-1", Role.SUPPORT), WORKER], ids=str)
def test_only_finance_reverses(hand: HandTill, who: Principal) -> None:
    manual = hand.record()
    with pytest.raises(Forbidden):
        hand.reverse(manual.id, who=who)
    assert hand.bill().state is BillState.PAID


def test_what_is_not_booked_is_not_reversed(strict: HandTill) -> None:
    waiting = strict.record()
    with pytest.raises(Conflict, match="waiting, not booked"):
        strict.reverse(waiting.id)
    with pytest.raises(InvalidRequest):
        strict.reverse(waiting.id, "  ")
    assert strict.verify(waiting.id, who=AL).state is ManualState.SETTLED
    assert FIN.actor != AL.actor
