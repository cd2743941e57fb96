"""Verified webhooks in SQL, each written down once."""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_

from billing.errors import NotFound
from billing.ids import ConnectionId
from billing.ports import InboxRow
from billing.stores.repository import Repository
from billing.stores.schema_works import INBOX

_I: Final = INBOX.c


class SqlInbox(Repository):
    """`ports.Inbox`."""

    __slots__ = ()

    def add(self, row: InboxRow) -> bool:
        values = {
            "connection_id": row.connection_id,
            "event_id": row.event_id,
            "kind": row.kind,
            "reference": row.reference,
            "provider_ref": row.provider_ref,
            "received_at": row.received_at,
            "applied_at": row.applied_at,
        }
        return self._add(INBOX, values)

    def get(self, connection_id: ConnectionId, event_id: str) -> InboxRow:
        row = self._found(self._select(INBOX).where(_this(connection_id, event_id)), "webhook")
        return InboxRow(
            event_id=row.event_id,
            connection_id=ConnectionId(row.connection_id),
            kind=row.kind,
            reference=row.reference,
            provider_ref=row.provider_ref,
            received_at=row.received_at,
            applied_at=row.applied_at,
        )

    def applied(self, connection_id: ConnectionId, event_id: str, at: datetime) -> None:
        change = self._change(INBOX).where(_this(connection_id, event_id))
        if self._run(change.values(applied_at=at)) != 1:
            raise NotFound("webhook")


def _this(connection_id: ConnectionId, event_id: str) -> ColumnElement[bool]:
    return and_(_I.connection_id == connection_id, _I.event_id == event_id)
