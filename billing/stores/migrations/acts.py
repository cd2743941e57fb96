"""Migration 0008, pinned: offers of acts; disputes of bills, promises, new addresses; a duty."""

import sqlalchemy as sa
from alembic import op

from billing.stores.migrations.initial_types import COUNTER, INSTANT, JSON
from billing.stores.migrations.made_anew import make_anew, on_postgresql

_KINDS = (
    "kind IN ('apply_webhook', 'change_subscription', 'check_page', 'check_payment', "
    "'check_refund', 'compare_statement', 'deliver', 'index_upload', 'read_upload', "
    "'remove_method', 'seal_audit', 'sync_source', 'tell_conversation', 'test_connection')"
)
_AMOUNT = "amount_minor > 0 AND amount_minor < 1000000000000000"


def create() -> None:
    op.add_column("quotes", sa.Column("act", JSON, nullable=True))
    op.add_column("quotes", sa.Column("personal", sa.LargeBinary(), nullable=True))
    op.add_column("quotes", sa.Column("outcome", JSON, nullable=True))
    op.add_column("subscriptions", sa.Column("next_plan_id", sa.String(), nullable=True))
    op.add_column("subscriptions", sa.Column("next_interval", sa.String(), nullable=True))
    op.add_column("subscriptions", sa.Column("changes_on", sa.Date(), nullable=True))
    op.add_column("subscriptions", sa.Column("ends_on", sa.Date(), nullable=True))
    _bill_disputes()
    _promises()
    _address_changes()
    if on_postgresql():
        op.drop_constraint(op.f("ck_duties_kind"), "duties", type_="check")
        op.create_check_constraint(op.f("ck_duties_kind"), "duties", _KINDS)
    else:
        make_anew("duties", _duties)


def _of_bill(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "bill_id"],
        ["bills.tenant_id", "bills.id"],
        name=op.f(f"fk_{table}_tenant_id_bill_id"),
    )


def _bill_disputes() -> None:
    op.create_table(
        "bill_disputes",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("bill_id", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("dunning_paused", sa.Boolean(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "reason IN ('duplicate', 'not_mine', 'not_received', 'other', 'quality', "
            "'wrong_amount')",
            name=op.f("ck_bill_disputes_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'rejected', 'upheld', 'withdrawn')",
            name=op.f("ck_bill_disputes_state"),
        ),
        sa.CheckConstraint(_AMOUNT, name=op.f("ck_bill_disputes_amount_minor")),
        _of_bill("bill_disputes"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_bill_disputes")),
    )
    op.create_index("ix_bill_disputes_bill", "bill_disputes", ["tenant_id", "bill_id"])
    op.create_index("ix_bill_disputes_newest", "bill_disputes", ["tenant_id", "opened_at", "id"])


def _promises() -> None:
    op.create_table(
        "promises",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("bill_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('extension', 'instalment', 'promise')", name=op.f("ck_promises_kind")
        ),
        sa.CheckConstraint("state IN ('open', 'replaced')", name=op.f("ck_promises_state")),
        sa.CheckConstraint(_AMOUNT, name=op.f("ck_promises_amount_minor")),
        _of_bill("promises"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_promises")),
    )
    op.create_index("ix_promises_bill", "promises", ["tenant_id", "bill_id"])
    op.create_index("ix_promises_customer", "promises", ["tenant_id", "customer_id", "made_at"])


def _address_changes() -> None:
    op.create_table(
        "address_changes",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('confirmed', 'replaced', 'waiting')", name=op.f("ck_address_changes_state")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_address_changes")),
    )
    op.create_index(
        "ix_address_changes_customer", "address_changes", ["tenant_id", "customer_id", "asked_at"]
    )


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
