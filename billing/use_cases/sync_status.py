"""Start a pull now, and see how far it is: for staff."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from billing.connections import Connection
from billing.duties import DutyKind
from billing.errors import NotOffered
from billing.ids import ConnectionId
from billing.ports import Ports, Tx
from billing.principal import Principal, Role
from billing.syncs import AsideRow, SyncState
from billing.use_cases._note import note
from billing.use_cases._provider import provider_at

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """One source's pull; `state` is None before its first page. `asides` counts all put aside."""

    connection: Connection
    state: SyncState | None
    aside: tuple[AsideRow, ...]
    asides: int
    now: datetime


def start_sync(ports: Ports, principal: Principal, connection_id: ConnectionId) -> SyncStatus:
    """Owe a pull now; one that is under way goes on. Asks the provider nothing itself.

    Raises `Forbidden` unless finance or an admin, `NotFound`, `NotOffered` for a connection that
    is no source or is switched off, `ProviderUnavailable` for one that cannot work as it is set up.
    """
    principal.require_staff(Role.FINANCE, Role.ADMIN)
    with ports.store.write(principal) as tx:
        _require_source(ports, tx, connection_id)
        tx.duties.owe(DutyKind.SYNC_SOURCE, connection_id, ports.clock.real_now())
        note(ports, tx, "source.sync_started", connection_id)
        return _status(ports, tx, connection_id)


def sync_status(ports: Ports, principal: Principal, connection_id: ConnectionId) -> SyncStatus:
    """How far it is, how fresh, and what was put aside. Any staff; raises as `start_sync`."""
    principal.require_staff()
    with ports.store.read(principal) as tx:
        if tx.sources.state(connection_id) is None:
            _require_source(ports, tx, connection_id)
        return _status(ports, tx, connection_id)


def _require_source(ports: Ports, tx: Tx, connection_id: ConnectionId) -> None:
    usable = tx.connections.get(connection_id).usable
    if not usable or not provider_at(ports, tx, connection_id).capabilities.source:
        raise NotOffered("nothing is pulled over this connection")


def _status(ports: Ports, tx: Tx, connection_id: ConnectionId) -> SyncStatus:
    return SyncStatus(
        connection=tx.connections.get(connection_id),
        state=tx.sources.state(connection_id),
        aside=tx.sources.aside(connection_id, limit=SHOWN),
        asides=tx.sources.count_aside(connection_id),
        now=ports.clock.now(),
    )
