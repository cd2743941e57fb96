"""Migration 0005, pinned: what is pulled from a source, what was paid elsewhere, who is silent."""

import sqlalchemy as sa
from alembic import op

from billing.stores.migrations.initial_types import COUNTER, INSTANT

_KINDS = (
    "kind IN ('apply_webhook', 'check_page', 'check_payment', 'check_refund', "
    "'compare_statement', 'deliver', 'read_upload', 'remove_method', 'seal_audit', "
    "'sync_source', 'tell_conversation', 'test_connection')"
)


def create() -> None:
    op.add_column("bills", sa.Column("elsewhere_minor", sa.BigInteger(), nullable=True))
    op.add_column("connections", sa.Column("silent_since", INSTANT, nullable=True))
    _syncs()
    _links()
    _aside()
    _duties()


def _syncs() -> None:
    op.create_table(
        "source_syncs",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("connection_id", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("customers_cursor", sa.String(), nullable=True),
        sa.Column("bills_cursor", sa.String(), nullable=True),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("bills", sa.Integer(), nullable=False),
        sa.Column("paged_at", INSTANT, nullable=True),
        sa.Column("succeeded_at", INSTANT, nullable=True),
        sa.Column("failed_at", INSTANT, nullable=True),
        sa.Column("silent_since", INSTANT, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.CheckConstraint(
            "phase IN ('bills', 'customers', 'done')", name=op.f("ck_source_syncs_phase")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "connection_id", name=op.f("pk_source_syncs")),
    )


def _links() -> None:
    op.create_table(
        "source_customers",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("connection_id", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=True),
        sa.Column("preferences", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint(
            "tenant_id", "connection_id", "ref", name=op.f("pk_source_customers")
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "customer_id",
            "connection_id",
            name=op.f("uq_source_customers_tenant_id_customer_id_connection_id"),
        ),
    )
    op.create_table(
        "source_bills",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("connection_id", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("bill_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "connection_id", "ref", name=op.f("pk_source_bills")),
        sa.UniqueConstraint("tenant_id", "bill_id", name=op.f("uq_source_bills_tenant_id_bill_id")),
    )


def _aside() -> None:
    op.create_table(
        "source_aside",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("connection_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('bill', 'customer')", name=op.f("ck_source_aside_kind")),
        sa.PrimaryKeyConstraint(
            "tenant_id", "connection_id", "kind", "ref", name=op.f("pk_source_aside")
        ),
    )
    op.create_index(
        "ix_source_aside_since", "source_aside", ["tenant_id", "connection_id", "since"]
    )


def _duties() -> None:
    """One more kind of duty. SQLite changes no constraint in place: the table is made anew."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_duties_kind"), "duties", type_="check")
        op.create_check_constraint(op.f("ck_duties_kind"), "duties", _KINDS)
        return
    op.rename_table("duties", "duties_before")
    op.drop_index("ix_duties_due", "duties_before")
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
        sa.CheckConstraint(_KINDS, name=op.f("ck_duties_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
        sa.UniqueConstraint(
            "tenant_id", "kind", "subject", name=op.f("uq_duties_tenant_id_kind_subject")
        ),
    )
    op.create_index("ix_duties_due", "duties", ["due_at", "id"], unique=False)
    op.execute("INSERT INTO duties SELECT * FROM duties_before")
    op.drop_table("duties_before")
