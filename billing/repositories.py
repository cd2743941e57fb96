"""What one transaction can read and write, noun by noun. Protocols only; `ports.Tx` holds them.

Every repository sees only its transaction's tenant and, for customers, only that customer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from billing.articles import Article
from billing.audit import AuditEntry
from billing.bills import Bill, BillQuery
from billing.connections import Connection
from billing.conversations import Conversation, Message
from billing.customers import Customer, Person, Staff
from billing.duties import Duty, DutyKind
from billing.events import Event
from billing.ids import (
    BillId,
    ConnectionId,
    ConversationId,
    CustomerId,
    MessageId,
    MethodId,
    PaymentId,
    PersonId,
    PlanId,
    QuoteId,
    TicketId,
    UploadId,
)
from billing.methods import Method
from billing.money import Money
from billing.payments import (
    Allocation,
    Payment,
    PaymentState,
    Refund,
)
from billing.plans import Plan
from billing.quotes import Approval, Quote, QuoteStatus
from billing.receipts import Receipt
from billing.subscriptions import Subscription
from billing.tenants import Tenant
from billing.tickets import Ticket
from billing.uploads import Upload
from billing.usage import Usage

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """A slice of a list; `next_cursor` is None on the last page. Cursors are opaque."""

    items: tuple[T, ...]
    next_cursor: str | None = None


class Tenants(Protocol):
    def this(self) -> Tenant: ...
    def put(self, tenant: Tenant) -> None: ...


class Customers(Protocol):
    def get(self, customer_id: CustomerId) -> Customer: ...
    def put(self, customer: Customer) -> None: ...
    def person(self, person_id: PersonId) -> Person: ...
    def put_person(self, person: Person) -> None: ...
    def people(self, customer_id: CustomerId) -> tuple[Person, ...]: ...
    def find_by_email(self, email: str) -> tuple[Person, ...]: ...
    def find_by_account_number(self, number: str) -> Customer | None: ...
    def staff(self, staff_id: PersonId) -> Staff: ...
    def put_staff(self, staff: Staff) -> None: ...


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
    def of_quote(self, quote_id: QuoteId) -> tuple[Payment, ...]: ...
    def of_bill(self, bill_id: BillId) -> tuple[Payment, ...]: ...
    def list(self, *, limit: int = 50, cursor: str | None = None) -> Page[Payment]:
        """Newest first."""
        ...

    def in_states(self, states: frozenset[PaymentState], limit: int = 200) -> tuple[Payment, ...]:
        """Oldest first; for the reconciler and for finance."""
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
    def put_refund(self, refund: Refund) -> None: ...
    def refunds(self, payment_id: PaymentId) -> tuple[Refund, ...]: ...
    def add_receipt(self, receipt: Receipt) -> Receipt:
        """Idempotent per payment: returns the stored receipt if there is one.

        The store gives the next number of the tenant (`R-000123`), ignoring `receipt.number`.
        """
        ...

    def receipt_of(self, payment_id: PaymentId) -> Receipt | None: ...


class Quotes(Protocol):
    def add(self, quote: Quote) -> None: ...
    def get(self, quote_id: QuoteId) -> Quote: ...
    def lock(self, quote_id: QuoteId) -> Quote: ...
    def open_of(self, customer_id: CustomerId) -> tuple[Quote, ...]: ...
    def open_in(self, conversation_id: ConversationId) -> Quote | None: ...
    def set_status(self, quote_id: QuoteId, status: QuoteStatus) -> None: ...
    def set_shown(self, quote_id: QuoteId, seq: int) -> None: ...
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

    def put(self, method: Method) -> None: ...
    def mark_used(self, method_id: MethodId) -> None: ...


class Plans(Protocol):
    def get(self, plan_id: PlanId) -> Plan: ...
    def list(self) -> tuple[Plan, ...]:
        """All plans of the tenant, cheapest first."""
        ...

    def put(self, plan: Plan) -> None: ...
    def subscription(self) -> Subscription | None:
        """This principal's customer's newest subscription that is not cancelled."""
        ...

    def subscription_of(self, customer_id: CustomerId) -> Subscription | None: ...
    def put_subscription(self, subscription: Subscription) -> None: ...
    def usage(self, *, metric: str | None = None) -> tuple[Usage, ...]:
        """Newest period first, then metric."""
        ...

    def put_usage(self, usage: Usage) -> None: ...


class Tickets(Protocol):
    def add(self, ticket: Ticket) -> None: ...
    def get(self, ticket_id: TicketId) -> Ticket: ...
    def put(self, ticket: Ticket) -> None: ...
    def open_in(self, conversation_id: ConversationId) -> Ticket | None: ...
    def opened_since(self, since: datetime) -> int: ...
    def list(self, *, limit: int = 50, cursor: str | None = None) -> Page[Ticket]:
        """Newest first; staff see the tenant's, customers their own."""
        ...


