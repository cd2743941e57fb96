"""Bills and customers that come from a provider, and how fresh they are."""

from billing.stores.migrations import sources

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sources.create()
