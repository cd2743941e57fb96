"""Connections, the inbox, the audit trail and events over both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from billing.audit import AuditEntry, first_broken
from billing.connections import Connection, Mode
from billing.errors import Conflict, InvalidRequest, NotFound
from billing.events import Event
from billing.ids import ConnectionId, TenantId
from billing.principal import system
from billing.repositories import InboxRow
from billing.stores.store import SqlStore
from tests.billing.stores.rows import (
    ACME,
    ANN,
    BOB,
    BOB_SELF,
    GLOBEX,
    NOON,
    STRIPE,
    WORKS,
    speaker,
)

SECRETS = {"secret_key": "sk_test_1", "webhook_secret": "whsec_1"}


def _connection(endpoint: str = "tok-1", tenant: TenantId = ACME) -> Connection:
    return Connection(STRIPE, tenant, "stripe", Mode.TEST, endpoint)


def test_credentials_are_read_apart_from_the_connection(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        assert tx.connections.first() is None
        tx.connections.put(_connection(), SECRETS)
    with peopled.read(WORKS) as tx:
        assert tx.connections.get(STRIPE) == _connection()
        assert tx.connections.first() == _connection()
        assert tx.connections.credentials(STRIPE) == SECRETS
    with peopled.write(WORKS) as tx:
        tx.connections.put(replace(_connection(), version=2), {"secret_key": "sk_2"})
        assert tx.connections.credentials(STRIPE) == {"secret_key": "sk_2"}


def test_another_tenants_connection_is_not_found(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.connections.put(_connection(), SECRETS)
    with peopled.write(system(GLOBEX)) as tx:
        with pytest.raises(NotFound):
            tx.connections.get(STRIPE)
        with pytest.raises(NotFound):
            tx.connections.credentials(STRIPE)
        with pytest.raises(InvalidRequest):
            tx.connections.put(_connection("tok-9"), SECRETS)


def test_an_endpoint_token_leads_to_its_tenant_until_it_is_replaced(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.connections.put(_connection("tok-1"), SECRETS)
    assert peopled.directory.tenant_of_endpoint("tok-1") == (ACME, STRIPE)
    with peopled.write(WORKS) as tx:
        tx.connections.put(_connection("tok-2"), SECRETS)
    assert peopled.directory.tenant_of_endpoint("tok-1") is None
    assert peopled.directory.tenant_of_endpoint("tok-2") == (ACME, STRIPE)
    with pytest.raises(Conflict), peopled.write(system(GLOBEX)) as tx:
        tx.connections.put(_connection("tok-2", GLOBEX), SECRETS)
    assert peopled.directory.tenant_of_endpoint("tok-2") == (ACME, STRIPE)


def test_a_webhook_is_written_down_once_and_applied(peopled: SqlStore) -> None:
    row = InboxRow("evt_1", STRIPE, "payment", "key-1", "pi_1", NOON)
    with peopled.write(WORKS) as tx:
        assert tx.inbox.add(row)
        assert not tx.inbox.add(replace(row, kind="other"))
        assert tx.inbox.add(replace(row, connection_id=ConnectionId("conn_2")))
        assert tx.inbox.get(STRIPE, "evt_1") == row
        tx.inbox.applied(STRIPE, "evt_1", NOON)
        assert tx.inbox.get(STRIPE, "evt_1").applied_at == NOON
        with pytest.raises(NotFound):
            tx.inbox.applied(STRIPE, "evt_9", NOON)
    with peopled.write(system(GLOBEX)) as tx:
        with pytest.raises(NotFound):
            tx.inbox.get(STRIPE, "evt_1")
        assert tx.inbox.add(row)


def _entry(n: int) -> AuditEntry:
    at = NOON + timedelta(milliseconds=n)
    return AuditEntry(at, "system:worker", "pay", f"pay_{n}", {"amount_minor": n, "bill": "b_1"})


def test_committed_entries_are_numbered_and_chained_in_order(peopled: SqlStore) -> None:
    with peopled.write(speaker()) as tx:
        tx.trail.record(_entry(1))
        tx.trail.record(_entry(2))
    with peopled.read(WORKS) as tx:
        assert tx.trail.sealed() == ()
        (waiting,) = tx.trail.of_subject("pay_1")
        assert (waiting.number, waiting.hash) == (0, None)
    with peopled.write(WORKS) as tx:
        assert tx.trail.seal(limit=1) == 1
        tx.trail.record(_entry(3))
    with peopled.write(WORKS) as tx:
        assert tx.trail.seal() == 2
        assert tx.trail.seal() == 0
        chain = tx.trail.sealed()
        assert [(e.number, e.subject) for e in chain] == [(1, "pay_1"), (2, "pay_2"), (3, "pay_3")]
        assert first_broken(chain) is None
        assert [e.number for e in tx.trail.sealed(after=1, limit=1)] == [2]
    with peopled.write(system(GLOBEX)) as tx:
        assert tx.trail.sealed() == ()
        assert tx.trail.of_subject("pay_1") == ()
        tx.trail.record(_entry(9))
        tx.trail.seal()
        assert [e.number for e in tx.trail.sealed()] == [1]


def test_a_rolled_back_entry_leaves_no_gap(peopled: SqlStore) -> None:
    for n in (1, 2, 3):
        try:
            with peopled.write(WORKS) as tx:
                tx.trail.record(_entry(n))
                if n == 2:
                    raise LookupError
        except LookupError:
            pass
    with peopled.write(WORKS) as tx:
        tx.trail.seal()
        assert [(e.number, e.subject) for e in tx.trail.sealed()] == [(1, "pay_1"), (2, "pay_3")]


def _tamper(store: SqlStore, statement: str) -> int | None:
    """How many rows a hostile statement reached; None when the database refused it."""
    try:
        with store.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT set_config('app.tenant_id', 'acme', true)")
            return connection.exec_driver_sql(statement).rowcount
    except DBAPIError:
        return None


def test_what_is_recorded_can_be_neither_changed_nor_removed(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.trail.record(_entry(1))
        tx.trail.record(_entry(2))
        tx.trail.seal(limit=1)
    tamper = (
        "UPDATE audit_entries SET verb = 'forgave' WHERE number IS NULL",
        "UPDATE audit_entries SET hash = 'x' WHERE number = 1",
        "UPDATE audit_entries SET number = 7 WHERE number = 1",
        "DELETE FROM audit_entries",
    )
    for statement in tamper:
        # Refused outright, or (by a row policy) no row is reached.
        assert _tamper(peopled, statement) in (0, None), statement
    with peopled.read(WORKS) as tx:
        assert first_broken(tx.trail.sealed()) is None
        assert [e.verb for e in tx.trail.of_subject("pay_2")] == ["pay"]


def test_events_are_read_newest_first_by_their_customer(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        for n, customer in enumerate((ANN, ANN, BOB)):
            tx.events.emit(Event("bill.paid", customer, NOON, {"n": n}))
    with peopled.read(speaker()) as tx:
        assert [dict(e.data) for e in tx.events.of_customer(ANN)] == [{"n": 1}, {"n": 0}]
        assert len(tx.events.of_customer(ANN, limit=1)) == 1
        assert tx.events.of_customer(BOB) == ()
    with peopled.read(speaker(BOB, BOB_SELF)) as tx:
        assert tx.events.of_customer(BOB) == (Event("bill.paid", BOB, NOON, {"n": 2}),)
