"""The one settle path: any report, any order, any number of times."""

import itertools
from dataclasses import replace

import pytest

from billing.bills import BillState
from billing.ids import PaymentId
from billing.money import Money
from billing.payments import ENDED_STATES, PAYMENT_MOVES, DeclineReason, PaymentState
from billing.tickets import Priority, TicketStatus
from tests.billing.use_cases.till import WORKER, MakeTill, Till, report_on
from tests.builders import bill, february, method, money, payment
from tests.fakes_provider import Outcome

_S = PaymentState


def receipts(till: Till, payment_id: PaymentId) -> int:
    with till.store.read(till.who) as tx:
        return int(tx.payments.receipt_of(payment_id) is not None)


def tickets(till: Till) -> list[tuple[str, Priority, str | None]]:
    with till.store.read(WORKER) as tx:
        return [(one.category, one.priority, one.about) for one in tx.tickets.list().items]


def test_a_report_told_often_settles_once(each_till: Till) -> None:
    till = each_till
    doubtful = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    answers = {till.apply(doubtful.id, report_on(doubtful, _S.SUCCEEDED)) for _ in range(5)}
    assert len(answers) == 1
    assert till.bill().paid == money("97.40")
    assert receipts(till, doubtful.id) == 1
    assert till.verbs(doubtful.id).count("payment.succeeded") == 1
    assert till.verbs("HB-100") == ["bill.paid"]


def test_reports_in_any_order_end_where_the_provider_ended(make_till: MakeTill) -> None:
    """Every order of every lifecycle, each report told twice."""
    till = make_till(bill("HB-9", amount="900.00"), method())
    lives = ([_S.REQUIRES_ACTION, _S.PENDING, _S.SUCCEEDED], [_S.PENDING, _S.FAILED])
    orders = [(life[-1], order) for life in lives for order in itertools.permutations(life)]
    for number, (end, order) in enumerate(orders):
        doubtful = payment(f"pay-{number}", bill_id="HB-9", amount="1.00", state=_S.UNKNOWN)
        with till.store.write(WORKER) as tx:
            tx.payments.add(doubtful)
        for state in [*order, *order]:
            till.apply(doubtful.id, report_on(doubtful, state))
        assert till.payment(doubtful.id).state is end, order
        assert receipts(till, doubtful.id) == (end is _S.SUCCEEDED)
    assert till.bill("HB-9").paid == money("6.00")


def test_no_report_makes_a_move_that_the_table_forbids(make_till: MakeTill) -> None:
    till = make_till(method())
    for number, (state, told) in enumerate(itertools.product(PaymentState, PaymentState)):
        made = payment(f"pay-{number}", bill_id=f"HB-{number}", amount="1.00", state=state)
        with till.store.write(WORKER) as tx:
            tx.bills.put(bill(f"HB-{number}", amount="9.00"))
            tx.payments.add(made)
        after = till.apply(made.id, report_on(made, told)).state
        # A restored backup may have forgotten that a payment was sent; then it was.
        sent = PAYMENT_MOVES[_S.SUBMITTING] if state is _S.CREATED else frozenset()
        assert after is state or after in PAYMENT_MOVES[state] | sent, (state, told)
        if state in ENDED_STATES or state is _S.HOLD:
            assert after is state, "only a human ends a hold, and nothing undoes an end"


@pytest.mark.parametrize(
    "echo", [Money(9739, "USD"), Money(9741, "USD"), Money(9740, "CAD"), Money(0, "USD")]
)
@pytest.mark.parametrize("state", [_S.SUCCEEDED, _S.PENDING])
def test_another_amount_or_currency_is_held_for_a_human(
    till: Till, echo: Money, state: PaymentState
) -> None:
    doubtful = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    held = till.apply(doubtful.id, report_on(doubtful, state, amount=echo))
    assert held.state is _S.HOLD
    assert till.bill().paid == money("0.00")
    assert receipts(till, doubtful.id) == 0
    assert not till.owes_a_check(doubtful), "a hold ends by a human only"
    assert till.apply(doubtful.id, report_on(doubtful, _S.SUCCEEDED)).state is _S.HOLD


