"""Migration 0007, pinned: what uploads are for, how they are found again, and what they taught."""

import sqlalchemy as sa
from alembic import op

from billing.stores.migrations.initial_types import INSTANT
from billing.stores.migrations.made_anew import make_anew, on_postgresql

_CATEGORIES = (
    "category IN ('insurance', 'other', 'professional_services', 'rent', 'software', 'supplies', "
    "'tax', 'telecom', 'travel', 'utility')"
)


def create() -> None:
    if on_postgresql():
        for column in _new_columns():
            op.add_column("uploads", column)
        op.create_check_constraint(op.f("ck_uploads_category"), "uploads", _CATEGORIES)
        op.drop_index("ix_uploads_customer", "uploads")
        _new_indexes()
    else:
        make_anew("uploads", _uploads)
    _hints()


def _new_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("conversation_id", sa.String(), nullable=True),
        sa.Column("content_index", sa.LargeBinary(), nullable=True),
        sa.Column("sender_index", sa.LargeBinary(), nullable=True),
    )


def _uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("bill_id", sa.String(), nullable=True),
        sa.Column("refusal", sa.String(), nullable=True),
        *_new_columns(),
        sa.CheckConstraint(
            "state IN ('processing', 'read', 'refused')", name=op.f("ck_uploads_state")
        ),
        sa.CheckConstraint(
            "verdict IN ('already_paid', 'amount_differs', 'duplicate_upload', "
            "'known_open', 'not_ours', 'payee_changed')",
            name=op.f("ck_uploads_verdict"),
        ),
        sa.CheckConstraint(_CATEGORIES, name=op.f("ck_uploads_category")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_uploads")),
    )
    op.create_index("ix_uploads_sha256", "uploads", ["tenant_id", "customer_id", "sha256"])
    _new_indexes()


def _new_indexes() -> None:
    here = ["tenant_id", "customer_id"]
    op.create_index("ix_uploads_newest", "uploads", [*here, "uploaded_at", "id"])
    op.create_index("ix_uploads_content", "uploads", [*here, "content_index"])
    op.create_index("ix_uploads_sender", "uploads", [*here, "sender_index"])


def _hints() -> None:
    op.create_table(
        "upload_hints",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("taught_by", sa.String(), nullable=False),
        sa.Column("taught_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "sender", "field", "label", "taught_by", name=op.f("pk_upload_hints")
        ),
    )
