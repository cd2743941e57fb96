"""Uploads that are listed, categorised, corrected and learned from."""

from billing.stores.migrations import index_duties, uploads

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    uploads.create()
    index_duties.create()
