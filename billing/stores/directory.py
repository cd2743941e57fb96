"""The few reads before a tenant is known; nothing personal is in these tables."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, select

from billing.duties import Duty, DutyKind
from billing.ids import ConnectionId, TenantId
from billing.principal import Principal, system
from billing.stores import duties
from billing.stores.engine import faults_translated
from billing.stores.schema_works import ENDPOINTS, INSTALLATION, PAGE_TOKENS, TENANT_INDEX
from billing.stores.tx import SqlTx

SALT = "salt"


class SqlDirectory:
    """`ports.Directory`."""

    def __init__(
        self,
        reading: Engine,
        writing: Callable[[], AbstractContextManager[Connection]],
        write: Callable[[Principal], AbstractContextManager[SqlTx]],
    ) -> None:
        self._reading = reading
        self._writing = writing
        self._write = write

    def tenants(self) -> tuple[TenantId, ...]:
        known = select(TENANT_INDEX.c.tenant_id).order_by(TENANT_INDEX.c.tenant_id)
        with faults_translated(), self._reading.connect() as connection:
            return tuple(TenantId(row.tenant_id) for row in connection.execute(known))

    def tenant_of_endpoint(self, endpoint_token: str) -> tuple[TenantId, ConnectionId] | None:
        wanted = select(ENDPOINTS).where(ENDPOINTS.c.token == endpoint_token)
        with faults_translated(), self._reading.connect() as connection:
            row = connection.execute(wanted).first()
        return None if row is None else (TenantId(row.tenant_id), ConnectionId(row.connection_id))

    def tenant_of_page(self, page_token: str) -> TenantId | None:
        wanted = select(PAGE_TOKENS.c.tenant_id).where(PAGE_TOKENS.c.token == page_token)
        with faults_translated(), self._reading.connect() as connection:
            row = connection.execute(wanted).first()
        return None if row is None else TenantId(row.tenant_id)

    def tenant_of_issuer(self, issuer: str) -> tuple[TenantId, ...]:
        wanted = select(TENANT_INDEX.c.tenant_id).where(TENANT_INDEX.c.issuer == issuer)
        with faults_translated(), self._reading.connect() as connection:
            rows = connection.execute(wanted.order_by(TENANT_INDEX.c.tenant_id))
            return tuple(TenantId(row.tenant_id) for row in rows)

    def tenant_of_paymentus(self, issuer: str) -> tuple[TenantId, ...]:
        index = TENANT_INDEX.c
        wanted = select(index.tenant_id).where(index.paymentus_issuer == issuer)
        with faults_translated(), self._reading.connect() as connection:
            rows = connection.execute(wanted.order_by(index.tenant_id))
            return tuple(TenantId(row.tenant_id) for row in rows)

    def claim_duty(
        self, now: datetime, lease: timedelta, kinds: frozenset[DutyKind] | None = None
    ) -> Duty | None:
        # An idle worker asks often: it looks first, without taking the write lock.
        with faults_translated(), self._reading.connect() as connection:
            if not duties.anything_due(connection, now, kinds):
                return None
        with self._writing() as connection:
            claimed = duties.claim(connection, now, lease, kinds)
            connection.commit()
            return claimed

    def release_leases(self) -> None:
        with self._writing() as connection:
            duties.release(connection)
            connection.commit()
        for tenant in self.tenants():
            with self._write(system(tenant)) as tx:
                tx.free_turns()

    def salt(self) -> bytes:
        wanted = select(INSTALLATION.c.value).where(INSTALLATION.c.name == SALT)
        with faults_translated(), self._reading.connect() as connection:
            return bytes(connection.execute(wanted).scalar_one())
