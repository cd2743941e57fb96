"""Proposals to end a hold, in SQL; what was seen is sealed under the customer's key."""

from typing import Final

from billing.errors import NotFound
from billing.ids import CustomerId
from billing.payments import PaymentState
from billing.resolutions import Resolution
from billing.stores.crypto import Owner
from billing.stores.schema_manual import MANUAL_PAYMENTS
from billing.stores.schema_money import PAYMENTS, REFUNDS, RESOLUTIONS
from billing.stores.sealing import SealedRepository

_R: Final = RESOLUTIONS.c


class SqlResolutions(SealedRepository):
    """`ports.Resolutions`."""

    __slots__ = ()

    def propose(self, resolution: Resolution) -> None:
        customer = self._customer_of(resolution.subject)
        place = self._place("resolutions.evidence", resolution.subject)
        sealed = self._seal(_owner(customer), place, resolution.evidence.encode())
        values: dict[str, object] = {
            "subject": resolution.subject,
            "customer_id": customer,
            "outcome": resolution.outcome,
            "evidence": sealed,
            "proposed_by": resolution.proposed_by,
            "proposed_at": resolution.proposed_at,
        }
        self._upsert(RESOLUTIONS, values, "payment")

    def of_subject(self, subject: str) -> Resolution | None:
        row = self._one(self._select(RESOLUTIONS).where(_R.subject == subject))
        if row is None:
            return None
        place = self._place("resolutions.evidence", row.subject)
        owner = _owner(CustomerId(row.customer_id))
        return Resolution(
            subject=row.subject,
            outcome=PaymentState(row.outcome),
            evidence=self._unseal_bytes(owner, place, row.evidence).decode(),
            proposed_by=row.proposed_by,
            proposed_at=row.proposed_at,
        )

    def _customer_of(self, subject: str) -> CustomerId:
        for table in (PAYMENTS, REFUNDS, MANUAL_PAYMENTS):
            columns = table.c
            row = self._one(self._select(table, columns.customer_id).where(columns.id == subject))
            if row is not None:
                return CustomerId(row.customer_id)
        raise NotFound("payment")


def _owner(customer: CustomerId) -> Owner:
    return Owner("customer", customer, customer)
