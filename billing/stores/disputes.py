"""Disputes in SQL."""

from typing import Final

from billing.disputes import Dispute, DisputeState
from billing.ids import PaymentId
from billing.money import Money
from billing.stores.columns import Found
from billing.stores.repository import Repository
from billing.stores.schema_money import DISPUTES, PAYMENTS

_D: Final = DISPUTES.c
_OPEN: Final = (DisputeState.OPEN, DisputeState.UNDER_REVIEW)


class SqlDisputes(Repository):
    """`ports.Disputes`."""

    __slots__ = ()

    def put(self, dispute: Dispute) -> None:
        p = PAYMENTS.c
        of = self._select(PAYMENTS, p.bill_id, p.customer_id).where(p.id == dispute.payment_id)
        payment = self._found(of, "payment")
        values: dict[str, object] = {
            "id": dispute.id,
            "payment_id": dispute.payment_id,
            "bill_id": payment.bill_id,
            "customer_id": payment.customer_id,
            "provider_ref": dispute.provider_ref,
            "amount_minor": dispute.amount.amount_minor,
            "currency": dispute.amount.currency,
            "state": dispute.state,
            "reason": dispute.reason,
            "opened_at": dispute.opened_at,
            "evidence_due_at": dispute.evidence_due_at,
            "closed_at": dispute.closed_at,
            "inquiry": dispute.inquiry,
        }
        self._upsert(DISPUTES, values, "dispute")

    def by_provider_ref(self, provider_ref: str) -> Dispute | None:
        row = self._one(self._select(DISPUTES).where(_D.provider_ref == provider_ref))
        return None if row is None else _dispute(row)

    def of_payment(self, payment_id: PaymentId) -> tuple[Dispute, ...]:
        of_payment = self._select(DISPUTES).where(_D.payment_id == payment_id)
        return tuple(_dispute(row) for row in self._all(of_payment.order_by(_D.opened_at, _D.id)))

    def list(self, *, open_only: bool = True, limit: int = 50) -> tuple[Dispute, ...]:
        wanted = self._select(DISPUTES).order_by(_D.opened_at.desc(), _D.id.desc())
        if open_only:
            wanted = wanted.where(_D.state.in_(_OPEN))
        return tuple(_dispute(row) for row in self._all(wanted.limit(limit)))


def _dispute(row: Found) -> Dispute:
    return Dispute(
        id=row.id,
        payment_id=PaymentId(row.payment_id),
        provider_ref=row.provider_ref,
        amount=Money(row.amount_minor, row.currency),
        state=DisputeState(row.state),
        opened_at=row.opened_at,
        reason=row.reason,
        evidence_due_at=row.evidence_due_at,
        closed_at=row.closed_at,
        inquiry=bool(row.inquiry),
    )
