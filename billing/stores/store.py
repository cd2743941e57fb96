"""The store: transactions bound to a principal, over one SQLite file or one PostgreSQL database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Lock

from sqlalchemy import Connection, Engine, text

from billing.errors import StoreUnavailable
from billing.ports import (
    Articles,
    Bills,
    Clock,
    Connections,
    Conversations,
    Customers,
    Directory,
    Duties,
    Events,
    Inbox,
    Methods,
    Payments,
    Plans,
    Quotes,
    Tenants,
    Tickets,
    Trail,
    Tx,
    Uploads,
)
from billing.principal import Principal
from billing.stores.articles import SqlArticles
from billing.stores.bills import SqlBills
from billing.stores.boot import refuse_unsafe
from billing.stores.connections import SqlConnections
from billing.stores.conversations import SqlConversations
from billing.stores.crypto import Vault
from billing.stores.customers import SqlCustomers
from billing.stores.directory import SqlDirectory
from billing.stores.duties import SqlDuties
from billing.stores.engine import PATIENCE, faults_translated, make_engine
from billing.stores.events import SqlEvents
from billing.stores.inbox import SqlInbox
from billing.stores.keyring import Keyring
from billing.stores.methods import SqlMethods
from billing.stores.payments import SqlPayments
from billing.stores.plans import SqlPlans
from billing.stores.quotes import SqlQuotes
from billing.stores.scope import Scope
from billing.stores.tenants import SqlTenants
from billing.stores.tickets import SqlTickets
from billing.stores.trail import SqlTrail
from billing.stores.uploads import SqlUploads

_BIND_WALLS = text(
    "SELECT set_config('app.tenant_id', :tenant, true), set_config('app.customer_id', :customer, true)"
)


class SqlTx:
    """`ports.Tx`: one open transaction and its repositories."""

    def __init__(self, scope: Scope) -> None:
        self.principal: Principal = scope.principal
        self.tenants: Tenants = SqlTenants(scope)
        self.customers: Customers = SqlCustomers(scope)
        self.bills: Bills = SqlBills(scope)
        self.payments: Payments = SqlPayments(scope)
        self.quotes: Quotes = SqlQuotes(scope)
        self.methods: Methods = SqlMethods(scope)
        self.plans: Plans = SqlPlans(scope)
        self.tickets: Tickets = SqlTickets(scope)
        self.articles: Articles = SqlArticles(scope)
        self.conversations: Conversations = SqlConversations(scope)
        self.uploads: Uploads = SqlUploads(scope)
        self.connections: Connections = SqlConnections(scope)
        self.inbox: Inbox = SqlInbox(scope)
        self.trail: Trail = SqlTrail(scope)
        self.duties: Duties = SqlDuties(scope)
        self.events: Events = SqlEvents(scope)


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
        with faults_translated():
            refuse_unsafe(self.engine)
        self.directory: Directory = SqlDirectory(self._reading, self._claiming)

    @contextmanager
    def read(self, principal: Principal) -> Iterator[Tx]:
        """A consistent view that changes nothing."""
        with faults_translated(), self._reading.connect() as connection:
            scope = self._bound(connection, principal)
            yield SqlTx(scope)

    @contextmanager
    def write(self, principal: Principal) -> Iterator[Tx]:
        """One transaction: commits at the end of its `with`, rolls back on any error."""
        with self._claiming() as connection:
            scope = self._bound(connection, principal)
            yield SqlTx(scope)
            connection.commit()
            scope.committed()

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
        if not self._writer.acquire(timeout=self._patience_s):
            raise StoreUnavailable
        try:
            yield
        finally:
            self._writer.release()
