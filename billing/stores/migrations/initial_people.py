"""Migration 0001, pinned: the tables of people and what they say."""

import sqlalchemy as sa
from alembic import op

from billing.stores.migrations.initial_types import INSTANT, JSON


def create() -> None:
    op.create_table(
        "conversations",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("turn_owner", sa.String(), nullable=True),
        sa.Column("turn_until", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "person_id", "id", name=op.f("pk_conversations")),
    )
    op.create_index("ix_conversations_id", "conversations", ["tenant_id", "id"], unique=False)
    op.create_index(
        "ix_conversations_newest",
        "conversations",
        ["tenant_id", "person_id", "created_at", "id"],
        unique=False,
    )
    op.create_table(
        "customers",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("default_method_id", sa.String(), nullable=True),
        sa.Column("personal", sa.LargeBinary(), nullable=False),
        sa.Column("email_index", sa.LargeBinary(), nullable=True),
        sa.Column("account_index", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_customers")),
    )
    op.create_index(
        "ix_customers_account", "customers", ["tenant_id", "account_index"], unique=False
    )
    op.create_index("ix_customers_email", "customers", ["tenant_id", "email_index"], unique=False)
    op.create_table(
        "people",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("personal", sa.LargeBinary(), nullable=False),
        sa.Column("email_index", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "role IN ('customer_admin', 'customer_member')", name=op.f("ck_people_role")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_people")),
    )
    op.create_index("ix_people_customer", "people", ["tenant_id", "customer_id"], unique=False)
    op.create_index("ix_people_email", "people", ["tenant_id", "email_index"], unique=False)
    op.create_table(
        "person_keys",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "owner", "id", name=op.f("pk_person_keys")),
    )
    op.create_table(
        "staff",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("personal", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("role IN ('admin', 'finance', 'support')", name=op.f("ck_staff_role")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_staff")),
    )
    op.create_table(
        "tenant_keys",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tenant_keys")),
    )
    op.create_table(
        "tickets",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=True),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "priority IN ('high', 'low', 'normal', 'urgent')", name=op.f("ck_tickets_priority")
        ),
        sa.CheckConstraint(
            "status IN ('claimed', 'open', 'resolved', 'waiting')", name=op.f("ck_tickets_status")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tickets")),
    )
    op.create_index(
        "ix_tickets_customer",
        "tickets",
        ["tenant_id", "customer_id", "opened_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_tickets_conversation", "tickets", ["tenant_id", "conversation_id"], unique=False
    )
    op.create_index("ix_tickets_newest", "tickets", ["tenant_id", "opened_at", "id"], unique=False)
    op.create_index(
        "uq_tickets_one_open",
        "tickets",
        ["tenant_id", "person_id", "conversation_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('claimed', 'open', 'waiting')"),
        postgresql_where=sa.text("status IN ('claimed', 'open', 'waiting')"),
    )
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
        sa.CheckConstraint(
            "state IN ('processing', 'read', 'refused')", name=op.f("ck_uploads_state")
        ),
        sa.CheckConstraint(
            "verdict IN ('already_paid', 'amount_differs', 'duplicate_upload', "
            "'known_open', 'not_ours', 'payee_changed')",
            name=op.f("ck_uploads_verdict"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_uploads")),
    )
    op.create_index(
        "ix_uploads_customer", "uploads", ["tenant_id", "customer_id", "uploaded_at"], unique=False
    )
    op.create_index(
        "ix_uploads_sha256", "uploads", ["tenant_id", "customer_id", "sha256"], unique=False
    )
    op.create_table(
        "messages",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=False),
        sa.Column("said_at", INSTANT, nullable=False),
        sa.Column("reply_to", sa.String(), nullable=True),
        sa.Column("trace", JSON, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "speaker IN ('assistant', 'customer', 'server', 'staff')",
            name=op.f("ck_messages_speaker"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id", "conversation_id"],
            ["conversations.tenant_id", "conversations.person_id", "conversations.id"],
            name=op.f("fk_messages_tenant_id_person_id_conversation_id"),
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "person_id", "conversation_id", "seq", name=op.f("pk_messages")
        ),
        sa.UniqueConstraint(
            "tenant_id",
            "person_id",
            "conversation_id",
            "id",
            name=op.f("uq_messages_tenant_id_person_id_conversation_id_id"),
        ),
    )
    op.create_index(
        "ix_messages_reply",
        "messages",
        ["tenant_id", "person_id", "conversation_id", "reply_to"],
        unique=False,
    )
    op.create_table(
        "upload_bytes",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("upload_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "upload_id"],
            ["uploads.tenant_id", "uploads.id"],
            name=op.f("fk_upload_bytes_tenant_id_upload_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "upload_id", name=op.f("pk_upload_bytes")),
    )
