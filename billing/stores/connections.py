"""Provider connections in SQL; credentials are sealed directly under the keyring."""

import json
from collections.abc import Mapping
from typing import Final

from billing.connections import Connection, Mode
from billing.errors import Conflict, InvalidRequest
from billing.ids import ConnectionId, TenantId
from billing.stores.columns import Found, canonical
from billing.stores.crypto import Place
from billing.stores.repository import Repository
from billing.stores.schema_works import CONNECTIONS, ENDPOINTS

_C: Final = CONNECTIONS.c


class SqlConnections(Repository):
    """`ports.Connections`."""

    __slots__ = ()

    def get(self, connection_id: ConnectionId) -> Connection:
        return self._connection(self._row(connection_id))

    def first(self) -> Connection | None:
        row = self._one(self._select(CONNECTIONS).order_by(_C.id).limit(1))
        return None if row is None else self._connection(row)

    def put(self, connection: Connection, credentials: Mapping[str, str]) -> None:
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
        }
        self._upsert(CONNECTIONS, values, "connection")
        self._point_endpoint(connection)

    def credentials(self, connection_id: ConnectionId) -> Mapping[str, str]:
        row = self._row(connection_id)
        place = self._place_of(self._connection(row))
        opened = json.loads(self._scope.vault.unwrap(row.key_id, bytes(row.credentials), place))
        return {str(name): str(value) for name, value in opened.items()}

    def _row(self, connection_id: ConnectionId) -> Found:
        return self._found(self._select(CONNECTIONS).where(_C.id == connection_id), "connection")

    def _place_of(self, connection: Connection) -> Place:
        return place_of_credentials(self._scope.tenant, connection.provider, connection.id)

    def _point_endpoint(self, connection: Connection) -> None:
        self._run(self._remove(ENDPOINTS).where(ENDPOINTS.c.connection_id == connection.id))
        values = {"token": connection.endpoint_token, "connection_id": connection.id}
        if not self._add(ENDPOINTS, values):
            raise Conflict("this endpoint token is taken")

    def _connection(self, row: Found) -> Connection:
        return Connection(
            id=ConnectionId(row.id),
            tenant_id=self._principal.tenant,
            provider=row.provider,
            mode=Mode(row.mode),
            endpoint_token=row.endpoint_token,
            version=row.version,
        )


def place_of_credentials(tenant: TenantId, provider: str, connection_id: str) -> Place:
    """Where credentials lie; one provider's do not open as another's."""
    return Place(tenant, f"connections.credentials.{provider}", connection_id)
