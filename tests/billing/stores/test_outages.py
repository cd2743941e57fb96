"""A database that is locked, full, slow or gone is said to be so, and recovers by itself."""

import sqlite3
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from billing.errors import StoreUnavailable
from billing.ids import BillId
from billing.stores.keyring import Keyring
from billing.stores.store import SqlStore
from tests.billing.stores.rows import WORKS, a_bill, a_person, a_tenant, populate, usd
from tests.fakes import FakeClock

HASTE = timedelta(milliseconds=300)


@pytest.fixture
def hasty(store_url: str, keyring: Keyring, clock: FakeClock) -> Iterator[SqlStore]:
    """A store that gives up soon."""
    opened = SqlStore(store_url, keyring, clock, patience=HASTE)
    populate(opened)
    yield opened
    opened.close()


def test_a_locked_bill_makes_others_wait_and_then_give_up(
    hasty: SqlStore, store_url: str, keyring: Keyring, clock: FakeClock
) -> None:
    other = SqlStore(store_url, keyring, clock)
    with other.write(WORKS) as theirs:
        theirs.bills.lock(BillId("b_1"))
        began = time.monotonic()
        with pytest.raises(StoreUnavailable) as refused, hasty.write(WORKS) as tx:
            tx.bills.lock(BillId("b_1"))
        waited = time.monotonic() - began
        with hasty.read(WORKS) as tx:
            assert tx.bills.get(BillId("b_1")).amount == usd(9740)
    assert HASTE.total_seconds() * 0.9 <= waited < 5
    assert refused.value.retry_after_s > 0
    with hasty.write(WORKS) as tx:
        assert tx.bills.lock(BillId("b_1")).id == "b_1"
    other.close()


def test_a_reader_never_waits_for_a_writer(
    hasty: SqlStore, store_url: str, keyring: Keyring, clock: FakeClock
) -> None:
    other = SqlStore(store_url, keyring, clock)
    with other.write(WORKS) as theirs:
        theirs.bills.put(a_bill("b_1", 1))
        with hasty.read(WORKS) as tx:
            assert tx.bills.get(BillId("b_1")).amount == usd(9740)
    with hasty.read(WORKS) as tx:
        assert tx.bills.get(BillId("b_1")).amount == usd(1)
    other.close()


def test_a_full_disk_writes_nothing_and_recovers(
    sqlite_url: str, keyring: Keyring, clock: FakeClock
) -> None:
    store = SqlStore(sqlite_url, keyring, clock)
    room = {"pages": 1}

    @event.listens_for(store.engine, "checkout")
    def no_more_pages(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {room['pages']}")

    def put_many() -> None:
        with store.write(WORKS) as tx:
            tx.tenants.put(a_tenant())
            for n in range(200):
                tx.bills.put(a_bill(f"b_{n}"))

    with pytest.raises(StoreUnavailable):
        put_many()
    assert store.directory.tenants() == ()
    room["pages"] = 1_000_000
    put_many()
    assert len(store.directory.tenants()) == 1
    store.close()


def test_a_read_only_database_refuses_writes_and_still_reads(
    sqlite_url: str, keyring: Keyring, clock: FakeClock
) -> None:
    store = SqlStore(sqlite_url, keyring, clock)
    populate(store)

    @event.listens_for(store.engine, "checkout")
    def read_only(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA query_only = 1")

    with pytest.raises(StoreUnavailable), store.write(WORKS) as tx:
        tx.customers.put_person(a_person())
    with store.read(WORKS) as tx:
        assert tx.bills.get(BillId("b_1")).id == "b_1"
    store.close()


@pytest.mark.postgres
def test_a_lost_connection_is_unavailable_once_and_then_made_anew(
    postgres_store: SqlStore,
) -> None:
    populate(postgres_store)
    # A role may end its own sessions.
    end_the_others = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user "
        "AND datname = current_database() AND pid <> pg_backend_pid()"
    )

    def lose_the_connection() -> None:
        with postgres_store.write(WORKS) as tx:
            tx.bills.put(a_bill("b_1", 1))
            with postgres_store.engine.connect() as killer:
                killer.execute(end_the_others)
            tx.bills.get(BillId("b_1"))

    with pytest.raises(StoreUnavailable):
        lose_the_connection()
    with postgres_store.read(WORKS) as tx:
        assert tx.bills.get(BillId("b_1")).amount == usd(9740)


@pytest.mark.postgres
def test_a_slow_statement_is_cut_off(postgres_url: str, keyring: Keyring, clock: FakeClock) -> None:
    store = SqlStore(postgres_url, keyring, clock, patience=HASTE)
    with pytest.raises(DBAPIError, match="statement timeout"), store.engine.connect() as connection:
        connection.execute(text("SELECT pg_sleep(5)"))
    store.close()


def test_our_own_mistake_is_not_called_an_outage(store: SqlStore) -> None:
    populate(store)
    with pytest.raises(DBAPIError), store.write(WORKS) as tx:
        tx.bills.set_state(BillId("b_1"), "no such state")


def test_an_error_rolls_everything_back(store: SqlStore) -> None:
    populate(store)

    def put_and_fail() -> None:
        with store.write(WORKS) as tx:
            tx.bills.put(a_bill("b_1", 1))
            tx.bills.put(a_bill("b_77", 1))
            raise LookupError

    with pytest.raises(LookupError):
        put_and_fail()
    with store.read(WORKS) as tx:
        assert tx.bills.get(BillId("b_1")).amount == usd(9740)
        assert tx.bills.find("b_77") is None


def test_writing_inside_a_write_is_a_mistake_said_at_once(sqlite_store: SqlStore) -> None:
    with (
        sqlite_store.write(WORKS) as _,
        pytest.raises(RuntimeError, match="open already"),
        sqlite_store.write(WORKS) as _,
    ):
        pass
    populate(sqlite_store)


def test_statements_in_errors_show_no_values(store: SqlStore) -> None:
    populate(store)
    with pytest.raises(DBAPIError) as refused, store.write(WORKS) as tx:
        tx.bills.set_state(BillId("b_1"), "zanzibar")
    assert "[parameters:" not in str(refused.value)
