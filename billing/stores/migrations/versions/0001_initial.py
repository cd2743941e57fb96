"""The first schema, and the installation's salt."""

import os

import sqlalchemy as sa
from alembic import op

from billing.stores.schema import SCHEMA

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
    SCHEMA.create_all(op.get_bind())
    if op.get_bind().dialect.name == "sqlite":
        for trigger in _TRIGGERS:
            op.execute(trigger)
    installation = sa.table("installation", sa.column("name"), sa.column("value"))
    op.bulk_insert(installation, [{"name": "salt", "value": os.urandom(32)}])
