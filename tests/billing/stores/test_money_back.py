"""Refunds under their running total, disputes, proposals and discrepancies, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from billing.bills import BillQuery, BillState
from billing.discrepancies import RECONCILER, Discrepancy, DiscrepancyKind
from billing.disputes import Dispute, DisputeState
from billing.errors import AmountOutOfRange, Conflict, NotFound, StaleWorker
from billing.ids import BillId, ConnectionId, PaymentId
from billing.money import Money
from billing.payments import PaymentState
from billing.refunds import COUNTED_STATES, Refund
from billing.resolutions import Resolution
from billing.stores.store import SqlStore
from tests.billing.stores.rows import (
    BOB,
    BOB_SELF,
    NOON,
    STAFF,
    STRIPE,
    WORKS,
    a_payment,
    settle,
    speaker,
    usd,
)

_S = PaymentState
PAY = PaymentId("pay_1")


def a_refund(name: str = "re_1", minor: int = 100, state: PaymentState = _S.CREATED) -> Refund:
    return Refund(name, PAY, usd(minor), state, NOON, key=f"key-{name}", provider_ref=f"p-{name}")


@pytest.fixture
def paid(peopled: SqlStore) -> SqlStore:
    """Ann's bill b_1 with 500 of it paid."""
    settle(peopled, "pay_1", "b_1", 500)
    return peopled


def left(store: SqlStore) -> int:
    with store.read(WORKS) as tx:
        return tx.refunds.refundable(PAY).amount_minor


def test_a_refund_comes_back_as_it_was_added_and_moves_on(paid: SqlStore) -> None:
    made = replace(a_refund(), ordinal=3, reopens=True, asked_by="policy")
    with paid.write(WORKS) as tx:
        tx.refunds.add(made)
        assert tx.refunds.get("re_1") == tx.refunds.lock("re_1") == made
        assert tx.refunds.by_key("key-re_1") == tx.refunds.by_provider_ref("p-re_1") == made
        moved = replace(made, state=_S.SUBMITTING, submitted_at=NOON, sent_at=NOON)
        tx.refunds.update(moved, was=_S.CREATED)
        with pytest.raises(StaleWorker):
            tx.refunds.update(moved, was=_S.CREATED)
    with paid.read(speaker()) as tx:
        assert tx.refunds.of_payment(PAY) == (moved,)
    with paid.write(speaker(BOB, BOB_SELF)) as tx:
        assert tx.refunds.of_payment(PAY) == ()
        with pytest.raises(NotFound):
            tx.refunds.add(a_refund("re_2"))
        with pytest.raises(NotFound):
            tx.refunds.update(moved, was=_S.SUBMITTING)


@pytest.mark.parametrize("state", list(_S))
def test_each_state_that_may_have_moved_money_counts(paid: SqlStore, state: PaymentState) -> None:
    with paid.write(WORKS) as tx:
        tx.refunds.add(a_refund(minor=400, state=state))
    assert left(paid) == (100 if state in COUNTED_STATES else 500)


def test_no_more_than_was_taken_and_the_refusal_spoils_nothing(paid: SqlStore) -> None:
    with paid.write(WORKS) as tx:
        tx.refunds.add(a_refund("re_1", 400))
        with pytest.raises(AmountOutOfRange) as refused:
            tx.refunds.add(a_refund("re_2", 101))
        assert refused.value.maximum_minor == 100
        with pytest.raises(AmountOutOfRange):
            tx.refunds.add(replace(a_refund("re_3", 10), amount=Money(10, "EUR")))
        with pytest.raises(Conflict):
            tx.refunds.add(a_refund("re_1", 50))
        tx.refunds.add(a_refund("re_4", 100))
    assert left(paid) == 0


