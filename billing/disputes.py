"""Disputes: a customer's bank takes a payment back and decides; rows of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from billing.ids import PaymentId
from billing.money import Money


class DisputeState(StrEnum):
    OPEN = "open"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"


DISPUTE_MOVES: Final[Mapping[DisputeState, frozenset[DisputeState]]] = {
    DisputeState.OPEN: frozenset({DisputeState.UNDER_REVIEW, DisputeState.WON, DisputeState.LOST}),
    DisputeState.UNDER_REVIEW: frozenset({DisputeState.WON, DisputeState.LOST}),
    DisputeState.WON: frozenset(),
    DisputeState.LOST: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Dispute:
    """One dispute of one payment. A lost one takes `amount` off what its bill was paid.

    `inquiry`: so far the bank only asks and took no money: it may still be given back.
    """

    id: str
    payment_id: PaymentId
    provider_ref: str
    amount: Money
    state: DisputeState
    opened_at: datetime
    reason: str = "other"
    evidence_due_at: datetime | None = None
    closed_at: datetime | None = None
    inquiry: bool = False


@dataclass(frozen=True, slots=True)
class DisputeReport:
    """What a provider says about a dispute now; `inquiry`: a question, no money moved yet."""

    provider_ref: str
    payment_ref: str
    state: DisputeState
    amount: Money
    reason: str = "other"
    evidence_due_at: datetime | None = None
    inquiry: bool = False
