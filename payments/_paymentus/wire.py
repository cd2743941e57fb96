"""Every shape of Paymentus's wire that this adapter relies on, in this one file. Pure.

Paymentus publishes no API. All of this is assumed, and is to be checked, line by line, against the
contract of an installation before a live connection is made; what differs is changed here.

1.  JSON in camel case below `/api/v1` of an installation's own `https` address; a bearer key.
2.  Money is `{"amount": "97.40", "currency": "USD"}`: decimal text with the currency's ISO 4217
    places, never a JSON number.
3.  Instants are RFC 3339, days `YYYY-MM-DD`, a card's end `YYYY-MM`.
4.  An error is `{"error": {"code", "message", "field"?}}`. With 400, 401, 403, 404, 409, 422 or 429
    it says that nothing was done; with any other status, or without that body, it says nothing.
5.  There are no idempotency keys: what is sent twice is done twice.
6.  `reference` (up to 64 characters) is ours, is kept and comes back. Payments are found by it, but
    later than they are made, and nobody says how much later. By their own id they are seen at once.
7.  A payment is processing, completed, declined, returned or voided; it is voided while processing
    only. A completed one may be returned, days later, and no webhook tells of it.
8.  `convenienceFee` is on top of `payment`; what was not stated is not taken, and another one than
    the published is refused (422 `FEE_MISMATCH`).
9.  A staged payment is a page on which one amount is paid, once, with the fee shown there; it ends
    by itself at `expiresAt`. It is found by its own id only.
10. Lists of customers, bills and payments take `changedSince`, or the `nextCursor` of an earlier
    page, however old, and a `limit` of at most 200; the oldest change first. Saved methods are
    listed whole.
11. Webhooks are `{id, type, createdAt, billerId, data}`, of the types `bill.created`,
    `payment.completed` and `customer.updated`; `X-Paymentus-Signature: t=<seconds>,v1=<hex>` is the
    HMAC-SHA256 of `t.body` with the webhook's secret.
12. A bill that is paid can be paid again: the rest is the customer's credit.
"""

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, TypeAlias
from urllib.parse import urlencode

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from billing.errors import InvalidMoney
from billing.hosted_pages import PageRequest, SavedMethod
from billing.money import Money
from billing.payments import ChargeRequest, DeclineReason, PaymentState
from payments._wire import Wire as Said
from payments._wire import first_day_after, parse

_log = logging.getLogger(__name__)
_R, _S = DeclineReason, PaymentState
Json: TypeAlias = dict[str, object]

API: Final = "/api/v1/"
HOSTS: Final = (".paymentus.com",)
"""Installations and their pages are below these, in live mode; by `https` on its usual port."""

SOURCE: Final = "ai_assistant"
PAGE_SIZE: Final = 200
SIGNATURE_HEADER: Final = "x-paymentus-signature"
OBJECT_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
REFERENCE: Final = re.compile(r"[A-Za-z0-9_.:-]{1,64}")

STATES: Final = {
    "processing": _S.PENDING,
    "completed": _S.SUCCEEDED,
    "declined": _S.FAILED,
    "returned": _S.FAILED,
    "voided": _S.CANCELLED,
}
RETURNED: Final = "returned"
MOST_PAID_FIRST: Final = (_S.SUCCEEDED, _S.PENDING, None, _S.FAILED, _S.CANCELLED)
OPEN, PAID, OVER = "open", "paid", ("cancelled", "expired")
"""What a staged payment is."""

TYPES: Final = {"card": "card", "bank": "bank_account"}
# A suspected card is a plain decline: whoever holds it must not learn more.
REASONS: Final = {
    "insufficient_funds": _R.INSUFFICIENT_FUNDS,
    "expired_card": _R.EXPIRED_CARD,
    "declined": _R.CARD_DECLINED,
    "returned": _R.CARD_DECLINED,
    "authentication_required": _R.AUTHENTICATION_REQUIRED,
    "invalid_security_code": _R.INVALID_METHOD,
    "account_closed": _R.INVALID_METHOD,
    "no_account": _R.INVALID_METHOD,
    "not_authorized": _R.INVALID_METHOD,
    "limit_exceeded": _R.LIMIT_EXCEEDED,
    "processor_error": _R.PROVIDER_UNAVAILABLE,
}
REFUSALS: Final = {
    "NOT_FOUND": _R.INVALID_METHOD,
    "CURRENCY_NOT_SUPPORTED": _R.CURRENCY_NOT_SUPPORTED,
    "CURRENCY_MISMATCH": _R.CURRENCY_NOT_SUPPORTED,
    "INVALID_MONEY": _R.CURRENCY_NOT_SUPPORTED,
    "FEE_MISMATCH": _R.FEE_CHANGED,
}
"""Codes of a request to pay that is refused; any other is `OTHER`."""

_CODE: Final = re.compile(r"[A-Za-z_]{1,64}")
_DEFINITE: Final = (400, 401, 403, 404, 409, 422, 429)

Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
Code3: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
_Month = re.compile(r"(2[0-9]{3})-(0[1-9]|1[0-2])")


class Wire(Said):
    """Something Paymentus said, its members in camel case."""

    model_config = ConfigDict(alias_generator=to_camel)


class Amount(Wire):
    amount: Annotated[str, StringConstraints(max_length=20)]
    currency: Code3

    @property
    def money(self) -> Money | None:
        """None for what is no amount of a currency we know, or is below zero."""
        try:
            found = Money.from_decimal(self.amount, self.currency)
        except InvalidMoney:
            return None
        return found if found.amount_minor >= 0 else None


