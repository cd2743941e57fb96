"""Verified webhooks in SQL, each written down once; and how each connection's are doing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, FromClause, and_, bindparam, func

from billing.errors import Conflict, NotFound
from billing.ids import ConnectionId
from billing.repositories import About, InboxHealth, InboxRow
from billing.stores.columns import Found
from billing.stores.repository import Repository, adding_to, inserting
from billing.stores.schema_works import CONNECTIONS, INBOX, REFUSED_WEBHOOKS

_I: Final = INBOX.c
_R: Final = REFUSED_WEBHOOKS.c
_WAITING: Final = and_(_I.applied_at.is_(None), _I.dead_at.is_(None))
_DEAD: Final = and_(_I.applied_at.is_(None), _I.dead_at.is_not(None))


class SqlInbox(Repository):
    """`ports.Inbox`."""

    __slots__ = ()

    def add(self, row: InboxRow) -> bool:
        return self._add(INBOX, _values(row))

    def add_new(self, rows: Sequence[InboxRow]) -> None:
        scope = self._scope
        values = [{"tenant_id": scope.tenant, **_values(row)} for row in rows]
        for each in values:
            self._guard(INBOX, each)
        adding = adding_to(INBOX, scope.on_postgres)
        if scope.connection.execute(adding, values).rowcount != len(rows):
            raise Conflict("one of these webhooks was here before")

    def get(self, connection_id: ConnectionId, event_id: str) -> InboxRow:
        wanted = self._kept("get", lambda: self._select(INBOX).where(_THIS))
        return _row(self._found(wanted, "webhook", of=connection_id, event=event_id))

    def applied(self, connection_id: ConnectionId, event_id: str, at: datetime) -> None:
        self._change_one(connection_id, event_id, applied_at=at, problem=None, dead_at=None)

    def failed(
        self, connection_id: ConnectionId, event_id: str, problem: str, *, dead_at: datetime | None
    ) -> None:
        self._change_one(
            connection_id, event_id, tries=_I.tries + 1, problem=problem, dead_at=dead_at
        )

    def revive(self, connection_id: ConnectionId, event_id: str) -> None:
        self._change_one(
            connection_id, event_id, applied_at=None, tries=0, problem=None, dead_at=None
        )

    def list(
        self,
        *,
        connection_id: ConnectionId | None = None,
        received: tuple[datetime, datetime] | None = None,
        dead_only: bool = False,
        limit: int = 200,
    ) -> tuple[InboxRow, ...]:
        statement = self._select(INBOX)
        if connection_id is not None:
            statement = statement.where(_I.connection_id == connection_id)
        if received is not None:
            statement = statement.where(_I.received_at >= received[0], _I.received_at < received[1])
        if dead_only:
            statement = statement.where(_DEAD)
        newest = statement.order_by(_I.received_at.desc(), _I.connection_id, _I.event_id)
        return tuple(_row(row) for row in self._all(newest.limit(limit)))

    def refused(
        self, connection_id: ConnectionId, at: datetime, body_sha256: str, times: int = 1
    ) -> None:
        fresh = inserting(REFUSED_WEBHOOKS, self._scope.on_postgres)
        counted = fresh.on_conflict_do_update(
            index_elements=["tenant_id", "connection_id", "on_day"],
            set_={
                "times": _R.times + fresh.excluded.times,
                "last_at": fresh.excluded.last_at,
                "last_sha256": fresh.excluded.last_sha256,
            },
            where=self._mine(REFUSED_WEBHOOKS),
        )
        self._run(
            counted,
            tenant_id=self._scope.tenant,
            connection_id=connection_id,
            on_day=at.date(),
            times=times,
            last_at=at,
            last_sha256=body_sha256,
        )

    def health(self, now: datetime) -> tuple[InboxHealth, ...]:
        ids = self._all(self._select(CONNECTIONS, CONNECTIONS.c.id).order_by(CONNECTIONS.c.id))
        last = self._by_connection(func.max(_I.received_at))
        waiting = self._by_connection(func.count(), func.min(_I.received_at), where=_WAITING)
        dead = self._by_connection(func.count(), where=_DEAD)
        # Days, not hours, are counted: yesterday's and today's together are at least one day.
        days = _R.on_day >= (now - timedelta(days=1)).date()
        of_days = self._select(
            REFUSED_WEBHOOKS, _R.connection_id, func.sum(_R.times), func.max(_R.last_at)
        )
        refused = {
            str(row[0]): row for row in self._all(of_days.where(days).group_by(_R.connection_id))
        }
        return tuple(
            InboxHealth(
                connection_id=ConnectionId(row.id),
                last_event_at=_at(last, row.id, 1),
                waiting=_number(waiting, row.id),
                oldest_waiting_at=_at(waiting, row.id, 2),
                dead=_number(dead, row.id),
                refused=_number(refused, row.id),
                last_refused_at=_at(refused, row.id, 2),
            )
            for row in ids
        )

    def _by_connection(
        self, *columns: FromClause | ColumnElement[object], where: ColumnElement[bool] | None = None
    ) -> dict[str, Found]:
        statement = self._select(INBOX, _I.connection_id, *columns)
        if where is not None:
            statement = statement.where(where)
        return {str(row[0]): row for row in self._all(statement.group_by(_I.connection_id))}

    def _change_one(self, connection_id: ConnectionId, event_id: str, **values: object) -> None:
        change = self._change(INBOX).where(_THIS).values(**values)
        if self._run(change, of=connection_id, event=event_id) != 1:
            raise NotFound("webhook")


_THIS: Final = and_(_I.connection_id == bindparam("of"), _I.event_id == bindparam("event"))


def _values(row: InboxRow) -> dict[str, object]:
    return {
        "connection_id": row.connection_id,
        "event_id": row.event_id,
        "kind": row.kind,
        "reference": row.reference,
        "provider_ref": row.provider_ref,
        "received_at": row.received_at,
        "applied_at": row.applied_at,
        "about": row.about,
        "object_ref": row.object_ref,
        "tries": row.tries,
        "problem": row.problem,
        "dead_at": row.dead_at,
    }


def _at(found: dict[str, Found], connection_id: str, column: int) -> datetime | None:
    value = found[connection_id][column] if connection_id in found else None
    return value if isinstance(value, datetime) else None


def _number(found: dict[str, Found], connection_id: str) -> int:
    return int(str(found[connection_id][1])) if connection_id in found else 0


def _row(row: Found) -> InboxRow:
    return InboxRow(
        event_id=row.event_id,
        connection_id=ConnectionId(row.connection_id),
        kind=row.kind,
        reference=row.reference,
        provider_ref=row.provider_ref,
        received_at=row.received_at,
        applied_at=row.applied_at,
        about=About(row.about),
        object_ref=row.object_ref,
        tries=row.tries,
        problem=row.problem,
        dead_at=row.dead_at,
    )
