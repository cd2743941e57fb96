"""Stripe's objects as far as we read them, strictly typed, and what they mean in our words. Pure.

Sources: docs.stripe.com `/api/payment_intents`, `/api/checkout/sessions`, `/api/invoices`,
`/api/invoice-payment`, `/api/setup_intents`, `/api/payment_methods`, `/api/refunds`,
`/api/disputes`, `/api/charges`, `/api/errors`, in the version that `account.py` pins.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints

from billing.hosted_pages import SavedMethod
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from payments._stripe.words import (
    CODE,
    MOST_PAID_FIRST,
    OUR_TYPES,
    PARAMS,
    REASONS,
    REFERENCE,
    STATES,
    from_wire,
)
from payments._wire import Wire, first_day_after, parse

_log = logging.getLogger(__name__)
Json: TypeAlias = dict[str, object]
PAGE_MARK: Final = "page"
"""In an intent's metadata: a page of Stripe's made it, and lets the customer try again there."""


def _id_of(value: object) -> object:
    """The id of what may be expanded in place."""
    return value.get("id") if isinstance(value, dict) else value


Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,255}$")]
Ref: TypeAlias = Annotated[Id | None, BeforeValidator(_id_of)]
Whole: TypeAlias = Annotated[int, Field(ge=0)]
Code3: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z]{3}$")]


class Moded(Wire):
    """An object that says whether it is of the real world or of the test's."""

    livemode: bool


class Problem(Wire):
    """Why a charge did not succeed, in Stripe's codes."""

    type: str | None = None
    code: str | None = None
    decline_code: str | None = None
    param: str | None = None

    @property
    def reason(self) -> DeclineReason:
        for code in (self.decline_code, self.code):
            if code is not None and code in REASONS:
                return REASONS[code]
        if self.param is not None and self.param in PARAMS:
            return PARAMS[self.param]
        code = self.decline_code or self.code or ""
        _log.warning("unknown decline code: %s", code if CODE.fullmatch(code) else "(unreadable)")
        return DeclineReason.OTHER


class _Redirect(Wire):
    url: str | None = None


class _Deposits(Wire):
    hosted_verification_url: str | None = None


class NextAction(Wire):
    """Where the customer acts: the bank's page, or the one that asks for two small deposits."""

    redirect_to_url: _Redirect | None = None
    verify_with_microdeposits: _Deposits | None = None

    @property
    def url(self) -> str | None:
        if self.redirect_to_url is not None:
            return self.redirect_to_url.url
        deposits = self.verify_with_microdeposits
        return None if deposits is None else deposits.hosted_verification_url


class Intent(Moded):
    """One try to move money."""

    id: Annotated[str, StringConstraints(pattern=r"^pi_[A-Za-z0-9_]{1,250}$")]
    object: Literal["payment_intent"]
    status: str
    amount: Whole
    amount_received: Whole = 0
    currency: Code3
    metadata: dict[str, str]
    last_payment_error: Problem | None = None
    next_action: NextAction | None = None

    @property
    def state(self) -> PaymentState | None:
        """None while Stripe itself has not decided: nothing may be concluded from it."""
        if self.status == "requires_payment_method" and self.last_payment_error is not None:
            return PaymentState.FAILED
        return STATES.get(self.status)

    @property
    def money(self) -> Money | None:
        """What was taken, or is to be; None when it is no amount of a currency we know."""
        amount = self.amount_received if self.status == "succeeded" else self.amount
        return from_wire(amount, self.currency.upper())


class Session(Moded):
    """A Checkout page: one customer, one completion, a day to live."""

    id: Annotated[str, StringConstraints(pattern=r"^cs_[A-Za-z0-9_]{1,250}$")]
    object: Literal["checkout.session"]
    mode: str
    status: Literal["open", "complete", "expired"]
    amount_total: Whole | None = None
    currency: Code3 | None = None
    expires_at: int
    metadata: dict[str, str] | None = None
    customer: Ref = None
    payment_intent: Ref = None
    setup_intent: Ref = None
    url: str | None = None

    @property
    def money(self) -> Money | None:
        if self.amount_total is None or self.currency is None:
            return None
        return from_wire(self.amount_total, self.currency.upper())


class Invoice(Moded):
    """A hosted invoice; `uncollectible` ones can still be paid."""

    id: Annotated[str, StringConstraints(pattern=r"^in_[A-Za-z0-9_]{1,250}$")]
    object: Literal["invoice"]
    status: Literal["draft", "open", "paid", "uncollectible", "void"]
    total: Whole
    amount_paid: Whole
    currency: Code3
    metadata: dict[str, str] | None = None
    customer: Ref = None
    hosted_invoice_url: str | None = None

    @property
    def money(self) -> Money | None:
        amount = self.amount_paid if self.status == "paid" else self.total
        return from_wire(amount, self.currency.upper())


