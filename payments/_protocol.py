"""What a payment provider's adapter promises, beyond the verbs that billing knows.

An adapter is one public module of this package with a class called `Adapter`. The conformance kit
(`tests/payments/kit/`) runs over every one of them; one that fails it must not be used.

    ProviderUnavailable         (billing.errors)
    └── BadCredentials          the connection cannot work as configured; nothing was sent
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar, Final, Protocol, Self, runtime_checkable

from billing.capabilities import PageKind
from billing.connections import Connection, CredentialNames, Mode
from billing.discrepancies import StatementLine
from billing.disputes import DisputeReport
from billing.errors import NotOffered, ProviderUnavailable
from billing.hosted_pages import OpenedPage, PageReport, PageRequest, SavedMethod
from billing.money import Money
from billing.payments import ChargeRequest, DeclineReason, PaymentReport, PaymentState
from billing.ports import PaymentProvider
from billing.refunds import RefundReport, RefundRequest
from billing.repositories import About
from billing.sources import BillSource


class BadCredentials(ProviderUnavailable):
    """A credential is missing, malformed, refused or of the wrong mode.

    The sentence names the credential and what is wrong with it, never its value.
    """


class NotOfThisAccount(ProviderUnavailable):
    """The provider definitely has nothing of an id that we have from it: another account's keys.

    A look-up that pays treats it as any question without an answer; rotating credentials refuses.
    """


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long one request may take: to connect, and in all, however slowly bytes trickle in."""

    connect: timedelta = field(default=timedelta(seconds=2))
    total: timedelta = field(default=timedelta(seconds=8))


PATIENCE: Final = Timeouts()


@dataclass(frozen=True, slots=True)
class WebhookReport:
    """A verified note that something happened; what happened is then looked up, not believed.

    `kind` is the provider's own name of the event. `reference` is our key when the event carries
    one, `provider_ref` the provider's id of the payment; both are absent when it is about neither.
    `about` says whose look-up tells what became of it, `object_ref` is the provider's id of that
    object (the refund, the dispute, the page). `delivery` names this one letter, and is signed:
    given by a provider whose signature holds for other bodies too, it then counts for one only.
    """

    event_id: str
    kind: str
    reference: str | None
    provider_ref: str | None
    about: About = About.PAYMENT
    object_ref: str | None = None
    delivery: str | None = field(default=None, compare=False)


def the_refund(
    report: RefundReport | None, *, reference: str, payment_ref: str
) -> RefundReport | None:
    """The report, where it is of the refund that was asked about; None when there is none.

    Raises `ProviderUnavailable` when it is about another one: that answers nothing.
    """
    if report is None:
        return None
    if reference and report.reference != reference:
        raise ProviderUnavailable("that is another refund")
    if payment_ref and report.payment_ref != payment_ref:
        raise ProviderUnavailable("that is a refund of another payment")
    return report


def never_made(request: ChargeRequest, reason: DeclineReason) -> PaymentReport:
    """A failure before the provider made anything: there is no id, and the amount is only ours."""
    return PaymentReport(request.key, "", PaymentState.FAILED, request.amount, reason)


def refund_never_made(request: RefundRequest, reason: DeclineReason) -> RefundReport:
    """The same of a refund: nothing was sent back, and nothing has an id."""
    return RefundReport(
        request.key, "", request.payment_ref, PaymentState.FAILED, request.amount, reason
    )


