"""Changing a constraint of a table: in place on PostgreSQL, by making the table anew on SQLite."""

from collections.abc import Callable

from alembic import op


def on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def make_anew(table: str, create: Callable[[], None]) -> None:
    """SQLite: `create` makes `table` and its indexes again; the rows are put back into it.

    Columns are filled by name, new ones with their default. `migrate` has foreign keys off while
    it works and looks at all of them before it commits, so tables that refer to this one do not
    mind that it is away.
    """
    kept = f"{table}_kept"
    op.execute(f"CREATE TABLE {kept} AS SELECT * FROM {table}")
    op.drop_table(table)
    create()
    rows = op.get_bind().exec_driver_sql(f"PRAGMA table_info({kept})")
    names = ", ".join(f'"{row[1]}"' for row in rows)
    op.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {kept}")
    op.drop_table(kept)