def test_what_took_nothing_gives_nothing_back(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.payments.add(a_payment(state=_S.FAILED))
        with pytest.raises(AmountOutOfRange):
            tx.refunds.add(a_refund(minor=1))
        assert tx.refunds.refundable(PAY) == usd(0)


def test_a_refusal_while_it_was_on_hold_spoils_nothing_later(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.payments.add(a_payment(state=_S.HOLD))
        with pytest.raises(AmountOutOfRange) as refused:
            tx.refunds.add(a_refund(minor=1))
        assert refused.value.maximum_minor == 0
    with peopled.write(WORKS) as tx:
        tx.payments.update(a_payment(state=_S.SUCCEEDED), was=_S.HOLD)
        tx.refunds.add(a_refund(minor=1))
    assert left(peopled) == a_payment().amount.amount_minor - 1


def test_a_failure_gives_the_room_back_once(paid: SqlStore) -> None:
    for was in (_S.SUBMITTING, _S.SUCCEEDED):
        name = f"re_{was}"
        with paid.write(WORKS) as tx:
            tx.refunds.add(a_refund(name, 500, was))
        assert left(paid) == 0
        failed = a_refund(name, 500, _S.FAILED)
        with paid.write(WORKS) as tx:
            tx.refunds.update(failed, was=was)
            with pytest.raises(StaleWorker):
                tx.refunds.update(failed, was=was)
        assert left(paid) == 500


def test_the_database_itself_refuses_more_than_was_taken(paid: SqlStore) -> None:
    with paid.write(WORKS) as tx:
        tx.refunds.add(a_refund(minor=400))
    raise_it = text("UPDATE refund_totals SET refunding_minor = 501 WHERE tenant_id = 'acme'")
    with paid.engine.connect() as connection:
        if paid.engine.dialect.name == "postgresql":
            bind = "SELECT set_config('app.tenant_id', 'acme', true), "
            connection.execute(text(bind + "set_config('app.customer_id', '', true)"))
        with pytest.raises(IntegrityError):
            connection.execute(raise_it)


def test_sixteen_transactions_at_once_stay_below_it(paid: SqlStore) -> None:
    def attempt(number: int) -> bool:
        try:
            with paid.write(WORKS) as tx:
                tx.refunds.add(a_refund(f"re_{number}", 200))
        except AmountOutOfRange:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        done = list(pool.map(attempt, range(16)))
    assert sum(done) == 2
    assert left(paid) == 100


def test_the_reconciler_reads_all_pages_from_old_to_new(paid: SqlStore) -> None:
    with paid.write(WORKS) as tx:
        for n in range(5):
            made = replace(a_refund(f"re_{n}", 10), created_at=NOON + timedelta(hours=n // 2))
            tx.refunds.add(made)
            tx.payments.add(
                replace(
                    a_payment(f"pay_f{n}", state=_S.FAILED),
                    created_at=NOON + timedelta(hours=n // 2),
                )
            )
    with paid.read(WORKS) as tx:
        states = frozenset({_S.CREATED})
        first = tx.refunds.in_states(states, 3)
        rest = tx.refunds.in_states(states, 3, (first[-1].created_at, first[-1].id))
        failed = frozenset({_S.FAILED})
        page = tx.payments.in_states(failed, 2)
        more = tx.payments.in_states(failed, 9, (page[-1].created_at, page[-1].id))
    assert [refund.id for refund in (*first, *rest)] == [f"re_{n}" for n in range(5)]
    assert [payment.id for payment in (*page, *more)] == [f"pay_f{n}" for n in range(5)]


def test_a_payment_is_found_by_what_its_provider_calls_it(peopled: SqlStore) -> None:
    failed = replace(a_payment(state=_S.FAILED), provider_ref="ch_1")
    late = replace(a_payment("pay_2", state=_S.SUCCEEDED), provider_ref="ch_1")
    with peopled.write(WORKS) as tx:
        tx.payments.add(failed)
        assert tx.payments.by_provider_ref(STRIPE, "ch_1") == failed
        tx.payments.add(late)
        assert tx.payments.by_provider_ref(STRIPE, "ch_1") == late
        assert tx.payments.by_provider_ref(ConnectionId("conn_2"), "ch_1") is None


def test_settled_payments_are_read_by_when_they_were_sent(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        for n in range(4):
            made = a_payment(f"pay_{n}", state=_S.SUCCEEDED)
            tx.payments.add(replace(made, submitted_at=NOON + timedelta(hours=n)))
        tx.payments.add(a_payment("pay_unsent", state=_S.SUCCEEDED))
        tx.payments.add(replace(a_payment("pay_f", state=_S.FAILED), submitted_at=NOON))
        window = (NOON, NOON + timedelta(hours=3))
        first = tx.payments.settled_in(STRIPE, window, 2)
        assert first[-1].submitted_at is not None
        rest = tx.payments.settled_in(STRIPE, window, 2, (first[-1].submitted_at, first[-1].id))
        assert tx.payments.settled_in(ConnectionId("conn_2"), window) == ()
    assert [payment.id for payment in (*first, *rest)] == ["pay_0", "pay_1", "pay_2"]


def test_staff_list_one_customers_payments_and_customers_only_their_own(
    peopled: SqlStore,
) -> None:
    with peopled.write(WORKS) as tx:
        tx.payments.add(a_payment("pay_a", state=_S.FAILED))
        tx.payments.add(a_payment("pay_b", "b_2", _S.FAILED, customer=BOB))
    with peopled.read(STAFF) as tx:
        assert [p.id for p in tx.payments.list(customer_id=BOB).items] == ["pay_b"]
        assert len(tx.payments.list().items) == 2
    with peopled.read(speaker()) as tx:
        assert tx.payments.list(customer_id=BOB).items == ()


def a_dispute(state: DisputeState = DisputeState.OPEN, minor: int = 200) -> Dispute:
    return Dispute("dsp_1", PAY, "dp_1", usd(minor), state, NOON, "fraudulent", NOON)


def test_a_lost_dispute_and_a_refund_that_reopens_are_owed_and_another_refund_is_not(
    paid: SqlStore,
) -> None:
    def balance() -> tuple[int, int]:
        with paid.read(speaker()) as tx:
            owing = tx.bills.list(BillQuery(owing_only=True)).items
            assert [bill.id for bill in owing] == ["b_1"]
            (owed,) = tx.bills.owed()
            return tx.bills.get(BillId("b_1")).balance.amount_minor, owed.amount_minor

    assert balance() == (9240, 9240)
    with paid.write(WORKS) as tx:
        tx.disputes.put(a_dispute())
        tx.refunds.add(a_refund("re_1", 50, _S.SUCCEEDED))
    assert balance() == (9240, 9240)
    with paid.write(WORKS) as tx:
        tx.disputes.put(a_dispute(DisputeState.LOST))
        tx.refunds.add(replace(a_refund("re_2", 30, _S.SUCCEEDED), reopens=True))
    assert balance() == (9470, 9470)
    with paid.read(speaker()) as tx:
        bill = tx.bills.get(BillId("b_1"))
    assert (bill.paid, bill.forgiven) == (usd(220), usd(50))


def test_a_bill_whose_only_debt_was_forgiven_owes_nothing(peopled: SqlStore) -> None:
    settle(peopled, "pay_1", "b_1", 9740)
    with peopled.write(WORKS) as tx:
        tx.refunds.add(a_refund("re_1", 9740, _S.SUCCEEDED))
    with peopled.read(speaker()) as tx:
        assert tx.bills.get(BillId("b_1")).state is BillState.OPEN
        assert tx.bills.owed() == ()
        assert tx.bills.list(BillQuery(owing_only=True)).items == ()


def test_a_dispute_is_one_row_whose_it_is(paid: SqlStore) -> None:
    with paid.write(WORKS) as tx:
        tx.disputes.put(a_dispute())
        assert tx.disputes.by_provider_ref("dp_1") == a_dispute()
        assert tx.disputes.list() == (a_dispute(),)
        won = replace(a_dispute(DisputeState.WON), closed_at=NOON)
        tx.disputes.put(won)
        assert tx.disputes.list() == ()
        assert tx.disputes.list(open_only=False) == (won,)
    with paid.read(speaker()) as tx:
        assert tx.disputes.of_payment(PAY) == (won,)
    with paid.read(speaker(BOB, BOB_SELF)) as tx:
        assert tx.disputes.of_payment(PAY) == ()
        assert tx.disputes.by_provider_ref("dp_1") is None


def test_a_proposal_is_sealed_replaced_and_staffs(paid: SqlStore) -> None:
    first = Resolution("pay_1", _S.FAILED, "seen on a list", "finance:a", NOON)
    second = replace(first, outcome=_S.SUCCEEDED, evidence="no, on another", proposed_by="b")
    with paid.write(WORKS) as tx:
        tx.refunds.add(a_refund())
        for proposal in (first, second, replace(first, subject="re_1")):
            tx.resolutions.propose(proposal)
        assert tx.resolutions.of_subject("pay_1") == second
        assert tx.resolutions.of_subject("re_1") == replace(first, subject="re_1")
        with pytest.raises(NotFound):
            tx.resolutions.propose(replace(first, subject="pay_9"))
    with paid.write(speaker()) as tx:
        assert tx.resolutions.of_subject("pay_1") is None
        with pytest.raises(NotFound):
            tx.resolutions.propose(first)


def a_difference(theirs: int = 5) -> Discrepancy:
    return Discrepancy(
        "dis_1", STRIPE, DiscrepancyKind.REFUNDED_MORE, "ch_1", NOON, PAY, usd(0), usd(theirs)
    )


def test_a_discrepancy_is_one_row_however_often_it_is_found(paid: SqlStore) -> None:
    with paid.write(STAFF) as tx:
        assert tx.discrepancies.find(a_difference()) == a_difference()
        later = replace(a_difference(), id="dis_2", found_at=NOON + timedelta(days=1))
        assert tx.discrepancies.find(later) == a_difference()
        grown = tx.discrepancies.find(replace(later, theirs=usd(9)))
        assert (grown.id, grown.theirs, grown.found_at) == ("dis_1", usd(9), NOON)
        assert tx.discrepancies.list(connection_id=ConnectionId("conn_2")) == ()
    with paid.write(speaker()) as tx:
        assert tx.discrepancies.list() == ()


@pytest.mark.parametrize(("by", "reopens"), [("finance:a", False), (RECONCILER, True)])
def test_what_a_person_closed_stays_closed_and_what_closed_itself_may_come_back(
    paid: SqlStore, by: str, reopens: bool
) -> None:
    with paid.write(STAFF) as tx:
        tx.discrepancies.find(a_difference())
        tx.discrepancies.close("dis_1", by=by, note="looked", at=NOON)
        with pytest.raises(Conflict):
            tx.discrepancies.close("dis_1", by=by, note="looked", at=NOON)
        assert tx.discrepancies.list() == ()
        again = tx.discrepancies.find(replace(a_difference(), id="dis_2"))
        assert (again.id, again.closed_at is None) == ("dis_1", reopens)
        changed = tx.discrepancies.find(a_difference(9))
        assert (changed.closed_at, changed.theirs) == (None, usd(9))
