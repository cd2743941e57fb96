"""Tables of the works: tenants, connections, inbox, duties, the audit trail, events, articles."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from billing.connections import Mode
from billing.duties import DutyKind
from billing.letters import OutboxState
from billing.stores.columns import (
    METADATA,
    OF_CUSTOMER,
    OPEN_TO_ALL,
    TENANT_WIDE,
    Instant,
    Json,
    journal,
    key,
    needed,
    one_of,
    optional,
    walled,
)

INSTALLATION = Table(
    "installation",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    info={"walls": OPEN_TO_ALL},
)

TENANTS = walled(
    "tenants",
    TENANT_WIDE,
    needed("name"),
    needed("kind"),
    needed("currency"),
    needed("country"),
    needed("time_zone"),
    needed("legal_name"),
    optional("tax_id"),
    Column("languages", Json, nullable=False),
    Column("ibans", Json, nullable=False),
    Column("policy", Json, nullable=False),
    Column("portal", Json, nullable=False),
)

TENANT_INDEX = walled(
    "tenant_index",
    OPEN_TO_ALL,
    optional("issuer"),
    optional("paymentus_issuer"),
    Index(None, "issuer"),
    Index(None, "paymentus_issuer"),
)

ENDPOINTS = Table(
    "endpoints",
    METADATA,
    Column("token", String, primary_key=True),
    needed("tenant_id"),
    needed("connection_id"),
    UniqueConstraint("tenant_id", "connection_id"),
    info={"walls": OPEN_TO_ALL},
)

CONNECTIONS = walled(
    "connections",
    TENANT_WIDE,
    key(),
    needed("provider"),
    needed("mode"),
    needed("endpoint_token"),
    Column("version", Integer, nullable=False),
    needed("key_id"),
    Column("credentials", LargeBinary, nullable=False),
    Column("created_at", Instant),
    Column("tested_at", Instant),
    optional("problem"),
    Column("disabled_at", Instant),
    Column("silent_since", Instant),
    one_of("mode", Mode),
)

# Keyed hashes of every secret of every tenant: one secret in two places is refused.
SECRET_PRINTS = Table(
    "secret_prints",
    METADATA,
    Column("print", String, primary_key=True),
    needed("tenant_id"),
    needed("connection_id"),
    Index("ix_secret_prints_connection", "tenant_id", "connection_id"),
    info={"walls": OPEN_TO_ALL},
)

PAGE_TOKENS = Table(
    "page_tokens",
    METADATA,
    Column("token", String, primary_key=True),
    needed("tenant_id"),
    info={"walls": OPEN_TO_ALL},
)

INBOX = walled(
    "inbox",
    TENANT_WIDE,
    key("connection_id"),
    key("event_id"),
    needed("kind"),
    optional("reference"),
    optional("provider_ref"),
    Column("received_at", Instant, nullable=False),
    Column("applied_at", Instant),
    Column("about", String, nullable=False, server_default="payment"),
    optional("object_ref"),
    Column("tries", Integer, nullable=False, server_default="0"),
    optional("problem"),
    Column("dead_at", Instant),
    Index("ix_inbox_received", "tenant_id", "connection_id", "received_at"),
)

REFUSED_WEBHOOKS = walled(
    "refused_webhooks",
    TENANT_WIDE,
    key("connection_id"),
    Column("on_day", Date, primary_key=True),
    Column("times", BigInteger, nullable=False),
    Column("last_at", Instant, nullable=False),
    needed("last_sha256"),
)

OUTBOX = walled(
    "outbox",
    OF_CUSTOMER,
    key(),
    needed("channel"),
    needed("kind"),
    needed("subject"),
    needed("to_ref"),
    needed("state"),
    Column("data", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    optional("problem"),
    Column("sent_at", Instant),
    Column("retried_at", Instant),
    one_of("state", OutboxState),
    Index("ix_outbox_newest", "tenant_id", "created_at", "id"),
    Index("ix_outbox_state", "tenant_id", "state", "created_at"),
)

WEBHOOK_ENDPOINTS = walled(
    "webhook_endpoints",
    TENANT_WIDE,
    key(),
    needed("url"),
    Column("events", Json, nullable=False),
    needed("key_id"),
    Column("secrets", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
    optional("why_disabled"),
)

DUTIES = journal(
    "duties",
    OPEN_TO_ALL,
    needed("kind"),
    needed("subject"),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("lease_until", Instant),
    # Asked for again while a worker held it: closing then means doing it once more.
    Column("again_at", Instant),
    Column("claimed", Integer, nullable=False),
    Column("why", String),
    one_of("kind", DutyKind),
    UniqueConstraint("tenant_id", "kind", "subject"),
    Index("ix_duties_due", "due_at", "id"),
)

AUDIT = journal(
    "audit_entries",
    TENANT_WIDE,
    Column("at", Instant, nullable=False),
    needed("actor"),
    needed("verb"),
    needed("subject"),
    Column("details", Json, nullable=False),
    Column("number", BigInteger),
    optional("hash"),
    CheckConstraint("(number IS NULL) = (hash IS NULL)", name="sealed"),
    UniqueConstraint("tenant_id", "number"),
    Index("ix_audit_entries_subject", "tenant_id", "subject"),
)

EVENTS = journal(
    "events",
    OF_CUSTOMER,
    needed("name"),
    Column("at", Instant, nullable=False),
    Column("data", Json, nullable=False),
    Index("ix_events_customer", "tenant_id", "customer_id", "id"),
)

ARTICLES = walled(
    "articles",
    TENANT_WIDE,
    key(),
    key("language"),
    needed("title"),
    needed("text"),
    optional("url"),
)
