"""Migration 0001, pinned: tenants, connections, inbox, duties, trail, events, articles."""

import sqlalchemy as sa
from alembic import op

from billing.stores.migrations.initial_types import COUNTER, INSTANT, JSON


def create() -> None:
    op.create_table(
        "articles",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", "language", name=op.f("pk_articles")),
    )
    op.create_table(
        "audit_entries",
        sa.Column("id", COUNTER, autoincrement=True, nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("hash", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(number IS NULL) = (hash IS NULL)", name=op.f("ck_audit_entries_sealed")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_audit_entries_tenant_id_number")),
    )
    op.create_index(
        "ix_audit_entries_subject", "audit_entries", ["tenant_id", "subject"], unique=False
    )
    op.create_table(
        "connections",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("endpoint_token", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("credentials", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("mode IN ('live', 'test')", name=op.f("ck_connections_mode")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_connections")),
    )
    op.create_table(
        "duties",
        sa.Column("id", COUNTER, autoincrement=True, nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("again_at", INSTANT, nullable=True),
        sa.Column("claimed", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('apply_webhook', 'check_payment', 'read_upload', 'seal_audit')",
            name=op.f("ck_duties_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
        sa.UniqueConstraint(
            "tenant_id", "kind", "subject", name=op.f("uq_duties_tenant_id_kind_subject")
        ),
    )
    op.create_index("ix_duties_due", "duties", ["due_at", "id"], unique=False)
    op.create_table(
        "endpoints",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("connection_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_endpoints")),
        sa.UniqueConstraint(
            "tenant_id", "connection_id", name=op.f("uq_endpoints_tenant_id_connection_id")
        ),
    )
    op.create_table(
        "events",
        sa.Column("id", COUNTER, autoincrement=True, nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(
        "ix_events_customer", "events", ["tenant_id", "customer_id", "id"], unique=False
    )
    op.create_table(
        "inbox",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("connection_id", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("provider_ref", sa.String(), nullable=True),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("applied_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "connection_id", "event_id", name=op.f("pk_inbox")),
    )
    op.create_table(
        "installation",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation")),
    )
    op.create_table(
        "tenant_index",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_tenant_index")),
    )
    op.create_index(op.f("ix_tenant_index_issuer"), "tenant_index", ["issuer"], unique=False)
    op.create_table(
        "tenants",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("legal_name", sa.String(), nullable=False),
        sa.Column("tax_id", sa.String(), nullable=True),
        sa.Column("languages", JSON, nullable=False),
        sa.Column("ibans", JSON, nullable=False),
        sa.Column("policy", JSON, nullable=False),
        sa.Column("portal", JSON, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_tenants")),
    )
