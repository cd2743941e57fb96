"""Discrepancies in SQL: one row per connection, kind and provider's id, however often found."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from billing.discrepancies import RECONCILER, Discrepancy, DiscrepancyKind
from billing.errors import Conflict
from billing.ids import ConnectionId, PaymentId
from billing.money import Money
from billing.stores.columns import Found
from billing.stores.repository import Repository
from billing.stores.schema_money import DISCREPANCIES

_D: Final = DISCREPANCIES.c


class SqlDiscrepancies(Repository):
    """`ports.Discrepancies`."""

    __slots__ = ()

    def find(self, discrepancy: Discrepancy) -> Discrepancy:
        if self._add(DISCREPANCIES, _values(discrepancy)):
            return discrepancy
        same = self._select(DISCREPANCIES).where(
            _D.connection_id == discrepancy.connection_id,
            _D.kind == discrepancy.kind,
            _D.provider_ref == discrepancy.provider_ref,
        )
        kept = _discrepancy(self._found(same, "discrepancy"))
        changed = (kept.ours, kept.theirs) != (discrepancy.ours, discrepancy.theirs)
        # What a person closed stays closed while it is what they saw.
        reopened = kept.closed_at is not None and (changed or kept.closed_by == RECONCILER)
        if not changed and not reopened:
            return kept
        values = _values(discrepancy)
        values |= {"id": kept.id, "told_at": None}
        if kept.closed_at is None:
            values |= {"found_at": kept.found_at, "told_at": kept.told_at}
        self._run(self._change(DISCREPANCIES).where(_D.id == kept.id).values(**values))
        return self.get(kept.id)

    def get(self, discrepancy_id: str) -> Discrepancy:
        wanted = self._select(DISCREPANCIES).where(_D.id == discrepancy_id)
        return _discrepancy(self._found(wanted, "discrepancy"))

    def list(
        self,
        *,
        open_only: bool = True,
        connection_id: ConnectionId | None = None,
        limit: int | None = 200,
    ) -> tuple[Discrepancy, ...]:
        wanted = self._select(DISCREPANCIES).order_by(_D.found_at.desc(), _D.id.desc())
        if open_only:
            wanted = wanted.where(_D.closed_at.is_(None))
        if connection_id is not None:
            wanted = wanted.where(_D.connection_id == connection_id)
        return tuple(_discrepancy(row) for row in self._all(wanted.limit(limit)))

    def tell(self, connection_id: ConnectionId, at: datetime) -> Mapping[DiscrepancyKind, int]:
        untold = self._change(DISCREPANCIES).where(
            _D.connection_id == connection_id, _D.closed_at.is_(None), _D.told_at.is_(None)
        )
        told = self._all(untold.values(told_at=at).returning(_D.kind))
        return Counter(DiscrepancyKind(row.kind) for row in told)

    def close(self, discrepancy_id: str, *, by: str, note: str, at: datetime) -> None:
        open_one = self._change(DISCREPANCIES).where(
            _D.id == discrepancy_id, _D.closed_at.is_(None)
        )
        if self._run(open_one.values(closed_at=at, closed_by=by, closing_note=note)) != 1:
            self.get(discrepancy_id)
            raise Conflict("this discrepancy is closed already")


def _values(discrepancy: Discrepancy) -> dict[str, object]:
    ours, theirs = discrepancy.ours, discrepancy.theirs
    return {
        "id": discrepancy.id,
        "connection_id": discrepancy.connection_id,
        "kind": discrepancy.kind,
        "provider_ref": discrepancy.provider_ref,
        "payment_id": discrepancy.payment_id,
        "ours_minor": None if ours is None else ours.amount_minor,
        "ours_currency": None if ours is None else ours.currency,
        "theirs_minor": None if theirs is None else theirs.amount_minor,
        "theirs_currency": None if theirs is None else theirs.currency,
        "found_at": discrepancy.found_at,
        "closed_at": discrepancy.closed_at,
        "closed_by": discrepancy.closed_by,
        "closing_note": discrepancy.closing_note,
        "told_at": discrepancy.told_at,
    }


def _discrepancy(row: Found) -> Discrepancy:
    return Discrepancy(
        id=row.id,
        connection_id=ConnectionId(row.connection_id),
        kind=DiscrepancyKind(row.kind),
        provider_ref=row.provider_ref,
        found_at=row.found_at,
        payment_id=None if row.payment_id is None else PaymentId(row.payment_id),
        ours=None if row.ours_minor is None else Money(row.ours_minor, row.ours_currency),
        theirs=None if row.theirs_minor is None else Money(row.theirs_minor, row.theirs_currency),
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        closing_note=row.closing_note,
        told_at=row.told_at,
    )
