"""Hosted pages: where the provider, not we, asks the customer for a card or for a yes."""

import hmac
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from billing.capabilities import PageKind
from billing.ids import ConnectionId, ConversationId, CustomerId, PersonId, TenantId
from billing.money import Money
from billing.payments import PaymentReport


class PageState(StrEnum):
    OPEN = "open"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"


ENDED_PAGES: Final = frozenset({PageState.DONE, PageState.FAILED, PageState.EXPIRED})


PAGE_LIFE: Final = timedelta(hours=1)
"""How long we wait for the customer's act on a page, where the provider names no end of its own."""

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def page_token(salt: bytes, tenant: TenantId, subject: str) -> str:
    """The token of the page about `subject` (a payment, or a fresh id): 128 bits, in hexadecimal.

    HMAC-SHA256 over the installation's secret salt: nobody outside can guess it, and the same try
    of the same payment names the same `return_url` again after a crash or a restore.
    """
    parts = "\x1f".join(("page", tenant, subject))
    return hmac.digest(salt, parts.encode(), "sha256").hex()[:32]


def return_url(public_url: str, token: str) -> str:
    """Where a provider sends the customer's browser back to."""
    return f"{public_url.rstrip('/')}/return/{token}"


def showable(url: str) -> bool:
    """Whether a customer may be sent there: `https`, or the sandbox on this machine's loopback."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if not host or parts.username is not None or not url.isprintable() or " " in url:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)


def cancel_url(back_to: str) -> str:
    """Where a provider sends a customer who turned around on its page, beside its return_url."""
    return f"{back_to}/cancel"


@dataclass(frozen=True, slots=True)
class HostedPage:
    """A page of a provider's that one person was sent to.

    `token` is random (128 bits) and names the page in `/return/{token}`, where the provider sends
    the customer back; it opens nothing else. `subject` is the payment's id, or for a new method
    the provider's id of the set-up. `url` is the provider's address, shown to this person only.
    """

    token: str
    kind: PageKind
    customer_id: CustomerId
    person_id: PersonId
    connection_id: ConnectionId
    subject: str
    url: str = field(repr=False)
    state: PageState
    created_at: datetime
    expires_at: datetime
    conversation_id: ConversationId | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Ask a provider for a page. `customer` is our id, put where the provider keeps references.

    `customer_ref` is the provider's id of the customer, None when it does not know them yet.
    `amount` and `description` are for pages that take a payment, and so is `bill_ref`: the
    provider's own id of the bill, where the bill came from this connection. `cancel_url` is for a
    provider that sends a customer who turned around elsewhere than one who did what the page asks.
    """

    kind: PageKind
    key: str
    customer: CustomerId
    customer_ref: str | None
    return_url: str
    types: frozenset[str] = frozenset({"card"})
    amount: Money | None = None
    description: str = ""
    bill_ref: str | None = None
    cancel_url: str | None = None


@dataclass(frozen=True, slots=True)
class OpenedPage:
    """The page a provider opened: its id there, its address, until when, and for whom."""

    provider_ref: str
    url: str = field(repr=False)
    expires_at: datetime | None
    customer_ref: str | None = None


@dataclass(frozen=True, slots=True)
class SavedMethod:
    """A way to pay that a provider keeps; never a number, only brand and last four."""

    provider_ref: str
    customer_ref: str
    type: str
    last4: str
    brand: str | None = None
    expires_before_on: date | None = None


@dataclass(frozen=True, slots=True)
class PageReport:
    """What became of a page: the method it saved, or the payment it took."""

    provider_ref: str
    state: PageState
    method: SavedMethod | None = None
    payment: PaymentReport | None = None
