"""What the core needs from outside: time, ids, a store and providers. Protocols only.

A `Store` opens transactions bound to a principal: every repository of a transaction sees only the
principal's tenant and, for customers, only that customer's rows. There is no way to ask for more.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from billing.articles import Piece, PieceHit
from billing.capabilities import Capabilities, PageKind
from billing.connections import Connection, CredentialNames
from billing.discrepancies import StatementLine
from billing.disputes import DisputeReport
from billing.duties import Duty, DutyKind
from billing.hosted_pages import OpenedPage, PageReport, PageRequest, SavedMethod
from billing.ids import (
    ArticleId,
    ConnectionId,
    CustomerId,
    TenantId,
    UploadId,
)
from billing.letters import Letter, OutboxRow
from billing.money import Money
from billing.payments import ChargeRequest, Payment, PaymentReport
from billing.principal import Principal
from billing.refunds import RefundReport, RefundRequest
from billing.repositories import (
    AddressChanges,
    Articles,
    BillDisputes,
    Bills,
    Connections,
    Conversations,
    Customers,
    Discrepancies,
    Disputes,
    Duties,
    Events,
    HostedPages,
    Inbox,
    ManualPayments,
    Methods,
    Outbox,
    Payments,
    Plans,
    Promises,
    Quotes,
    Refunds,
    Resolutions,
    Sources,
    Tenants,
    Tickets,
    Trail,
    Uploads,
    UsedTokens,
    WebhookEndpoints,
)
from billing.sources import BillSource
from billing.uploads import PageHit


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
    sources: Sources
    inbox: Inbox
    trail: Trail
    duties: Duties
    events: Events
    refunds: Refunds
    disputes: Disputes
    bill_disputes: BillDisputes
    promises: Promises
    address_changes: AddressChanges
    hosted_pages: HostedPages
    manual_payments: ManualPayments
    discrepancies: Discrepancies
    resolutions: Resolutions
    outbox: Outbox
    webhook_endpoints: WebhookEndpoints
    used_tokens: UsedTokens


class Directory(Protocol):
    """The few reads before a tenant is known. Nothing personal is behind them."""

    def tenants(self) -> tuple[TenantId, ...]: ...
    def tenant_of_endpoint(self, endpoint_token: str) -> tuple[TenantId, ConnectionId] | None: ...
    def tenant_of_page(self, page_token: str) -> TenantId | None:
        """Whose customer a provider sends back with this token of a hosted page."""
        ...

    def tenant_of_issuer(self, issuer: str) -> tuple[TenantId, ...]: ...
    def tenant_of_paymentus(self, issuer: str) -> tuple[TenantId, ...]:
        """Whose customers this issuer signs in at Paymentus (`tenants.Portal.paymentus`)."""
        ...

    def claim_duty(
        self, now: datetime, lease: timedelta, kinds: frozenset[DutyKind] | None = None
    ) -> Duty | None:
        """The oldest due duty not leased, now leased to the caller with a higher fence.

        Of these `kinds`, where they are given: each group of workers takes its own.
        """
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
    """One connection to one provider, as billing sees it.

    Verbs that its `capabilities` do not declare raise `NotOffered`. All of them raise
    `ProviderUnavailable` when nothing was sent or nothing can be said, and those that change
    something raise `OutcomeUnknown` in any doubt.
    """

    capabilities: Capabilities

    def fee_for(self, amount: Money, method_type: str) -> Money:
        """What the provider would take on top of `amount` for its service, of the same currency.

        A question: nothing moves, nothing is kept. `method_type` as in `Capabilities.methods`.
        Zero is an answer. Raises `ProviderUnavailable` when it cannot say.
        """
        ...

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

    def never_took(self, *, reference: str, provider_ref: str, since: datetime) -> bool:
        """Whether it is proven that a payment which waited there, and is gone, took no money.

        Asked only when `look_up` found nothing of what the provider once said waits for an act.
        True: nothing was taken and nothing can be any more. False: this provider proves no such
        thing. Raises `ProviderUnavailable` while it cannot be said yet.
        """
        ...

    def cancel(self, provider_ref: str) -> PaymentReport:
        """Cancel a charge that waits for an act; the report says what it became."""
        ...

    def refund(self, request: RefundRequest) -> RefundReport:
        """Give money back; a definite no is a report in state `failed`."""
        ...

    def look_up_refund(
        self, *, reference: str, provider_ref: str | None, payment_ref: str, since: datetime
    ) -> RefundReport | None:
        """What became of a refund: a report, or None when definitely absent.

        By our `reference`, or by `provider_ref` alone (`reference` "") for one made by hand there.
        """
        ...

    def look_up_dispute(self, provider_ref: str) -> DisputeReport:
        """A dispute as it stands now."""
        ...

    def open_page(self, request: PageRequest) -> OpenedPage:
        """Open a page for one customer; the same key again gives the same page."""
        ...

    def look_up_page(self, kind: PageKind, provider_ref: str) -> PageReport:
        """What became of a page that `open_page` opened."""
        ...

    def methods(self, customer_ref: str) -> tuple[SavedMethod, ...]:
        """What the provider keeps for one customer of its own."""
        ...

    def set_default_method(self, customer_ref: str, method_ref: str) -> None: ...
    def remove_method(self, method_ref: str) -> None:
        """Forget a saved method; one that is gone already is no error."""
        ...

    def statement(self, since: datetime, until: datetime) -> Iterator[StatementLine]:
        """Every charge made in [since, until), also those that are none of ours, in any order."""
        ...

    def source(self) -> BillSource:
        """Where its bills and customers are pulled from; sends nothing."""
        ...


class Providers(Protocol):
    def connect(
        self, connection: Connection, credentials: Mapping[str, str]
    ) -> PaymentProvider: ...
    def check(
        self,
        connection: Connection,
        credentials: Mapping[str, str],
        *,
        knows: Payment | None = None,
    ) -> None:
        """Ask the connection's provider whether it accepts these credentials.

        `knows`: a payment made there before, which other credentials of the same account must find.
        Moves nothing and keeps nothing; never called inside a transaction. Raises
        `CredentialsRefused` when they are malformed, of another mode or account, or not accepted,
        `ProviderUnavailable` when the provider did not say, `InvalidRequest` for no provider.
        """
        ...

    def credential_names(self, provider: str) -> CredentialNames:
        """How the provider's adapter names them; raises `InvalidRequest` for no provider."""
        ...


