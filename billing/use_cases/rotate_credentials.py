"""Replace a connection's credentials, without a moment in which its webhooks are refused."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from billing.connections import Connection
from billing.errors import Conflict
from billing.ids import ConnectionId
from billing.ports import Ports
from billing.principal import Principal, Role
from billing.use_cases._note import note
from billing.use_cases.connect_provider import require_plain
from billing.use_cases.owe_connection_duties import owe_connection_duties

WEBHOOK_SECRET: Final = "webhook_secret"  # noqa: S105 - the name of one
"""The one credential that may hold two values, the newest first, with a comma between."""


def rotate_credentials(
    ports: Ports,
    principal: Principal,
    connection_id: ConnectionId,
    credentials: Mapping[str, str],
    *,
    keep_old_webhook_secret: bool = True,
) -> Connection:
    """Replace the named credentials; those not named stay.

    The old webhook secret stays valid beside the new one until the next rotation, so that what is
    on its way still verifies. Credentials of another account of the provider are refused: its
    answers about payments made before would be wrong. Raises like `connect_provider`.
    """
    principal.require_staff(Role.ADMIN)
    require_plain(credentials)
    with ports.store.read(principal) as tx:
        was = tx.connections.get(connection_id)
        old = tx.connections.credentials(connection_id)
        known = tx.payments.known_at(connection_id)
    fresh = _merged(old, credentials, keep=keep_old_webhook_secret)
    now = ports.clock.now()
    changed = replace(was, version=was.version + 1, tested_at=now, problem=None)
    ports.providers.check(changed, fresh, knows=known)
    with ports.store.write(principal) as tx:
        if tx.connections.get(connection_id).version != was.version:
            raise Conflict("the credentials were replaced meanwhile")
        tx.connections.put(changed, fresh)
        names = ",".join(sorted(credentials))[:100]
        note(ports, tx, "connection.rotated", connection_id, {"credentials": names})
        owe_connection_duties(ports.clock, tx, changed)
    return changed


def _merged(old: Mapping[str, str], given: Mapping[str, str], *, keep: bool) -> Mapping[str, str]:
    fresh = dict(old) | {name: value.strip() for name, value in given.items()}
    before = old.get(WEBHOOK_SECRET, "").split(",")[0].strip()
    if keep and before and before not in fresh[WEBHOOK_SECRET].split(","):
        fresh[WEBHOOK_SECRET] = f"{fresh[WEBHOOK_SECRET]},{before}"
    return fresh
