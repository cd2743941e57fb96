"""Sources: providers that keep a company's bills and customers, which we pull into our rows."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from billing.money import Money

T = TypeVar("T")


class SourceState(StrEnum):
    """What the provider says of a bill; one that is paid in part is `open` with less due."""

    OPEN = "open"
    PAID = "paid"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a customer wants to be billed and told. `default_method_ref`: the provider's id of it."""

    language: str | None = None
    paperless: bool = False
    autopay: bool = False
    default_method_ref: str | None = None
    notify_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceCustomer:
    """A customer as the provider knows it; `ref` is its id there. What it lacks is None.

    `preferences` are None where the provider has none or was not asked. `changed_at` (aware): when
    it last changed there; what is older never replaces what is newer.
    """

    ref: str
    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    account_number: str | None = field(default=None, repr=False)
    preferences: Preferences | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One printed line of a bill there."""

    description: str
    amount: Money


@dataclass(frozen=True, slots=True)
class SourceBill:
    """A bill as the provider knows it; `ref` is its id there, `customer_ref` whose it is.

    `version` grows with every change there, also with every payment. `total` is what it asks,
    `balance` what the provider still wants of it (never below zero): the difference was paid, by us
    or elsewhere. Days are the tenant's; one that the provider does not say is None.
    """

    ref: str
    customer_ref: str
    number: str
    version: int
    total: Money
    balance: Money
    state: SourceState
    issued_on: date | None = None
    due_on: date | None = None
    lines: tuple[SourceLine, ...] = ()


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of a page that could not be read. `why` is a sentence that quotes nothing of it.

    `ref` is "" where not even that could be read.
    """

    ref: str
    why: str


@dataclass(frozen=True, slots=True)
class SourcePage(Generic[T]):
    """A slice of what changed, the oldest change first.

    `next_cursor` goes on where this page ended, also after the last one (`has_more` false): what
    changes later is behind it. None leaves the caller's cursor as it was. `bad` rows are told and
    never raised: one of them does not stop the others.
    """

    items: tuple[T, ...]
    next_cursor: str | None
    has_more: bool
    bad: tuple[BadRow, ...] = ()


class BillSource(Protocol):
    """What a provider tells of its bills and customers. Only reads; never inside a transaction.

    Everything raises `ProviderUnavailable` when the provider cannot say now, also for a page that
    is malformed as a whole.
    """

    def customers(
        self, *, cursor: str | None = None, since: datetime | None = None, limit: int = 100
    ) -> SourcePage[SourceCustomer]:
        """Those that changed behind `cursor`, else since `since` (aware), else all; `limit` <= 200.

        `cursor` is a `next_cursor` of this provider, of whatever age.
        """
        ...

    def bills(
        self, *, cursor: str | None = None, since: datetime | None = None, limit: int = 100
    ) -> SourcePage[SourceBill]:
        """As `customers`, for bills."""
        ...

    def customer(self, ref: str) -> SourceCustomer | None:
        """One of them as it stands now, with its preferences; None when it is definitely not there.

        Raises `InvalidRequest`, quoting nothing, for one that cannot be read; so does `bill`.
        """
        ...

    def bill(self, ref: str) -> SourceBill | None:
        """One of them as it stands now; None when it is definitely not there."""
        ...