class Articles(Protocol):
    def put(self, article: Article) -> None: ...
    def list(self) -> tuple[Article, ...]: ...


class Conversations(Protocol):
    def get(self, conversation_id: ConversationId) -> Conversation:
        """Raises `NotFound('conversation')` when unknown or another person's."""
        ...

    def add(self, conversation: Conversation) -> None: ...
    def list(self, limit: int = 20) -> tuple[Conversation, ...]: ...
    def take_turn(self, conversation_id: ConversationId, owner: str, until: datetime) -> bool:
        """Lease the conversation's turn; False while another holds it. Re-entrant per owner."""
        ...

    def end_turn(self, conversation_id: ConversationId, owner: str) -> None: ...
    def append(self, message: Message) -> Message:
        """Store with the next `seq` (the given one is ignored) and return it."""
        ...

    def messages(
        self, conversation_id: ConversationId, *, after: int = 0, limit: int = 200
    ) -> tuple[Message, ...]:
        """In order of `seq`."""
        ...

    def tail(self, conversation_id: ConversationId, limit: int) -> tuple[Message, ...]:
        """The last `limit` messages, in order of `seq`."""
        ...

    def by_message_id(
        self, conversation_id: ConversationId, message_id: MessageId
    ) -> Message | None: ...
    def replies_to(
        self, conversation_id: ConversationId, message_id: MessageId
    ) -> tuple[Message, ...]: ...
    def rewrite(self, message: Message) -> None:
        """Replace a message's text (retroactive redaction only)."""
        ...


class Uploads(Protocol):
    def add(self, upload: Upload, data: bytes) -> None: ...
    def get(self, upload_id: UploadId) -> Upload: ...
    def bytes_of(self, upload_id: UploadId) -> bytes: ...
    def put(self, upload: Upload) -> None: ...
    def by_sha256(self, sha256: str) -> Upload | None:
        """This customer's earliest upload of the same bytes that was read."""
        ...

    def count_since(self, since: datetime) -> int: ...


class Connections(Protocol):
    def get(self, connection_id: ConnectionId) -> Connection: ...
    def first(self) -> Connection | None: ...
    def put(self, connection: Connection, credentials: Mapping[str, str]) -> None: ...
    def credentials(self, connection_id: ConnectionId) -> Mapping[str, str]:
        """Decrypted, for one provider call; never log, return or keep them."""
        ...


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A verified webhook, written down once."""

    event_id: str
    connection_id: ConnectionId
    kind: str
    reference: str | None
    provider_ref: str | None
    received_at: datetime
    applied_at: datetime | None = None


class Inbox(Protocol):
    def add(self, row: InboxRow) -> bool:
        """Insert once per (connection, event id); False when it was there already."""
        ...

    def get(self, connection_id: ConnectionId, event_id: str) -> InboxRow: ...
    def applied(self, connection_id: ConnectionId, event_id: str, at: datetime) -> None: ...


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

        An existing one takes the new due time and lease, and a worker that had claimed it has
        lost it (its fence moves on), so that nothing owed meanwhile is closed unseen.

        `due_at` is real time. With `lease`, the writer means to do it itself right away and the
        worker leaves it alone until the lease ends.
        """
        ...

    def close(self, kind: DutyKind, subject: str) -> None: ...
    def close_claimed(self, duty: Duty) -> None:
        """Close a claimed duty; raises `StaleWorker` when the lease passed to another."""
        ...

    def postpone(self, duty: Duty, due_at: datetime, why: str) -> None:
        """Give a claimed duty back for later; raises `StaleWorker` like `close_claimed`."""
        ...


class Events(Protocol):
    def emit(self, event: Event) -> None: ...
    def of_customer(self, customer_id: CustomerId, limit: int = 50) -> tuple[Event, ...]: ...
