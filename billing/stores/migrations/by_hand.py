"""Migration 0004, pinned: payments made outside, and refunds that undo one of them."""

import sqlalchemy as sa
from alembic import op

from billing.stores.migrations.initial_types import INSTANT


def create() -> None:
    op.add_column(
        "refunds",
        sa.Column("reversal", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    _manual_payments()
    _manual_lines()


def _manual_payments() -> None:
    op.create_table(
        "manual_payments",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("reference_index", sa.LargeBinary(), nullable=True),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("conversation_id", sa.String(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=True),
        sa.Column("verified_by", sa.String(), nullable=True),
        sa.Column("verified_at", INSTANT, nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('cash', 'check', 'wire')", name=op.f("ck_manual_payments_kind")
        ),
        sa.CheckConstraint(
            "state IN ('announced', 'refused', 'reversed', 'settled', 'waiting')",
            name=op.f("ck_manual_payments_state"),
        ),
        sa.CheckConstraint(
            "amount_minor > 0 AND amount_minor < 1000000000000000",
            name=op.f("ck_manual_payments_amount_minor"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_manual_payments")),
        sa.UniqueConstraint(
            "tenant_id", "request_id", name=op.f("uq_manual_payments_tenant_id_request_id")
        ),
    )
    here = sa.text("state IN ('settled', 'waiting')")
    op.create_index(
        "uq_manual_payments_here",
        "manual_payments",
        ["tenant_id", "customer_id", "kind", "reference_index"],
        unique=True,
        sqlite_where=here,
        postgresql_where=here,
    )
    op.create_index(
        "ix_manual_payments_newest", "manual_payments", ["tenant_id", "created_at", "id"]
    )
    op.create_index(
        "ix_manual_payments_customer",
        "manual_payments",
        ["tenant_id", "customer_id", "created_at", "id"],
    )


def _manual_lines() -> None:
    op.create_table(
        "manual_lines",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("manual_id", sa.String(), nullable=False),
        sa.Column("bill_id", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("payment_id", sa.String(), nullable=True),
        sa.Column("announced_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "amount_minor > 0 AND amount_minor < 1000000000000000",
            name=op.f("ck_manual_lines_amount_minor"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "manual_id"],
            ["manual_payments.tenant_id", "manual_payments.id"],
            name=op.f("fk_manual_lines_tenant_id_manual_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bill_id"],
            ["bills.tenant_id", "bills.id"],
            name=op.f("fk_manual_lines_tenant_id_bill_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "manual_id", "bill_id", name=op.f("pk_manual_lines")),
    )
    op.create_index("ix_manual_lines_bill", "manual_lines", ["tenant_id", "bill_id"])
    op.create_index("ix_manual_lines_payment", "manual_lines", ["tenant_id", "payment_id"])
