"""The connections a world asks for: its own providers, or the sandbox where it names no secret.

Exception
└── LoadRefused             this installation lacks something the world needs
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from api.providers import SANDBOX
from api.sandbox_accounts import is_in_sandbox, sandbox_credentials
from api.world import World
from api.world_rows import ConnectionRow
from billing.audit import AuditEntry
from billing.capabilities import Webhooks
from billing.connections import Connection, Mode
from billing.duties import DutyKind
from billing.errors import InvalidRequest
from billing.ids import ConnectionId, TenantId
from billing.ports import Clock, Store
from billing.principal import system
from payments._protocol import BadCredentials
from payments._registry import adapter, names

SANDBOX_CONNECTION: Final = "sandbox"
SANDBOX_PROVIDER: Final = "stripe"


class LoadRefused(Exception):
    """Nothing was loaded; the sentence says what to set, never a secret."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A connection and its credentials, before either is stored."""

    connection: Connection
    credentials: Mapping[str, str]

    @property
    def at_sandbox(self) -> bool:
        return SANDBOX in self.credentials

    @property
    def secrets(self) -> frozenset[str]:
        """The names of the credentials that are this connection's alone."""
        return adapter(self.connection.provider).credential_names.secret

    @property
    def has_ears(self) -> bool:
        """Whether somebody outside must be told where to call."""
        calls = adapter(self.connection.provider).capabilities.webhooks
        return not self.at_sandbox and calls is not Webhooks.NONE

    @property
    def webhook_path(self) -> str:
        connection = self.connection
        return f"/api/v1/webhooks/{connection.provider}/{connection.endpoint_token}"


def wanted_connections(
    world: World, salt: bytes, environment: Mapping[str, str]
) -> dict[str, tuple[Wanted, ...]]:
    """For each tenant its connections, the one its methods use first.

    What is secret comes from `environment` or is derived from the installation's `salt`, so that
    asking again gives the same. Raises `LoadRefused`.
    """
    found: dict[str, tuple[Wanted, ...]] = {}
    for tenant in world.tenants:
        rows = [row for row in world.connections if row.tenant == tenant.id]
        made = tuple(_from_row(row, salt, environment) for row in rows)
        if not made and len(world.tenants) == 1:
            made = _from_environment(tenant.id, salt, environment)
        found[tenant.id] = made or (
            _at_sandbox(tenant.id, SANDBOX_CONNECTION, SANDBOX_PROVIDER, salt),
        )
    return found


def needs_sandbox(world: World) -> bool:
    """Whether a tenant of this world is connected to the sandbox, having no secret of its own."""
    own = {row.tenant for row in world.connections}
    if any(tenant.id not in own for tenant in world.tenants):
        return True
    without = (row.provider for row in world.connections if row.credentials_env is None)
    return any(is_in_sandbox(provider) for provider in without)


def seed_from_environment(
    store: Store, clock: Clock, environment: Mapping[str, str]
) -> tuple[Connection, ...]:
    """Connect an only tenant that has no connection as the provider variables say; what was made.

    Raises `LoadRefused` when they are malformed. A connection that is there is never changed: its
    credentials are replaced by `PUT /connections/{id}/credentials` or by loading the world again.
    """
    tenants = store.directory.tenants()
    if len(tenants) != 1:
        return ()
    with store.write(system(tenants[0], "start")) as tx:
        if tx.connections.list():
            return ()
        made = _from_environment(tenants[0], store.directory.salt(), environment)
        for wanted in made:
            connection = replace(wanted.connection, created_at=clock.now())
            tx.connections.put(connection, wanted.credentials, secrets=wanted.secrets)
            details = {"provider": connection.provider, "mode": str(connection.mode)}
            entry = AuditEntry(
                clock.now(), tx.principal.actor, "connection.made", connection.id, details
            )
            tx.trail.record(entry)
            tx.duties.owe_last(DutyKind.SEAL_AUDIT, "audit", clock.real_now())
    return tuple(wanted.connection for wanted in made)


