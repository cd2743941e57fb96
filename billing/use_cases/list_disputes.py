"""Payments that customers' banks took back, for staff."""

from billing.disputes import Dispute
from billing.ports import Ports
from billing.principal import Principal


def list_disputes(
    ports: Ports, principal: Principal, *, open_only: bool = True, limit: int = 50
) -> tuple[Dispute, ...]:
    """Newest first. Raises `Forbidden` for customers."""
    principal.require_staff()
    with ports.store.read(principal) as tx:
        return tx.disputes.list(open_only=open_only, limit=limit)
