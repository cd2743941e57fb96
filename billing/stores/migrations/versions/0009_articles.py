"""Where a help article can be read; the duty that keeps the index of articles."""

from billing.stores.migrations import help_articles

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    help_articles.create()
