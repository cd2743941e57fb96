"""Tokens that work once, for all processes; and who signs people in for Paymentus."""

from billing.stores.migrations import used_tokens

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    used_tokens.create()
