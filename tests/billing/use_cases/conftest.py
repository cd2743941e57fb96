"""The till of the paying stories, over SQLite and, where transactions matter, over both."""

from functools import partial

import pytest

from billing.stores.store import SqlStore
from tests.billing.use_cases.back_till import BackTill, open_back_till
from tests.billing.use_cases.hand_till import STRICT, HandTill, open_hand_till
from tests.billing.use_cases.letter_till import LetterTill, open_letter_till
from tests.billing.use_cases.page_till import PageTill, open_page_till, two_methods
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


@pytest.fixture
def back(sqlite_store: SqlStore, clock: FakeClock) -> BackTill:
    """A till that gives money back."""
    return open_back_till(sqlite_store, clock)


@pytest.fixture
def each_back(store: SqlStore, clock: FakeClock) -> BackTill:
    """The same over SQLite and over PostgreSQL."""
    return open_back_till(store, clock)


@pytest.fixture
def paged(sqlite_store: SqlStore, clock: FakeClock) -> PageTill:
    """A till whose provider has pages of its own."""
    return open_page_till(sqlite_store, clock)


@pytest.fixture
def each_paged(store: SqlStore, clock: FakeClock) -> PageTill:
    """The same over SQLite and over PostgreSQL."""
    return open_page_till(store, clock)


@pytest.fixture
def two(store: SqlStore, clock: FakeClock) -> PageTill:
    """The same, with two ways to pay."""
    return two_methods(store, clock)


@pytest.fixture
def post(sqlite_store: SqlStore, clock: FakeClock) -> LetterTill:
    """A till with a post office."""
    return open_letter_till(sqlite_store, clock)


@pytest.fixture
def each_post(store: SqlStore, clock: FakeClock) -> LetterTill:
    """The same over SQLite and over PostgreSQL."""
    return open_letter_till(store, clock)


@pytest.fixture
def hand(sqlite_store: SqlStore, clock: FakeClock) -> HandTill:
    """A till beside which checks come in; one person books up to 1,000.00."""
    return open_hand_till(sqlite_store, clock)


@pytest.fixture
def each_hand(store: SqlStore, clock: FakeClock) -> HandTill:
    """The same over SQLite and over PostgreSQL."""
    return open_hand_till(store, clock)


@pytest.fixture
def strict(sqlite_store: SqlStore, clock: FakeClock) -> HandTill:
    """The same where everything takes two people."""
    return open_hand_till(sqlite_store, clock, policy=STRICT)


@pytest.fixture
def each_strict(store: SqlStore, clock: FakeClock) -> HandTill:
    """The same over SQLite and over PostgreSQL."""
    return open_hand_till(store, clock, policy=STRICT)
