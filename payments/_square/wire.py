"""Square's objects as far as we read them, strictly typed, and what they mean in our words. Pure.

Sources: Square's API reference, `/objects/Payment`, `/objects/PaymentRefund`, `/objects/Dispute`,
`/objects/Card`, `/objects/BankAccount`, `/objects/PaymentLink`, `/objects/Order`, `/objects/Error`,
in the version that `account.py` pins.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

from pydantic import Field, StringConstraints

from billing.hosted_pages import SavedMethod
from billing.money import Money
from billing.payments import DeclineReason, PaymentState
from payments._square.words import (
    BRANDS,
    CODE,
    FIELDS,
    MOST_PAID_FIRST,
    REASONS,
    STATES,
    UNDECIDED,
    from_mark,
    from_reference,
    from_wire,
)
from payments._wire import Wire, first_day_after, parse

_log = logging.getLogger(__name__)
Json: TypeAlias = dict[str, object]
_DEFINITE: Final = (400, 401, 402, 403, 404, 429)

Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9:_-]{0,254}$")]
Whole: TypeAlias = Annotated[int, Field(ge=0)]
Code3: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Amount(Wire):
    amount: Whole
    currency: Code3

    @property
    def money(self) -> Money | None:
        return from_wire(self.amount, self.currency)


class Problem(Wire):
    """One member of `errors`."""

    category: str
    code: str
    field: str | None = None

    @property
    def reason(self) -> DeclineReason | None:
        """None for a code that we do not know."""
        return REASONS.get(self.code) or FIELDS.get(self.field or "")


class _Details(Wire):
    errors: list[Problem] = Field(default_factory=list)


class Payment(Wire):
    """One try to move money."""

    id: Id
    status: str
    amount_money: Amount
    total_money: Amount | None = None
    refunded_money: Amount | None = None
    refund_ids: list[Id] = Field(default_factory=list)
    reference_id: str | None = None
    note: str | None = None
    created_at: str
    card_details: _Details = _Details()
    bank_account_details: _Details = _Details()

    @property
    def state(self) -> PaymentState | None:
        return STATES.get(self.status)

    @property
    def money(self) -> Money | None:
        """What the customer is charged in all; None when it is no amount of a currency we know."""
        return (self.total_money or self.amount_money).money

    @property
    def refunded(self) -> Money | None:
        if self.refunded_money is None:
            return from_wire(0, self.amount_money.currency)
        return self.refunded_money.money

    @property
    def reference(self) -> str | None:
        """Our key: of a charge in its own field, of a payment on a link's page in its note."""
        if self.reference_id is not None:
            return from_reference(self.reference_id)
        return from_mark(self.note)

    @property
    def is_of_a_page(self) -> bool:
        """Whether it was tried on a payment link's page: only there our mark is the note."""
        return from_mark(self.note) is not None

    @property
    def reason(self) -> DeclineReason | None:
        """Why it failed, as far as the payment itself says; None when it does not."""
        errors = [*self.card_details.errors, *self.bank_account_details.errors]
        return first_reason(errors) if errors else None


class Refund(Wire):
    """Money given back."""

    id: Id
    status: str
    amount_money: Amount
    payment_id: Id
    reason: str | None = None

    @property
    def reference(self) -> str:
        return from_mark(self.reason) or ""


class _Disputed(Wire):
    payment_id: Id


class Dispute(Wire):
    """A cardholder's objection at the bank."""

    id: Id
    state: str
    amount_money: Amount
    disputed_payment: _Disputed
    reason: str | None = None
    due_at: str | None = None


class Card(Wire):
    """A card on file."""

    id: Id
    card_brand: str | None = None
    last_4: str
    exp_month: Annotated[int, Field(ge=1, le=12)] | None = None
    exp_year: Annotated[int, Field(ge=2000, le=9998)] | None = None
    customer_id: Id | None = None
    enabled: bool = True

    def saved(self, customer_ref: str) -> SavedMethod:
        brand = BRANDS.get(self.card_brand or "", "card")
        expiry = first_day_after(self.exp_year, self.exp_month)
        return SavedMethod(self.id, customer_ref, "card", self.last_4, brand, expiry)


class Bank(Wire):
    """A bank account on file."""

    id: Id
    account_number_suffix: str
    bank_name: str | None = None
    customer_id: Id | None = None
    status: str
    debitable: bool

    @property
    def enabled(self) -> bool:
        return self.debitable and self.status != "DISABLED"

    def saved(self, customer_ref: str) -> SavedMethod:
        last4 = self.account_number_suffix[-4:]
        return SavedMethod(self.id, customer_ref, "bank_account", last4, self.bank_name)


class Location(Wire):
    """A place of business, with one currency."""

    id: Id
    status: str | None = None


class PaymentLink(Wire):
    """A page that asks for one order to be paid; it never ends by itself."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,192}$")]
    order_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,192}$")]
    url: str | None = None


class _Tender(Wire):
    payment_id: Id | None = None


class Order(Wire):
    """What a payment link asks to be paid for."""

    id: Id
    state: str
    reference_id: str | None = None
    total_money: Amount
    tenders: list[_Tender] = Field(default_factory=list)

    @property
    def paid_by(self) -> tuple[str, ...]:
        return tuple(each.payment_id for each in self.tenders if each.payment_id is not None)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error answer. Without `problems` the body is not Square's own."""

    status: int
    problems: tuple[Problem, ...] = ()
    payment: Json | None = None

    @property
    def is_definite(self) -> bool:
        """Whether it says that nothing was done: Square's own body with a client's error."""
        said = self.status in _DEFINITE and bool(self.problems)
        return said and not any(
            each.category == "API_ERROR" or each.code in UNDECIDED for each in self.problems
        )

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(each.code for each in self.problems)

    @property
    def reason(self) -> DeclineReason:
        return first_reason(self.problems)


def read_refusal(status: int, body: object) -> Refusal:
    members = body if isinstance(body, dict) else {}
    errors, payment = members.get("errors"), members.get("payment")
    found = [parse(Problem, each) for each in errors] if isinstance(errors, list) else []
    problems = tuple(each for each in found if each is not None)
    if len(problems) != len(found):
        problems = ()
    return Refusal(status, problems, payment if isinstance(payment, dict) else None)


def first_reason(problems: Iterable[Problem]) -> DeclineReason:
    """Why, by the first code that we know; unknown ones are logged, the code alone."""
    reason = None
    for each in problems:
        reason = reason or each.reason
        if each.reason is None:
            code = each.code if CODE.fullmatch(each.code) else "(unreadable)"
            _log.warning("unknown error code: %s", code)
    return reason or DeclineReason.OTHER


def most_paid(payments: Iterable[Payment]) -> Payment | None:
    """Of several payments with one reference the one that most likely took money."""
    return min(payments, key=lambda each: MOST_PAID_FIRST.index(each.state), default=None)
