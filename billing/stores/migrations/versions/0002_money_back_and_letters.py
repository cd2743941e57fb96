"""Refunds with keys, disputes, hosted pages, discrepancies, outbox, health of the inbox."""

from billing.stores.migrations import letters_and_health, money_back

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    money_back.create()
    letters_and_health.create()
