"""Base of all repositories: every statement starts here and carries the walls of its table.

A repository never writes a `WHERE tenant_id` of its own: it starts from `_select`, `_change`,
`_remove`, `_add` or `_upsert`. What is another's is not found.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Delete,
    Executable,
    FromClause,
    Table,
    Update,
    delete,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from billing.errors import Conflict, NotFound
from billing.principal import Principal
from billing.stores.columns import Found, Query, walls_of
from billing.stores.scope import Scope, mine

_KEPT: Final[dict[tuple[str, bool, bool], Query]] = {}


class Repository:
    """Statements that carry the walls."""

    __slots__ = ("_scope",)

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    @property
    def _principal(self) -> Principal:
        return self._scope.principal

    def _mine(self, table: Table) -> ColumnElement[bool]:
        return mine(table, self._scope.as_customer)

    def _select(self, table: Table, *columns: FromClause | ColumnElement[object]) -> Query:
        return select(*(columns or (table,))).where(self._mine(table))

    def _change(self, table: Table) -> Update:
        return update(table).where(self._mine(table))

    def _remove(self, table: Table) -> Delete:
        return delete(table).where(self._mine(table))

    def _kept(self, name: str, make: Callable[[], Query]) -> Query:
        """The query `make` builds, built once per process: building costs more than running it.

        `make` must name every value that varies (`bindparam`); they are given when it runs.
        """
        scope = self._scope
        key = (f"{type(self).__name__}.{name}", scope.as_customer, scope.on_postgres)
        found = _KEPT.get(key)
        if found is None:
            found = _KEPT[key] = make()
        return found

    def _one(self, statement: Executable, **values: object) -> Found | None:
        return self._scope.connection.execute(statement, self._scope.who | values).first()

    def _found(self, statement: Executable, kind: str, **values: object) -> Found:
        row = self._one(statement, **values)
        if row is None:
            raise NotFound(kind)
        return row

    def _all(self, statement: Executable, **values: object) -> list[Found]:
        return list(self._scope.connection.execute(statement, self._scope.who | values))

    def _count(self, statement: Query, **values: object) -> int:
        return int(str(self._found(statement, "count", **values)[0]))

    def _run(self, statement: Executable, **values: object) -> int:
        """Execute and count the rows it changed."""
        return self._scope.connection.execute(statement, self._scope.who | values).rowcount

    def _locked(self, statement: Query) -> Query:
        """Row locks where rows can be locked; on SQLite the whole write transaction is one."""
        return statement.with_for_update() if self._scope.on_postgres else statement

    def _append(self, table: Table, values: Mapping[str, object]) -> None:
        """Insert into a table that numbers its rows itself."""
        self._guard(table, values)
        self._run(inserting(table, self._scope.on_postgres), tenant_id=self._scope.tenant, **values)

    def _add(self, table: Table, values: Mapping[str, object]) -> bool:
        """Insert; False when a key or a unique index says it is there already.

        `ON CONFLICT DO NOTHING` rather than an error: an error would end a PostgreSQL transaction.
        """
        self._guard(table, values)
        statement = adding_to(table, self._scope.on_postgres)
        return self._run(statement, tenant_id=self._scope.tenant, **values) == 1

    def _add_new(self, table: Table, values: Mapping[str, object], kind: str) -> None:
        if not self._add(table, values):
            raise Conflict(f"this {kind} exists already")

    def _upsert(self, table: Table, values: Mapping[str, object], kind: str) -> None:
        """Insert, or replace by primary key what is the principal's own; else `NotFound`."""
        self._guard(table, values)
        scope = self._scope
        statement = _replacing(table, scope.on_postgres, scope.as_customer, tuple(values))
        if self._run(statement, tenant_id=scope.tenant, **values) != 1:
            raise NotFound(kind)

    def _guard(self, table: Table, values: Mapping[str, object]) -> None:
        """`NotFound` when a customer would write a row of another customer or person."""
        walls, who = walls_of(table), self._scope.principal
        if who.customer is None:
            return
        if walls.staff_only or (
            walls.customer is not None and values[walls.customer] != who.customer
        ):
            raise NotFound("customer")
        if walls.person is not None and values[walls.person] != who.person:
            raise NotFound("person")


Insert = SqliteInsert | PostgresInsert


@cache
def inserting(table: Table, on_postgres: bool) -> Insert:
    return postgres_insert(table) if on_postgres else sqlite_insert(table)


@cache
def adding_to(table: Table, on_postgres: bool) -> Insert:
    """Insert what is not there yet."""
    return inserting(table, on_postgres).on_conflict_do_nothing()


@cache
def _replacing(
    table: Table, on_postgres: bool, as_customer: bool, names: tuple[str, ...]
) -> Insert:
    statement = inserting(table, on_postgres)
    keys = [column.name for column in table.primary_key.columns]
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(
        index_elements=keys, set_=changed, where=mine(table, as_customer)
    )
