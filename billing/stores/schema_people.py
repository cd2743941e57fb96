"""Tables of people and of what they say; personal columns are ciphertext (see `subject_map`)."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    UniqueConstraint,
    text,
)

from billing.conversations import Speaker
from billing.principal import CUSTOMERS, STAFF
from billing.stores.columns import (
    OF_CUSTOMER,
    OF_PERSON,
    STAFF_ONLY,
    TENANT_WIDE,
    Instant,
    Json,
    Walls,
    key,
    needed,
    one_of,
    optional,
    quoted,
    refers,
    walled,
)
from billing.tickets import OPEN_TICKETS, Priority, TicketStatus
from billing.uploads import Category, UploadState, Verdict

CUSTOMERS_TABLE = walled(
    "customers",
    Walls(customer="id"),
    key(),
    needed("language"),
    optional("default_method_id"),
    Column("personal", LargeBinary, nullable=False),
    Column("email_index", LargeBinary),
    Column("account_index", LargeBinary),
    Index("ix_customers_email", "tenant_id", "email_index"),
    Index("ix_customers_account", "tenant_id", "account_index"),
)

PEOPLE = walled(
    "people",
    OF_CUSTOMER,
    key(),
    needed("role"),
    Column("personal", LargeBinary, nullable=False),
    Column("email_index", LargeBinary),
    CheckConstraint(f"role IN ({quoted(CUSTOMERS)})", name="role"),
    Index("ix_people_customer", "tenant_id", "customer_id"),
    Index("ix_people_email", "tenant_id", "email_index"),
)

STAFF_TABLE = walled(
    "staff",
    STAFF_ONLY,
    key(),
    needed("role"),
    Column("personal", LargeBinary, nullable=False),
    CheckConstraint(f"role IN ({quoted(STAFF)})", name="role"),
)

PERSON_KEYS = walled(
    "person_keys",
    Walls(customer="customer_id"),
    # `person`, `customer` or `staff`: a customer and its only person may share an id.
    key("owner"),
    key(),
    optional("customer_id"),
    needed("key_id"),
    Column("wrapped", LargeBinary, nullable=False),
)
TENANT_KEYS = walled(
    "tenant_keys",
    TENANT_WIDE,
    key(),
    needed("key_id"),
    Column("wrapped", LargeBinary, nullable=False),
)

CONVERSATIONS = walled(
    "conversations",
    OF_PERSON,
    # A thread id is chosen by the client and belongs to one person: two people may choose alike.
    key("person_id"),
    key(),
    Column("created_at", Instant, nullable=False),
    Column("last_seq", Integer, nullable=False),
    optional("language"),
    optional("turn_owner"),
    Column("turn_until", Instant),
    Index("ix_conversations_id", "tenant_id", "id"),
    Index("ix_conversations_newest", "tenant_id", "person_id", "created_at", "id"),
)

MESSAGES = walled(
    "messages",
    OF_PERSON,
    key("person_id"),
    key("conversation_id"),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    needed("id"),
    needed("speaker"),
    Column("said_at", Instant, nullable=False),
    optional("reply_to"),
    Column("trace", Json, nullable=False),
    Column("body", LargeBinary, nullable=False),
    one_of("speaker", Speaker),
    UniqueConstraint("tenant_id", "person_id", "conversation_id", "id"),
    ForeignKeyConstraint(
        ["tenant_id", "person_id", "conversation_id"],
        ["conversations.tenant_id", "conversations.person_id", "conversations.id"],
    ),
    Index("ix_messages_reply", "tenant_id", "person_id", "conversation_id", "reply_to"),
)

TICKETS = walled(
    "tickets",
    OF_CUSTOMER,
    key(),
    needed("category"),
    needed("priority"),
    needed("status"),
    Column("opened_at", Instant, nullable=False),
    optional("conversation_id"),
    optional("person_id"),
    Column("body", LargeBinary, nullable=False),
    one_of("priority", Priority),
    one_of("status", TicketStatus),
    Index(
        "uq_tickets_one_open",
        "tenant_id",
        "person_id",
        "conversation_id",
        unique=True,
        sqlite_where=text(f"status IN ({quoted(OPEN_TICKETS)})"),
        postgresql_where=text(f"status IN ({quoted(OPEN_TICKETS)})"),
    ),
    Index("ix_tickets_newest", "tenant_id", "opened_at", "id"),
    Index("ix_tickets_customer", "tenant_id", "customer_id", "opened_at", "id"),
    Index("ix_tickets_conversation", "tenant_id", "conversation_id"),
)

UPLOADS = walled(
    "uploads",
    OF_CUSTOMER,
    key(),
    needed("person_id"),
    needed("sha256"),
    Column("size", BigInteger, nullable=False),
    needed("media_type"),
    needed("state"),
    Column("uploaded_at", Instant, nullable=False),
    Column("fields", LargeBinary, nullable=False),
    optional("verdict"),
    optional("bill_id"),
    optional("refusal"),
    optional("category"),
    optional("conversation_id"),
    # Keyed hashes: of seller, number and total together, and of the sender alone.
    Column("content_index", LargeBinary),
    Column("sender_index", LargeBinary),
    one_of("state", UploadState),
    one_of("verdict", Verdict),
    one_of("category", Category),
    Index("ix_uploads_sha256", "tenant_id", "customer_id", "sha256"),
    Index("ix_uploads_newest", "tenant_id", "customer_id", "uploaded_at", "id"),
    Index("ix_uploads_content", "tenant_id", "customer_id", "content_index"),
    Index("ix_uploads_sender", "tenant_id", "customer_id", "sender_index"),
)

# What corrections taught: on invoices of this sender the field stands beside this label. Keyed
# hashes all three, so it says nothing to a reader of the table.
UPLOAD_HINTS = walled(
    "upload_hints",
    TENANT_WIDE,
    key("sender"),
    key("field"),
    key("label"),
    key("taught_by"),
    Column("taught_at", Instant, nullable=False),
)

UPLOAD_BYTES = walled(
    "upload_bytes",
    OF_CUSTOMER,
    key("upload_id"),
    needed("person_id"),
    Column("data", LargeBinary, nullable=False),
    refers("upload_id", "uploads"),
)

# Keyed hashes of tokens that work once: a portal's by issuer and `jti`, a sign-in link's as it is.
USED_TOKENS = walled(
    "used_tokens",
    TENANT_WIDE,
    key("print"),
    Column("ends_at", Instant, nullable=False),
    Index("ix_used_tokens_ends", "tenant_id", "ends_at"),
)
