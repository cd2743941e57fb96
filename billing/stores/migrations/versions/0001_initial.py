"""The first schema, and the installation's salt."""

import os

import sqlalchemy as sa
from alembic import op

from billing.stores.schema import SCHEMA

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    SCHEMA.create_all(op.get_bind())
    installation = sa.table("installation", sa.column("name"), sa.column("value"))
    op.bulk_insert(installation, [{"name": "salt", "value": os.urandom(32)}])
