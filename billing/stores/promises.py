"""Promises to pay in SQL."""

from datetime import datetime
from typing import Final

from sqlalchemy import func

from billing.ids import BillId, CustomerId, PersonId
from billing.money import Money
from billing.promises import Promise, PromiseKind, PromiseState
from billing.stores.columns import Found
from billing.stores.repository import Repository
from billing.stores.schema_acts import PROMISES

_P: Final = PROMISES.c


class SqlPromises(Repository):
    """`ports.Promises`."""

    __slots__ = ()

    def put(self, promise: Promise) -> None:
        values: dict[str, object] = {
            "id": promise.id,
            "customer_id": promise.customer_id,
            "bill_id": promise.bill_id,
            "person_id": promise.person_id,
            "kind": promise.kind,
            "state": promise.state,
            "amount_minor": promise.amount.amount_minor,
            "currency": promise.amount.currency,
            "due_on": promise.due_on,
            "made_at": promise.made_at,
        }
        self._upsert(PROMISES, values, "promise")

    def of_bill(self, bill_id: BillId) -> tuple[Promise, ...]:
        wanted = self._select(PROMISES).where(_P.bill_id == bill_id)
        return tuple(_promise(row) for row in self._all(wanted.order_by(_P.due_on, _P.id)))

    def made_since(self, since: datetime, kinds: frozenset[PromiseKind]) -> int:
        wanted = self._select(PROMISES, func.count()).where(_P.made_at >= since, _P.kind.in_(kinds))
        return self._count(wanted)


def _promise(row: Found) -> Promise:
    return Promise(
        id=row.id,
        bill_id=BillId(row.bill_id),
        customer_id=CustomerId(row.customer_id),
        person_id=PersonId(row.person_id),
        kind=PromiseKind(row.kind),
        amount=Money(row.amount_minor, row.currency),
        due_on=row.due_on,
        made_at=row.made_at,
        state=PromiseState(row.state),
    )
