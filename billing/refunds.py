"""Refunds: money given back on a succeeded payment; rows of their own, never a change of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from billing.ids import PaymentId
from billing.money import Money
from billing.payments import DeclineReason, PaymentState

_S = PaymentState

REFUND_MOVES: Final[Mapping[PaymentState, frozenset[PaymentState]]] = {
    _S.CREATED: frozenset({_S.SUBMITTING, _S.CANCELLED, _S.HOLD}),
    _S.SUBMITTING: frozenset({_S.PENDING, _S.UNKNOWN, _S.SUCCEEDED, _S.FAILED, _S.HOLD}),
    _S.REQUIRES_ACTION: frozenset(),
    _S.PENDING: frozenset({_S.SUCCEEDED, _S.FAILED, _S.HOLD}),
    _S.UNKNOWN: frozenset({_S.PENDING, _S.SUCCEEDED, _S.FAILED, _S.HOLD, _S.SUBMITTING}),
    _S.HOLD: frozenset({_S.SUCCEEDED, _S.FAILED}),
    # A bank may send a refund back days after the provider called it done.
    _S.SUCCEEDED: frozenset({_S.FAILED}),
    _S.FAILED: frozenset(),
    _S.CANCELLED: frozenset(),
}

COUNTED_STATES: Final = frozenset(
    {_S.CREATED, _S.SUBMITTING, _S.PENDING, _S.UNKNOWN, _S.HOLD, _S.SUCCEEDED}
)
"""A refund in one of these counts against what its payment took: doubt counts as given back."""


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back on a payment; `state` uses the payment's words.

    `ordinal` is the number of refund rows of the payment before this one; with the payment it
    makes the derived `key`. `reopens`: the bill is owed again by this much, as far as it had not
    been paid too much. `asked_by` names who ordered it as the audit does (`finance:st-1`,
    `policy`). `submitted_at` and `sent_at` as a payment's. `reversal`: nothing was given back; the
    payment, made by hand, came to nothing (a check that bounced).
    """

    id: str
    payment_id: PaymentId
    amount: Money
    state: PaymentState
    created_at: datetime
    ordinal: int = 0
    key: str = ""
    provider_ref: str | None = None
    reason: DeclineReason | None = None
    reopens: bool = False
    asked_by: str = ""
    submitted_at: datetime | None = None
    settled_at: datetime | None = None
    sent_at: datetime | None = None
    reversal: bool = False


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """What a provider is asked to give back; `payment_ref` is the provider's id of the payment."""

    key: str
    payment_ref: str
    payment_key: str
    amount: Money


@dataclass(frozen=True, slots=True)
class RefundReport:
    """What a provider told us about one refund: by reply, webhook or lookup.

    `reference` is our key, "" for a refund that somebody made at the provider by hand.
    """

    reference: str
    provider_ref: str
    payment_ref: str
    state: PaymentState
    amount: Money
    reason: DeclineReason | None = None


def not_given_back(
    refund: Refund, reason: DeclineReason = DeclineReason.PROVIDER_UNAVAILABLE
) -> RefundReport:
    """That no money went back: it was never sent, or the provider definitely has no such refund."""
    return RefundReport(
        reference=refund.key,
        provider_ref=refund.provider_ref or "",
        payment_ref="",
        state=PaymentState.FAILED,
        amount=refund.amount,
        reason=reason,
    )
