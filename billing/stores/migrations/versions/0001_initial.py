"""The first schema, and the installation's salt."""

import os

import sqlalchemy as sa
from alembic import op

from billing.stores.migrations import initial_money, initial_people, initial_works

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# PostgreSQL keeps the trail append-only by grants and row policies; SQLite has neither.
_TRIGGERS = (
    """
    CREATE TRIGGER audit_entries_keep BEFORE DELETE ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END
    """,
    """
    CREATE TRIGGER audit_entries_seal BEFORE UPDATE ON audit_entries
    WHEN OLD.number IS NOT NULL OR OLD.id <> NEW.id OR OLD.tenant_id <> NEW.tenant_id
      OR OLD.at <> NEW.at OR OLD.actor <> NEW.actor OR OLD.verb <> NEW.verb
      OR OLD.subject <> NEW.subject OR OLD.details <> NEW.details
    BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END
    """,
)


def upgrade() -> None:
    initial_money.create()
    initial_people.create()
    initial_works.create()
    if op.get_bind().dialect.name == "sqlite":
        for trigger in _TRIGGERS:
            op.execute(trigger)
    installation = sa.table("installation", sa.column("name"), sa.column("value"))
    op.bulk_insert(installation, [{"name": "salt", "value": os.urandom(32)}])
