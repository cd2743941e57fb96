"""Discrepancies: where a provider's statement and our ledger differ, until somebody closes each."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from billing.ids import ConnectionId, PaymentId
from billing.money import Money
from billing.payments import PaymentState

RECONCILER: Final = "reconciler"
"""Who closes a difference that a later comparison found in order."""

TOLD: Final = "discrepancy.told"
"""The audit's word for: a ticket tells of it."""


class DiscrepancyKind(StrEnum):
    """What differs; the first four are about a charge, the last two about money given back."""

    CHARGED_NOT_SETTLED = "charged_not_settled"
    CHARGED_UNKNOWN = "charged_unknown"
    SETTLED_NOT_CHARGED = "settled_not_charged"
    AMOUNT_DIFFERS = "amount_differs"
    REFUNDED_MORE = "refunded_more"
    REFUNDED_LESS = "refunded_less"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One charge as the provider lists it; `reference` is our key where it carries one.

    `amount` is without the provider's fee on top; `fee` is that, None where the list has none.
    """

    provider_ref: str
    reference: str | None
    state: PaymentState
    amount: Money
    refunded: Money
    created_at: datetime
    fee: Money | None = None


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One difference. Found again, it stays one row; closed, it needs a person and a reason."""

    id: str
    connection_id: ConnectionId
    kind: DiscrepancyKind
    provider_ref: str
    found_at: datetime
    payment_id: PaymentId | None = None
    ours: Money | None = None
    theirs: Money | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    closing_note: str | None = None
    told_at: datetime | None = None
    """When a ticket last told of it; None for one that nobody heard of since it was found."""
