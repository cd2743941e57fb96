"""A bank takes a payment back: one row, one ticket, one word to the customer, and who owes then."""

from dataclasses import replace

import pytest

from billing.bills import BillState
from billing.disputes import DisputeState
from billing.errors import AmountOutOfRange, Conflict, ProviderUnavailable
from billing.ids import ConnectionId, PaymentId
from billing.money import Money
from billing.payments import SUBMIT_LEASE, Allocation, ChargeRequest, Payment, PaymentState
from billing.repositories import About
from billing.use_cases._perhaps_ours import HELD_UP_BY_A_HOLD
from billing.use_cases.apply_dispute import apply_dispute
from tests.billing.use_cases.back_till import BackTill
from tests.billing.use_cases.till import WORKER
from tests.builders import CONNECTION, money
from tests.fakes_provider import Outcome

_D = DisputeState


def says(till: BackTill, payment: Payment, state: DisputeState, text: str = "97.40") -> None:
    """The provider's webhook about the payment's dispute, applied by the worker."""
    assert payment.provider_ref is not None
    report = till.books.dispute(payment.provider_ref, money(text), state)
    name = f"evt_{state}_{text}_{len(till.events())}"
    till.hear(About.DISPUTE, report.provider_ref, event_id=name)


def test_a_dispute_is_opened_once_and_finance_and_the_customer_hear_of_it(
    each_back: BackTill,
) -> None:
    paid = each_back.paid()
    for _ in range(2):
        says(each_back, paid, _D.OPEN)
    (dispute,) = each_back.disputes(paid)
    assert (dispute.state, dispute.amount) == (_D.OPEN, paid.amount)
    assert [(t.category, t.priority) for t in each_back.tickets()] == [("dispute", "urgent")]
    assert each_back.events().count("payment.disputed") == 1
    assert each_back.bill().state is BillState.PAID


def test_a_lost_one_is_owed_again_and_a_won_one_is_not(each_back: BackTill) -> None:
    paid = each_back.paid()
    says(each_back, paid, _D.UNDER_REVIEW)
    says(each_back, paid, _D.LOST)
    says(each_back, paid, _D.LOST)
    bill = each_back.bill()
    assert (bill.state, bill.balance, bill.paid) == (BillState.OPEN, paid.amount, money("0.00"))
    (dispute,) = each_back.disputes(paid)
    assert dispute.closed_at is not None
    assert each_back.verbs("HB-100").count("bill.reopened") == 1
    with each_back.store.read(each_back.who) as tx:
        assert tx.bills.owed() == (paid.amount,)
    again = each_back.paid()
    assert each_back.bill().state is BillState.PAID
    says(each_back, again, _D.WON)
    assert each_back.bill().state is BillState.PAID


@pytest.mark.parametrize("late", [_D.OPEN, _D.UNDER_REVIEW, _D.WON])
def test_what_is_decided_stays_decided(back: BackTill, late: DisputeState) -> None:
    paid = back.paid()
    says(back, paid, _D.LOST)
    says(back, paid, late)
    (dispute,) = back.disputes(paid)
    assert dispute.state is _D.LOST
    assert back.bill().state is BillState.OPEN


@pytest.mark.parametrize(("first", "then"), [(_D.LOST, _D.WON), (_D.WON, _D.LOST)])
def test_what_is_decided_otherwise_on_appeal_calls_finance_once(
    each_back: BackTill, first: DisputeState, then: DisputeState
) -> None:
    paid = each_back.paid()
    for state in (first, _D.UNDER_REVIEW, then, then):
        says(each_back, paid, state)
    subjects = sorted(ticket.subject for ticket in each_back.tickets())
    assert subjects == sorted(
        [
            "The customer's bank disputes a payment: answer with evidence",
            f"A dispute that was {first} is under review at the provider now",
            f"A dispute that was {first} is {then} at the provider now",
        ]
    )
    assert {ticket.category for ticket in each_back.tickets()} == {"dispute"}
    assert [each.state for each in each_back.disputes(paid)] == [first]


def test_a_part_takes_a_part_off(back: BackTill) -> None:
    paid = back.paid()
    says(back, paid, _D.LOST, "20.00")
    assert back.bill().balance == money("20.00")
    with pytest.raises(AmountOutOfRange) as refused:
        back.give_back(paid, 7741)
    assert refused.value.maximum_minor == 7740
    assert back.refundable(paid) == money("77.40")
    assert back.give_back(paid).amount == money("77.40")
    assert back.refundable(paid) == money("0.00")


def test_a_claim_of_more_or_of_another_currency_is_for_the_whole_payment(back: BackTill) -> None:
    paid = back.paid()
    assert paid.provider_ref is not None
    report = back.books.dispute(paid.provider_ref, Money(1, "EUR"))
    opened = apply_dispute(back.ports, WORKER, CONNECTION, report)
    assert opened is not None
    assert opened.amount == paid.amount
    (ticket,) = back.tickets()
    assert (ticket.packet["claimed_minor"], ticket.packet["claimed_currency"]) == (1, "EUR")


def test_while_a_bank_decides_nothing_is_given_back(each_back: BackTill) -> None:
    paid = each_back.paid()
    says(each_back, paid, _D.OPEN)
    with pytest.raises(Conflict, match="wait for its decision"):
        each_back.give_back(paid)
    with pytest.raises(Conflict):
        each_back.ask_back(paid)
    says(each_back, paid, _D.WON)
    assert each_back.give_back(paid).state == "succeeded"


