"""Money: bills, payments, refunds, disputes, quotes, methods and the pages of providers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from billing.acts import Outcome
from billing.bills import Bill, BillQuery
from billing.capabilities import PageKind
from billing.discrepancies import Discrepancy, DiscrepancyKind
from billing.disputes import Dispute
from billing.hosted_pages import HostedPage, PageState
from billing.ids import (
    BillId,
    ConnectionId,
    ConversationId,
    CustomerId,
    MethodId,
    PaymentId,
    QuoteId,
    ReceiptId,
)
from billing.manual_payments import ManualKind, ManualPayment, ManualState
from billing.methods import Method
from billing.money import Money
from billing.payments import Allocation, Payment, PaymentState
from billing.quotes import Approval, Quote, QuoteStatus
from billing.receipts import Receipt
from billing.refunds import Refund
from billing.repositories.page import Page
from billing.resolutions import Resolution


class Bills(Protocol):
    def get(self, bill_id: BillId) -> Bill:
        """Raises `NotFound('bill')`; another customer's bill is not found either."""
        ...

    def lock(self, bill_id: BillId) -> Bill:
        """As `get`, and no other transaction may change the bill until this one ends."""
        ...

    def find(self, reference: str) -> Bill | None:
        """By id or printed number, ignoring case."""
        ...

    def all_called(self, customer_id: CustomerId, reference: str) -> tuple[Bill, ...]:
        """One customer's by id or printed number, ignoring case; by id."""
        ...

    def list(self, query: BillQuery) -> Page[Bill]: ...
    def owed(self) -> tuple[Money, ...]:
        """Total balance of open bills, one sum per currency, sorted by currency."""
        ...

    def before(self, bill: Bill) -> Bill | None:
        """The latest non-draft, non-void bill of the same customer and category issued before."""
        ...

    def put(self, bill: Bill) -> None:
        """Insert, or update keeping the given version; writes a row of `bill_versions`."""
        ...

    def set_state(self, bill_id: BillId, state: str) -> None: ...


class Payments(Protocol):
    def add(self, payment: Payment) -> None:
        """Raises `PaymentInDoubt` when the bill already has an open payment (unique index)."""
        ...

    def get(self, payment_id: PaymentId) -> Payment: ...
    def lock(self, payment_id: PaymentId) -> Payment: ...
    def by_key(self, key: str) -> Payment | None: ...
    def by_provider_ref(self, connection_id: ConnectionId, provider_ref: str) -> Payment | None:
        """The payment the provider calls so; of several the succeeded one, else the newest."""
        ...

    def known_at(self, connection_id: ConnectionId) -> Payment | None:
        """One for which the provider has an id: the newest that succeeded, else the newest."""
        ...

    def of_quote(self, quote_id: QuoteId) -> tuple[Payment, ...]: ...
    def of_bill(self, bill_id: BillId) -> tuple[Payment, ...]: ...
    def list(
        self,
        *,
        limit: int = 50,
        cursor: str | None = None,
        customer_id: CustomerId | None = None,
    ) -> Page[Payment]:
        """Newest first; with `customer_id` (for staff) that customer's only."""
        ...

    def in_states(
        self,
        states: frozenset[PaymentState],
        limit: int = 200,
        after: tuple[datetime, str] | None = None,
    ) -> tuple[Payment, ...]:
        """Oldest first; for the reconciler and for finance.

        `after`: only those behind this one, by `created_at` and id.
        """
        ...

    def nameless(self, connection_id: ConnectionId, limit: int = 200) -> tuple[Payment, ...]:
        """A connection's payments, being sent, in doubt or on hold, of which we do not know what
        the provider calls them; newest first.
        """
        ...

    def settled_in(
        self,
        connection_id: ConnectionId,
        submitted: tuple[datetime, datetime],
        limit: int = 200,
        after: tuple[datetime, str] | None = None,
    ) -> tuple[Payment, ...]:
        """Succeeded payments of a connection by when they were first sent, half-open, oldest first.

        `after` as for `in_states`, by `submitted_at` and id.
        """
        ...

    def ended_attempts(self, bill_id: BillId) -> int:
        """How many payments of this bill ended definitively: the next payment's ordinal."""
        ...

    def update(self, payment: Payment, *, was: PaymentState) -> None:
        """Conditional update; raises `StaleWorker` when the row is no longer in state `was`."""
        ...

    def allocate(self, allocation: Allocation, at: datetime) -> None:
        """Append-only; a second allocation of the same payment to the same bill changes nothing."""
        ...

    def allocations(self, bill_id: BillId) -> tuple[Allocation, ...]: ...
    def add_receipt(self, receipt: Receipt) -> Receipt:
        """Idempotent per payment: returns the stored receipt if there is one.

        The store gives the next number of the tenant (`R-000123`), ignoring `receipt.number`.
        """
        ...

    def receipt_of(self, payment_id: PaymentId) -> Receipt | None: ...
    def receipt_by_id(self, receipt_id: ReceiptId) -> Receipt:
        """Raises `NotFound('receipt')`; another customer's is not found either."""
        ...


