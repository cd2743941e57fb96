"""Letters: e-mails and outgoing webhooks, ready to leave or waiting to be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from billing.ids import CustomerId
from billing.tenants import JsonValue


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """One thing to deliver, ready. `to` is an address or a URL; `body` is text, or JSON.

    `id` is stable over every try, so that a receiver can tell a repetition. `secrets` sign a
    webhook; several while one is being replaced.
    """

    id: str
    channel: str
    to: str = field(repr=False)
    subject: str
    body: str = field(repr=False)
    kind: str
    created_at: datetime
    html: str | None = field(default=None, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    attachments: tuple[Attachment, ...] = field(default=(), repr=False)


class OutboxState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


EMAIL: Final = "email"
WEBHOOK: Final = "webhook"


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """What waits to leave, without anything personal: it is rendered when it is sent.

    `kind` is an event's or a letter's name (`payment.succeeded`, `receipt`), `subject` what it is
    about (a receipt's id), `to` the webhook endpoint's id or the customer's. `data` are ids,
    amounts and states.
    """

    id: str
    channel: str
    kind: str
    subject: str
    to: str
    customer_id: CustomerId
    state: OutboxState
    created_at: datetime
    data: Mapping[str, JsonValue] = field(default_factory=dict)
    tries: int = 0
    problem: str | None = None
    sent_at: datetime | None = None
    retried_at: datetime | None = None
    """When somebody last told it to begin again."""

    @property
    def begun_at(self) -> datetime:
        """Since when it is tried: its patience is counted from here."""
        return self.retried_at or self.created_at


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """Where a tenant wants to hear of events; `events` empty means all of them.

    `secrets` are the tenant's to verify us with, newest first; shown once, when made.
    """

    id: str
    url: str
    events: tuple[str, ...]
    secrets: tuple[str, ...] = field(repr=False)
    created_at: datetime
    disabled_at: datetime | None = None
    why_disabled: str | None = None
