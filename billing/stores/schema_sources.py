"""Tables of what is pulled from a source: progress, whose rows are whose, what was put aside."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, UniqueConstraint

from billing.stores.columns import (
    OF_CUSTOMER,
    STAFF_ONLY,
    TENANT_WIDE,
    Instant,
    key,
    needed,
    one_of,
    optional,
    walled,
)
from billing.syncs import RowKind, SyncPhase

SOURCE_SYNCS = walled(
    "source_syncs",
    TENANT_WIDE,
    key("connection_id"),
    needed("phase"),
    optional("customers_cursor"),
    optional("bills_cursor"),
    Column("started_at", Instant),
    Column("customers", Integer, nullable=False),
    Column("bills", Integer, nullable=False),
    Column("paged_at", Instant),
    Column("succeeded_at", Instant),
    Column("failed_at", Instant),
    Column("silent_since", Instant),
    Column("failures", Integer, nullable=False),
    optional("problem"),
    one_of("phase", SyncPhase),
)

# `preferences` is sealed under the customer's key.
SOURCE_CUSTOMERS = walled(
    "source_customers",
    OF_CUSTOMER,
    key("connection_id"),
    key("ref"),
    Column("changed_at", Instant),
    Column("preferences", LargeBinary),
    UniqueConstraint("tenant_id", "customer_id", "connection_id"),
)

SOURCE_BILLS = walled(
    "source_bills",
    OF_CUSTOMER,
    key("connection_id"),
    key("ref"),
    needed("bill_id"),
    Column("version", Integer, nullable=False),
    UniqueConstraint("tenant_id", "bill_id"),
)

SOURCE_ASIDE = walled(
    "source_aside",
    STAFF_ONLY,
    key("connection_id"),
    key("kind"),
    key("ref"),
    needed("why"),
    Column("since", Instant, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("waits", Boolean, nullable=False),
    one_of("kind", RowKind),
    Index("ix_source_aside_since", "tenant_id", "connection_id", "since"),
)
