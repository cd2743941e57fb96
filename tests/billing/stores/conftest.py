"""The contract's fixture: a store with two tenants that use the same ids."""

import pytest

from billing.stores.store import SqlStore
from tests.billing.stores.rows import populate


@pytest.fixture
def peopled(store: SqlStore) -> SqlStore:
    populate(store)
    return store
