"""The works: connections, inbox, outbox, duties, the audit trail, events."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from billing.audit import AuditEntry
from billing.connections import Connection
from billing.duties import Duty, DutyKind
from billing.events import Event
from billing.ids import (
    ConnectionId,
    CustomerId,
)
from billing.letters import OutboxRow, OutboxState, WebhookEndpoint


class Connections(Protocol):
    def get(self, connection_id: ConnectionId) -> Connection: ...
    def first(self) -> Connection | None:
        """The oldest that is not disabled."""
        ...

    def list(self) -> tuple[Connection, ...]: ...
    def put(
        self,
        connection: Connection,
        credentials: Mapping[str, str],
        *,
        secrets: Collection[str] = (),
    ) -> None:
        """Store both; the credentials named by `secrets` are from now on this connection's alone.

        Raises `Conflict` when one of those is another connection's of the provider, of any tenant.
        """
        ...

    def tested(self, connection_id: ConnectionId, at: datetime, problem: str | None) -> None: ...
    def disable(self, connection_id: ConnectionId, at: datetime | None) -> None: ...
    def silent(self, connection_id: ConnectionId, at: datetime) -> None:
        """It was asked and did not answer; the first time since it last did counts."""
        ...

    def answered(self, connection_id: ConnectionId) -> None: ...
    def credentials(self, connection_id: ConnectionId) -> Mapping[str, str]:
        """Decrypted, for one provider call; never log, return or keep them."""
        ...


class About(StrEnum):
    """What a webhook is about: whose look-up brings our rows up to date.

    A bill or a customer of a source (`billing.sources`) is `object_ref`; news of a payment may name
    the bill that it paid there as `object_ref`: both are then looked up.
    """

    PAYMENT = "payment"
    REFUND = "refund"
    DISPUTE = "dispute"
    PAGE = "page"
    BILL = "bill"
    CUSTOMER = "customer"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A verified webhook, written down once. `object_ref`: the provider's id of what it is about.

    `tries` and `problem` tell of applying it; `dead_at` when it was given up for a human to see.
    """

    event_id: str
    connection_id: ConnectionId
    kind: str
    reference: str | None
    provider_ref: str | None
    received_at: datetime
    applied_at: datetime | None = None
    about: About = About.PAYMENT
    object_ref: str | None = None
    tries: int = 0
    problem: str | None = None
    dead_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InboxHealth:
    """How one connection's webhooks are doing; `refused` counts forged ones of the last day."""

    connection_id: ConnectionId
    last_event_at: datetime | None
    waiting: int
    oldest_waiting_at: datetime | None
    dead: int
    refused: int
    last_refused_at: datetime | None


class Inbox(Protocol):
    def add(self, row: InboxRow) -> bool:
        """Insert once per (connection, event id); False when it was there already."""
        ...

    def add_new(self, rows: Sequence[InboxRow]) -> None:
        """Insert several in one go; raises `Conflict` when one was there already.

        The transaction must then be given up: some of the others are inserted.
        """
        ...

    def get(self, connection_id: ConnectionId, event_id: str) -> InboxRow: ...
    def applied(self, connection_id: ConnectionId, event_id: str, at: datetime) -> None: ...
    def failed(
        self, connection_id: ConnectionId, event_id: str, problem: str, *, dead_at: datetime | None
    ) -> None:
        """Count a try that did not apply it, and why; `dead_at` when it was the last."""
        ...

    def revive(self, connection_id: ConnectionId, event_id: str) -> None:
        """As if just received: to be applied again, whatever became of it."""
        ...

    def list(
        self,
        *,
        connection_id: ConnectionId | None = None,
        received: tuple[datetime, datetime] | None = None,
        dead_only: bool = False,
        limit: int = 200,
    ) -> tuple[InboxRow, ...]:
        """Newest first; `received` is half-open."""
        ...

    def refused(
        self, connection_id: ConnectionId, at: datetime, body_sha256: str, times: int = 1
    ) -> None:
        """Count `times` webhooks that did not verify; of the last body only the hash is kept."""
        ...

    def health(self, now: datetime) -> tuple[InboxHealth, ...]:
        """One row per connection of the tenant."""
        ...


class Trail(Protocol):
    def record(self, entry: AuditEntry) -> None:
        """Append unsealed; the sealer numbers and chains it after commit."""
        ...

    def seal(self, limit: int = 500) -> int:
        """Number and chain committed entries; returns how many."""
        ...

    def sealed(self, *, after: int = 0, limit: int = 1000) -> tuple[AuditEntry, ...]: ...
    def of_subject(self, subject: str) -> tuple[AuditEntry, ...]: ...


class Duties(Protocol):
    def owe(
        self, kind: DutyKind, subject: str, due_at: datetime, *, lease: timedelta | None = None
    ) -> None:
        """Write a duty down, one per kind and subject.

        An existing one keeps the earlier of the two due times: what is owed is never put off by
        asking again (`put_off` does that). A worker that holds it meanwhile does it once more.

        `due_at` is real time. With `lease`, the writer means to do it itself right away and the
        worker leaves it alone until the lease ends.
        """
        ...

    def owe_last(self, kind: DutyKind, subject: str, due_at: datetime) -> None:
        """As `owe`, but as the last act of this transaction: for a duty that everybody owes.

        Its one row is then held for the commit alone. Held any longer, it would make everybody who
        writes wait, and somebody who holds what the holder wants wait in a ring.
        """
        ...

    def owe_all(self, kind: DutyKind, subjects: Sequence[str], due_at: datetime) -> None:
        """As `owe` for several, in one go."""
        ...

    def put_off(self, kind: DutyKind, subject: str, due_at: datetime) -> None:
        """Owe it at `due_at`, not sooner, whatever was owed before."""
        ...

    def close(self, kind: DutyKind, subject: str) -> None: ...
    def close_claimed(self, duty: Duty) -> None:
        """Close a claimed duty; raises `StaleWorker` when the lease passed to another."""
        ...

    def keep(self, duty: Duty, until: datetime) -> None:
        """Hold a claimed duty until then; raises `StaleWorker` like `close_claimed`."""
        ...

    def postpone(self, duty: Duty, due_at: datetime, why: str) -> None:
        """Give a claimed duty back for later; raises `StaleWorker` like `close_claimed`."""
        ...


class Events(Protocol):
    def emit(self, event: Event) -> None: ...
    def of_customer(self, customer_id: CustomerId, limit: int = 50) -> tuple[Event, ...]: ...


class Outbox(Protocol):
    def add(self, row: OutboxRow) -> bool:
        """Insert once per id; False when it was there already."""
        ...

    def get(self, row_id: str) -> OutboxRow: ...
    def update(self, row: OutboxRow) -> None: ...
    def list(self, *, state: OutboxState | None = None, limit: int = 50) -> tuple[OutboxRow, ...]:
        """Newest first."""
        ...

    def last_sent(self, to: str) -> datetime | None:
        """When the newest of the letters that arrived at `to` was sent."""
        ...


class WebhookEndpoints(Protocol):
    def get(self, endpoint_id: str) -> WebhookEndpoint: ...
    def put(self, endpoint: WebhookEndpoint) -> None: ...
    def list(self) -> tuple[WebhookEndpoint, ...]: ...
    def wanting(self, event: str) -> tuple[str, ...]:
        """The ids of those that are on and want `event`; opens no secret."""
        ...

    def remove(self, endpoint_id: str) -> None: ...