def test_a_success_after_a_definite_failure_is_booked_once_and_calls_finance(
    each_till: Till,
) -> None:
    till = each_till
    failed = till.pay(Outcome.DECLINE)
    for _ in range(3):
        assert till.apply(failed.id, report_on(failed, _S.SUCCEEDED)).state is _S.FAILED
    assert till.verbs(failed.id).count("payment.contradicted") == 1
    assert tickets(till) == [("payment_problem", Priority.URGENT, "HB-100")]
    assert till.bill().state is BillState.PAID, "what was charged is not offered again"
    with till.store.read(WORKER) as tx:
        states = [one.state for one in tx.payments.of_bill(failed.bill_id)]
    assert sorted(states) == [_S.FAILED, _S.SUCCEEDED]


def test_a_late_charge_of_another_amount_is_only_told_to_finance(till: Till) -> None:
    failed = till.pay(Outcome.DECLINE)
    till.apply(failed.id, report_on(failed, _S.SUCCEEDED, amount=Money(9741, "USD")))
    assert tickets(till) == [("payment_problem", Priority.URGENT, "HB-100")]
    assert till.bill().state is BillState.OPEN


def test_a_success_on_a_void_bill_calls_finance(till: Till) -> None:
    doubtful = till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    with till.store.write(WORKER) as tx:
        tx.bills.set_state(doubtful.bill_id, BillState.VOID)
    assert till.apply(doubtful.id, report_on(doubtful, _S.SUCCEEDED)).state is _S.SUCCEEDED
    assert tickets(till) == [("payment_problem", Priority.URGENT, "HB-100")]


def test_a_hold_opens_one_urgent_ticket(till: Till) -> None:
    assert till.pay(Outcome.WRONG_AMOUNT).state is _S.HOLD
    assert tickets(till) == [("payment_problem", Priority.URGENT, "HB-100")]


def test_a_restored_payment_that_was_charged_settles_instead_of_being_forgotten(till: Till) -> None:
    made = till.pay_and_die("approved")
    assert till.apply(made.id, report_on(made, _S.SUCCEEDED)).state is _S.SUCCEEDED
    assert till.bill().state is BillState.PAID


def test_a_contradiction_is_not_reopened_after_people_solved_it(till: Till) -> None:
    failed = till.pay(Outcome.DECLINE)
    till.apply(failed.id, report_on(failed, _S.SUCCEEDED))
    with till.store.write(WORKER) as tx:
        ticket = tx.tickets.list().items[0]
        tx.tickets.put(replace(ticket, status=TicketStatus.RESOLVED))
    till.apply(failed.id, report_on(failed, _S.SUCCEEDED))
    with till.store.read(WORKER) as tx:
        assert [one.status for one in tx.tickets.list().items] == [TicketStatus.RESOLVED]


def test_a_cancellation_by_the_provider_ends_a_doubt_as_a_failure(till: Till) -> None:
    doubtful = till.pay(Outcome.UNKNOWN_BEFORE_CHARGE)
    ended = till.apply(doubtful.id, report_on(doubtful, _S.CANCELLED))
    assert (ended.state, ended.reason) == (_S.FAILED, DeclineReason.OTHER)
    assert till.pay().state is _S.SUCCEEDED


def test_a_pending_payment_keeps_the_bill_closed_to_others_until_it_ends(till: Till) -> None:
    pending = till.pay(Outcome.PENDING)
    assert (pending.state, till.bill().doubt) == (_S.PENDING, "pending")
    till.provider.becomes("ch_1", _S.FAILED)
    till.wait(seconds=30)
    assert till.payment(pending.id).state is _S.FAILED
    assert till.pay().state is _S.SUCCEEDED


def test_a_webhook_that_overtakes_the_reply_settles_once(each_till: Till) -> None:
    till = each_till

    def overtake(_: object) -> None:
        made = till.payments()[0]
        till.apply(made.id, report_on(made, _S.SUCCEEDED))

    till.provider.during_charge = overtake
    assert till.pay().state is _S.SUCCEEDED
    made = till.payments()[0]
    assert till.verbs(made.id) == ["payment.approved", "payment.succeeded"]
    assert till.bill().paid == money("97.40")


def test_a_method_is_known_after_its_first_success(make_till: MakeTill) -> None:
    till = make_till(february(), method(used_before=False))
    till.approve(till.ask(amount_minor=4000))
    assert till.ask().approve_by == ("button", "text")


def test_a_failure_says_why(till: Till) -> None:
    failed = till.pay(Outcome.DECLINE)
    with till.store.read(WORKER) as tx:
        last = tx.trail.of_subject(failed.id)[-1]
    assert (last.verb, last.details["reason"]) == ("payment.failed", "insufficient_funds")
    assert failed.settled_at == till.clock.now()
