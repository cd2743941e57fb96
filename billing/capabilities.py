"""What providers can do, and what to do with a doubtful payment because of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum


class Idempotency(StrEnum):
    KEYED = "keyed"
    NONE = "none"


class Lookup(StrEnum):
    """What a look-up by our reference proves.

    `strong`: a read sees every earlier write. `eventual`: it may lag, by `lookup_horizon` at most.
    `presence`: it may lag nobody knows how long, so what is found is so, and what is not found
    proves nothing; after `lookup_horizon` of looking a human decides. `none`: there is none.
    """

    STRONG = "strong"
    EVENTUAL = "eventual"
    PRESENCE = "presence"
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
    `link`, `paypal`). `statement`: whether it lists what it charged, for the daily comparison, and
    `statement_lag` how long a charge may take to appear there. `fees`: whether it takes a
    convenience fee on top, which depends on the amount and the type of the method. `source`:
    whether it keeps bills and customers that we pull. `on_page`: the types that a customer pays
    with on the provider's page of a payment, each time, with nothing saved. `adds`: the types that
    its page to add a method saves, None for every one it charges. `currencies`: the types that take
    some currencies only, and which (ISO 4217); a type that is not named takes any.
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
    source: bool = False
    statement_lag: timedelta = timedelta(0)
    fees: bool = False
    on_page: frozenset[str] = frozenset()
    adds: frozenset[str] | None = None
    currencies: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    reach: Reach = Reach.PAY_HERE

    def within(self, currencies: Collection[str]) -> "Capabilities":
        """The same for amounts in one of `currencies`: without the types that take none of them."""
        never = frozenset(
            type for type, taken in self.currencies.items() if taken.isdisjoint(currencies)
        )
        return replace(
            self,
            methods=self.methods - never,
            on_page=self.on_page - never,
            adds=None if self.adds is None else self.adds - never,
        )

    @property
    def payable(self) -> frozenset[str]:
        """The types of methods that a customer can pay with from here."""
        if self.reach is not Reach.PAY_HERE:
            return frozenset()
        return self.on_page | (self.methods if self.saved_methods else frozenset())

    @property
    def savable(self) -> frozenset[str]:
        """The types of methods that a customer can save on a page from here."""
        if PageKind.ADD_METHOD not in self.pages:
            return frozenset()
        return self.methods if self.adds is None else self.adds


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
    if can.lookup is not Lookup.STRONG and age < can.lookup_horizon:
        return Doubt.WAIT
    return Doubt.HOLD if can.lookup is Lookup.PRESENCE else Doubt.FAIL
