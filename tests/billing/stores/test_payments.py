"""Payments over both databases: one open payment a bill, conditional moves, receipts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.errors import Conflict, NotFound, PaymentInDoubt, StaleWorker
from billing.ids import BillId, ConnectionId, PaymentId, QuoteId
from billing.payments import OPEN_STATES, Allocation, DeclineReason, PaymentState
from billing.principal import system
from billing.stores.store import SqlStore
from tests.billing.stores.rows import (
    ANN_SELF,
    BOB,
    BOB_SELF,
    GLOBEX,
    NOON,
    STRIPE,
    WORKS,
    a_bill,
    a_payment,
    a_receipt,
    settle,
    speaker,
    usd,
)

_S = PaymentState


def test_a_payment_comes_back_as_it_was_added(peopled: SqlStore) -> None:
    payment = replace(
        a_payment(),
        provider_ref="pi_1",
        reason=DeclineReason.OTHER,
        submitted_at=NOON,
        settled_at=NOON + timedelta(microseconds=1),
        sent_at=NOON + timedelta(microseconds=2),
        note="seen by finance",
        ordinal=2,
    )
    with peopled.write(speaker()) as tx:
        tx.payments.add(payment)
    with peopled.read(speaker()) as tx:
        assert tx.payments.get(payment.id) == payment
        assert tx.payments.by_key(payment.key) == payment
        assert tx.payments.of_quote(QuoteId("q_1")) == (payment,)
        assert tx.payments.of_bill(BillId("b_1")) == (payment,)


def test_another_customers_payment_is_not_found(peopled: SqlStore) -> None:
    with peopled.write(speaker()) as tx:
        tx.payments.add(a_payment())
    for foreign in (speaker(BOB, BOB_SELF), system(GLOBEX), speaker(tenant=GLOBEX)):
        with peopled.write(foreign) as tx:
            with pytest.raises(NotFound):
                tx.payments.get(PaymentId("pay_1"))
            with pytest.raises(NotFound):
                tx.payments.lock(PaymentId("pay_1"))
            with pytest.raises(NotFound):
                tx.payments.update(a_payment(state=_S.SUBMITTING), was=_S.CREATED)
            assert tx.payments.by_key("key-pay_1") is None
            assert tx.payments.of_bill(BillId("b_1")) == ()
            assert tx.payments.list().items == ()
            assert tx.payments.in_states(OPEN_STATES) == ()


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_a_bill_has_one_open_payment(peopled: SqlStore, state: PaymentState) -> None:
    with peopled.write(WORKS) as tx:
        tx.payments.add(a_payment("pay_1", state=state))
    with peopled.write(WORKS) as tx, pytest.raises(PaymentInDoubt) as refused:
        tx.payments.add(a_payment("pay_2"))
    assert (refused.value.bill_id, refused.value.payment_state) == ("b_1", state)
    with peopled.write(system(GLOBEX)) as tx:
        tx.payments.add(a_payment("pay_1"))


def test_the_nameless_are_a_connections_own_newest_first(peopled: SqlStore) -> None:
    """Being sent, in doubt or on hold, and nobody knows what the provider calls them."""
    nameless = (_S.SUBMITTING, _S.UNKNOWN, _S.HOLD)
    with peopled.write(WORKS) as tx:
        for n, state in enumerate(_S):
            tx.bills.put(a_bill(f"b_n{n}"))
            made = a_payment(f"pay_n{n}", f"b_n{n}", state)
            tx.payments.add(replace(made, created_at=NOON + timedelta(hours=n)))
        found = tx.payments.nameless(STRIPE)
        assert sorted(each.state for each in found) == sorted(nameless)
        assert list(found) == sorted(found, key=lambda each: each.created_at, reverse=True)
        assert tx.payments.nameless(STRIPE, 1) == found[:1]
        assert tx.payments.nameless(ConnectionId("other")) == ()
        tx.payments.update(replace(found[0], provider_ref="ch_9"), was=found[0].state)
        assert tx.payments.nameless(STRIPE) == found[1:]


def test_after_a_definite_end_the_next_payment_may_begin(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        for n, state in enumerate((_S.FAILED, _S.CANCELLED, _S.SUCCEEDED)):
            tx.payments.add(a_payment(f"pay_{n}", state=state))
        assert tx.payments.ended_attempts(BillId("b_1")) == 3
        tx.payments.add(a_payment("pay_9"))
        assert tx.payments.ended_attempts(BillId("b_1")) == 3


def test_an_ended_payment_cannot_reopen_beside_an_open_one(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.payments.add(a_payment("pay_1", state=_S.FAILED))
        tx.payments.add(a_payment("pay_2"))
        with pytest.raises(PaymentInDoubt):
            tx.payments.update(a_payment("pay_1", state=_S.UNKNOWN), was=_S.FAILED)


def test_a_payment_moves_only_from_the_state_it_is_in(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.payments.add(a_payment())
        tx.payments.update(a_payment(state=_S.SUBMITTING), was=_S.CREATED)
    with peopled.write(WORKS) as tx, pytest.raises(StaleWorker):
        tx.payments.update(a_payment(state=_S.SUBMITTING), was=_S.CREATED)
    with peopled.read(WORKS) as tx:
        assert tx.payments.get(PaymentId("pay_1")).state is _S.SUBMITTING


def test_a_key_serves_one_payment_and_payments_without_key_many(peopled: SqlStore) -> None:
    ended = a_payment("pay_1", state=_S.FAILED)
    with peopled.write(WORKS) as tx:
        tx.payments.add(ended)
        with pytest.raises(Conflict):
            tx.payments.add(replace(ended, id=PaymentId("pay_2")))
        # The refusal did not spoil the transaction.
        tx.payments.add(replace(ended, id=PaymentId("pay_3"), key=""))
        tx.payments.add(replace(ended, id=PaymentId("pay_4"), key=""))
    with peopled.read(WORKS) as tx:
        assert tx.payments.get(PaymentId("pay_4")).key == ""


def test_lists_go_from_new_to_old_and_the_reconciler_from_old_to_new(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        for n in range(5):
            made = replace(
                a_payment(f"pay_{n}", state=_S.FAILED), created_at=NOON + timedelta(hours=n // 2)
            )
            tx.payments.add(made)
    with peopled.read(speaker()) as tx:
        first = tx.payments.list(limit=3)
        rest = tx.payments.list(limit=3, cursor=first.next_cursor)
        failed = tx.payments.in_states(frozenset({_S.FAILED}), limit=2)
    assert [p.id for p in (*first.items, *rest.items)] == [f"pay_{n}" for n in (4, 3, 2, 1, 0)]
    assert rest.next_cursor is None
    assert [p.id for p in failed] == ["pay_0", "pay_1"]


def test_a_second_allocation_of_a_payment_to_a_bill_changes_nothing(peopled: SqlStore) -> None:
    settle(peopled, "pay_1", "b_1", 500)
    again = Allocation(PaymentId("pay_1"), BillId("b_1"), usd(9999))
    with peopled.write(WORKS) as tx:
        tx.payments.allocate(again, NOON)
    with peopled.read(speaker()) as tx:
        assert [a.amount for a in tx.payments.allocations(BillId("b_1"))] == [usd(500)]


def test_receipts_are_numbered_per_tenant_and_one_per_payment(peopled: SqlStore) -> None:
    settle(peopled, "pay_1", "b_1", 500)
    settle(peopled, "pay_2", "b_1", 500)
    with peopled.write(WORKS) as tx:
        first = tx.payments.add_receipt(a_receipt("rc_1", "pay_1"))
        again = tx.payments.add_receipt(a_receipt("rc_2", "pay_1"))
        second = tx.payments.add_receipt(a_receipt("rc_3", "pay_2"))
    assert again == first
    assert (first.number, second.number) == ("R-000001", "R-000002")
    with peopled.read(speaker()) as tx:
        assert tx.payments.receipt_of(PaymentId("pay_1")) == first
    with peopled.read(speaker(BOB, BOB_SELF)) as tx:
        assert tx.payments.receipt_of(PaymentId("pay_1")) is None


def test_amounts_out_of_range_are_refused_by_the_database(peopled: SqlStore) -> None:
    with pytest.raises(Exception, match="ck_payments_amount_minor"), peopled.write(WORKS) as tx:
        tx.payments.add(a_payment(minor=0))
    with peopled.read(WORKS) as tx:
        assert tx.payments.list().items == ()


def test_a_payment_needs_its_bill(store: SqlStore) -> None:
    with pytest.raises(NotFound), store.write(speaker(person=ANN_SELF)) as tx:
        tx.payments.add(a_payment(bill="nowhere"))
    with store.read(WORKS) as tx:
        assert tx.bills.find(a_bill().id) is None
