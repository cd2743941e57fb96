"""The store: transactions bound to a principal, over one SQLite file or one PostgreSQL database."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Lock, get_ident

from sqlalchemy import Connection, Engine, text

from billing.errors import StoreUnavailable
from billing.ports import Clock, Directory
from billing.principal import Principal, system
from billing.stores.boot import refuse_unsafe
from billing.stores.crypto import Vault
from billing.stores.directory import SqlDirectory
from billing.stores.engine import PATIENCE, faults_translated, make_engine
from billing.stores.keyring import Keyring
from billing.stores.rotation import Rewrapping
from billing.stores.scope import Scope
from billing.stores.tx import SqlTx

_BIND_WALLS = text(
    "SELECT set_config('app.tenant_id', :tenant, true), "
    "set_config('app.customer_id', :customer, true)"
)


class SqlStore:
    """`ports.Store` for `sqlite:///file` and `postgresql+psycopg://` URLs, migrated beforehand.

    Raises `UnsafeDatabase` when the database is not migrated, not durable, or (PostgreSQL) when
    the role could see past the row policies. Make it after forking, one per process.
    """

    def __init__(
        self, url: str, keyring: Keyring, clock: Clock, *, patience: timedelta = PATIENCE
    ) -> None:
        self.engine: Engine = make_engine(url, patience)
        self.vault = Vault(keyring)
        self._clock = clock
        self._patience_s = patience.total_seconds()
        self._on_postgres = self.engine.dialect.name == "postgresql"
        options = (
            {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            if self._on_postgres
            else {}
        )
        self._reading = self.engine.execution_options(**options)
        self._writing = self.engine.execution_options(writes=True, preserve_rowcount=True)
        # SQLite's own queue polls with growing naps; threads of one process hand over at once.
        self._writer = Lock()
        self._writing_thread: int | None = None
        with faults_translated():
            refuse_unsafe(self.engine)
        self.directory: Directory = SqlDirectory(self._reading, self._claiming, self.write)

    @contextmanager
    def read(self, principal: Principal) -> Iterator[SqlTx]:
        """A consistent view that changes nothing."""
        with faults_translated(), self._reading.connect() as connection:
            scope = self._bound(connection, principal)
            yield SqlTx(scope)
            # Nothing to keep; but after a rollback psycopg forgets its prepared statements.
            connection.commit()

    @contextmanager
    def write(self, principal: Principal) -> Iterator[SqlTx]:
        """One transaction: commits at the end of its `with`, rolls back on any error."""
        with self._claiming() as connection:
            scope = self._bound(connection, principal)
            yield SqlTx(scope)
            scope.finish()
            connection.commit()
            scope.committed()

    def rewrap_keys(self) -> Counter[str]:
        """Bring whatever a key of the ring wraps under its newest key; how many of each kind.

        Safe beside a running server that knows the newest key, and to be repeated after a stop at
        any point. Afterwards the older keys may be dropped from `CREDENTIAL_KEYS`.
        """
        done: Counter[str] = Counter()
        for tenant in self.directory.tenants():
            more = True
            while more:
                with self._claiming() as connection:
                    scope = self._bound(connection, system(tenant, "keys"))
                    rewrapped = Rewrapping(scope).batch()
                    connection.commit()
                done += rewrapped
                more = bool(rewrapped)
        return done

    def under_older_keys(self) -> Counter[str]:
        """How many rows each key of the ring but the newest still wraps, by the key's name."""
        found: Counter[str] = Counter()
        for tenant in self.directory.tenants():
            with faults_translated(), self._reading.connect() as connection:
                scope = self._bound(connection, system(tenant, "keys"))
                found += Rewrapping(scope).under_older_keys()
                connection.commit()
        return found

    def close(self) -> None:
        self.engine.dispose()

    def _bound(self, connection: Connection, principal: Principal) -> Scope:
        if self._on_postgres:
            walls = {"tenant": principal.tenant, "customer": principal.customer or ""}
            connection.execute(_BIND_WALLS, walls)
        return Scope(connection, principal, self._clock, self.vault)

    @contextmanager
    def _claiming(self) -> Iterator[Connection]:
        """A writing connection in its turn; whoever uses it commits."""
        with faults_translated(), self._turn(), self._writing.connect() as connection:
            yield connection

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._on_postgres:
            yield
            return
        if self._writing_thread == get_ident():
            raise RuntimeError("this thread has a write transaction open already")
        if not self._writer.acquire(timeout=self._patience_s):
            raise StoreUnavailable
        try:
            self._writing_thread = get_ident()
            yield
        finally:
            self._writing_thread = None
            self._writer.release()