def test_while_a_bank_only_asks_finance_may_give_back_and_a_customer_asks_finance(
    each_back: BackTill,
) -> None:
    paid = each_back.paid()
    assert paid.provider_ref is not None
    asking = replace(each_back.books.dispute(paid.provider_ref, paid.amount), inquiry=True)
    apply_dispute(each_back.ports, WORKER, CONNECTION, asking)
    asked = each_back.ask_back(paid, 500)
    assert asked.refund is None
    assert asked.ticket is not None
    assert asked.ticket.packet["why_a_human"] == "a bank asks about this payment"
    assert each_back.give_back(paid, 1000).state == "succeeded"
    apply_dispute(each_back.ports, WORKER, CONNECTION, replace(asking, inquiry=False))
    with pytest.raises(Conflict, match="wait for its decision"):
        each_back.give_back(paid, 1000)


def test_a_dispute_of_nothing_of_ours_is_nothing(back: BackTill) -> None:
    paid = back.paid()
    assert paid.provider_ref is not None
    ours = back.books.dispute(paid.provider_ref, paid.amount)
    theirs = back.books.dispute("ch_elsewhere", paid.amount)
    assert apply_dispute(back.ports, WORKER, CONNECTION, theirs) is None
    assert apply_dispute(back.ports, WORKER, ConnectionId("conn-2"), ours) is None
    assert back.disputes(paid) == ()


def test_a_double_charge_given_back_and_then_disputed_is_owed_again(back: BackTill) -> None:
    paid = back.paid()
    twin = replace(paid, id=PaymentId("pay-twin"), key="late-x", provider_ref="ch_2")
    with back.store.write(WORKER) as tx:
        tx.payments.add(twin)
        tx.payments.allocate(Allocation(twin.id, twin.bill_id, twin.amount), twin.created_at)
    assert back.give_back(paid).reopens
    assert (back.bill().state, back.bill().paid) == (BillState.PAID, paid.amount)
    says(back, twin, _D.LOST)
    assert (back.bill().state, back.bill().balance) == (BillState.OPEN, paid.amount)


def test_one_that_may_be_about_a_payment_in_doubt_waits_for_it(each_back: BackTill) -> None:
    """The charge's answer was lost: nobody here knows yet what the bank is talking about."""
    doubtful = each_back.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    report = each_back.books.dispute("ch_1", doubtful.amount)
    each_back.books.hidden = True
    each_back.hear(About.DISPUTE, report.provider_ref)
    assert each_back.disputes(doubtful) == ()
    each_back.books.hidden = False
    each_back.wait(minutes=1)
    each_back.wait(minutes=1)
    assert each_back.payment(doubtful.id).state == "succeeded"
    (dispute,) = each_back.disputes(doubtful)
    assert dispute.state is _D.OPEN


def test_a_strangers_dispute_waits_for_no_payment_that_is_just_being_sent(back: BackTill) -> None:
    theirs = back.books.dispute("ch_elsewhere", money("1.00"))
    heard: list[object] = []

    def meanwhile(_: ChargeRequest) -> None:
        heard.append(apply_dispute(back.ports, WORKER, CONNECTION, theirs))

    back.provider.during_charge = meanwhile
    back.paid()
    assert heard == [None]
    assert apply_dispute(back.ports, WORKER, ConnectionId("conn-2"), theirs) is None


def test_a_strangers_dispute_waits_for_a_nameless_hold_for_some_days_only(back: BackTill) -> None:
    """Only people end a hold: strangers' events may not end as dead letters meanwhile."""
    back.books.hidden = True
    held = back.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    with back.store.write(WORKER) as tx:
        tx.payments.update(replace(held, state=PaymentState.HOLD), was=held.state)
    theirs = back.books.dispute("ch_elsewhere", money("1.00"))
    back.hear(About.DISPUTE, theirs.provider_ref)
    with pytest.raises(ProviderUnavailable):
        apply_dispute(back.ports, WORKER, CONNECTION, theirs)
    assert apply_dispute(back.ports, WORKER, ConnectionId("conn-2"), theirs) is None
    for _ in range(9):
        back.wait(days=1)
    with back.store.read(WORKER) as tx:
        assert tx.inbox.get(CONNECTION, "evt_1").applied_at is not None
        assert tx.inbox.list(dead_only=True) == ()
    assert back.tickets() == []


def test_a_hold_that_was_sent_again_lately_is_still_waited_for(back: BackTill) -> None:
    held = back.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    back.clock.move(HELD_UP_BY_A_HOLD)
    again = replace(held, state=PaymentState.HOLD, sent_at=back.clock.real_now())
    with back.store.write(WORKER) as tx:
        tx.payments.update(again, was=held.state)
    theirs = back.books.dispute("ch_elsewhere", money("1.00"))
    with pytest.raises(ProviderUnavailable):
        apply_dispute(back.ports, WORKER, CONNECTION, theirs)
    back.clock.move(HELD_UP_BY_A_HOLD)
    assert apply_dispute(back.ports, WORKER, CONNECTION, theirs) is None


def test_a_payment_stuck_in_its_sending_is_in_doubt_too(back: BackTill) -> None:
    back.pay_and_die("charged")
    report = back.books.dispute("ch_1", money("97.40"))
    back.clock.move(SUBMIT_LEASE)
    with pytest.raises(ProviderUnavailable):
        apply_dispute(back.ports, WORKER, CONNECTION, report)
    assert apply_dispute(back.ports, WORKER, ConnectionId("conn-2"), report) is None
