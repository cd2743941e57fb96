"""What is checked before a database is used: schema, durability, and that the walls hold."""

from typing import Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from billing.stores.engine import UnsafeDatabase, is_unavailable
from billing.stores.schema import WALLED

HEAD: Final = "0009"
"""The newest migration; a test holds it against the migrations folder."""

_ROLE: Final = text(
    "SELECT rolsuper OR rolbypassrls AS above_walls, "
    "EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema() "
    "AND pg_has_role(current_user, tableowner, 'MEMBER')) AS owns "
    "FROM pg_roles WHERE rolname = current_user"
)
_UNWALLED: Final = text(
    "SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
    "WHERE nspname = current_schema() AND relname = ANY(:names) "
    "AND relrowsecurity AND relforcerowsecurity"
)


def revision(connection: Connection) -> str | None:
    """The migration the database is at, or None when it has never been migrated."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def refuse_unsafe(engine: Engine) -> None:
    """Raises `UnsafeDatabase`, saying what to change, unless the database may be used."""
    try:
        with engine.connect() as connection:
            _refuse_unmigrated(connection)
            if engine.dialect.name == "postgresql":
                _refuse_seeing_role(connection)
            else:
                _refuse_forgetful_file(connection)
    except DBAPIError as fault:
        if is_unavailable(fault):
            raise
        raise UnsafeDatabase("this database cannot be read: is it ours?") from fault


def _refuse_unmigrated(connection: Connection) -> None:
    found = revision(connection)
    if found != HEAD:
        raise UnsafeDatabase(f"the schema is at {found}, not {HEAD}: run `migrate` first")


def _refuse_seeing_role(connection: Connection) -> None:
    role = connection.execute(_ROLE).one()
    if role.above_walls or role.owns:
        raise UnsafeDatabase(
            "the database role owns the tables, is a superuser or bypasses row security: "
            "give DATABASE_URL a role of its own and run `migrate` with DATABASE_ADMIN_URL"
        )
    names = [table.name for table in WALLED]
    walled = connection.execute(_UNWALLED, {"names": names}).scalar_one()
    if walled != len(names):
        raise UnsafeDatabase("row level security is not forced on every table: run `migrate`")
    if connection.execute(text("SHOW synchronous_commit")).scalar_one() == "off":
        raise UnsafeDatabase("synchronous_commit is off: a commit could be lost")


def _refuse_forgetful_file(connection: Connection) -> None:
    synchronous = connection.execute(text("PRAGMA synchronous")).scalar_one()
    mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
    if int(synchronous) < 2 or str(mode).lower() != "wal":
        raise UnsafeDatabase("SQLite must run with WAL and synchronous=FULL")
