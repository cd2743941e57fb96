"""Payments made outside: announced, recorded, verified, reversed."""

from billing.stores.migrations import by_hand

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    by_hand.create()
