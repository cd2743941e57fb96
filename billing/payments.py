"""Payments: tries to move money, their states and moves, and what a provider may tell us."""

from collections.abc import Mapping
from dataclasses import dataclass
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


class DeclineReason(StrEnum):
    """Why a payment definitely failed, in our words; adapters map their codes to these."""

    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED_CARD = "expired_card"
    CARD_DECLINED = "card_declined"
    AUTHENTICATION_REQUIRED = "authentication_required"
    INVALID_METHOD = "invalid_method"
    CURRENCY_NOT_SUPPORTED = "currency_not_supported"
    LIMIT_EXCEEDED = "limit_exceeded"
    PROVIDER_UNAVAILABLE = "provider_unavailable"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Payment:
    """One try to pay one bill. `key` is both the idempotency key and the provider's reference."""

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


@dataclass(frozen=True, slots=True)
class Allocation:
    """A part of a succeeded payment put to a bill; append-only."""

    payment_id: PaymentId
    bill_id: BillId
    amount: Money


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back on a payment; `state` uses the payment's words."""

    id: str
    payment_id: PaymentId
    amount: Money
    state: PaymentState
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """What a provider is asked to do; everything in it comes from our own rows."""

    key: str
    amount: Money
    customer_ref: str
    method_ref: str
    description: str


@dataclass(frozen=True, slots=True)
class PaymentReport:
    """What a provider told us about one payment: by reply, webhook or lookup.

    `amount` is the provider's echo; when it differs from ours the payment goes to hold.
    """

    reference: str
    provider_ref: str
    state: PaymentState
    amount: Money
    reason: DeclineReason | None = None


class Idempotency(StrEnum):
    KEYED = "keyed"
    NONE = "none"


class Lookup(StrEnum):
    STRONG = "strong"
    EVENTUAL = "eventual"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do, declared by its adapter; the core chooses by it."""

    idempotency: Idempotency
    key_window: timedelta
    lookup: Lookup
    lookup_horizon: timedelta = timedelta(0)
    signed_webhooks: bool = True
    refunds: bool = True
    saved_methods: bool = True
    hosted_pages: bool = False


class Doubt(StrEnum):
    """What to do with a payment whose outcome is not known."""

    SETTLE = "settle"
    RESUBMIT = "resubmit"
    FAIL = "fail"
    WAIT = "wait"
    HOLD = "hold"


def resolve_doubt(can: Capabilities, *, found: bool | None, age: timedelta) -> Doubt:
    """The table for a doubtful payment, `age` old since it was first submitted.

    `found`: True, the provider has it; False, a lookup did not find it; None, no lookup possible.
    A key is reused only inside the provider's window; outside it, or without keys, only a definite
    absence frees the customer, and where nothing can be known a human decides.
    """
    if found:
        return Doubt.SETTLE
    if can.idempotency is Idempotency.KEYED and age < can.key_window:
        return Doubt.RESUBMIT
    if found is None or can.lookup is Lookup.NONE:
        return Doubt.HOLD
    if can.lookup is Lookup.EVENTUAL and age < can.lookup_horizon:
        return Doubt.WAIT
    return Doubt.FAIL


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
