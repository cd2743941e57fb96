"""Connect a payment provider: credentials checked with it, then stored sealed and never shown."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from billing.connections import Connection, Mode
from billing.errors import InvalidRequest
from billing.ids import ConnectionId
from billing.ports import Ports
from billing.principal import Principal, Role
from billing.use_cases._note import note
from billing.use_cases.owe_connection_duties import owe_connection_duties

CREDENTIALS: Final = 10
CONNECTIONS: Final = 20
"""How many one company may have: each is asked about every day."""


@dataclass(frozen=True, slots=True)
class Connect:
    """What an admin enters. `credentials` are named as the provider's adapter names them."""

    provider: str
    mode: Mode
    credentials: Mapping[str, str] = field(repr=False)


def connect_provider(ports: Ports, principal: Principal, wish: Connect) -> Connection:
    """Store a connection that works, with a webhook address of its own.

    Raises `CredentialsRefused`, `ProviderUnavailable` when the provider did not say (nothing is
    stored then), `Conflict` when one of the secrets is in use already, here or anywhere else.
    """
    principal.require_staff(Role.ADMIN)
    require_plain(wish.credentials)
    connection_id = ConnectionId(ports.ids.new("con"))
    now = ports.clock.now()
    connection = Connection(
        id=connection_id,
        tenant_id=principal.tenant,
        provider=wish.provider,
        mode=wish.mode,
        endpoint_token=endpoint_token(ports.salt, principal, connection_id),
        created_at=now,
        tested_at=now,
    )
    ports.providers.check(connection, wish.credentials)
    secrets = ports.providers.credential_names(wish.provider).secret
    with ports.store.write(principal) as tx:
        if len(tx.connections.list()) >= CONNECTIONS:
            raise InvalidRequest(f"a company has at most {CONNECTIONS} connections")
        tx.connections.put(connection, wish.credentials, secrets=secrets)
        details = {"provider": connection.provider, "mode": str(connection.mode)}
        note(ports, tx, "connection.made", connection.id, details)
        owe_connection_duties(ports.clock, tx, connection)
    return connection


def require_plain(credentials: Mapping[str, str]) -> None:
    """Raises `InvalidRequest` for no credentials, too many, or one that is empty."""
    if not 1 <= len(credentials) <= CREDENTIALS:
        raise InvalidRequest("a connection has from one to ten credentials")
    if any(not value.strip() or not value.isprintable() for value in credentials.values()):
        raise InvalidRequest("a credential is empty or holds control characters")


def endpoint_token(salt: bytes, principal: Principal, connection_id: ConnectionId) -> str:
    """128 bits as hex digits that nobody without the salt can tell from random ones."""
    parts = "\x1f".join(("endpoint", principal.tenant, connection_id))
    return hmac.digest(salt, parts.encode(), "sha256").hex()[:32]
