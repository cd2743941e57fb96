"""Migrations lead to the schema the code declares, once, and make what an installation needs."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from billing.errors import StoreUnavailable
from billing.stores.boot import HEAD
from billing.stores.engine import UnsafeDatabase
from billing.stores.keyring import Keyring
from billing.stores.migrate import MIGRATIONS, migrate
from billing.stores.schema import SCHEMA
from billing.stores.store import SqlStore
from tests._postgres import ROLE, PrivatePostgres
from tests.fakes import FakeClock


def _tables(path: Path) -> dict[str, list[str]]:
    """Every table and index of a SQLite file as the sorted parts of its SQL."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') "
            "AND sql IS NOT NULL AND name NOT LIKE 'alembic%' AND name NOT LIKE 'sqlite%'"
        ).fetchall()
    return {name: sorted(_parts(re.sub(r"\s+", " ", sql))) for name, sql in rows}


def _parts(sql: str) -> Iterator[str]:
    """What stands between the commas of the outermost parentheses."""
    head, _, body = sql.partition("(")
    yield head.strip()
    depth, part = 1, ""
    for letter in body:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0 or (depth == 1 and letter == ","):
            yield part.strip()
            part = ""
        else:
            part += letter
    yield part.strip()


def test_the_migrations_make_exactly_the_declared_schema(
    migrated_file: Path, tmp_path: Path
) -> None:
    declared = tmp_path / "declared.db"
    SCHEMA.create_all(create_engine(f"sqlite:///{declared}", poolclass=NullPool))
    assert _tables(migrated_file) == _tables(declared)


@pytest.mark.postgres
def test_alembic_finds_nothing_to_change_on_postgresql(postgres: PrivatePostgres) -> None:
    with postgres.database() as name:
        engine = create_engine(postgres.url(name), poolclass=NullPool)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, SCHEMA) == []
            checks = connection.execute(
                text("SELECT conname FROM pg_constraint WHERE contype = 'c'")
            )
            made = {row.conname for row in checks}
    declared = {
        f"ck_{table.name}_{check.name}" if not str(check.name).startswith("ck_") else check.name
        for table in SCHEMA.sorted_tables
        for check in table.constraints
        if type(check).__name__ == "CheckConstraint"
    }
    assert declared <= made


def test_head_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD


def test_migrating_twice_changes_nothing(tmp_path: Path, keyring: Keyring) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    assert migrate(url)
    first = SqlStore(url, keyring, FakeClock())
    salt = first.directory.salt()
    first.close()
    assert not migrate(url)
    second = SqlStore(url, keyring, FakeClock())
    assert second.directory.salt() == salt
    assert len(salt) == 32
    second.close()


def test_two_installations_have_two_salts(tmp_path: Path, keyring: Keyring) -> None:
    salts = set()
    for n in range(2):
        url = f"sqlite:///{tmp_path / f'{n}.db'}"
        migrate(url)
        store = SqlStore(url, keyring, FakeClock())
        salts.add(store.directory.salt())
        store.close()
    assert len(salts) == 2


def test_a_database_that_was_never_migrated_is_refused(tmp_path: Path, keyring: Keyring) -> None:
    with pytest.raises(UnsafeDatabase, match="run `migrate`"):
        SqlStore(f"sqlite:///{tmp_path / 'empty.db'}", keyring, FakeClock())


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://h/d"])
def test_a_database_we_do_not_know_is_refused(url: str, keyring: Keyring) -> None:
    with pytest.raises(UnsafeDatabase):
        SqlStore(url, keyring, FakeClock())


def test_a_file_that_is_no_database_is_refused(tmp_path: Path, keyring: Keyring) -> None:
    (tmp_path / "text.db").write_text("not a database " * 100)
    with pytest.raises(UnsafeDatabase):
        SqlStore(f"sqlite:///{tmp_path / 'text.db'}", keyring, FakeClock())


@pytest.mark.postgres
def test_postgresql_is_migrated_by_its_owner_only(postgres: PrivatePostgres) -> None:
    with postgres.database("template1") as name:
        url, owner = postgres.url(name, ROLE), postgres.url(name)
        with pytest.raises(UnsafeDatabase, match="DATABASE_ADMIN_URL"):
            migrate(url)
        with pytest.raises(UnsafeDatabase, match="another role"):
            migrate(owner, owner)
        migrate(url, owner)
        assert not migrate(url, owner)
        assert not migrate(url)
        store = SqlStore(url, Keyring.fresh(), FakeClock())
        assert len(store.directory.salt()) == 32
        store.close()


@pytest.mark.postgres
def test_a_server_that_is_not_there_is_unavailable(
    postgres: PrivatePostgres, tmp_path: Path, keyring: Keyring
) -> None:
    nowhere = f"postgresql+psycopg://app@/none?host={tmp_path}"
    with pytest.raises(StoreUnavailable):
        SqlStore(nowhere, keyring, FakeClock())
    with pytest.raises(StoreUnavailable):
        migrate(nowhere)
