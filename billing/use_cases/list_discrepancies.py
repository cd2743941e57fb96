"""Where a provider's statement and our books differ, for staff."""

from billing.discrepancies import Discrepancy
from billing.ports import Ports
from billing.principal import Principal, Role


def list_discrepancies(
    ports: Ports, principal: Principal, *, open_only: bool = True, limit: int = 200
) -> tuple[Discrepancy, ...]:
    """Newest first. Raises `Forbidden` for customers."""
    if principal.role is not Role.SYSTEM:
        principal.require_staff()
    with ports.store.read(principal) as tx:
        return tx.discrepancies.list(open_only=open_only, limit=limit)
