"""Switch a connection off or on: a disabled one takes no new payment, and answers for old ones."""

from billing.connections import Connection
from billing.ids import ConnectionId
from billing.ports import Ports
from billing.principal import Principal, Role
from billing.use_cases._note import note
from billing.use_cases.owe_connection_duties import owe_connection_duties


def disable_connection(
    ports: Ports, principal: Principal, connection_id: ConnectionId, *, off: bool = True
) -> Connection:
    """Off (or, `off` False, on again); saying it twice changes nothing."""
    principal.require_staff(Role.ADMIN)
    with ports.store.write(principal) as tx:
        connection = tx.connections.get(connection_id)
        if connection.usable is not off:
            return connection
        tx.connections.disable(connection_id, ports.clock.now() if off else None)
        changed = tx.connections.get(connection_id)
        note(ports, tx, "connection.disabled" if off else "connection.enabled", connection_id)
        owe_connection_duties(ports.clock, tx, changed)
        return changed
