"""A person looked into a difference and says why it may be closed."""

from typing import Final

from billing.discrepancies import Discrepancy
from billing.errors import InvalidRequest
from billing.ports import Ports
from billing.principal import Principal, Role
from billing.redaction import redact
from billing.use_cases._note import note

NOTE_LIMIT: Final = 500


def close_discrepancy(
    ports: Ports, principal: Principal, discrepancy_id: str, why: str
) -> Discrepancy:
    """Close it with a reason; it stays closed while the amounts stay as they were.

    Raises `Forbidden`, `NotFound`, `InvalidRequest` without a reason, `Conflict` when closed.
    """
    principal.require_staff(Role.FINANCE, Role.ADMIN)
    if not why.strip() or len(why) > NOTE_LIMIT:
        raise InvalidRequest(f"say why, in at most {NOTE_LIMIT} letters")
    with ports.store.write(principal) as tx:
        now = ports.clock.now()
        tx.discrepancies.close(discrepancy_id, by=principal.actor, note=redact(why.strip()), at=now)
        note(ports, tx, "discrepancy.closed", discrepancy_id, {"by": principal.actor})
        return tx.discrepancies.get(discrepancy_id)
