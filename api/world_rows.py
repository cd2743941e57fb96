"""The rows of a world file that belong to a tenant, typed and with their tenant filled in.

Days are `date`, moments `datetime` in UTC, periods half-open `Period`; amounts stay the file's
decimal strings and are given as `Money` by the properties. `tenant` is always set: the reader has
inferred it where the file leaves it out.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from api.world_fields import (
    Amount,
    Count,
    Currency,
    Day,
    DayOrInstant,
    Days,
    Email,
    EnvironmentName,
    ExpiryMonth,
    Id,
    Interval,
    Language,
    Last4,
    Name,
    Prose,
    Quantity,
    QuantityOrUnlimited,
    Slug,
    WorldModel,
    money,
    refusal,
)
from billing.articles import is_safe_link
from billing.bills import BillState
from billing.connections import Mode
from billing.money import Money
from billing.principal import CUSTOMERS, STAFF, Role
from billing.subscriptions import SubscriptionStatus
from billing.tickets import CATEGORIES, Priority, TicketStatus

Behaviour = Literal[
    "succeed",
    "succeed_later",
    "decline_insufficient_funds",
    "decline_expired_card",
    "decline_generic",
    "requires_authentication",
    "timeout_after_charge",
    "timeout_before_charge",
    "error_500",
]


def _category(text: str) -> str:
    if text not in CATEGORIES:
        raise refusal(f"is not a category: use one of {', '.join(CATEGORIES)}")
    return text


def _role_among(allowed: frozenset[Role]) -> Callable[[object], Role]:
    def check(value: object) -> Role:
        for role in allowed:
            if value == role:
                return role
        raise refusal(f"write one of {', '.join(sorted(allowed))}")

    return check


class OwnedRow(WorldModel):
    """Any row with a tenant."""

    tenant: Id


class CustomerRow(OwnedRow):
    id: Id
    name: Name
    email: Email
    language: Language
    company: Name | None = None
    account_number: Name | None = None
    default_method: Id | None = None


class PersonRow(OwnedRow):
    """A human who speaks for a customer; the reader adds one to a customer who has none."""

    id: Id
    customer: Id
    name: Name
    email: Email
    role: Annotated[Role, BeforeValidator(_role_among(CUSTOMERS))]


class StaffRow(OwnedRow):
    id: Id
    email: Email
    role: Annotated[Role, BeforeValidator(_role_among(STAFF))]


class ConnectionRow(OwnedRow):
    """A provider of a tenant; the secrets stay in the environment variable it names.

    Without one, in test mode, it is the provider's part of the sandbox.
    """

    id: Id
    provider: Slug
    mode: Annotated[Mode, Field(strict=False)]
    credentials_env: EnvironmentName | None = None


class MethodRow(OwnedRow):
    """A saved way to pay; `behaviour` is what the sandbox provider answers when it is charged.

    `expires` is the first day a card no longer works (the file names its last month).
    """

    id: Id
    customer: Id
    type: Literal["card", "bank_account", "sepa_debit", "paypal"]
    last4: Last4 = ""
    brand: Slug | None = None
    expires: ExpiryMonth | None = None
    behaviour: Behaviour = "succeed"
    currencies: Annotated[tuple[Currency, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _numbered(self) -> "MethodRow":
        if self.type != "paypal" and not self.last4:
            raise ValueError("only a PayPal wallet has no last4")
        return self


class AfterTrial(WorldModel):
    plan: Id
    price: Amount
    currency: Currency
    interval: Interval

    @property
    def price_money(self) -> Money:
        return money(self.price, self.currency)


class DunningRow(WorldModel):
    stage: Count
    of: Annotated[int, Field(ge=1, le=100)]
    last_notice: Day | None = None
    suspension_date: Day | None = None
    clears_when: Name | None = None


class SubscriptionRow(OwnedRow):
    """One customer's plan. `currency` absent means the plan's."""

    id: Id
    customer: Id
    plan: Id
    status: Annotated[SubscriptionStatus, Field(strict=False)]
    interval: Interval | None = None
    currency: Currency | None = None
    current_period: Days | None = None
    renews: Day | None = None
    trial_end: Day | None = None
    after_trial: AfterTrial | None = None
    seats_used: Count | None = None
    autopay: bool = False
    dunning: DunningRow | None = None


class BillRow(OwnedRow):
    """A bill. `lines` are (description, amount); a negative amount is a credit."""

    id: Id
    customer: Id
    category: Slug
    description: Name
    issued: Day
    due_date: Day
    amount: Amount
    balance: Amount
    currency: Currency
    status: Literal["draft", "open", "partially_paid", "overdue", "disputed", "paid", "void"]
    lines: Annotated[
        tuple[Annotated[tuple[Name, Amount], Field(strict=False)], ...],
        Field(strict=False, min_length=1),
    ]
    period: Days | None = None
    disputed_amount: Amount | None = None

    @property
    def state(self) -> BillState:
        """What is stored: the derived words (overdue, disputed, partially_paid) are all open."""
        return BillState(self.status) if self.status in set(BillState) else BillState.OPEN

    @property
    def amount_money(self) -> Money:
        return money(self.amount, self.currency)

    @property
    def balance_money(self) -> Money:
        return money(self.balance, self.currency)

    @property
    def lines_money(self) -> tuple[tuple[str, Money], ...]:
        return tuple((text, money(amount, self.currency)) for text, amount in self.lines)

    @property
    def disputed_money(self) -> Money:
        """The disputed part; all of the balance where the file says `disputed` and not how much."""
        if self.disputed_amount is None and self.status == "disputed":
            return self.balance_money
        return money(self.disputed_amount, self.currency)


class PaymentRow(OwnedRow):
    """One past try to pay one bill."""

    id: Id
    customer: Id
    bill: Id
    amount: Amount
    currency: Currency
    date: DayOrInstant
    status: Literal["succeeded", "failed", "cancelled", "pending"]
    method: Id | None = None
    note: Name | None = None

    @property
    def amount_money(self) -> Money:
        return money(self.amount, self.currency)


class RefundRow(OwnedRow):
    """Money given back on a payment; customer and currency absent mean the payment's."""

    id: Id
    payment: Id
    amount: Amount
    date: DayOrInstant
    status: Literal["succeeded", "failed", "pending"] = "succeeded"
    customer: Id
    currency: Currency
    reason: Name | None = None

    @property
    def amount_money(self) -> Money:
        return money(self.amount, self.currency)