class _Paying(Wire):
    payment_intent: Ref = None


class InvoicePayment(Wire):
    """Which intent pays which invoice."""

    object: Literal["invoice_payment"]
    invoice: Ref = None
    payment: _Paying
    is_default: bool = False
    status: str


class SetupIntent(Moded):
    """One try to save a way to pay."""

    id: Annotated[str, StringConstraints(pattern=r"^seti_[A-Za-z0-9_]{1,250}$")]
    object: Literal["setup_intent"]
    status: str
    customer: Ref = None
    payment_method: Ref = None


class _Details(Wire):
    """The member of a method that is named like its type."""

    brand: str | None = None
    bank_name: str | None = None
    last4: str | None = None
    exp_month: Annotated[int, Field(ge=1, le=12)] | None = None
    exp_year: Annotated[int, Field(ge=2000, le=9998)] | None = None


class Method(Moded):
    """A saved way to pay."""

    id: Id
    object: Literal["payment_method"]
    type: str
    customer: Ref = None
    card: _Details | None = None
    us_bank_account: _Details | None = None
    sepa_debit: _Details | None = None

    def saved(self, customer_ref: str) -> SavedMethod | None:
        """In our words; None for a type that we do not charge."""
        ours = OUR_TYPES.get(self.type)
        if ours is None:
            return None
        shown = self.card or self.us_bank_account or self.sepa_debit or _Details()
        brand = shown.brand or shown.bank_name
        expiry = first_day_after(shown.exp_year, shown.exp_month)
        return SavedMethod(self.id, customer_ref, ours, shown.last4 or "", brand, expiry)


class Refund(Wire):
    """Money given back."""

    id: Annotated[str, StringConstraints(pattern=r"^(re|pyr)_[A-Za-z0-9_]{1,250}$")]
    object: Literal["refund"]
    status: str | None
    amount: Whole
    currency: Code3
    payment_intent: Ref = None
    charge: Ref = None
    metadata: dict[str, str] | None = None
    failure_reason: str | None = None


class _Evidence(Wire):
    due_by: int | None = None


class Dispute(Moded):
    """A payer's objection at the bank."""

    id: Annotated[str, StringConstraints(pattern=r"^(dp|du)_[A-Za-z0-9_]{1,250}$")]
    object: Literal["dispute"]
    status: str
    amount: Whole
    currency: Code3
    reason: str
    payment_intent: Ref = None
    charge: Ref = None
    evidence_details: _Evidence = _Evidence()


class Charge(Moded):
    """Money that one intent took, or tried to."""

    id: Id
    object: Literal["charge"]
    status: str
    amount: Whole
    amount_captured: Whole
    amount_refunded: Whole
    captured: bool
    currency: Code3
    created: int
    metadata: dict[str, str] | None = None
    payment_intent: Json | Id | None = None


class Named(Moded):
    """Any object of which only the id matters."""

    id: Id


class Refusal(Problem):
    """An error answer. `type` is None when the body is not Stripe's own."""

    status: int
    payment_intent: Intent | None = None


class ListPage(Wire):
    """One page of a list or of search results."""

    object: Literal["list", "search_result"]
    data: list[Json]
    has_more: bool


def read_refusal(status: int, body: object) -> Refusal:
    error = body.get("error") if isinstance(body, dict) else None
    members = error if isinstance(error, dict) else {}
    return parse(Refusal, {**members, "status": status}) or Refusal(status=status)


def is_definite(answer: Refusal) -> bool:
    """Whether it says that nothing was done: Stripe's own body with a client's error.

    An idempotency error is none: it tells of an earlier request with this key. Nor is a lock
    time-out, the one 429 that may come from inside a running request.
    """
    known = answer.type not in (None, "idempotency_error", "api_error")
    return (
        known and answer.code != "lock_timeout" and answer.status in (400, 401, 402, 403, 404, 429)
    )


def best_id(data: Iterable[Mapping[str, object]], reference: str) -> str | None:
    """The id of the intent with our reference; of several, of the one most likely paid.

    One that carries our reference and cannot be read counts as paid: it is certainly not absent.
    """
    ours = [item for item in data if reference_of(item) == reference]
    states = [(parse(Intent, item), item) for item in ours]
    ranked = sorted(states, key=lambda pair: 0 if pair[0] is None else _rank(pair[0].state))
    return str(ranked[0][1].get("id")) if ranked else None


def _rank(state: PaymentState | None) -> int:
    return (*MOST_PAID_FIRST, state).index(state)


def reference_of(subject: Mapping[str, object]) -> str | None:
    """Our key in an object's metadata, where it has one that could be ours."""
    metadata = subject.get("metadata")
    found = metadata.get("reference") if isinstance(metadata, Mapping) else None
    return found if isinstance(found, str) and REFERENCE.fullmatch(found) else None
