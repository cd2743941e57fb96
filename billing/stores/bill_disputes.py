"""Disputes of bills in SQL; words are sealed under the customer's key."""

from typing import Final

from billing.bill_disputes import BillDispute, BillDisputeReason, BillDisputeState
from billing.ids import BillId, CustomerId, TicketId
from billing.money import Money
from billing.stores.columns import Found
from billing.stores.crypto import Owner
from billing.stores.schema_acts import BILL_DISPUTES
from billing.stores.schema_money import BILLS
from billing.stores.sealing import SealedRepository

_D: Final = BILL_DISPUTES.c
_OPEN: Final = BillDisputeState.OPEN


class SqlBillDisputes(SealedRepository):
    """`ports.BillDisputes`."""

    __slots__ = ()

    def put(self, dispute: BillDispute) -> None:
        details = {"text": dispute.text, "note": dispute.note}
        values: dict[str, object] = {
            "id": dispute.id,
            "customer_id": dispute.customer_id,
            "bill_id": dispute.bill_id,
            "amount_minor": dispute.amount.amount_minor,
            "currency": dispute.amount.currency,
            "reason": dispute.reason,
            "line": dispute.line,
            "state": dispute.state,
            "opened_at": dispute.opened_at,
            "dunning_paused": dispute.dunning_paused,
            "details": self._seal(
                _owner(dispute.customer_id),
                self._place("bill_disputes.details", dispute.id),
                details,
            ),
            "ticket_id": dispute.ticket_id,
            "closed_at": dispute.closed_at,
            "closed_by": dispute.closed_by or None,
        }
        before = self._one(self._select(BILL_DISPUTES).where(_D.id == dispute.id))
        was = before.amount_minor if before is not None and before.state == _OPEN else 0
        self._upsert(BILL_DISPUTES, values, "dispute")
        now = dispute.amount.amount_minor if dispute.state is _OPEN else 0
        if now != was:
            self._carry(dispute.bill_id, now - was)

    def get(self, dispute_id: str) -> BillDispute:
        wanted = self._select(BILL_DISPUTES).where(_D.id == dispute_id)
        return self._dispute(self._found(wanted, "dispute"))

    def lock(self, dispute_id: str) -> BillDispute:
        wanted = self._locked(self._select(BILL_DISPUTES).where(_D.id == dispute_id))
        return self._dispute(self._found(wanted, "dispute"))

    def of_bill(self, bill_id: BillId) -> tuple[BillDispute, ...]:
        wanted = self._select(BILL_DISPUTES).where(_D.bill_id == bill_id)
        return tuple(self._dispute(row) for row in self._all(wanted.order_by(_D.opened_at, _D.id)))

    def list(self, *, open_only: bool = True, limit: int = 50) -> tuple[BillDispute, ...]:
        wanted = self._select(BILL_DISPUTES).order_by(_D.opened_at.desc(), _D.id.desc())
        if open_only:
            wanted = wanted.where(_D.state == _OPEN)
        return tuple(self._dispute(row) for row in self._all(wanted.limit(limit)))

    def _carry(self, bill_id: BillId, change: int) -> None:
        """The bill says how much of it is disputed, whoever said so first."""
        this_bill = BILLS.c.id == bill_id
        row = self._found(self._select(BILLS, BILLS.c.disputed_minor).where(this_bill), "bill")
        disputed = max(0, (row.disputed_minor or 0) + change)
        self._run(self._change(BILLS).where(this_bill).values(disputed_minor=disputed or None))

    def _dispute(self, row: Found) -> BillDispute:
        customer_id = CustomerId(row.customer_id)
        place = self._place("bill_disputes.details", row.id)
        details = self._unseal(_owner(customer_id), place, row.details)
        return BillDispute(
            id=row.id,
            bill_id=BillId(row.bill_id),
            customer_id=customer_id,
            amount=Money(row.amount_minor, row.currency),
            reason=BillDisputeReason(row.reason),
            state=BillDisputeState(row.state),
            opened_at=row.opened_at,
            line=row.line,
            dunning_paused=bool(row.dunning_paused),
            ticket_id=None if row.ticket_id is None else TicketId(row.ticket_id),
            text=details.words("text"),
            note=details.words("note"),
            closed_at=row.closed_at,
            closed_by=row.closed_by or "",
        )


def _owner(customer_id: CustomerId) -> Owner:
    return Owner("customer", customer_id, customer_id)