def _at_sandbox(tenant: str, name: str, provider: str, salt: bytes) -> Wanted:
    def derived(what: str) -> str:
        return _derived(salt, tenant, name, what)

    connection = _connection(tenant, name, provider, Mode.TEST, salt)
    return Wanted(connection, {**sandbox_credentials(provider, derived), SANDBOX: "1"})


def _without_secret(where: str, row: ConnectionRow, salt: bytes) -> Wanted:
    """A row that names no secret: the sandbox's, or a provider that has none."""
    if row.provider not in names():
        raise LoadRefused(f"{where}: there is no provider {row.provider}")
    if is_in_sandbox(row.provider) and row.mode is Mode.TEST:
        return _at_sandbox(row.tenant, row.id, row.provider, salt)
    nothing = {"mode": str(row.mode)}
    try:
        adapter(row.provider).mode_of(nothing)
    except BadCredentials:
        needs = f"{where} needs credentials_env: name the variable with its secret"
        raise LoadRefused(needs) from None
    return Wanted(_connection(row.tenant, row.id, row.provider, row.mode, salt), nothing)


def _from_row(row: ConnectionRow, salt: bytes, environment: Mapping[str, str]) -> Wanted:
    where = f"connection '{row.id}' of tenant '{row.tenant}'"
    if row.credentials_env is None:
        return _without_secret(where, row, salt)
    given = environment.get(row.credentials_env, "").strip()
    if not given:
        raise LoadRefused(f"{where}: set {row.credentials_env} in the environment or in .env")
    credentials = _credentials(where, row.credentials_env, given)
    try:
        mode = adapter(row.provider).mode_of(credentials)
    except InvalidRequest as unknown:
        raise LoadRefused(f"{where}: {unknown}") from None
    except BadCredentials as bad:
        raise LoadRefused(f"{where}: {row.credentials_env}: {bad}") from None
    if mode is not row.mode:
        raise LoadRefused(f"{where} says {row.mode}, {row.credentials_env} holds a {mode} key")
    return Wanted(_connection(row.tenant, row.id, row.provider, row.mode, salt), credentials)


def _credentials(where: str, variable: str, given: str) -> Mapping[str, str]:
    """A JSON object of strings, or the bare secret key."""
    if not given.startswith("{"):
        return {"secret_key": given}
    wrong = LoadRefused(f"{where}: {variable} must be a secret key or a JSON object of strings")
    try:
        read = json.loads(given)
    except ValueError:
        raise wrong from None
    if SANDBOX in read or not all(isinstance(value, str) for value in read.values()):
        raise wrong
    return {str(name): str(value) for name, value in read.items()}


def _from_environment(
    tenant: str, salt: bytes, environment: Mapping[str, str]
) -> tuple[Wanted, ...]:
    """What the provider variables seed for the only tenant of an installation."""
    found = []
    for name in names():
        if not any(variable.startswith(f"{name.upper()}_") for variable in environment):
            continue  # importing an adapter is not free
        credentials = adapter(name).from_env(environment)
        if credentials is None:
            continue
        try:
            mode = adapter(name).mode_of(credentials)
        except BadCredentials as bad:
            raise LoadRefused(f"the environment's {name} credentials: {bad}") from None
        found.append(Wanted(_connection(tenant, name, name, mode, salt), credentials))
    return tuple(found)


def _connection(tenant: str, name: str, provider: str, mode: Mode, salt: bytes) -> Connection:
    return Connection(
        id=ConnectionId(name),
        tenant_id=TenantId(tenant),
        provider=provider,
        mode=mode,
        endpoint_token=_derived(salt, tenant, name, "endpoint"),
    )


def _derived(salt: bytes, *parts: str) -> str:
    """128 bits as hex digits that nobody without the salt can tell from random ones."""
    return hmac.digest(salt, "\x1f".join(("connection", *parts)).encode(), "sha256").hex()[:32]
