"""Tables of money: bills, payments, quotes, methods, plans."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    UniqueConstraint,
    text,
)

from billing.bills import BillState
from billing.payments import OPEN_STATES, DeclineReason, PaymentState
from billing.quotes import QuoteStatus
from billing.stores.columns import (
    OF_CUSTOMER,
    TENANT_WIDE,
    Exact,
    Instant,
    Json,
    in_range,
    key,
    needed,
    one_of,
    optional,
    quoted,
    refers,
    walled,
)
from billing.subscriptions import SubscriptionStatus

BILLS = walled(
    "bills",
    OF_CUSTOMER,
    key(),
    needed("number"),
    # Folded copies, so that a reference is found by index whatever its case.
    needed("id_folded"),
    needed("number_folded"),
    needed("search"),
    needed("category"),
    needed("description"),
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("disputed_minor", BigInteger),
    needed("currency"),
    needed("state"),
    Column("period_start_on", Date),
    Column("period_end_before_on", Date),
    Column("version", Integer, nullable=False),
    Column("lines", Json, nullable=False),
    one_of("state", BillState),
    in_range("amount_minor"),
    in_range("disputed_minor", above=-1),
    Index("ix_bills_newest", "tenant_id", "customer_id", text("issued_on DESC"), text("id DESC")),
    Index("ix_bills_tenant_newest", "tenant_id", text("issued_on DESC"), text("id DESC")),
    Index("ix_bills_state", "tenant_id", "customer_id", "state"),
    Index("ix_bills_category", "tenant_id", "customer_id", "category", "issued_on"),
    Index("ix_bills_id_folded", "tenant_id", "id_folded"),
    Index("ix_bills_number_folded", "tenant_id", "number_folded"),
)

BILL_VERSIONS = walled(
    "bill_versions",
    OF_CUSTOMER,
    key("bill_id"),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("amount_minor", BigInteger, nullable=False),
    needed("currency"),
    Column("due_on", Date, nullable=False),
    Column("lines", Json, nullable=False),
    Column("put_at", Instant, nullable=False),
    refers("bill_id", "bills"),
)

PAYMENTS = walled(
    "payments",
    OF_CUSTOMER,
    key(),
    needed("bill_id"),
    Column("amount_minor", BigInteger, nullable=False),
    needed("currency"),
    needed("state"),
    Column("created_at", Instant, nullable=False),
    optional("method_id"),
    optional("connection_id"),
    optional("quote_id"),
    Column("ordinal", Integer, nullable=False),
    optional("key"),
    optional("provider_ref"),
    optional("reason"),
    Column("submitted_at", Instant),
    Column("settled_at", Instant),
    Column("note", LargeBinary),
    one_of("state", PaymentState),
    one_of("reason", DeclineReason),
    in_range("amount_minor", above=0),
    refers("bill_id", "bills"),
    UniqueConstraint("tenant_id", "key"),
    Index(
        "uq_payments_one_open",
        "tenant_id",
        "bill_id",
        unique=True,
        sqlite_where=text(f"state IN ({quoted(OPEN_STATES)})"),
        postgresql_where=text(f"state IN ({quoted(OPEN_STATES)})"),
    ),
    Index("ix_payments_bill", "tenant_id", "bill_id"),
    Index("ix_payments_quote", "tenant_id", "quote_id"),
    Index("ix_payments_state", "tenant_id", "state", "created_at"),
    Index(
        "ix_payments_newest", "tenant_id", "customer_id", text("created_at DESC"), text("id DESC")
    ),
    Index("ix_payments_tenant_newest", "tenant_id", text("created_at DESC"), text("id DESC")),
)

ALLOCATIONS = walled(
    "payment_allocations",
    OF_CUSTOMER,
    key("payment_id"),
    key("bill_id"),
    Column("amount_minor", BigInteger, nullable=False),
    needed("currency"),
    Column("allocated_at", Instant, nullable=False),
    in_range("amount_minor", above=0),
    refers("payment_id", "payments"),
    refers("bill_id", "bills"),
    Index("ix_payment_allocations_bill", "tenant_id", "bill_id"),
)

REFUNDS = walled(
    "refunds",
    OF_CUSTOMER,
    key(),
    needed("payment_id"),
    needed("bill_id"),
    Column("amount_minor", BigInteger, nullable=False),
    needed("currency"),
    needed("state"),
    Column("created_at", Instant, nullable=False),
    one_of("state", PaymentState),
    in_range("amount_minor", above=0),
    refers("payment_id", "payments"),
    Index("ix_refunds_payment", "tenant_id", "payment_id"),
    Index("ix_refunds_bill", "tenant_id", "bill_id"),
)

RECEIPTS = walled(
    "receipts",
    OF_CUSTOMER,
    key(),
    needed("number"),
    needed("payment_id"),
    needed("bill_id"),
    Column("amount_minor", BigInteger, nullable=False),
    needed("currency"),
    Column("issued_at", Instant, nullable=False),
    in_range("amount_minor", above=0),
    refers("payment_id", "payments"),
    UniqueConstraint("tenant_id", "payment_id"),
    UniqueConstraint("tenant_id", "number"),
)

COUNTERS = walled(
    "counters",
    TENANT_WIDE,
    key("name"),
    Column("value", BigInteger, nullable=False),
)

QUOTES = walled(
    "quotes",
    OF_CUSTOMER,
    key(),
    needed("person_id"),
    needed("status"),
    Column("lines", Json, nullable=False),
    Column("fee_minor", BigInteger, nullable=False),
    needed("currency"),
    needed("method_id"),
    needed("connection_id"),
    needed("payee"),
    Column("approve_by", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    optional("conversation_id"),
    Column("shown_seq", Integer),
    one_of("status", QuoteStatus),
    in_range("fee_minor", above=-1),
    Index("ix_quotes_customer", "tenant_id", "customer_id", "created_at"),
    Index("ix_quotes_open", "tenant_id", "customer_id", "status"),
    Index("ix_quotes_conversation", "tenant_id", "conversation_id", "status"),
)

APPROVALS = walled(
    "approvals",
    OF_CUSTOMER,
    key("quote_id"),
    needed("person_id"),
    needed("session"),
    needed("channel"),
    needed("fingerprint"),
    Column("approved_at", Instant, nullable=False),
    refers("quote_id", "quotes"),
)

METHODS = walled(
    "methods",
    OF_CUSTOMER,
    key(),
    needed("type"),
    needed("last4"),
    needed("connection_id"),
    needed("provider_ref"),
    needed("customer_ref"),
    optional("brand"),
    Column("expires_before_on", Date),
    Column("currencies", Json, nullable=False),
    Column("used_before", Boolean, nullable=False),
    Column("is_default", Boolean, nullable=False),
    Index("ix_methods_customer", "tenant_id", "customer_id"),
)

PLANS = walled(
    "plans",
    TENANT_WIDE,
    key(),
    needed("name"),
    Column("price_minor", BigInteger, nullable=False),
    needed("currency"),
    needed("interval"),
    Column("annual_minor", BigInteger),
    optional("annual_currency"),
    Column("features", Json, nullable=False),
    Column("also_priced_in", Json, nullable=False),
    in_range("price_minor", above=-1),
    in_range("annual_minor", above=-1),
)

SUBSCRIPTIONS = walled(
    "subscriptions",
    OF_CUSTOMER,
    key(),
    needed("plan_id"),
    needed("status"),
    needed("interval"),
    needed("currency"),
    Column("period_start_on", Date),
    Column("period_end_before_on", Date),
    Column("trial_end_on", Date),
    optional("after_trial_plan_id"),
    Column("renews_on", Date),
    Column("seats_used", Integer),
    Column("autopay", Boolean, nullable=False),
    Column("dunning", Json),
    one_of("status", SubscriptionStatus),
    Index("ix_subscriptions_customer", "tenant_id", "customer_id"),
)

USAGE = walled(
    "usage",
    OF_CUSTOMER,
    # The customer is part of the key: readings have no id of their own.
    key("customer_id"),
    key("metric"),
    key("period_key"),
    Column("used", Exact, nullable=False),
    Column("included", Exact),
    Column("unlimited", Boolean, nullable=False),
    Column("period_start_on", Date),
    Column("period_end_before_on", Date),
    Column("resets_on", Date),
)
