"""Migration 0009, pinned: the link of an article; a duty."""

import sqlalchemy as sa
from alembic import op

from billing.stores.migrations.initial_types import COUNTER, INSTANT
from billing.stores.migrations.made_anew import make_anew, on_postgresql

_KINDS = (
    "kind IN ('apply_webhook', 'change_subscription', 'check_page', 'check_payment', "
    "'check_refund', 'compare_statement', 'deliver', 'index_article', 'index_upload', "
    "'read_upload', 'remove_method', 'seal_audit', 'sync_source', 'tell_conversation', "
    "'test_connection')"
)


def create() -> None:
    op.add_column("articles", sa.Column("url", sa.String(), nullable=True))
    if on_postgresql():
        op.drop_constraint(op.f("ck_duties_kind"), "duties", type_="check")
        op.create_check_constraint(op.f("ck_duties_kind"), "duties", _KINDS)
    else:
        make_anew("duties", _duties)


def _duties() -> None:
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
