"""Migration 0001, pinned: the tables of bills, payments, quotes, methods, plans."""

import sqlalchemy as sa
from alembic import op

from billing.stores.migrations.initial_types import INSTANT, JSON


def create() -> None:
    op.create_table(
        "bills",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("id_folded", sa.String(), nullable=False),
        sa.Column("number_folded", sa.String(), nullable=False),
        sa.Column("search", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("disputed_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("period_start_on", sa.Date(), nullable=True),
        sa.Column("period_end_before_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lines", JSON, nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'paid', 'void')", name=op.f("ck_bills_state")
        ),
        sa.CheckConstraint(
            "amount_minor > -1000000000000000 AND amount_minor < 1000000000000000",
            name=op.f("ck_bills_amount_minor"),
        ),
        sa.CheckConstraint(
            "disputed_minor > -1 AND disputed_minor < 1000000000000000",
            name=op.f("ck_bills_disputed_minor"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bills")),
    )
    op.create_index(
        "ix_bills_category",
        "bills",
        ["tenant_id", "customer_id", "category", "issued_on"],
        unique=False,
    )
    op.create_index("ix_bills_id_folded", "bills", ["tenant_id", "id_folded"], unique=False)
    op.create_index(
        "ix_bills_newest", "bills", ["tenant_id", "customer_id", "issued_on", "id"], unique=False
    )
    op.create_index("ix_bills_number_folded", "bills", ["tenant_id", "number_folded"], unique=False)
    op.create_index("ix_bills_state", "bills", ["tenant_id", "customer_id", "state"], unique=False)
    op.create_index(
        "ix_bills_tenant_newest", "bills", ["tenant_id", "issued_on", "id"], unique=False
    )
    op.create_table(
        "counters",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "name", name=op.f("pk_counters")),
    )
    op.create_table(
        "methods",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("last4", sa.String(), nullable=False),
        sa.Column("connection_id", sa.String(), nullable=False),
        sa.Column("provider_ref", sa.String(), nullable=False),
        sa.Column("customer_ref", sa.String(), nullable=False),
        sa.Column("brand", sa.String(), nullable=True),
        sa.Column("expires_before_on", sa.Date(), nullable=True),
        sa.Column("currencies", JSON, nullable=False),
        sa.Column("used_before", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_methods")),
    )
    op.create_index("ix_methods_customer", "methods", ["tenant_id", "customer_id"], unique=False)
    op.create_table(
        "plans",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("interval", sa.String(), nullable=False),
        sa.Column("annual_minor", sa.BigInteger(), nullable=True),
        sa.Column("annual_currency", sa.String(), nullable=True),
        sa.Column("features", JSON, nullable=False),
        sa.Column("also_priced_in", JSON, nullable=False),
        sa.CheckConstraint(
            "annual_minor > -1 AND annual_minor < 1000000000000000",
            name=op.f("ck_plans_annual_minor"),
        ),
        sa.CheckConstraint(
            "price_minor > -1 AND price_minor < 1000000000000000", name=op.f("ck_plans_price_minor")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_plans")),
    )
    op.create_table(
        "quotes",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("lines", JSON, nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("method_id", sa.String(), nullable=False),
        sa.Column("connection_id", sa.String(), nullable=False),
        sa.Column("payee", sa.String(), nullable=False),
        sa.Column("approve_by", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=True),
        sa.Column("shown_seq", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status IN ('approved', 'declined', 'expired', 'open', 'superseded')",
            name=op.f("ck_quotes_status"),
        ),
        sa.CheckConstraint(
            "fee_minor > -1 AND fee_minor < 1000000000000000", name=op.f("ck_quotes_fee_minor")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_quotes")),
    )
    op.create_index(
        "ix_quotes_conversation", "quotes", ["tenant_id", "conversation_id", "status"], unique=False
    )
    op.create_index(
        "ix_quotes_customer", "quotes", ["tenant_id", "customer_id", "created_at"], unique=False
    )
    op.create_index(
        "ix_quotes_open", "quotes", ["tenant_id", "customer_id", "status"], unique=False
    )
    op.create_table(
        "subscriptions",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("interval", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("period_start_on", sa.Date(), nullable=True),
        sa.Column("period_end_before_on", sa.Date(), nullable=True),
        sa.Column("trial_end_on", sa.Date(), nullable=True),
        sa.Column("after_trial_plan_id", sa.String(), nullable=True),
        sa.Column("renews_on", sa.Date(), nullable=True),
        sa.Column("seats_used", sa.Integer(), nullable=True),
        sa.Column("autopay", sa.Boolean(), nullable=False),
        sa.Column("dunning", JSON, nullable=True),
        sa.CheckConstraint(
            "status IN ('active', 'cancelled', 'past_due', 'suspended', 'trialing')",
            name=op.f("ck_subscriptions_status"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_subscriptions")),
    )
    op.create_index(
        "ix_subscriptions_customer", "subscriptions", ["tenant_id", "customer_id"], unique=False
    )
    op.create_table(
        "usage",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("period_key", sa.String(), nullable=False),
        sa.Column("used", sa.String(), nullable=False),
        sa.Column("included", sa.String(), nullable=True),
        sa.Column("unlimited", sa.Boolean(), nullable=False),
        sa.Column("period_start_on", sa.Date(), nullable=True),
        sa.Column("period_end_before_on", sa.Date(), nullable=True),
        sa.Column("resets_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint(
            "tenant_id", "customer_id", "metric", "period_key", name=op.f("pk_usage")
        ),
    )
    op.create_table(
        "approvals",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("quote_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("approved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "quote_id"],
            ["quotes.tenant_id", "quotes.id"],
            name=op.f("fk_approvals_tenant_id_quote_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "quote_id", name=op.f("pk_approvals")),
    )
    op.create_table(
        "bill_versions",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("bill_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("lines", JSON, nullable=False),
        sa.Column("put_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bill_id"],
            ["bills.tenant_id", "bills.id"],
            name=op.f("fk_bill_versions_tenant_id_bill_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "bill_id", "version", name=op.f("pk_bill_versions")),
    )
    op.create_table(
        "payments",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("bill_id", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("method_id", sa.String(), nullable=True),
        sa.Column("connection_id", sa.String(), nullable=True),
        sa.Column("quote_id", sa.String(), nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("provider_ref", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("submitted_at", INSTANT, nullable=True),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "reason IN ('authentication_required', 'card_declined', "
            "'currency_not_supported', 'expired_card', 'insufficient_funds', "
            "'invalid_method', 'limit_exceeded', 'other', 'provider_unavailable')",
            name=op.f("ck_payments_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('cancelled', 'created', 'failed', 'hold', 'pending', "
            "'requires_action', 'submitting', 'succeeded', 'unknown')",
            name=op.f("ck_payments_state"),
        ),
        sa.CheckConstraint(
            "amount_minor > 0 AND amount_minor < 1000000000000000",
            name=op.f("ck_payments_amount_minor"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bill_id"],
            ["bills.tenant_id", "bills.id"],
            name=op.f("fk_payments_tenant_id_bill_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payments")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_payments_tenant_id_key")),
    )
    op.create_index("ix_payments_bill", "payments", ["tenant_id", "bill_id"], unique=False)
    op.create_index(
        "ix_payments_newest",
        "payments",
        ["tenant_id", "customer_id", "created_at", "id"],
        unique=False,
    )
    op.create_index("ix_payments_quote", "payments", ["tenant_id", "quote_id"], unique=False)
    op.create_index(
        "ix_payments_state", "payments", ["tenant_id", "state", "created_at"], unique=False
    )
    op.create_index(
        "ix_payments_tenant_newest", "payments", ["tenant_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "uq_payments_one_open",
        "payments",
        ["tenant_id", "bill_id"],
        unique=True,
        sqlite_where=sa.text(
            "state IN ('created', 'hold', 'pending', 'requires_action', 'submitting', 'unknown')"
        ),
        postgresql_where=sa.text(
            "state IN ('created', 'hold', 'pending', 'requires_action', 'submitting', 'unknown')"
        ),
    )
    op.create_table(
        "payment_allocations",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("bill_id", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("allocated_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "amount_minor > 0 AND amount_minor < 1000000000000000",
            name=op.f("ck_payment_allocations_amount_minor"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bill_id"],
            ["bills.tenant_id", "bills.id"],
            name=op.f("fk_payment_allocations_tenant_id_bill_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payment_id"],
            ["payments.tenant_id", "payments.id"],
            name=op.f("fk_payment_allocations_tenant_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "payment_id", "bill_id", name=op.f("pk_payment_allocations")
        ),
    )
    op.create_index(
        "ix_payment_allocations_bill", "payment_allocations", ["tenant_id", "bill_id"], unique=False
    )
    op.create_table(
        "receipts",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("bill_id", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "amount_minor > 0 AND amount_minor < 1000000000000000",
            name=op.f("ck_receipts_amount_minor"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payment_id"],
            ["payments.tenant_id", "payments.id"],
            name=op.f("fk_receipts_tenant_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_receipts_tenant_id_number")),
        sa.UniqueConstraint(
            "tenant_id", "payment_id", name=op.f("uq_receipts_tenant_id_payment_id")
        ),
    )
    op.create_table(
        "refunds",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("bill_id", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "state IN ('cancelled', 'created', 'failed', 'hold', 'pending', "
            "'requires_action', 'submitting', 'succeeded', 'unknown')",
            name=op.f("ck_refunds_state"),
        ),
        sa.CheckConstraint(
            "amount_minor > 0 AND amount_minor < 1000000000000000",
            name=op.f("ck_refunds_amount_minor"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "payment_id"],
            ["payments.tenant_id", "payments.id"],
            name=op.f("fk_refunds_tenant_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_refunds")),
    )
    op.create_index("ix_refunds_bill", "refunds", ["tenant_id", "bill_id"], unique=False)
    op.create_index("ix_refunds_payment", "refunds", ["tenant_id", "payment_id"], unique=False)