class Quotes(Protocol):
    def add(self, quote: Quote) -> None: ...
    def get(self, quote_id: QuoteId) -> Quote: ...
    def lock(self, quote_id: QuoteId) -> Quote: ...
    def open_of(self, customer_id: CustomerId) -> tuple[Quote, ...]: ...
    def open_in(self, conversation_id: ConversationId) -> Quote | None: ...
    def set_status(self, quote_id: QuoteId, status: QuoteStatus) -> None: ...
    def set_shown(self, quote_id: QuoteId, seq: int) -> None: ...
    def only_button(self, quote_id: QuoteId) -> None:
        """From now on no typed yes approves it."""
        ...

    def set_outcome(self, quote_id: QuoteId, outcome: Outcome) -> None:
        """What an approved act made; raises `NotFound('quote')`."""
        ...

    def add_approval(self, approval: Approval) -> None: ...
    def approval(self, quote_id: QuoteId) -> Approval | None: ...
    def made_since(self, since: datetime) -> int:
        """How many quotes this principal's customer opened since (for the hourly cap)."""
        ...


class Methods(Protocol):
    def get(self, method_id: MethodId) -> Method: ...
    def list(self) -> tuple[Method, ...]:
        """This customer's methods, default first, then by id."""
        ...

    def of_customer(self, customer_id: CustomerId) -> tuple[Method, ...]:
        """As `list`, for one customer, asked by the system too."""
        ...

    def put(self, method: Method) -> None: ...
    def mark_used(self, method_id: MethodId) -> None: ...
    def make_default(self, method_id: MethodId) -> None:
        """This method and no other of its customer; raises `NotFound('method')`."""
        ...

    def remove(self, method_id: MethodId, at: datetime | None) -> None:
        """Take it off the list, or with None put it back; `get` still works, for its payments."""
        ...

    def by_provider_ref(self, connection_id: ConnectionId, provider_ref: str) -> Method | None:
        """Also one that was removed: what a customer took away does not come back by itself."""
        ...

    def customer_called(self, connection_id: ConnectionId, customer_ref: str) -> CustomerId | None:
        """Who the provider calls so, from any method of theirs; None also where that is several."""
        ...

    def customer_ref(self, customer_id: CustomerId, connection_id: ConnectionId) -> str | None:
        """The provider's id of a customer, from any method of theirs, removed ones too."""
        ...


class Refunds(Protocol):
    def add(self, refund: Refund) -> None:
        """Raises `AmountOutOfRange` when the payment's counted refunds would exceed what it took.

        A CHECK on a running total in the database says the same, whoever writes.
        """
        ...

    def get(self, refund_id: str) -> Refund: ...
    def lock(self, refund_id: str) -> Refund: ...
    def by_key(self, key: str) -> Refund | None: ...
    def by_provider_ref(self, provider_ref: str) -> Refund | None: ...
    def of_payment(self, payment_id: PaymentId) -> tuple[Refund, ...]:
        """In order of their ordinals."""
        ...

    def refundable(self, payment_id: PaymentId) -> Money:
        """What the payment took, less every refund that counts and every dispute that was lost.

        Never below zero; zero when it took nothing.
        """
        ...

    def in_states(
        self,
        states: frozenset[PaymentState],
        limit: int = 200,
        after: tuple[datetime, str] | None = None,
    ) -> tuple[Refund, ...]:
        """Oldest first; `after` as for payments."""
        ...

    def update(self, refund: Refund, *, was: PaymentState) -> None:
        """Conditional update; raises `StaleWorker` when the row is no longer in state `was`."""
        ...


