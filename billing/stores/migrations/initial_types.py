"""Migration 0001, pinned: the column types that differ between the two databases."""

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

INSTANT: Final = sa.String().with_variant(sa.DateTime(timezone=True), "postgresql")
JSON: Final = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
COUNTER: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
