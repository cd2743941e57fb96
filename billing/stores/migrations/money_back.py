"""Migration 0002, pinned: refunds with keys, disputes, resolutions, discrepancies, hosted pages."""

import sqlalchemy as sa
from alembic import op

from billing.stores.migrations.initial_types import INSTANT


def create() -> None:
    _refunds()
    _disputes()
    _for_finance()
    _pages()


def _refunds() -> None:
    op.add_column("payments", sa.Column("sent_at", INSTANT, nullable=True))
    op.create_index("ix_payments_provider_ref", "payments", ["tenant_id", "provider_ref"])
    op.create_index(
        "ix_payments_submitted", "payments", ["tenant_id", "connection_id", "submitted_at"]
    )
    for column in (
        sa.Column("ordinal", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("provider_ref", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("reopens", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.Column("submitted_at", INSTANT, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("sent_at", INSTANT, nullable=True),
    ):
        op.add_column("refunds", column)
    # Until now every balance counted money given back as owed again.
    op.execute("UPDATE refunds SET reopens = true")
    op.create_index("uq_refunds_key", "refunds", ["tenant_id", "key"], unique=True)
    op.create_index("ix_refunds_provider_ref", "refunds", ["tenant_id", "provider_ref"])
    op.create_index("ix_refunds_state", "refunds", ["tenant_id", "state", "created_at"])
    op.create_table(
        "refund_totals",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("taken_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunding_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "refunding_minor >= 0 AND refunding_minor <= taken_minor",
            name=op.f("ck_refund_totals_never_too_much"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payment_id"],
            ["payments.tenant_id", "payments.id"],
            name=op.f("fk_refund_totals_tenant_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "payment_id", name=op.f("pk_refund_totals")),
    )
    # What was given back before there was a running total; too much of it is left as it is seen.
    op.execute(
        "INSERT INTO refund_totals (tenant_id, customer_id, payment_id, taken_minor, "
        "refunding_minor) SELECT p.tenant_id, p.customer_id, p.id, p.amount_minor, "
        "(CASE WHEN SUM(r.amount_minor) > p.amount_minor THEN p.amount_minor "
        "ELSE SUM(r.amount_minor) END) "
        "FROM payments p JOIN refunds r ON r.tenant_id = p.tenant_id AND r.payment_id = p.id "
        "WHERE r.state NOT IN ('failed', 'cancelled') "
        "GROUP BY p.tenant_id, p.customer_id, p.id, p.amount_minor"
    )


def _disputes() -> None:
    op.create_table(
        "disputes",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("bill_id", sa.String(), nullable=False),
        sa.Column("provider_ref", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("evidence_due_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("inquiry", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state IN ('lost', 'open', 'under_review', 'won')", name=op.f("ck_disputes_state")
        ),
        sa.CheckConstraint(
            "amount_minor > 0 AND amount_minor < 1000000000000000",
            name=op.f("ck_disputes_amount_minor"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payment_id"],
            ["payments.tenant_id", "payments.id"],
            name=op.f("fk_disputes_tenant_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_disputes")),
        sa.UniqueConstraint(
            "tenant_id", "provider_ref", name=op.f("uq_disputes_tenant_id_provider_ref")
        ),
    )
    op.create_index("ix_disputes_payment", "disputes", ["tenant_id", "payment_id"])
    op.create_index("ix_disputes_bill", "disputes", ["tenant_id", "bill_id"])
    op.create_index("ix_disputes_newest", "disputes", ["tenant_id", "opened_at", "id"])


def _for_finance() -> None:
    op.create_table(
        "resolutions",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("evidence", sa.LargeBinary(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "subject", name=op.f("pk_resolutions")),
    )
    op.create_table(
        "discrepancies",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("connection_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("provider_ref", sa.String(), nullable=False),
        sa.Column("payment_id", sa.String(), nullable=True),
        sa.Column("ours_minor", sa.BigInteger(), nullable=True),
        sa.Column("ours_currency", sa.String(), nullable=True),
        sa.Column("theirs_minor", sa.BigInteger(), nullable=True),
        sa.Column("theirs_currency", sa.String(), nullable=True),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closing_note", sa.String(), nullable=True),
        sa.Column("told_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "kind IN ('amount_differs', 'charged_not_settled', 'charged_unknown', "
            "'refunded_less', 'refunded_more', 'settled_not_charged')",
            name=op.f("ck_discrepancies_kind"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_discrepancies")),
        sa.UniqueConstraint(
            "tenant_id",
            "connection_id",
            "kind",
            "provider_ref",
            name=op.f("uq_discrepancies_tenant_id_connection_id_kind_provider_ref"),
        ),
    )
    op.create_index("ix_discrepancies_newest", "discrepancies", ["tenant_id", "found_at", "id"])


def _pages() -> None:
    op.create_table(
        "hosted_pages",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("connection_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("url", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('add_method', 'confirm_payment', 'invoice', 'payment_link')",
            name=op.f("ck_hosted_pages_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('done', 'expired', 'failed', 'open')", name=op.f("ck_hosted_pages_state")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "token", name=op.f("pk_hosted_pages")),
    )
    op.create_index("ix_hosted_pages_subject", "hosted_pages", ["tenant_id", "subject"])
    op.create_table(
        "page_tokens",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_page_tokens")),
    )
    op.add_column("methods", sa.Column("removed_at", INSTANT, nullable=True))
    op.create_index(
        "ix_methods_provider_ref", "methods", ["tenant_id", "connection_id", "provider_ref"]
    )
