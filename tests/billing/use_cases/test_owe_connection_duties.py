"""Each connection is tested and compared every day, and its bills are pulled at once; what was
lost is owed again at a start.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from billing.duties import DutyKind
from billing.ids import ConnectionId
from billing.ports import Store
from billing.principal import system
from billing.use_cases.owe_connection_duties import (
    DAILY,
    KINDS,
    owe_all_connection_duties,
    owe_connection_duties,
)
from tests.billing.use_cases.test_connect_provider import admin_of
from tests.billing.use_cases.till import LEASE, WORKER, Till
from tests.builders import CONNECTION, connection

PULLED = ("harbor", DutyKind.SYNC_SOURCE, CONNECTION)


def due(store: Store, at: datetime) -> list[tuple[str, DutyKind, str]]:
    """What is due at that time, claimed, so asked once."""
    found = []
    while (duty := store.directory.claim_duty(at, LEASE, frozenset(KINDS))) is not None:
        found.append((str(duty.tenant_id), duty.kind, duty.subject))
    return sorted(found)


def owe_for(till: Till, **changes: datetime | None) -> None:
    with till.store.write(WORKER) as tx:
        owe_connection_duties(till.clock, tx, replace(connection(), **changes))  # type: ignore[arg-type]  # all of these are instants


def test_one_that_was_tested_is_due_in_a_day(each_till: Till) -> None:
    now = each_till.clock.real_now()
    owe_for(each_till, tested_at=now)
    assert due(each_till.store, now + DAILY - timedelta(seconds=1)) == [PULLED]
    assert due(each_till.store, now + DAILY) == sorted(
        ("harbor", kind, CONNECTION) for kind in KINDS if kind is not DutyKind.SYNC_SOURCE
    )


def test_one_that_was_never_tested_is_tested_now(till: Till) -> None:
    owe_for(till, tested_at=None)
    now = till.clock.real_now()
    assert due(till.store, now) == [PULLED, ("harbor", DutyKind.TEST_CONNECTION, CONNECTION)]


def test_a_start_puts_nothing_off(till: Till) -> None:
    owe_for(till, tested_at=till.clock.now())
    first = till.clock.real_now()
    till.clock.move(timedelta(hours=23))
    owe_for(till, tested_at=till.clock.now())
    assert len(due(till.store, first + DAILY)) == len(KINDS)


def test_a_disabled_one_is_owed_nothing(till: Till) -> None:
    owe_for(till, disabled_at=till.clock.now())
    assert due(till.store, till.clock.real_now() + DAILY) == []


def test_at_a_start_every_company_is_seen_to(each_till: Till) -> None:
    stranger = admin_of(each_till.store, "globex")
    theirs = replace(
        connection(),
        id=ConnectionId("conn-g"),
        tenant_id=stranger.tenant,
        endpoint_token="endpoint-globex",
    )
    with each_till.store.write(system(stranger.tenant)) as tx:
        tx.connections.put(theirs, {"secret_key": "sk_test_of_globex"})
    for _ in range(2):
        assert owe_all_connection_duties(each_till.store, each_till.clock) == 2
    later = each_till.clock.real_now() + DAILY
    assert due(each_till.store, later) == sorted(
        (tenant, kind, subject)
        for tenant, subject in (("harbor", CONNECTION), ("globex", "conn-g"))
        for kind in KINDS
    )
