"""Migration 0003, pinned: what a provider takes on top, and the refusal of a fee that changed."""

from typing import Final

import sqlalchemy as sa
from alembic import op

from billing.stores.migrations.initial_types import INSTANT
from billing.stores.migrations.made_anew import make_anew, on_postgresql

_REASONS: Final = (
    "reason IN ('authentication_required', 'card_declined', 'currency_not_supported', "
    "'expired_card', 'fee_changed', 'insufficient_funds', 'invalid_method', 'limit_exceeded', "
    "'other', 'provider_unavailable')"
)
_STATES: Final = (
    "state IN ('cancelled', 'created', 'failed', 'hold', 'pending', 'requires_action', "
    "'submitting', 'succeeded', 'unknown')"
)
_OPEN: Final = "state IN ('created', 'hold', 'pending', 'requires_action', 'submitting', 'unknown')"
_FEE: Final = "fee_minor > -1 AND fee_minor < 1000000000000000"
_AMOUNT: Final = "amount_minor > 0 AND amount_minor < 1000000000000000"


def create() -> None:
    if on_postgresql():
        for table in ("payments", "receipts"):
            op.add_column(table, _fee())
            op.create_check_constraint(op.f(f"ck_{table}_fee_minor"), table, _FEE)
        op.drop_constraint(op.f("ck_payments_reason"), "payments", type_="check")
        op.create_check_constraint(op.f("ck_payments_reason"), "payments", _REASONS)
        return
    make_anew("payments", _payments)
    make_anew("receipts", _receipts)


def _fee() -> sa.Column[int]:
    return sa.Column("fee_minor", sa.BigInteger(), nullable=False, server_default="0")


def _payments() -> None:
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
        sa.Column("sent_at", INSTANT, nullable=True),
        _fee(),
        sa.CheckConstraint(_REASONS, name=op.f("ck_payments_reason")),
        sa.CheckConstraint(_STATES, name=op.f("ck_payments_state")),
        sa.CheckConstraint(_AMOUNT, name=op.f("ck_payments_amount_minor")),
        sa.CheckConstraint(_FEE, name=op.f("ck_payments_fee_minor")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "bill_id"],
            ["bills.tenant_id", "bills.id"],
            name=op.f("fk_payments_tenant_id_bill_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_payments")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_payments_tenant_id_key")),
    )
    for name, columns in (
        ("bill", ["bill_id"]),
        ("newest", ["customer_id", "created_at", "id"]),
        ("provider_ref", ["provider_ref"]),
        ("quote", ["quote_id"]),
        ("state", ["state", "created_at"]),
        ("submitted", ["connection_id", "submitted_at"]),
        ("tenant_newest", ["created_at", "id"]),
    ):
        op.create_index(f"ix_payments_{name}", "payments", ["tenant_id", *columns])
    op.create_index(
        "uq_payments_one_open",
        "payments",
        ["tenant_id", "bill_id"],
        unique=True,
        sqlite_where=sa.text(_OPEN),
    )


def _receipts() -> None:
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
        _fee(),
        sa.CheckConstraint(_AMOUNT, name=op.f("ck_receipts_amount_minor")),
        sa.CheckConstraint(_FEE, name=op.f("ck_receipts_fee_minor")),
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
