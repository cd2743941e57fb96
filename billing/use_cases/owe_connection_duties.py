"""What is owed for each connection again and again; owed at each start too, where it was lost."""

from datetime import timedelta
from typing import Final

from billing.connections import Connection
from billing.duties import DutyKind
from billing.ports import Clock, Store, Tx
from billing.principal import system

DAILY: Final = timedelta(hours=24)
KINDS: Final = (DutyKind.TEST_CONNECTION, DutyKind.COMPARE_STATEMENT, DutyKind.SYNC_SOURCE)


def owe_connection_duties(clock: Clock, tx: Tx, connection: Connection) -> None:
    """Owe the daily duties of `connection`, the first in a day; what is owed sooner stays so.

    One that was never tested is tested now; bills and customers are pulled now, where it has any:
    where not, that duty ends by itself, as all do of a disabled one.
    """
    if not connection.usable:
        return
    now = clock.real_now()
    for kind in KINDS:
        never = kind is DutyKind.TEST_CONNECTION and connection.tested_at is None
        at_once = never or kind is DutyKind.SYNC_SOURCE
        tx.duties.owe(kind, connection.id, now if at_once else now + DAILY)


def owe_all_connection_duties(store: Store, clock: Clock) -> int:
    """As `owe_connection_duties`, for every connection of every tenant; how many there are."""
    count = 0
    for tenant in store.directory.tenants():
        with store.write(system(tenant)) as tx:
            for connection in tx.connections.list():
                owe_connection_duties(clock, tx, connection)
                count += 1
    return count
