"""What providers can do, and what to do with a doubtful payment because of it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Idempotency(StrEnum):
    KEYED = "keyed"
    NONE = "none"


class Lookup(StrEnum):
    STRONG = "strong"
    EVENTUAL = "eventual"
    NONE = "none"


class Webhooks(StrEnum):
    """`notify_only`: a note without a signature; it is a hint to look, nothing more."""

    SIGNED = "signed"
    NOTIFY_ONLY = "notify_only"
    NONE = "none"


class Refunding(StrEnum):
    """`partial` includes full ones, and several up to what was paid."""

    NONE = "none"
    FULL = "full"
    PARTIAL = "partial"


class PageKind(StrEnum):
    """The pages of a provider that a customer can be sent to."""

    CONFIRM_PAYMENT = "confirm_payment"
    ADD_METHOD = "add_method"
    PAYMENT_LINK = "payment_link"
    INVOICE = "invoice"


class Reach(StrEnum):
    """How far a conversation can take a payment with this provider."""

    PAY_HERE = "pay_here"
    LINK_ONLY = "link_only"
    RECORD_ONLY = "record_only"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do, declared by its adapter; the core chooses by it.

    `methods` names the types of saved methods it charges (`card`, `bank_account`, `sepa_debit`,
    `link`, `paypal`). `statement`: whether it lists what it charged, for the daily comparison.
    """

    idempotency: Idempotency
    key_window: timedelta
    lookup: Lookup
    lookup_horizon: timedelta = timedelta(0)
    webhooks: Webhooks = Webhooks.SIGNED
    refunds: Refunding = Refunding.NONE
    saved_methods: bool = True
    methods: frozenset[str] = frozenset({"card"})
    pages: frozenset[PageKind] = frozenset()
    disputes: bool = False
    statement: bool = False
    reach: Reach = Reach.PAY_HERE


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
