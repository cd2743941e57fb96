"""Fixtures for everyone: clocks, ids, and stores over a copied SQLite file or a copied database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from billing.stores.keyring import Keyring
from billing.stores.migrate import migrate
from billing.stores.store import SqlStore
from tests._postgres import ROLE, PrivatePostgres, private_postgres
from tests.fakes import FakeClock, SequentialIds


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ids() -> SequentialIds:
    return SequentialIds()


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    return Keyring.fresh("test")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file: copy it, never open it."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[PrivatePostgres]:
    """The private PostgreSQL; a test that needs it fails where it cannot start."""
    with private_postgres() as running:
        yield running


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    shutil.copy(migrated_file, tmp_path / "store.db")
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def sqlite_store(sqlite_url: str, keyring: Keyring, clock: FakeClock) -> Iterator[SqlStore]:
    store = SqlStore(sqlite_url, keyring, clock)
    yield store
    store.close()


@pytest.fixture
def postgres_url(postgres: PrivatePostgres) -> Iterator[str]:
    with postgres.emptied() as name:
        yield postgres.url(name, ROLE)


@pytest.fixture
def postgres_store(postgres_url: str, keyring: Keyring, clock: FakeClock) -> Iterator[SqlStore]:
    store = SqlStore(postgres_url, keyring, clock)
    yield store
    store.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database of each kind."""
    url = request.getfixturevalue(f"{request.param}_url")
    assert isinstance(url, str)
    return url


@pytest.fixture
def store(store_url: str, keyring: Keyring, clock: FakeClock) -> Iterator[SqlStore]:
    """The same contract over both databases."""
    opened = SqlStore(store_url, keyring, clock)
    yield opened
    opened.close()
