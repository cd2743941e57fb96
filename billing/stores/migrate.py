"""Brings a database to the newest schema; on PostgreSQL also makes the role and its walls."""

import sqlite3
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from billing.stores.boot import HEAD, revision
from billing.stores.engine import UnsafeDatabase, faults_translated, make_engine

MIGRATIONS: Final = Path(__file__).parent / "migrations"


def migrate(url: str, admin_url: str | None = None) -> bool:
    """Upgrade to the newest migration; True when there was something to do.

    SQLite: creates the file `url` names. PostgreSQL: runs as the owner `admin_url`, then creates
    (or corrects) the role that `url` signs in as, its grants and its row policies. Raises
    `UnsafeDatabase` for PostgreSQL without `admin_url` when something is to be done, and
    `StoreUnavailable` when the database is not there.
    """
    make_engine(url).dispose()  # refuses what is no address of a database we know
    target = make_url(url)
    if target.get_backend_name() == "sqlite":
        return _upgrade(url)
    if admin_url is None:
        if _at_head(url):
            return False
        raise UnsafeDatabase("set DATABASE_ADMIN_URL to the owner of the database to migrate it")
    changed = _upgrade(admin_url)
    # Imported late: SQLite installations never need it.
    from billing.stores.walls import raise_walls

    engine = make_engine(admin_url)
    try:
        with faults_translated(), engine.begin() as connection:
            raise_walls(connection, target)
    finally:
        engine.dispose()
    return changed


def _at_head(url: str) -> bool:
    engine = make_engine(url)
    try:
        with faults_translated(), engine.connect() as connection:
            return revision(connection) == HEAD
    finally:
        engine.dispose()


def _upgrade(url: str) -> bool:
    engine = make_engine(url).execution_options(writes=True)
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:
        event.listen(engine, "connect", _mind_no_references)
    try:
        with faults_translated(), engine.begin() as connection:
            if revision(connection) == HEAD:
                return False
            _run_alembic(connection)
            if is_sqlite:
                _refuse_dangling(connection)
            return True
    finally:
        engine.dispose()


def _mind_no_references(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    """A table that is made anew is away for a moment; inside a transaction this has no effect."""
    connection.execute("PRAGMA foreign_keys=OFF")


def _refuse_dangling(connection: Connection) -> None:
    found = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if found is not None:
        raise UnsafeDatabase(f"not migrated: a row of {found[0]} would refer to nothing")


def _run_alembic(connection: Connection) -> None:
    # Imported late: every start asks whether to migrate, hardly any does.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