class Letters(Protocol):
    """What waits in the outbox, made into something to deliver, and delivered."""

    @property
    def sends_email(self) -> bool:
        """Whether a mail server is configured; where not, no e-mail is owed."""
        ...

    def check_url(self, url: str) -> None:
        """Raises `DeliveryRefused`, with a sentence for its owner, for an address we never call."""
        ...

    def new_secret(self) -> str:
        """A fresh random secret to sign webhooks with."""
        ...

    def render(self, tx: Tx, row: OutboxRow) -> Letter | None:
        """The letter as the rows say now; None when there is nobody to send it to."""
        ...

    def deliver(self, letter: Letter) -> None:
        """Raises `DeliveryRefused` or `DeliveryFailed`; never called inside a transaction."""
        ...


class PageIndex(Protocol):
    """Which page of a customer's documents speaks of something. It keeps ids, never a text.

    What it answers is looked up in the store again before anybody sees it. All verbs raise
    `IndexUnavailable`. `is_outside`: texts leave the house to be compared, so only documents of
    companies whose policy lets a model be asked may be put or searched.
    """

    @property
    def is_outside(self) -> bool: ...

    def put(
        self, tenant: TenantId, customer: CustomerId, upload: UploadId, pages: Sequence[str]
    ) -> None:
        """Make a document's pages findable for its customer, in place of what was known of it."""
        ...

    def forget(self, tenant: TenantId, upload: UploadId) -> None:
        """Nothing of this document is found any more."""
        ...

    def search(
        self, tenant: TenantId, customer: CustomerId, text: str, limit: int
    ) -> tuple[PageHit, ...]:
        """This customer's pages that speak of it, best first; none where the text says nothing."""
        ...


class ArticleIndex(Protocol):
    """Which piece of a tenant's help articles speaks of something. It keeps ids, never a text.

    What it answers is looked up in the store again. All verbs raise `IndexUnavailable`.
    """

    def put(self, tenant: TenantId, article: ArticleId, pieces: Sequence[Piece]) -> None:
        """Make an article's pieces findable, in place of what was known of it."""
        ...

    def forget(self, tenant: TenantId, article: ArticleId) -> None:
        """Nothing of this article is found any more, in no language."""
        ...

    def search(
        self, tenant: TenantId, text: str, language: str, limit: int
    ) -> tuple[PieceHit, ...]:
        """Up to `limit` pieces of any language and as many of `language`, closest first."""
        ...


SecondLook = Callable[[bytes, Mapping[str, object]], Mapping[str, object]]
"""From a document's bytes and what was read of it: the same, with doubtful values filled in as far
as the page bears them out. It may take seconds and raises nothing: no help leaves all as it was."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything a use case may reach, made once by the composition root."""

    store: Store
    clock: Clock
    ids: Ids
    providers: Providers
    salt: bytes = field(repr=False)
    letters: Letters | None = None
    """None where nothing can leave (a command line that only reads): letters then wait."""
    public_url: str = "http://127.0.0.1:8000"
    """Where the customer's browser reaches us: providers send them back to `/return/{token}`."""
    index: PageIndex | None = None
    """None where documents are not indexed: a worker beside a server that keeps the index."""
    articles: ArticleIndex | None = None
    """As `index`, of help articles."""
    second_look: SecondLook | None = None
    """None without a language model."""
