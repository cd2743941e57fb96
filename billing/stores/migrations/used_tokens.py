"""Migration 0006, pinned: tokens that work once, and whose customers Paymentus signs in."""

import sqlalchemy as sa
from alembic import op

from billing.stores.migrations.initial_types import INSTANT


def create() -> None:
    op.create_table(
        "used_tokens",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("print", sa.String(), nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "print", name=op.f("pk_used_tokens")),
    )
    op.create_index("ix_used_tokens_ends", "used_tokens", ["tenant_id", "ends_at"])
    op.add_column("tenant_index", sa.Column("paymentus_issuer", sa.String(), nullable=True))
    op.create_index("ix_tenant_index_paymentus_issuer", "tenant_index", ["paymentus_issuer"])
