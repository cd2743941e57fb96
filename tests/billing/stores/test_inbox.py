"""Webhooks over both databases: tries, dead letters, replay, and how each connection is doing."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from billing.connections import Connection, Mode
from billing.errors import Conflict, NotFound
from billing.ids import ConnectionId, TenantId
from billing.principal import system
from billing.repositories import InboxHealth, InboxRow
from billing.stores.store import SqlStore
from tests.billing.stores.rows import ACME, GLOBEX, NOON, STRIPE, WORKS

PAYPAL = ConnectionId("conn_2")
MINUTE = timedelta(minutes=1)


def row(event: str, at: datetime = NOON, connection: ConnectionId = STRIPE) -> InboxRow:
    return InboxRow(event, connection, "payment", f"key-{event}", None, at)


def connect(store: SqlStore, tenant: TenantId = ACME) -> None:
    with store.write(system(tenant)) as tx:
        for name in (STRIPE, PAYPAL):
            token = f"tok-{tenant}-{name}"
            connection = Connection(name, tenant, "stripe", Mode.TEST, token)
            tx.connections.put(connection, {"secret_key": f"sk_test_{tenant}_{name}"})


def ids(rows: tuple[InboxRow, ...]) -> list[str]:
    return [each.event_id for each in rows]


def test_several_are_written_down_in_one_go_or_none(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.inbox.add_new([row("evt_1"), row("evt_2")])
    with pytest.raises(Conflict), peopled.write(WORKS) as tx:
        tx.inbox.add_new([row("evt_3"), row("evt_2")])
    with peopled.write(WORKS) as tx:
        assert ids(tx.inbox.list()) == ["evt_1", "evt_2"]
    with peopled.write(system(GLOBEX)) as tx:
        tx.inbox.add_new([row("evt_1")])


def test_tries_are_counted_until_it_is_dead_and_begin_again(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.inbox.add(row("evt_1"))
        tx.inbox.failed(STRIPE, "evt_1", "no answer", dead_at=None)
        tx.inbox.failed(STRIPE, "evt_1", "no answer still", dead_at=NOON)
        dead = tx.inbox.get(STRIPE, "evt_1")
        assert (dead.tries, dead.problem, dead.dead_at) == (2, "no answer still", NOON)
        assert ids(tx.inbox.list(dead_only=True)) == ["evt_1"]
        tx.inbox.revive(STRIPE, "evt_1")
        assert tx.inbox.get(STRIPE, "evt_1") == row("evt_1")
        assert tx.inbox.list(dead_only=True) == ()
        tx.inbox.failed(STRIPE, "evt_1", "once more", dead_at=NOON)
        tx.inbox.applied(STRIPE, "evt_1", NOON)
        done = tx.inbox.get(STRIPE, "evt_1")
        assert (done.applied_at, done.problem, done.dead_at) == (NOON, None, None)


def test_a_list_is_by_connection_time_and_newest_first(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        for number in range(4):
            tx.inbox.add(row(f"evt_{number}", NOON + number * MINUTE))
        tx.inbox.add(row("evt_p", NOON, PAYPAL))
        assert ids(tx.inbox.list(connection_id=STRIPE, limit=2)) == ["evt_3", "evt_2"]
        span = (NOON + MINUTE, NOON + 3 * MINUTE)
        assert ids(tx.inbox.list(received=span)) == ["evt_2", "evt_1"]
        assert ids(tx.inbox.list(connection_id=PAYPAL)) == ["evt_p"]


def test_health_counts_each_connection_apart(peopled: SqlStore) -> None:
    for tenant in (ACME, GLOBEX):
        connect(peopled, tenant)
    with peopled.write(WORKS) as tx:
        tx.inbox.add(replace(row("evt_1", NOON), applied_at=NOON))
        tx.inbox.add(row("evt_2", NOON + MINUTE))
        tx.inbox.add(row("evt_3", NOON + 2 * MINUTE))
        tx.inbox.add(row("evt_4", NOON + 3 * MINUTE))
        tx.inbox.failed(STRIPE, "evt_4", "no answer", dead_at=NOON)
        tx.inbox.refused(STRIPE, NOON, "aa" * 32)
        tx.inbox.refused(STRIPE, NOON + MINUTE, "bb" * 32, 40)
        busy, idle = tx.inbox.health(NOON + timedelta(hours=1))
    assert busy == InboxHealth(
        connection_id=STRIPE,
        last_event_at=NOON + 3 * MINUTE,
        waiting=2,
        oldest_waiting_at=NOON + MINUTE,
        dead=1,
        refused=41,
        last_refused_at=NOON + MINUTE,
    )
    assert idle == InboxHealth(PAYPAL, None, 0, None, 0, 0, None)
    with peopled.read(system(GLOBEX)) as tx:
        assert {each.refused + each.waiting + each.dead for each in tx.inbox.health(NOON)} == {0}


def test_what_was_refused_is_counted_for_a_day(peopled: SqlStore) -> None:
    connect(peopled)
    with peopled.write(WORKS) as tx:
        for day in (0, 1, 2):
            tx.inbox.refused(STRIPE, NOON + timedelta(days=day), "aa" * 32, 10**day)
        later = [tx.inbox.health(NOON + timedelta(days=day))[0].refused for day in (2, 3, 4)]
    assert later == [110, 100, 0]


def test_another_companys_webhook_is_not_there(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        tx.inbox.add(row("evt_1"))
    with peopled.write(system(GLOBEX)) as tx:
        with pytest.raises(NotFound):
            tx.inbox.applied(STRIPE, "evt_1", NOON)
        with pytest.raises(NotFound):
            tx.inbox.failed(STRIPE, "evt_1", "no answer", dead_at=NOON)
        with pytest.raises(NotFound):
            tx.inbox.revive(STRIPE, "evt_1")
    with peopled.read(WORKS) as tx:
        assert tx.inbox.get(STRIPE, "evt_1") == row("evt_1")
