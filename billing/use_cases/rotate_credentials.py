"""Replace a connection's credentials, without a moment in which its webhooks are refused."""

from collections.abc import Mapping
from dataclasses import replace

from billing.connections import Connection
from billing.errors import Conflict
from billing.ids import ConnectionId
from billing.ports import Ports
from billing.principal import Principal, Role
from billing.use_cases._note import note
from billing.use_cases.connect_provider import require_plain
from billing.use_cases.owe_connection_duties import owe_connection_duties


def rotate_credentials(
    ports: Ports,
    principal: Principal,
    connection_id: ConnectionId,
    credentials: Mapping[str, str],
    *,
    keep_old_webhook_secret: bool = True,
) -> Connection:
    """Replace the named credentials; those not named stay.

    What the provider's webhooks are known by (its adapter says which credential: a secret, a key,
    a webhook's id) stays valid beside the new one until the next rotation, so that what is on its
    way still verifies. Credentials of another account of the provider are refused: its
    answers about payments made before would be wrong. Raises like `connect_provider`.
    """
    principal.require_staff(Role.ADMIN)
    require_plain(credentials)
    with ports.store.read(principal) as tx:
        was = tx.connections.get(connection_id)
        old = tx.connections.credentials(connection_id)
        known = tx.payments.known_at(connection_id)
    names = ports.providers.credential_names(was.provider)
    fresh = _merged(old, credentials, names.overlapping if keep_old_webhook_secret else None)
    now = ports.clock.now()
    changed = replace(was, version=was.version + 1, tested_at=now, problem=None)
    ports.providers.check(changed, fresh, knows=known)
    with ports.store.write(principal) as tx:
        if tx.connections.get(connection_id).version != was.version:
            raise Conflict("the credentials were replaced meanwhile")
        tx.connections.put(changed, fresh, secrets=names.secret)
        given = ",".join(sorted(credentials))[:100]
        note(ports, tx, "connection.rotated", connection_id, {"credentials": given})
        owe_connection_duties(ports.clock, tx, changed)
    return changed


def _merged(
    old: Mapping[str, str], given: Mapping[str, str], overlapping: str | None
) -> Mapping[str, str]:
    fresh = dict(old) | {name: value.strip() for name, value in given.items()}
    if overlapping is None or overlapping not in given:
        return fresh
    before = old.get(overlapping, "").split(",")[0].strip()
    if before and before not in (part.strip() for part in fresh[overlapping].split(",")):
        fresh[overlapping] = f"{fresh[overlapping]},{before}"
    return fresh
