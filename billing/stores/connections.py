"""Provider connections in SQL; credentials are sealed directly under the keyring."""

import hmac
import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import and_, bindparam, select

from billing.connections import Connection, Mode
from billing.errors import Conflict, InvalidRequest, NotFound, SecretInUse
from billing.ids import ConnectionId, TenantId
from billing.stores.columns import Found, canonical
from billing.stores.crypto import Place
from billing.stores.repository import Repository
from billing.stores.schema_works import CONNECTIONS, ENDPOINTS, INSTALLATION, SECRET_PRINTS

_C: Final = CONNECTIONS.c
_SALT: Final = select(INSTALLATION.c.value).where(INSTALLATION.c.name == "salt")


class SqlConnections(Repository):
    """`ports.Connections`."""

    __slots__ = ()

    def get(self, connection_id: ConnectionId) -> Connection:
        return self._connection(self._row(connection_id))

    def first(self) -> Connection | None:
        return next((each for each in self.list() if each.usable), None)

    def list(self) -> tuple[Connection, ...]:
        every = self._kept("list", lambda: self._select(CONNECTIONS))
        # A tenant has a handful. Those made before ages were written down are the oldest.
        found = [self._connection(row) for row in self._all(every)]
        return tuple(sorted(found, key=_age))

    def put(
        self,
        connection: Connection,
        credentials: Mapping[str, str],
        *,
        secrets: Collection[str] = (),
    ) -> None:
        if connection.tenant_id != self._principal.tenant:
            raise InvalidRequest("a connection belongs to the tenant that makes it")
        plain = canonical(dict(credentials)).encode()
        key_id, sealed = self._scope.vault.wrap(plain, self._place_of(connection))
        values = {
            "id": connection.id,
            "provider": connection.provider,
            "mode": connection.mode,
            "endpoint_token": connection.endpoint_token,
            "version": connection.version,
            "key_id": key_id,
            "credentials": sealed,
            "created_at": connection.created_at,
            "tested_at": connection.tested_at,
            "problem": connection.problem,
            "disabled_at": connection.disabled_at,
        }
        self._upsert(CONNECTIONS, values, "connection")
        self._point_endpoint(connection)
        self._claim(connection, {name: credentials.get(name, "") for name in secrets})

    def tested(self, connection_id: ConnectionId, at: datetime, problem: str | None) -> None:
        self._change_one(connection_id, tested_at=at, problem=problem)

    def silent(self, connection_id: ConnectionId, at: datetime) -> None:
        this = and_(_C.id == connection_id, _C.silent_since.is_(None))
        self._run(self._change(CONNECTIONS).where(this).values(silent_since=at))

    def answered(self, connection_id: ConnectionId) -> None:
        this = and_(_C.id == connection_id, _C.silent_since.is_not(None))
        self._run(self._change(CONNECTIONS).where(this).values(silent_since=None))

    def disable(self, connection_id: ConnectionId, at: datetime | None) -> None:
        self._change_one(connection_id, disabled_at=at)

    def credentials(self, connection_id: ConnectionId) -> Mapping[str, str]:
        row = self._row(connection_id)
        place = self._place_of(self._connection(row))
        opened = json.loads(self._scope.vault.unwrap(row.key_id, bytes(row.credentials), place))
        return {str(name): str(value) for name, value in opened.items()}

    def _change_one(self, connection_id: ConnectionId, **values: object) -> None:
        if self._run(self._change(CONNECTIONS).where(_C.id == connection_id).values(**values)) != 1:
            raise NotFound("connection")

    def _row(self, connection_id: ConnectionId) -> Found:
        wanted = self._kept(
            "row", lambda: self._select(CONNECTIONS).where(_C.id == bindparam("wanted"))
        )
        return self._found(wanted, "connection", wanted=connection_id)

    def _place_of(self, connection: Connection) -> Place:
        return place_of_credentials(self._scope.tenant, connection.provider, connection.id)

    def _point_endpoint(self, connection: Connection) -> None:
        self._run(self._remove(ENDPOINTS).where(ENDPOINTS.c.connection_id == connection.id))
        values = {"token": connection.endpoint_token, "connection_id": connection.id}
        if not self._add(ENDPOINTS, values):
            raise Conflict("this endpoint token is taken")

    def _claim(self, connection: Connection, secrets: Mapping[str, str]) -> None:
        """Make these secrets this connection's alone, and give up those it had before."""
        theirs = SECRET_PRINTS.c.connection_id == connection.id
        self._run(self._remove(SECRET_PRINTS).where(theirs))
        salt = bytes(self._scope.connection.execute(_SALT).scalar_one())
        each = [(name, part) for name, value in secrets.items() for part in _parts(value)]
        # Prints of earlier versions name neither provider nor credential; they stand until the
        # credentials of their connection are put again.
        before = [_print(salt, secret) for _, secret in each]
        taken = bool(self._all(select(SECRET_PRINTS).where(SECRET_PRINTS.c.print.in_(before))))
        # In one order, so that two who claim the same secrets cannot wait for each other.
        for mark in sorted({_print(salt, connection.provider, *pair) for pair in each}):
            mine = {"print": mark, "connection_id": connection.id}
            taken = taken or not self._add(SECRET_PRINTS, mine)
        if taken:
            raise SecretInUse("one of these secrets is in use by another connection")

    def _connection(self, row: Found) -> Connection:
        return Connection(
            id=ConnectionId(row.id),
            tenant_id=self._principal.tenant,
            provider=row.provider,
            mode=Mode(row.mode),
            endpoint_token=row.endpoint_token,
            version=row.version,
            created_at=row.created_at,
            tested_at=row.tested_at,
            problem=row.problem,
            disabled_at=row.disabled_at,
            silent_since=row.silent_since,
        )


def _parts(value: str) -> list[str]:
    """The values that one credential holds, commas between."""
    return [part.strip() for part in value.split(",") if part.strip()]


def _print(salt: bytes, *of: str) -> str:
    return hmac.digest(salt, "|".join(("secret print", *of)).encode(), "sha256").hex()


def _age(connection: Connection) -> tuple[str, str]:
    made = connection.created_at
    return ("" if made is None else made.isoformat(), connection.id)


def place_of_credentials(tenant: TenantId, provider: str, connection_id: str) -> Place:
    """Where credentials lie; one provider's do not open as another's."""
    return Place(tenant, f"connections.credentials.{provider}", connection_id)