class Limited:
    """The verbs that a provider may lack. An adapter inherits this and overrides what it can do.

    Every one refuses with `NotOffered`: nothing is sent, and the core tells the customer the truth.
    """

    def fee_for(self, amount: Money, method_type: str) -> Money:
        raise NotOffered("this provider takes nothing on top")

    def never_took(self, *, reference: str, provider_ref: str, since: datetime) -> bool:
        """An absence proves nothing by itself: whoever can prove more, says how."""
        return False

    def refund(self, request: RefundRequest) -> RefundReport:
        raise NotOffered("this provider takes no refunds from here")

    def look_up_refund(
        self, *, reference: str, provider_ref: str | None, payment_ref: str, since: datetime
    ) -> RefundReport | None:
        raise NotOffered("this provider takes no refunds from here")

    def look_up_dispute(self, provider_ref: str) -> DisputeReport:
        raise NotOffered("this provider tells nothing about disputes")

    def open_page(self, request: PageRequest) -> OpenedPage:
        raise NotOffered(f"this provider has no page for {request.kind}")

    def look_up_page(self, kind: PageKind, provider_ref: str) -> PageReport:
        raise NotOffered(f"this provider has no page for {kind}")

    def methods(self, customer_ref: str) -> tuple[SavedMethod, ...]:
        raise NotOffered("this provider keeps no ways to pay")

    def set_default_method(self, customer_ref: str, method_ref: str) -> None:
        raise NotOffered("this provider keeps no ways to pay")

    def remove_method(self, method_ref: str) -> None:
        raise NotOffered("this provider keeps no ways to pay")

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        raise NotOffered("this provider lists no charges")

    def source(self) -> BillSource:
        raise NotOffered("this provider keeps no bills and customers for us")


class PaymentAdapter(PaymentProvider, Protocol):
    """One connection to one provider. Holds its credentials, shows them to nobody."""

    name: ClassVar[str]
    """The module's name; also the provider's name in routes, connections and below the sandbox."""
    credential_names: ClassVar[CredentialNames]
    """Every credential that `connect` takes; one that is not named here must not exist."""

    @classmethod
    def connect(
        cls,
        connection: Connection,
        credentials: Mapping[str, str],
        *,
        base_url: str | None = None,
        timeouts: Timeouts = PATIENCE,
    ) -> Self:
        """An adapter for this connection; sends nothing.

        `base_url` replaces the provider's address (tests, the sandbox) and is refused in live mode.
        Raises `BadCredentials` when they are malformed or not of the connection's mode.
        """
        ...

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Mapping[str, str] | None:
        """The credentials that the environment holds for this provider, None without any."""
        ...

    @classmethod
    def mode_of(cls, credentials: Mapping[str, str]) -> Mode:
        """Whether they move real money; raises `BadCredentials` with what is malformed."""
        ...

    def check_credentials(self) -> None:
        """Ask the provider, moving nothing, whether it accepts them.

        Raises `BadCredentials` when it does not, `ProviderUnavailable` when it did not say.
        """
        ...

    def read_webhook(self, body: bytes, headers: Mapping[str, str], now: datetime) -> WebhookReport:
        """The report in a webhook, after its signature was verified over the raw bytes.

        `headers.items()` names one that came twice twice: take the signature with `the_header`.
        `now` is real time, aware. Raises `ForgedReport`, and nothing else, for anything forged,
        malformed, too old or too far in the future, of another mode or of another account. Only
        an adapter that has to ask (`AsksToVerify`) also raises `ProviderUnavailable`, when the
        provider did not say, and `TooMany`, when it was asked too often: the sender comes again.
        """
        ...


@runtime_checkable
class AsksToVerify(Protocol):
    """What an adapter has besides, whose `read_webhook` may have to ask its provider first."""

    def read_webhook_unasked(
        self, body: bytes, headers: Mapping[str, str], now: datetime
    ) -> WebhookReport | None:
        """As `read_webhook`, but asks nobody and never waits: None where that is not enough."""
        ...

    def asks_about(self, headers: Mapping[str, str]) -> str:
        """What would be asked then: letters that name the same are served by one question.

        Raises `ForgedReport`, though never where `read_webhook_unasked` said None.
        """
        ...


@runtime_checkable
class RemembersProofs(Protocol):
    """What an adapter has besides that was shown public keys which hold for a long time."""

    def remember_in(self, folder: Path) -> None:
        """Keep there what was proven, so that a restart asks nobody; the folder may be absent."""
        ...


__all__ = [
    "PATIENCE",
    "AsksToVerify",
    "BadCredentials",
    "Limited",
    "PaymentAdapter",
    "RemembersProofs",
    "Timeouts",
    "WebhookReport",
    "the_refund",
]