class Disputes(Protocol):
    def put(self, dispute: Dispute) -> None:
        """Insert, or update the one of the same id."""
        ...

    def by_provider_ref(self, provider_ref: str) -> Dispute | None: ...
    def of_payment(self, payment_id: PaymentId) -> tuple[Dispute, ...]: ...
    def list(self, *, open_only: bool = True, limit: int = 50) -> tuple[Dispute, ...]:
        """Newest first."""
        ...


class HostedPages(Protocol):
    def add(self, page: HostedPage) -> bool:
        """Insert once per token; False when it was there already."""
        ...

    def get(self, token: str) -> HostedPage: ...
    def lock(self, token: str) -> HostedPage: ...
    def update(self, page: HostedPage) -> None:
        """Its subject, address, state and end; whose it is never changes."""
        ...

    def of_subject(self, subject: str) -> tuple[HostedPage, ...]:
        """Newest first."""
        ...

    def set_state(self, token: str, state: PageState) -> None: ...
    def made_since(self, kind: PageKind, since: datetime) -> int:
        """How many pages of a kind this principal opened since (for the daily cap)."""
        ...


class Discrepancies(Protocol):
    def find(self, discrepancy: Discrepancy) -> Discrepancy:
        """Keep it, one row per (connection, kind, provider_ref); returns the row that is kept.

        A closed one opens again when its amounts changed since, or when it was closed by itself;
        nobody was told of it then.
        """
        ...

    def get(self, discrepancy_id: str) -> Discrepancy: ...
    def list(
        self,
        *,
        open_only: bool = True,
        connection_id: ConnectionId | None = None,
        limit: int | None = 200,
    ) -> tuple[Discrepancy, ...]:
        """Newest first; all of them without a limit."""
        ...

    def tell(self, connection_id: ConnectionId, at: datetime) -> Mapping[DiscrepancyKind, int]:
        """Mark the open ones that nobody was told of as told; how many of each kind they were."""
        ...

    def close(self, discrepancy_id: str, *, by: str, note: str, at: datetime) -> None:
        """Raises `Conflict` when it is closed already."""
        ...


class ManualPayments(Protocol):
    def add(self, manual: ManualPayment) -> None:
        """Raises `Conflict` for the same request, or the same reference of the same payer again."""
        ...

    def get(self, manual_id: str) -> ManualPayment:
        """Raises `NotFound('payment')`."""
        ...

    def lock(self, manual_id: str) -> ManualPayment: ...
    def by_request(self, request_id: str) -> ManualPayment | None: ...
    def of_payment(self, payment_id: PaymentId) -> ManualPayment | None:
        """The check, wire or cash that a payment is of; None for any other payment."""
        ...

    def known(
        self, customer_id: CustomerId, kind: ManualKind, reference: str
    ) -> ManualPayment | None:
        """The one of this payer with this reference that waits or is settled."""
        ...

    def list(
        self,
        *,
        states: frozenset[ManualState] = ...,
        limit: int = 50,
        cursor: str | None = None,
        customer_id: CustomerId | None = None,
    ) -> Page[ManualPayment]:
        """Newest first."""
        ...

    def announced(self, customer_id: CustomerId) -> int:
        """How many announcements of a customer nobody has answered (for the cap)."""
        ...

    def update(self, manual: ManualPayment, *, was: ManualState) -> None:
        """Conditional update with its lines; raises `StaleWorker` when no longer in `was`."""
        ...


class Resolutions(Protocol):
    def propose(self, resolution: Resolution) -> None:
        """One proposal per payment or refund (also a payment by hand): a later one replaces it."""
        ...

    def of_subject(self, subject: str) -> Resolution | None: ...