class TicketRow(OwnedRow):
    """A case; `about` is the id of a bill, payment, refund or subscription of the customer."""

    id: Id
    customer: Id
    category: Annotated[str, AfterValidator(_category)]
    priority: Annotated[Priority, Field(strict=False)]
    status: Annotated[TicketStatus, Field(strict=False)]
    opened: DayOrInstant
    about: Id | None = None
    subject: Name | None = None
    text: Prose | None = None


def _safe_link(text: str) -> str:
    if not is_safe_link(text):
        raise refusal("is no link for customers: write an https address without a password")
    return text


HttpsLink = Annotated[str, AfterValidator(_safe_link)]


class ArticleRow(OwnedRow):
    id: Id
    language: Language
    title: Name
    text: Prose
    url: HttpsLink | None = None


class UsageRow(OwnedRow):
    """A reading: decimal strings; `included` is a number, `unlimited` or absent."""

    customer: Id
    metric: Slug
    used: Quantity
    period: Days | None = None
    included: QuantityOrUnlimited | None = None
    resets: Day | None = None


def instant_of(when: date | datetime, time_zone: str) -> datetime:
    """The UTC moment of a `date:` or `opened:` field; a day is its noon in the tenant's zone.

    Noon, so that the moment falls on the written day in the tenant's zone and, nearly always, in
    UTC too.
    """
    if isinstance(when, datetime):
        return when
    return datetime.combine(when, time(12), ZoneInfo(time_zone)).astimezone(UTC)
