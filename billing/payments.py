"""Payments: tries to move money, their states and moves, and what a provider may tell us."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from billing.ids import BillId, ConnectionId, CustomerId, MethodId, PaymentId, QuoteId
from billing.money import Money


class PaymentState(StrEnum):
    CREATED = "created"
    SUBMITTING = "submitting"
    REQUIRES_ACTION = "requires_action"
    PENDING = "pending"
    UNKNOWN = "unknown"
    HOLD = "hold"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


_S = PaymentState

PAYMENT_MOVES: Final[Mapping[PaymentState, frozenset[PaymentState]]] = {
    # To hold only when restored from a backup and the provider cannot be asked for a week.
    _S.CREATED: frozenset({_S.SUBMITTING, _S.CANCELLED, _S.HOLD}),
    _S.SUBMITTING: frozenset(
        {_S.REQUIRES_ACTION, _S.PENDING, _S.UNKNOWN, _S.SUCCEEDED, _S.FAILED, _S.HOLD}
    ),
    _S.REQUIRES_ACTION: frozenset(
        {_S.PENDING, _S.UNKNOWN, _S.SUCCEEDED, _S.FAILED, _S.CANCELLED, _S.HOLD}
    ),
    _S.PENDING: frozenset({_S.SUCCEEDED, _S.FAILED, _S.HOLD}),
    _S.UNKNOWN: frozenset(
        {_S.REQUIRES_ACTION, _S.PENDING, _S.SUCCEEDED, _S.FAILED, _S.HOLD, _S.SUBMITTING}
    ),
    # A hold ends only by a human's decision with evidence.
    _S.HOLD: frozenset({_S.SUCCEEDED, _S.FAILED}),
    _S.SUCCEEDED: frozenset(),
    _S.FAILED: frozenset(),
    _S.CANCELLED: frozenset(),
}

OPEN_STATES: Final = frozenset(
    {_S.CREATED, _S.SUBMITTING, _S.REQUIRES_ACTION, _S.PENDING, _S.UNKNOWN, _S.HOLD}
)
"""While a payment is in one of these, no other payment of its bill may begin."""

ENDED_STATES: Final = frozenset({_S.SUCCEEDED, _S.FAILED, _S.CANCELLED})
AT_REST: Final = ENDED_STATES | {_S.HOLD}
"""States that no look of ours changes: it ended, or a human decides. Of refunds too."""

NO_MONEY: Final = frozenset({_S.FAILED, _S.CANCELLED})
"""Ends in which no money moved. Of refunds too."""


class DeclineReason(StrEnum):
    """Why a payment definitely failed, in our words; adapters map their codes to these."""

    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED_CARD = "expired_card"
    CARD_DECLINED = "card_declined"
    AUTHENTICATION_REQUIRED = "authentication_required"
    INVALID_METHOD = "invalid_method"
    CURRENCY_NOT_SUPPORTED = "currency_not_supported"
    LIMIT_EXCEEDED = "limit_exceeded"
    FEE_CHANGED = "fee_changed"
    PROVIDER_UNAVAILABLE = "provider_unavailable"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Payment:
    """One try to pay one bill. `key` is both the idempotency key and the provider's reference.

    `amount` is put to the bill; `fee_minor` (of the same currency) is what the provider takes on
    top for its service: agreed to with the quote, or, where the customer pays on a page of the
    provider's without one, agreed to there and told by the provider.

    `submitted_at` is when it was first sent, from which the key's window runs; `sent_at` when it
    was last sent, from which its lease runs. Both are real time.
    """

    id: PaymentId
    customer_id: CustomerId
    bill_id: BillId
    amount: Money
    state: PaymentState
    created_at: datetime
    method_id: MethodId | None = None
    connection_id: ConnectionId | None = None
    quote_id: QuoteId | None = None
    ordinal: int = 0
    key: str = ""
    provider_ref: str | None = None
    reason: DeclineReason | None = None
    submitted_at: datetime | None = None
    settled_at: datetime | None = None
    note: str | None = None
    sent_at: datetime | None = None
    fee_minor: int = 0

    @property
    def fee(self) -> Money:
        return Money(self.fee_minor, self.amount.currency)

    @property
    def total(self) -> Money:
        """What leaves the customer's account."""
        return self.amount + self.fee


@dataclass(frozen=True, slots=True)
class Allocation:
    """A part of a succeeded payment put to a bill; append-only."""

    payment_id: PaymentId
    bill_id: BillId
    amount: Money


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """What a provider is asked to do; everything in it comes from our own rows.

    With `return_url` the customer can be sent to a page of the provider's (3-D Secure, an approval)
    and comes back there, or to `cancel_url` when they turned around; without, a charge that needs
    such an act is a decline.

    `amount` is what is put to the bill. `fee` is what the customer agreed that the provider takes
    on top of it for its service, None where the provider takes none: one that would take another
    fee must refuse the charge as `fee_changed`. `method_type` as in `Capabilities.methods`.
    `bill_ref` is the provider's own id of the bill, where the bill came from this connection.
    """

    key: str
    amount: Money
    customer_ref: str
    method_ref: str
    description: str
    method_type: str
    return_url: str | None = None
    fee: Money | None = None
    bill_ref: str | None = None
    cancel_url: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentReport:
    """What a provider told us about one payment: by reply, webhook or lookup.

    `amount` is the provider's echo; when it differs from ours the payment goes to hold. `next_url`
    is the provider's page where the customer acts, only with `requires_action`. `fee` is the echo
    of what it took on top (`amount` is without it), None when the provider does not say; one that
    differs from ours goes to hold like an amount.
    """

    reference: str
    provider_ref: str
    state: PaymentState
    amount: Money
    reason: DeclineReason | None = None
    next_url: str | None = field(default=None, repr=False)
    fee: Money | None = None


def not_made(payment: Payment) -> PaymentReport:
    """That no charge was made: it was never sent, or the provider definitely has none."""
    return PaymentReport(
        reference=payment.key,
        provider_ref=payment.provider_ref or "",
        state=PaymentState.FAILED,
        amount=payment.amount,
        reason=DeclineReason.PROVIDER_UNAVAILABLE,
    )


CHECK_AFTER: Final = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(hours=1),
    *(timedelta(days=1) for _ in range(7)),
)
"""When to look again at a doubtful payment; after the last one it goes to hold."""


SUBMIT_LEASE: Final = timedelta(seconds=20)
"""How long a submission may take before the worker steps in; longer than any provider time-out."""
