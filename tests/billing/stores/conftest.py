"""Two tenants that use the same ids; and no statement passes that forgets to name the tenant."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Delete, Engine, Insert, Select, Update, event
from sqlalchemy.engine.interfaces import ExecutionContext

from billing.stores.schema import WALLED
from billing.stores.store import SqlStore
from tests.billing.stores.rows import populate

_NAMES = {table.name for table in WALLED}
_MENTION = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+(\w+)", re.IGNORECASE)


def tables_without_tenant(statement: str) -> set[str]:
    """The walled tables a SQL statement touches without naming their tenant."""
    forgotten = set()
    for table in set(_MENTION.findall(statement)) & _NAMES:
        inserted = re.search(rf"INTO {table} \([^)]*\btenant_id\b", statement)
        compared = rf"(?:{table}\.tenant_id = |= {table}\.tenant_id\b)"
        if not inserted and not re.search(compared, statement):
            forgotten.add(table)
    return forgotten


@pytest.fixture(autouse=True)
def _every_statement_names_its_tenant() -> Iterator[None]:
    """Watches every query the repositories build during a test, on both databases."""
    forgotten: list[str] = []

    def watch(
        _connection: Connection,
        _cursor: object,
        statement: str,
        _parameters: object,
        context: ExecutionContext | None,
        _many: bool,
    ) -> None:
        built = getattr(context.compiled, "statement", None) if context is not None else None
        if isinstance(built, Select | Insert | Update | Delete):
            forgotten.extend(f"{t}: {statement}" for t in tables_without_tenant(statement))

    event.listen(Engine, "before_cursor_execute", watch)
    yield
    event.remove(Engine, "before_cursor_execute", watch)
    assert forgotten == []


@pytest.fixture
def peopled(store: SqlStore) -> SqlStore:
    populate(store)
    return store
