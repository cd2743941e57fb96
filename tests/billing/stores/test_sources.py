"""What a source brings, in SQL: kept whole, walled, sealed where it is somebody's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.bills import BillState
from billing.ids import BillId, ConnectionId
from billing.money import Money
from billing.principal import system
from billing.sources import Preferences
from billing.stores.store import SqlStore
from billing.syncs import AsideRow, BillLink, CustomerLink, RowKind, SyncPhase, SyncState
from tests.billing.stores.rows import (
    ACME,
    ANN,
    BOB,
    CANARY,
    GLOBEX,
    NOON,
    STRIPE,
    a_bill,
    a_customer,
    fill,
    speaker,
)

STAFF = system(ACME)
OTHER = ConnectionId("other")
WISHES = Preferences("es", True, True, "pro-1", ("email", "sms"))


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    fill(store, ACME)
    return store


def test_a_state_comes_back_as_it_was_put(filled: SqlStore) -> None:
    state = SyncState(
        STRIPE, SyncPhase.BILLS, "c-1", "b-1", NOON, 3, 4, NOON, NOON, NOON, NOON, 2, "odd"
    )
    with filled.write(STAFF) as tx:
        tx.sources.put_state(state)
    with filled.write(STAFF) as tx:
        assert tx.sources.state(STRIPE) == tx.sources.lock_state(STRIPE) == state
        assert tx.sources.state(OTHER) is None
    with filled.read(system(GLOBEX)) as tx:
        assert tx.sources.state(STRIPE) is None


def test_a_customer_is_linked_once_and_its_preferences_are_its_own(filled: SqlStore) -> None:
    link = CustomerLink(STRIPE, "cus-b", BOB, NOON, WISHES)
    with filled.write(STAFF) as tx:
        assert tx.sources.add_customer(link)
        assert not tx.sources.add_customer(replace(link, customer_id=ANN)), "the ref is taken"
        assert not tx.sources.add_customer(replace(link, ref="cus-c")), "so is the customer"
    with filled.read(STAFF) as tx:
        assert tx.sources.customer(STRIPE, "cus-b") == link
        assert tx.sources.of_customer(BOB, STRIPE) == link
    later = replace(link, changed_at=NOON + timedelta(days=1), preferences=None)
    with filled.write(STAFF) as tx:
        tx.sources.update_customer(later)
        assert tx.sources.customer(STRIPE, "cus-b") == later
    with filled.read(speaker(tenant=ACME)) as tx:
        assert tx.sources.customer(STRIPE, "cus-b") is None, "it is another's"


def test_who_is_called_so_at_a_connection(filled: SqlStore) -> None:
    with filled.read(STAFF) as tx:
        assert tx.sources.called(STRIPE, "cus-1") == ANN
        assert tx.sources.called(STRIPE, "cus-9") is None
        assert tx.sources.called(OTHER, "cus-1") is None, "two billers, two customers"
        assert tx.sources.is_pulled(STRIPE), "a customer was taken over"
        assert not tx.sources.is_pulled(OTHER)
    with filled.write(STAFF) as tx:
        tx.sources.put_state(SyncState(OTHER))
        assert not tx.sources.is_pulled(OTHER)
        tx.sources.put_state(SyncState(OTHER, succeeded_at=NOON))
        assert tx.sources.is_pulled(OTHER), "and it has no customers"


def test_a_bill_is_linked_once_and_remembers_its_version(filled: SqlStore) -> None:
    link = BillLink(STRIPE, "bil-2", BillId("b_2"), BOB, 4)
    with filled.write(STAFF) as tx:
        assert tx.sources.add_bill(link)
        assert not tx.sources.add_bill(replace(link, ref="bil-3")), "the bill has its link"
        tx.sources.set_bill_version(link, 5)
    with filled.read(STAFF) as tx:
        assert tx.sources.bill(STRIPE, "bil-2") == replace(link, version=5)
        assert tx.sources.of_bill(BillId("b_2")) == replace(link, version=5)
        assert tx.sources.of_bill(BillId("b_9")) is None


def test_a_row_put_aside_again_counts_its_tries_and_keeps_since_when(filled: SqlStore) -> None:
    row = AsideRow(STRIPE, RowKind.BILL, "bil-8", "odd", NOON)
    with filled.write(STAFF) as tx:
        tx.sources.put_aside(row)
        tx.sources.put_aside(replace(row, why="odder", since=NOON + timedelta(days=1), waits=True))
    again = replace(row, why="odder", tries=2, waits=True)
    with filled.read(STAFF) as tx:
        first, second = tx.sources.aside(STRIPE)
        assert (first, second.ref) == (again, "bil-9")
        assert tx.sources.count_aside(STRIPE) == 2
        (least,) = tx.sources.aside(STRIPE, limit=1, least_tried=True)
        assert least.ref == "bil-9"
    with filled.write(STAFF) as tx:
        tx.sources.take_up(STRIPE, RowKind.CUSTOMER, "bil-8")
        assert tx.sources.count_aside(STRIPE) == 2, "a customer of that name is another row"
        tx.sources.take_up(STRIPE, RowKind.BILL, "bil-8")
        assert tx.sources.count_aside(STRIPE) == 1
    with filled.read(speaker(tenant=ACME)) as tx:
        assert tx.sources.aside(STRIPE) == ()


def test_a_customer_sees_the_freshness_of_its_own_sources(filled: SqlStore) -> None:
    with filled.write(STAFF) as tx:
        tx.sources.put_state(SyncState(STRIPE, succeeded_at=NOON, silent_since=NOON))
    for who, count in ((speaker(tenant=ACME), 1), (STAFF, 1), (system(GLOBEX), 0)):
        with filled.read(who) as tx:
            assert len(tx.sources.freshness()) == count
    bob = replace(speaker(tenant=ACME), customer=BOB)
    with filled.read(bob) as tx:
        assert tx.sources.freshness() == ()


def test_what_was_paid_elsewhere_is_a_part_of_paid_and_leaves_less_due(filled: SqlStore) -> None:
    some = Money(500, "USD")
    with filled.write(STAFF) as tx:
        tx.bills.put(replace(a_bill("b_9", customer=BOB), elsewhere=some))
    with filled.read(replace(speaker(tenant=ACME), customer=BOB)) as tx:
        bill, other = tx.bills.get(BillId("b_9")), tx.bills.get(BillId("b_2"))
        assert (bill.elsewhere, bill.paid) == (some, some)
        assert (bill.state, bill.balance) == (BillState.OPEN, bill.amount - some)
        assert tx.bills.owed() == (bill.balance + other.balance,)


def test_the_first_silence_counts_until_an_answer(filled: SqlStore) -> None:
    with filled.write(STAFF) as tx:
        tx.connections.silent(STRIPE, NOON)
        tx.connections.silent(STRIPE, NOON + timedelta(hours=1))
        assert tx.connections.get(STRIPE).silent_since == NOON
        tx.connections.answered(STRIPE)
        assert tx.connections.get(STRIPE).silent_since is None


def test_a_customer_is_added_only_where_the_id_is_free(filled: SqlStore) -> None:
    with filled.write(STAFF) as tx:
        assert not tx.customers.add(a_customer(ANN, "Somebody else"))
        assert tx.customers.get(ANN).name == CANARY
        assert tx.methods.customer_called(STRIPE, "nobody") is None
