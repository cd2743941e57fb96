"""Tables of checks, wires and cash: money that comes in outside any provider."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)

from billing.manual_payments import HERE_STATES, ManualKind, ManualState
from billing.stores.columns import (
    OF_CUSTOMER,
    Instant,
    in_range,
    key,
    needed,
    one_of,
    optional,
    quoted,
    refers,
    walled,
)

# `details` (the reference, notes) is sealed under the customer's key.
MANUAL_PAYMENTS = walled(
    "manual_payments",
    OF_CUSTOMER,
    key(),
    needed("kind"),
    Column("amount_minor", BigInteger, nullable=False),
    needed("currency"),
    needed("state"),
    Column("created_at", Instant, nullable=False),
    Column("details", LargeBinary, nullable=False),
    Column("reference_index", LargeBinary),
    Column("dated_on", Date),
    optional("person_id"),
    optional("conversation_id"),
    optional("recorded_by"),
    Column("recorded_at", Instant),
    optional("verified_by"),
    Column("verified_at", Instant),
    optional("ended_by"),
    Column("ended_at", Instant),
    optional("request_id"),
    one_of("kind", ManualKind),
    one_of("state", ManualState),
    in_range("amount_minor", above=0),
    UniqueConstraint("tenant_id", "request_id"),
    Index(
        "uq_manual_payments_here",
        "tenant_id",
        "customer_id",
        "kind",
        "reference_index",
        unique=True,
        sqlite_where=text(f"state IN ({quoted(HERE_STATES)})"),
        postgresql_where=text(f"state IN ({quoted(HERE_STATES)})"),
    ),
    Index("ix_manual_payments_newest", "tenant_id", "created_at", "id"),
    Index("ix_manual_payments_customer", "tenant_id", "customer_id", "created_at", "id"),
)

# `announced_until` is there while it is only announced: the last day on which the bill says so.
MANUAL_LINES = walled(
    "manual_lines",
    OF_CUSTOMER,
    key("manual_id"),
    key("bill_id"),
    Column("amount_minor", BigInteger),
    optional("payment_id"),
    Column("announced_until", Date),
    in_range("amount_minor", above=0),
    refers("manual_id", "manual_payments"),
    refers("bill_id", "bills"),
    Index("ix_manual_lines_bill", "tenant_id", "bill_id"),
    Index("ix_manual_lines_payment", "tenant_id", "payment_id"),
)