class Payment(Wire):
    """One try to move money."""

    payment_id: Id
    reference: str | None = None
    staged_payment_id: Id | None = None
    bill_id: str | None = None
    status: str
    payment: Amount
    convenience_fee: Amount | None = None
    decline_reason: str | None = None
    created_at: str
    updated_at: str | None = None

    @property
    def state(self) -> PaymentState | None:
        return STATES.get(self.status)

    @property
    def amount(self) -> Money | None:
        """What is put to the bill; the fee is on top of it."""
        return self.payment.money

    @property
    def is_readable(self) -> bool:
        """Whether its amounts are: a fee that is said is one of the same currency."""
        amount, fee = self.amount, self.fee
        if amount is None or (self.convenience_fee is not None and fee is None):
            return False
        return fee is None or fee.currency == amount.currency

    @property
    def fee(self) -> Money | None:
        return None if self.convenience_fee is None else self.convenience_fee.money

    @property
    def reason(self) -> DeclineReason:
        return _known(REASONS, self.decline_reason or "")


class Staged(Wire):
    """A page on which one amount is paid."""

    staged_payment_id: Id
    url: str | None = None
    status: str
    reference: str | None = None
    payment: Amount
    payment_id: Id | None = None
    expires_at: str


class Profile(Wire):
    """A saved card or bank account."""

    profile_id: Id
    customer_id: str
    type: str
    brand: str | None = None
    last_four: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{4}$")]
    expires: str | None = None
    status: str

    def saved(self, customer_ref: str) -> SavedMethod | None:
        """The method as we keep it; None for one that cannot be charged from here."""
        kind = TYPES.get(self.type)
        if kind is None or self.status != "active" or self.customer_id != customer_ref:
            return None
        brand = self.brand or ("card" if kind == "card" else None)
        ends = _first_day_after(self.expires)
        return SavedMethod(self.profile_id, customer_ref, kind, self.last_four, brand, ends)


class Fee(Wire):
    """What paying by one type of method costs its payer."""

    type: str
    convenience_fee: Amount


class BillLine(Wire):
    description: Annotated[str, StringConstraints(max_length=500)]
    amount: Annotated[str, StringConstraints(max_length=20)]
    currency: Code3


class Bill(Wire):
    """What a customer owes; open, partially_paid, paid or cancelled."""

    bill_id: Id
    number: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    customer_id: Id
    status: str
    total: Amount
    amount_due: Amount
    issued_on: str | None = None
    due_on: str | None = None
    lines: list[BillLine] = Field(default_factory=list)
    version: Annotated[int, Field(ge=0)]


class Customer(Wire):
    customer_id: Id
    account_number: str | None = None
    name: str | None = None
    email: str | None = None
    updated_at: str | None = None


class Wishes(Wire):
    """A customer's preferences."""

    paperless: bool = False
    autopay: bool = False
    default_profile_id: Id | None = None
    language: str | None = None
    notify_by: list[str] = Field(default_factory=list)


class Event(Wire):
    """What a webhook delivers."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    type: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,99}$")]
    biller_id: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    data: Json


class _Problem(Wire):
    code: Annotated[str, StringConstraints(min_length=1, max_length=64)]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error answer. Without a `code` the body is not Paymentus's own."""

    status: int
    code: str | None

    @property
    def is_definite(self) -> bool:
        """Whether it says that nothing was done."""
        return self.code is not None and self.status in _DEFINITE

    @property
    def reason(self) -> DeclineReason:
        return _known(REFUSALS, self.code or "")


def read_refusal(status: int, body: object) -> Refusal:
    problem = parse(_Problem, body.get("error")) if isinstance(body, dict) else None
    return Refusal(status, None if problem is None else problem.code)


def money(amount: Money) -> Json:
    return {"amount": amount.to_decimal(), "currency": amount.currency}


def charge_body(request: ChargeRequest) -> Json:
    """`POST payments`; a fee that was not agreed is not stated, and then not taken."""
    body: Json = {
        "customerId": request.customer_ref,
        "payment": money(request.amount),
        "profileId": request.method_ref,
        "source": SOURCE,
        "reference": request.key,
    }
    if request.bill_ref is not None:
        body["billId"] = request.bill_ref
    if request.fee is not None:
        body["convenienceFee"] = money(request.fee)
    return body


def staged_body(request: PageRequest, amount: Money) -> Json:
    """`POST staged-payments`, for a customer of the biller's: our id may be a stranger's there."""
    body: Json = {
        "customerId": request.customer_ref,
        "payment": money(amount),
        "reference": request.key,
        "source": SOURCE,
        "returnUrl": request.return_url,
        "cancelUrl": request.cancel_url or request.return_url,
    }
    return body if request.bill_ref is None else body | {"billId": request.bill_ref}


def query(path: str, **asked: str | int | None) -> str:
    """The path with what is asked, without what is None."""
    given: Mapping[str, Any] = {name: value for name, value in asked.items() if value is not None}
    return f"{path}?{urlencode(given)}" if given else path


def most_paid(payments: Iterable[Payment]) -> Payment | None:
    """Of several payments with one reference the one that most likely took money."""
    return min(payments, key=lambda each: MOST_PAID_FIRST.index(each.state), default=None)


def _known(reasons: Mapping[str, DeclineReason], code: str) -> DeclineReason:
    """Why; a code that we do not know is logged, the code alone."""
    if code not in reasons:
        _log.warning("unknown code: %s", code if _CODE.fullmatch(code) else "(unreadable)")
    return reasons.get(code, DeclineReason.OTHER)


def _first_day_after(month: str | None) -> date | None:
    """A card works to the end of the month that is printed on it."""
    found = _Month.fullmatch(month or "")
    if found is None:
        return None
    return first_day_after(int(found[1]), int(found[2]))
