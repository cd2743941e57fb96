"""How far the pull from a source is, what it put aside, and how fresh its rows are."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from billing.ids import BillId, ConnectionId, CustomerId
from billing.sources import Preferences

EVERY: Final = timedelta(minutes=15)
"""How long after a round the next one begins; webhooks bring single rows in between."""


class SyncPhase(StrEnum):
    """What a round pulls now: customers first, so that every bill finds its own."""

    CUSTOMERS = "customers"
    BILLS = "bills"
    DONE = "done"


class RowKind(StrEnum):
    CUSTOMER = "customer"
    BILL = "bill"


@dataclass(frozen=True, slots=True)
class SyncState:
    """The pull of one connection, as it is after each page; instants are business time.

    The cursors are the provider's, kept with the rows of the page they end: a process that is
    killed goes on where the last page that was written ended. `customers` and `bills` count the
    rows that this round read. `succeeded_at`: our rows hold at least what was there then.
    `silent_since`: the first failure that no answer followed. `failures` counts those since.
    """

    connection_id: ConnectionId
    phase: SyncPhase = SyncPhase.DONE
    customers_cursor: str | None = None
    bills_cursor: str | None = None
    started_at: datetime | None = None
    customers: int = 0
    bills: int = 0
    paged_at: datetime | None = None
    succeeded_at: datetime | None = None
    failed_at: datetime | None = None
    silent_since: datetime | None = None
    failures: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a source last said of a customer: only what it says anew replaces what we have."""

    name: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    account_number: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CustomerLink:
    """Which of our customers a provider's customer is, and what the provider said of it last."""

    connection_id: ConnectionId
    ref: str
    customer_id: CustomerId
    changed_at: datetime | None = None
    preferences: Preferences | None = None
    told: Told = Told()


@dataclass(frozen=True, slots=True)
class BillLink:
    """Which of our bills a provider's bill is; `version` is the provider's that was applied."""

    connection_id: ConnectionId
    ref: str
    bill_id: BillId
    customer_id: CustomerId
    version: int


@dataclass(frozen=True, slots=True)
class AsideRow:
    """A row that was not taken over, and why. `waits`: only until our own payment of it is over."""

    connection_id: ConnectionId
    kind: RowKind
    ref: str
    why: str
    since: datetime
    tries: int = 1
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh what came from one provider is: as of when, and since when it has not answered.

    `as_of` is None before the first whole round.
    """

    connection_id: ConnectionId
    provider: str
    as_of: datetime | None
    silent_since: datetime | None
