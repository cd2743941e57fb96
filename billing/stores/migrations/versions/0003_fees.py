"""What a provider adds for its service, agreed with the quote."""

from billing.stores.migrations import fees

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    fees.create()
