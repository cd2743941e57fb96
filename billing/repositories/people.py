"""People and what they say: tenants, customers, plans, tickets, conversations, uploads."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from billing.articles import Article
from billing.conversations import Conversation, Message
from billing.customers import Customer, Person, Staff
from billing.ids import (
    ArticleId,
    ConversationId,
    CustomerId,
    MessageId,
    PersonId,
    PlanId,
    SubscriptionId,
    TicketId,
    UploadId,
)
from billing.plans import Plan
from billing.repositories.page import Page
from billing.subscriptions import Subscription
from billing.tenants import Tenant
from billing.tickets import Ticket
from billing.uploads import Upload, UploadQuery
from billing.usage import Usage


class Tenants(Protocol):
    def this(self) -> Tenant: ...
    def put(self, tenant: Tenant) -> None: ...


class Customers(Protocol):
    def get(self, customer_id: CustomerId) -> Customer: ...
    def lock(self, customer_id: CustomerId) -> None:
        """Hold the customer's row to the end: of two of their wishes the later sees the earlier.

        Row locks have one order, so that nobody waits in a ring: the customer, pages, payments,
        refunds, bills by id, quotes; and last what `Duties.owe_last` touches.
        """
        ...

    def put(self, customer: Customer) -> None: ...
    def add(self, customer: Customer) -> bool:
        """Insert; False, and nothing changed, where the id is taken."""
        ...

    def person(self, person_id: PersonId) -> Person: ...
    def put_person(self, person: Person) -> None: ...
    def people(self, customer_id: CustomerId) -> tuple[Person, ...]: ...
    def find_by_email(self, email: str) -> tuple[Person, ...]: ...
    def find_by_account_number(self, number: str) -> Customer | None: ...
    def staff(self, staff_id: PersonId) -> Staff: ...
    def all_staff(self) -> tuple[Staff, ...]:
        """Everybody who works for the tenant, by id; nobody, to a customer."""
        ...

    def put_staff(self, staff: Staff) -> None: ...


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
    def lock_subscription(self, subscription_id: SubscriptionId) -> Subscription:
        """Also one that is cancelled; no other transaction may change it until this one ends."""
        ...

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
    def of_ids(self, ids: Collection[ArticleId]) -> tuple[Article, ...]:
        """These articles in all their languages."""
        ...

    def remove(self, article_id: ArticleId, language: str | None = None) -> int:
        """Remove it in this language, or in all; how many were removed."""
        ...


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

    def by_content(self, content: str) -> Upload | None:
        """This customer's earliest read upload with this seller, number and total."""
        ...

    def of_sender(self, sender: str, before: Upload) -> Upload | None:
        """This customer's newest read upload of this sender that came before that one."""
        ...

    def list(self, query: UploadQuery) -> Page[Upload]: ...
    def forget_bytes(self, upload_id: UploadId) -> None:
        """Remove the document itself; what was read of it stays."""
        ...

    def count_since(self, since: datetime) -> int: ...
    def teach(self, sender: str, field: str, label: str, at: datetime) -> None:
        """Keep, as hashes, that this customer found the field beside this label."""
        ...

    def taught(self, sender: str, labels: Sequence[str]) -> frozenset[tuple[str, str]]:
        """Of these labels, the (field, label) that this customer taught, or two others did.

        What others taught never names an amount.
        """
        ...


class UsedTokens(Protocol):
    """Tokens that work once, by a hash of what names them; nothing else of them is kept."""

    def use(self, token_print: str, ends_at: datetime) -> bool:
        """Whether this is the first use; `ends_at` (real time) is when the token itself ends.

        Of two transactions at once with the same token, in whichever process, one gets True.
        """
        ...

    def sweep(self, now: datetime) -> int:
        """Forget those that ended long before `now` (real time); returns how many."""
        ...
