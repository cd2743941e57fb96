"""Offers that are no payments, and what customers agreed to by them."""

from billing.stores.migrations import acts

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    acts.create()
