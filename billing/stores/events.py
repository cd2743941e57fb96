"""Emitted events in SQL."""

from typing import Final

from billing.events import Event
from billing.ids import CustomerId
from billing.stores.repository import Repository
from billing.stores.schema_works import EVENTS

_E: Final = EVENTS.c


class SqlEvents(Repository):
    """`ports.Events`."""

    __slots__ = ()

    def emit(self, event: Event) -> None:
        values = {
            "name": event.name,
            "customer_id": event.customer_id,
            "at": event.at,
            "data": dict(event.data),
        }
        self._append(EVENTS, values)

    def of_customer(self, customer_id: CustomerId, limit: int = 50) -> tuple[Event, ...]:
        statement = self._select(EVENTS).where(_E.customer_id == customer_id)
        rows = self._all(statement.order_by(_E.id.desc()).limit(limit))
        return tuple(
            Event(
                name=row.name,
                customer_id=CustomerId(row.customer_id),
                at=row.at,
                data=row.data,
            )
            for row in rows
        )
