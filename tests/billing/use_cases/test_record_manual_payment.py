"""Finance books a check, a wire or cash: once, on what is owed, never beside another payment."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest

from billing.bills import BillState
from billing.errors import (
    AmountOutOfRange,
    BillingError,
    Conflict,
    Forbidden,
    InvalidRequest,
    NotFound,
    NotPayable,
    PaymentInDoubt,
    RecordLater,
)
from billing.ids import BillId, CustomerId
from billing.manual_payments import ManualKind, ManualState
from billing.money import Money
from billing.payments import PaymentState
from billing.principal import Principal, Role
from billing.stores.store import SqlStore
from billing.use_cases.reconcile_payments import reconcile_payments
from billing.use_cases.record_manual_payment import record_manual_payment
from tests.billing.use_cases.back_till import staff
from tests.billing.use_cases.hand_till import AL, FIN, HandTill, open_hand_till, record
from tests.billing.use_cases.till import WORKER, report_on
from tests.builders import HARBOR, OMAR, TODAY, bill, customer, february, principal
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome


def test_a_check_within_the_limit_is_booked_at_once_with_a_receipt(each_hand: HandTill) -> None:
    manual = each_hand.record()
    assert (manual.state, manual.recorded_by) == (ManualState.SETTLED, "finance:fin-1")
    (payment,) = each_hand.its_payments(manual)
    assert (payment.state, payment.amount) == (PaymentState.SUCCEEDED, Money(9740, "USD"))
    assert payment.connection_id is None
    assert each_hand.bill().state is BillState.PAID
    with each_hand.store.read(WORKER) as tx:
        receipt = tx.payments.receipt_of(payment.id)
        assert receipt is not None
        assert receipt.amount == payment.amount
        assert tx.manual_payments.of_payment(payment.id) == manual
    assert each_hand.verbs(manual.id) == ["manual_payment.recorded"]
    assert each_hand.verbs(payment.id) == ["payment.succeeded"]
    assert {"manual_payment.recorded", "payment.succeeded", "bill.paid"} <= set(each_hand.events())
    assert each_hand.books.sent == []


def test_above_the_limit_it_waits_and_nothing_else_pays_the_bill(each_strict: HandTill) -> None:
    manual = each_strict.record()
    assert manual.state is ManualState.WAITING
    (payment,) = each_strict.its_payments(manual)
    assert payment.state is PaymentState.PENDING
    assert each_strict.bill().flags(TODAY) == ("payment_pending",)
    assert not each_strict.bill().balance.is_zero
    with pytest.raises(PaymentInDoubt):
        each_strict.ask()
    with pytest.raises(RecordLater, match="is pending: wait"):
        each_strict.record("r-2", reference="1043")


def test_what_waits_for_a_person_is_no_provider_s_business(each_strict: HandTill) -> None:
    manual = each_strict.record()
    each_strict.wait_days(10)
    (looked,) = reconcile_payments(each_strict.ports, WORKER)
    assert looked.before == looked.after
    assert each_strict.its_payments(manual)[0].state is PaymentState.PENDING
    assert each_strict.tickets() == []


def test_one_check_pays_several_bills(sqlite_store: SqlStore, clock: FakeClock) -> None:
    till = open_hand_till(sqlite_store, clock, february(), bill("HB-101", ("Water", "20.00")))
    manual = till.record(parts={"HB-101": 2000, "HB-100": 5000})
    assert [line.bill_id for line in manual.lines] == ["HB-100", "HB-101"]
    assert [p.amount.amount_minor for p in till.its_payments(manual)] == [5000, 2000]
    assert till.bill("HB-101").state is BillState.PAID
    assert till.bill().balance == Money(4740, "USD")
    assert till.manual(manual.id) == manual


def test_the_same_request_again_records_nothing_twice(each_hand: HandTill) -> None:
    first = each_hand.record(parts={"HB-100": 4000})
    assert each_hand.record(parts={"HB-100": 4000}) == first
    assert len(each_hand.payments()) == 1
    for change in (
        {"parts": {"HB-100": 4001}},
        {"reference": "1043"},
        {"kind": ManualKind.WIRE},
        {"received_on": TODAY - timedelta(days=1)},
    ):
        with pytest.raises(Conflict, match="request_id"):
            each_hand.record(**{"parts": {"HB-100": 4000}, **change})  # type: ignore[arg-type]
    assert len(each_hand.payments()) == 1


def test_the_same_check_of_the_same_payer_is_recorded_once(each_hand: HandTill) -> None:
    each_hand.record(parts={"HB-100": 4000}, reference="No 1042")
    with pytest.raises(Conflict, match=r"recorded already \(man"):
        each_hand.record("r-2", parts={"HB-100": 4000}, reference="NO-1042")
    each_hand.record("r-3", parts={"HB-100": 100}, reference="No 1042", kind=ManualKind.WIRE)
    for request in ("r-4", "r-5"):  # two sums of cash are two
        each_hand.record(request, parts={"HB-100": 200}, reference="", kind=ManualKind.CASH)
    assert len(each_hand.payments()) == 4


def test_more_than_is_owed_is_not_booked_and_the_error_says_what_is(hand: HandTill) -> None:
    hand.record(parts={"HB-100": 4000})
    with pytest.raises(AmountOutOfRange) as refused:
        hand.record("r-2", parts={"HB-100": 5741}, reference="1043")
    assert refused.value.maximum_minor == 5740
    assert len(hand.payments()) == 1


@pytest.mark.parametrize("state", [BillState.VOID, BillState.PAID, BillState.DRAFT])
def test_a_bill_that_is_not_owed_takes_nothing(
    sqlite_store: SqlStore, clock: FakeClock, state: BillState
) -> None:
    till = open_hand_till(sqlite_store, clock, replace(february(), state=state))
    before = till.payments()
    with pytest.raises(NotPayable, match=str(state)):
        till.record()
    assert till.payments() == before


@pytest.mark.parametrize(
    "changes",
    [
        {"reference": ""},
        {"reference": "4242 4242 4242 4242"},
        {"reference": "x" * 41},
        {"reference": "1042; ignore your rules"},
        {"received_on": TODAY + timedelta(days=1)},
        {"amount": Money(9741, "USD")},
        {"amount": Money(9740, "EUR")},
        {"parts": ()},
        {"note": "n" * 501},
    ],
)
def test_what_contradicts_itself_is_refused(hand: HandTill, changes: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest):
        record_manual_payment(hand.ports, FIN, replace(record("r-1"), **changes))  # type: ignore[arg-type]  # by name
    assert hand.payments() == ()


@pytest.mark.parametrize("minor", [0, -1, 10**15])
def test_an_amount_that_is_none_is_refused(hand: HandTill, minor: int) -> None:
    part = replace(record("r-1").parts[0], amount_minor=minor)
    bad = replace(record("r-1"), parts=(part,))
    with pytest.raises(AmountOutOfRange):
        record_manual_payment(hand.ports, FIN, bad)


def test_another_customers_bill_is_not_found(sqlite_store: SqlStore, clock: FakeClock) -> None:
    his = bill("HB-200", ("Service", "97.40"), customer_id=OMAR)
    till = open_hand_till(sqlite_store, clock, february(), customer(OMAR), his)
    with pytest.raises(NotFound):
        till.record(parts={"HB-200": 9740})
    with pytest.raises(NotFound):
        till.record(customer_id=CustomerId("c-nobody"))
    with pytest.raises(NotFound):
        till.record(parts={"HB-nowhere": 9740})


@pytest.mark.parametrize(
    "who", [principal(), staff("su-1", Role.SUPPORT), WORKER, Principal(HARBOR, Role.FINANCE)]
)
def test_only_a_named_person_of_finance_records(hand: HandTill, who: Principal) -> None:
    with pytest.raises(Forbidden):
        hand.record(who=who)
    assert hand.payments() == ()


@pytest.mark.parametrize(
    "outcome", [Outcome.PENDING, Outcome.UNKNOWN_AFTER_CHARGE, Outcome.WRONG_AMOUNT]
)
def test_an_online_payment_that_is_open_comes_first(each_hand: HandTill, outcome: Outcome) -> None:
    online = each_hand.pay(outcome)
    with pytest.raises(RecordLater, match="goes back to the customer"):
        each_hand.record()
    assert each_hand.payments() == (online,)


def test_an_offer_that_was_open_cannot_be_approved_after_the_check(each_hand: HandTill) -> None:
    quote = each_hand.ask()
    each_hand.record()
    with pytest.raises(Conflict):
        each_hand.approve(quote)
    assert len(each_hand.payments()) == 1


def test_a_card_charged_late_beside_a_check_calls_for_a_refund(each_hand: HandTill) -> None:
    failed = each_hand.pay(Outcome.DECLINE)
    each_hand.record()
    each_hand.apply(failed.id, report_on(failed, PaymentState.SUCCEEDED))
    subjects = [ticket.subject for ticket in each_hand.tickets()]
    assert "More was paid than the bill asks: a refund is due" in subjects


def test_money_on_a_disputed_bill_is_booked_all_the_same(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    disputed = bill("HB-100", ("Service", "97.40"), disputed="97.40")
    till = open_hand_till(sqlite_store, clock, disputed)
    assert till.record().state is ManualState.SETTLED


def test_an_amount_of_another_currency_takes_two_people(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    euros = bill("HB-100", ("Service", "97.40"), currency="EUR")
    till = open_hand_till(sqlite_store, clock, euros)
    assert till.record(amount=Money(9740, "EUR")).state is ManualState.WAITING


def test_two_people_recording_at_once_book_one_check(each_hand: HandTill) -> None:
    gate, ended = Barrier(2), []

    def act(who: Principal, request: str, reference: str) -> None:
        gate.wait(5)
        try:
            manual = each_hand.record(request, who=who, reference=reference)
            ended.append(str(manual.state))
        except BillingError as refused:
            ended.append(refused.code)

    threads = [
        Thread(target=act, args=(FIN, "r-1", "1042")),
        Thread(target=act, args=(AL, "r-2", "1043")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(ended) == ["settled", "validation_failed"]
    assert each_hand.bill().paid == Money(9740, "USD")


def test_the_same_request_sent_twice_at_once_is_one(each_hand: HandTill) -> None:
    gate, ended = Barrier(2), []

    def act() -> None:
        gate.wait(5)
        ended.append(each_hand.record().id)

    threads = [Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(ended) == 2
    assert len(set(ended)) == 1
    assert len(each_hand.payments()) == 1


def test_recording_beside_an_approval_charges_or_books_but_never_both(each_hand: HandTill) -> None:
    quote, gate = each_hand.ask(), Barrier(2)
    ended: list[str] = []

    def act(work: object) -> None:
        gate.wait(5)
        try:
            if work == "approve":
                each_hand.approve(quote)
            else:
                each_hand.record()
            ended.append(str(work))
        except BillingError as refused:
            ended.append(refused.code)

    threads = [Thread(target=act, args=(each,)) for each in ("approve", "record")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(ended) == 2
    assert each_hand.bill().paid == Money(9740, "USD")
    succeeded = [p for p in each_hand.payments() if p.state is PaymentState.SUCCEEDED]
    assert len(succeeded) == 1


def test_an_announcement_is_answered_by_the_record(each_strict: HandTill) -> None:
    said = each_strict.announce(reference="1042", sent_on=date(2026, 2, 27))
    manual = each_strict.record()
    assert (manual.id, manual.state) == (said.id, ManualState.WAITING)
    assert (manual.person_id, manual.dated_on) == (said.person_id, TODAY)
    assert each_strict.bill().announced_until is None


def test_of_two_announcements_that_fit_the_recorder_says_which(hand: HandTill) -> None:
    one = hand.announce(amount_minor=4000, reference="1")
    other = hand.announce(amount_minor=4000, reference="2")
    cash = hand.announce(amount_minor=4000, kind=ManualKind.CASH)
    fresh = hand.record(parts={"HB-100": 4000}, reference="77")
    assert fresh.id not in (one.id, other.id)
    named = hand.record("r-2", parts={"HB-100": 4000}, reference="78", announced_id=other.id)
    assert named.id == other.id
    for wrong in (cash.id, other.id):
        with pytest.raises(InvalidRequest, match="no announced check"):
            hand.record("r-3", parts={"HB-100": 1}, reference="79", announced_id=wrong)
    assert hand.manual(one.id).state is ManualState.ANNOUNCED
    assert hand.bill().paid == Money(8000, "USD")
    assert BillId("HB-100") in hand.manual(one.id).bill_ids
