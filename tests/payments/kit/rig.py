"""What the kit needs to know about one provider: its sandbox part, and a merchant in it.

A provider joins the kit with one file, `rig_<provider>.py`, whose class `Rig` keeps this protocol.
The sandbox speaks the provider's wire format and keeps the truth; the rig plants methods that
behave, faults, a customer who clicks, and reads the truth back.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, ClassVar, Protocol, cast, runtime_checkable

from billing.payments import ChargeRequest
from payments._protocol import PaymentAdapter, Timeouts
from tests.payments.rig import Sandbox


@dataclass(frozen=True, slots=True)
class Letter:
    """A webhook as it came: what `read_webhook` takes."""

    body: bytes
    headers: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """One payment as the provider knows it; amounts in the wire's unit."""

    provider_ref: str
    charged: bool
    refunded: int


class Rig(Protocol):
    """A merchant of its own at one provider, one customer `c-nora`, and our connection to it.

    Behaviours of a method, kinds of faults and their meaning are those of `docs/sandbox.md`; every
    provider's part of the sandbox offers them under the same names.

    A rig says so where its provider's pages differ from most, by members that `words` reads:
    `page_saves` (what the page to add a method saves), `endless_pages` (those without an end of
    their own), `refused_there` (what a payment is after a no on the page behind a charge),
    `letters_of_a_payment` (how many webhooks tell of one that succeeds; two in most).
    """

    provider: ClassVar[str]
    unsigned: ClassVar[frozenset[str]]
    """Names of a webhook's headers, in lower case, that no signature covers."""
    five_events: ClassVar[Sequence[str]]
    """Kinds of five events of one payment: made, on its way, paid, given back, disputed."""
    secrets: ClassVar[Sequence[str]]
    """The names of the credentials that must never be shown."""
    refunds_take_time: ClassVar[bool]
    """Whether the provider has refunds that are on their way for a while."""

    sandbox: Sandbox
    id: str
    timeouts: Timeouts
    credentials: dict[str, str]

    def __init__(self, sandbox: Sandbox, shop_id: str) -> None: ...

    def connect(self, base_url: str | None = None, **changes: str) -> PaymentAdapter:
        """Our adapter at this merchant; `changes` replace credentials."""
        ...

    def wrong_credentials(self) -> dict[str, str]:
        """Well-formed, of test mode, and nobody's; they hold the word `nobodyknowsme`."""
        ...

    def method(self, behaviour: str = "succeed", **more: object) -> str:
        """Plant a saved method of the customer; returns the provider's id of it."""
        ...

    def request(self, behaviour: str = "succeed", **changes: Any) -> ChargeRequest:
        """A charge of 97.40 USD with a fresh key and a method that behaves so."""
        ...

    def fault(self, kind: str, times: int = 1, **more: object) -> None:
        """The next `times` requests of this merchant suffer it."""
        ...

    def heal(self) -> None:
        """No fault is left over."""
        ...

    def payments(self) -> Sequence[Taken]:
        """The truth, newest first."""
        ...

    def charged(self) -> int:
        """How many payments took money."""
        ...

    def refunded(self) -> int:
        """What was given back in all, in the wire's unit."""
        ...

    def settle(self, provider_ref: str, outcome: str, **more: object) -> None:
        """End a payment that is on its way or waits: `succeeded` or `failed`."""
        ...

    def settle_refund(self, refund_ref: str, outcome: str) -> None: ...
    def dispute(self, payment_ref: str) -> str:
        """The customer's bank takes the payment back; returns the provider's id of the dispute."""
        ...

    def end_dispute(self, dispute_ref: str, outcome: str) -> None:
        """`won` or `lost`."""
        ...

    def confirm(self, url: str, outcome: str) -> None:
        """The customer on the bank's page behind a charge: `succeeded` or `failed`."""
        ...

    def fill_in(self, url: str, behaviour: str = "succeed") -> None:
        """The customer on a page of the provider's, with a new card that behaves so."""
        ...

    def forget_keys(self) -> None: ...
    def advance(self, **parts: int) -> None:
        """Let the sandbox's clock run on, by `timedelta` parts."""
        ...

    def now(self) -> datetime: ...
    def sign(self, body: bytes, at: datetime) -> dict[str, str]:
        """The headers of a genuine webhook with this body, made without our code."""
        ...

    def event(self, event_id: str = "evt_1") -> bytes:
        """A genuine event's body, about no payment of anybody's."""
        ...

    def listening(self) -> AbstractContextManager[list[Letter]]:
        """Receive this merchant's webhooks: what came so far, in the order in which it came."""
        ...


@runtime_checkable
class Dated(Protocol):
    """A rig of a provider whose letters say when they were made in the body that is signed."""

    def event_at(self, at: datetime) -> bytes:
        """As `Rig.event`, made at that time."""
        ...


def rig_of(provider: str) -> type[Rig]:
    """The provider's rig; raises `ModuleNotFoundError` for one that nobody has written yet."""
    return cast("type[Rig]", import_module(f"tests.payments.kit.rig_{provider}").Rig)
