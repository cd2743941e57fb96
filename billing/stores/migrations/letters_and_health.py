"""Migration 0002, pinned: outbox, webhook endpoints, health of inbox and connections, duties."""

import sqlalchemy as sa
from alembic import op

from billing.stores.migrations.initial_types import COUNTER, INSTANT, JSON

_KINDS = (
    "kind IN ('apply_webhook', 'check_page', 'check_payment', 'check_refund', "
    "'compare_statement', 'deliver', 'read_upload', 'remove_method', 'seal_audit', "
    "'tell_conversation', 'test_connection')"
)


def create() -> None:
    _outbox()
    _inbox()
    _connections()
    _duties()


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("to_ref", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("retried_at", INSTANT, nullable=True),
        sa.CheckConstraint("state IN ('dead', 'sent', 'waiting')", name=op.f("ck_outbox_state")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_outbox")),
    )
    op.create_index("ix_outbox_newest", "outbox", ["tenant_id", "created_at", "id"])
    op.create_index("ix_outbox_state", "outbox", ["tenant_id", "state", "created_at"])
    op.create_table(
        "webhook_endpoints",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("events", JSON, nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("disabled_at", INSTANT, nullable=True),
        sa.Column("why_disabled", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_webhook_endpoints")),
    )


def _inbox() -> None:
    for column in (
        sa.Column("about", sa.String(), nullable=False, server_default="payment"),
        sa.Column("object_ref", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("dead_at", INSTANT, nullable=True),
    ):
        op.add_column("inbox", column)
    op.create_index("ix_inbox_received", "inbox", ["tenant_id", "connection_id", "received_at"])
    op.create_table(
        "refused_webhooks",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("connection_id", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("last_sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "connection_id", "on_day", name=op.f("pk_refused_webhooks")
        ),
    )


def _connections() -> None:
    for column in (
        sa.Column("created_at", INSTANT, nullable=True),
        sa.Column("tested_at", INSTANT, nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("disabled_at", INSTANT, nullable=True),
    ):
        op.add_column("connections", column)
    op.create_table(
        "secret_prints",
        sa.Column("print", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("connection_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("print", name=op.f("pk_secret_prints")),
    )
    op.create_index("ix_secret_prints_connection", "secret_prints", ["tenant_id", "connection_id"])


def _duties() -> None:
    """More kinds of duty. SQLite changes no constraint in place: the table is made anew."""
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
