"""The outbox in SQL: what waits to leave, what left, and what never will."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func

from billing.errors import NotFound
from billing.ids import CustomerId
from billing.letters import OutboxRow, OutboxState
from billing.stores.columns import Found
from billing.stores.repository import Repository
from billing.stores.schema_works import OUTBOX

_O: Final = OUTBOX.c


class SqlOutbox(Repository):
    """`ports.Outbox`."""

    __slots__ = ()

    def add(self, row: OutboxRow) -> bool:
        fixed = {
            "id": row.id,
            "channel": row.channel,
            "kind": row.kind,
            "subject": row.subject,
            "to_ref": row.to,
            "customer_id": row.customer_id,
            "created_at": row.created_at,
            "data": dict(row.data),
        }
        return self._add(OUTBOX, fixed | _moving(row))

    def get(self, row_id: str) -> OutboxRow:
        wanted = self._kept("get", lambda: self._select(OUTBOX).where(_O.id == bindparam("wanted")))
        return _row(self._found(wanted, "letter", wanted=row_id))

    def update(self, row: OutboxRow) -> None:
        if self._run(self._change(OUTBOX).where(_O.id == row.id).values(**_moving(row))) != 1:
            raise NotFound("letter")

    def list(self, *, state: OutboxState | None = None, limit: int = 50) -> tuple[OutboxRow, ...]:
        statement = self._select(OUTBOX)
        if state is not None:
            statement = statement.where(_O.state == state)
        newest = statement.order_by(_O.created_at.desc(), _O.id.desc()).limit(limit)
        return tuple(_row(row) for row in self._all(newest))

    def last_sent(self, to: str) -> datetime | None:
        """When the newest of the letters that arrived at `to` was sent."""
        sent = self._select(OUTBOX, func.max(_O.sent_at)).where(
            _O.to_ref == to, _O.state == OutboxState.SENT
        )
        found = self._found(sent, "letter")[0]
        return found if isinstance(found, datetime) else None


def _moving(row: OutboxRow) -> dict[str, object]:
    return {
        "state": row.state,
        "tries": row.tries,
        "problem": row.problem,
        "sent_at": row.sent_at,
        "retried_at": row.retried_at,
    }


def _row(row: Found) -> OutboxRow:
    return OutboxRow(
        id=row.id,
        channel=row.channel,
        kind=row.kind,
        subject=row.subject,
        to=row.to_ref,
        customer_id=CustomerId(row.customer_id),
        state=OutboxState(row.state),
        created_at=row.created_at,
        data=row.data,
        tries=row.tries,
        problem=row.problem,
        sent_at=row.sent_at,
        retried_at=row.retried_at,
    )
