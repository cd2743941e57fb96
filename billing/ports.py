"""What the core needs from outside: time, ids, a store and providers. Protocols only.

A `Store` opens transactions bound to a principal: every repository of a transaction sees only the
principal's tenant and, for customers, only that customer's rows. There is no way to ask for more.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from billing.connections import Connection
from billing.duties import Duty
from billing.ids import (
    ConnectionId,
    TenantId,
)
from billing.payments import (
    Capabilities,
    ChargeRequest,
    PaymentReport,
)
from billing.principal import Principal
from billing.repositories import (
    Articles as Articles,
)
from billing.repositories import (
    Bills as Bills,
)
from billing.repositories import (
    Connections as Connections,
)
from billing.repositories import (
    Conversations as Conversations,
)
from billing.repositories import (
    Customers as Customers,
)
from billing.repositories import (
    Duties as Duties,
)
from billing.repositories import (
    Events as Events,
)
from billing.repositories import (
    Inbox as Inbox,
)
from billing.repositories import (
    InboxRow as InboxRow,
)
from billing.repositories import (
    Methods as Methods,
)
from billing.repositories import (
    Page as Page,
)
from billing.repositories import (
    Payments as Payments,
)
from billing.repositories import (
    Plans as Plans,
)
from billing.repositories import (
    Quotes as Quotes,
)
from billing.repositories import (
    Tenants as Tenants,
)
from billing.repositories import (
    Tickets as Tickets,
)
from billing.repositories import (
    Trail as Trail,
)
from billing.repositories import (
    Uploads as Uploads,
)


class Clock(Protocol):
    """Two clocks: business time may start anywhere (`--as-of`), real time serves leases."""

    def now(self) -> datetime:
        """Business time, aware UTC."""
        ...

    def real_now(self) -> datetime:
        """Wall-clock time, aware UTC."""
        ...


class Ids(Protocol):
    def new(self, prefix: str) -> str:
        """A fresh id: `prefix_` + ULID."""
        ...


class Tx(Protocol):
    """One transaction, bound to one principal. Commits when its `with` ends without an error."""

    principal: Principal
    tenants: Tenants
    customers: Customers
    bills: Bills
    payments: Payments
    quotes: Quotes
    methods: Methods
    plans: Plans
    tickets: Tickets
    articles: Articles
    conversations: Conversations
    uploads: Uploads
    connections: Connections
    inbox: Inbox
    trail: Trail
    duties: Duties
    events: Events


class Directory(Protocol):
    """The few reads before a tenant is known. Nothing personal is behind them."""

    def tenants(self) -> tuple[TenantId, ...]: ...
    def tenant_of_endpoint(self, endpoint_token: str) -> tuple[TenantId, ConnectionId] | None: ...
    def tenant_of_issuer(self, issuer: str) -> tuple[TenantId, ...]: ...
    def claim_duty(self, now: datetime, lease: timedelta) -> Duty | None:
        """The oldest due duty not leased, now leased to the caller with a higher fence."""
        ...

    def release_leases(self) -> None:
        """Only for the sole owner of a database, at start: nobody else can hold a lease."""
        ...

    def salt(self) -> bytes:
        """The installation's secret salt, made once by the first migration; never rotates."""
        ...


class Store(Protocol):
    directory: Directory

    def read(self, principal: Principal) -> AbstractContextManager[Tx]: ...
    def write(self, principal: Principal) -> AbstractContextManager[Tx]:
        """Serialised against other writers (SQLite: `BEGIN IMMEDIATE`); retried never.

        Raises `StoreUnavailable` when the database is locked, full or gone.
        """
        ...

    def close(self) -> None: ...


class PaymentProvider(Protocol):
    """One connection to one provider, as billing sees it: three verbs."""

    capabilities: Capabilities

    def charge(self, request: ChargeRequest) -> PaymentReport:
        """Ask for money. A decline is a report. Raises `ProviderUnavailable` when nothing was
        sent, `OutcomeUnknown` in any doubt.
        """
        ...

    def look_up(
        self, *, reference: str, provider_ref: str | None, since: datetime
    ) -> PaymentReport | None:
        """What became of a charge: a report, or None when definitely absent.

        `since`: real time of the first submission. Raises `ProviderUnavailable` when it cannot say.
        """
        ...

    def cancel(self, provider_ref: str) -> PaymentReport:
        """Cancel a charge that waits for an act; the report says what it became."""
        ...


class Providers(Protocol):
    def connect(
        self, connection: Connection, credentials: Mapping[str, str]
    ) -> PaymentProvider: ...


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything a use case may reach, made once by the composition root."""

    store: Store
    clock: Clock
    ids: Ids
    providers: Providers
    salt: bytes = field(repr=False)
