"""The till of the paying stories, over SQLite and, where transactions matter, over both."""

from functools import partial

import pytest

from billing.stores.store import SqlStore
from tests.billing.use_cases.till import MakeTill, Till, open_till
from tests.fakes import FakeClock


@pytest.fixture
def make_till(sqlite_store: SqlStore, clock: FakeClock) -> MakeTill:
    """Opens a till over rows of the story's own."""
    return partial(open_till, sqlite_store, clock)


@pytest.fixture
def till(sqlite_store: SqlStore, clock: FakeClock) -> Till:
    return open_till(sqlite_store, clock)


@pytest.fixture
def each_till(store: SqlStore, clock: FakeClock) -> Till:
    """The same till over SQLite and over PostgreSQL."""
    return open_till(store, clock)
