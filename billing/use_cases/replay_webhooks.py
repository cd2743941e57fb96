"""Apply stored webhooks once more: what they name is looked up again, nothing is believed."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from billing.duties import DutyKind
from billing.errors import InvalidRequest, NotFound
from billing.ports import Ports, Tx
from billing.principal import Principal, Role
from billing.repositories import InboxRow
from billing.use_cases._note import note

REPLAYED_AT_ONCE: Final = 1000
_FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Replay:
    """Which: by `ids`, or all received in [since, until); `dead_only` leaves out the applied."""

    ids: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    dead_only: bool = False


def chosen_webhooks(ports: Ports, principal: Principal, replay: Replay) -> tuple[InboxRow, ...]:
    """What `replay_webhooks` would apply again; changes nothing.

    Raises `InvalidRequest` when it says nothing or contradicts itself, `NotFound` for an id that
    no connection of the tenant received.
    """
    _require_allowed(principal)
    _require_sense(replay)
    with ports.store.read(principal) as tx:
        return _chosen(tx, replay)


def replay_webhooks(ports: Ports, principal: Principal, replay: Replay) -> tuple[InboxRow, ...]:
    """Owe the application of the chosen ones anew, at most `REPLAYED_AT_ONCE` of them; which."""
    _require_allowed(principal)
    _require_sense(replay)
    with ports.store.write(principal) as tx:
        rows = _chosen(tx, replay)
        for row in rows:
            tx.inbox.revive(row.connection_id, row.event_id)
            subject = f"{row.connection_id}/{row.event_id}"
            tx.duties.put_off(DutyKind.APPLY_WEBHOOK, subject, ports.clock.real_now())
        if rows:
            note(ports, tx, "webhooks.replayed", rows[0].event_id[:64], {"count": len(rows)})
    return rows


def _require_allowed(principal: Principal) -> None:
    if principal.role is not Role.SYSTEM:
        principal.require_staff(Role.ADMIN, Role.FINANCE)


def _require_sense(replay: Replay) -> None:
    span = replay.since is not None or replay.until is not None
    if replay.ids and (span or replay.dead_only):
        raise InvalidRequest("name events, or a time, not both")
    if not (replay.ids or span or replay.dead_only):
        raise InvalidRequest("name events, a time, or the dead ones")
    if replay.since is not None and replay.until is not None and replay.since >= replay.until:
        raise InvalidRequest("the time ends before it begins")


def _chosen(tx: Tx, replay: Replay) -> tuple[InboxRow, ...]:
    if replay.ids:
        return tuple(row for each in dict.fromkeys(replay.ids) for row in _by_id(tx, each))
    span = (replay.since or _FIRST, replay.until or _LAST)
    received = None if span == (_FIRST, _LAST) else span
    return tx.inbox.list(received=received, dead_only=replay.dead_only, limit=REPLAYED_AT_ONCE)


def _by_id(tx: Tx, event_id: str) -> tuple[InboxRow, ...]:
    """The event at each of the tenant's connections: usually one."""
    found = []
    for connection in tx.connections.list():
        with suppress(NotFound):
            found.append(tx.inbox.get(connection.id, event_id))
    if not found:
        raise NotFound("webhook")
    return tuple(found)
