"""PostgreSQL's own wall: the application's role, its grants, and row policies by tenant.

The policies read two settings that each transaction binds (`app.tenant_id`, `app.customer_id`).
Without a tenant bound nothing is visible, whatever a query asks for.
"""

from typing import Final

import psycopg
from psycopg import sql
from sqlalchemy import URL, Connection, Table, text

from billing.stores.columns import walls_of
from billing.stores.engine import UnsafeDatabase
from billing.stores.schema import SCHEMA
from billing.stores.schema_money import ALLOCATIONS, APPROVALS, RECEIPTS
from billing.stores.schema_works import AUDIT, INSTALLATION

_THIS_TENANT: Final = "tenant_id = nullif(current_setting('app.tenant_id', true), '')"
_CUSTOMER: Final = "coalesce(current_setting('app.customer_id', true), '')"
_READ_ONLY: Final = (INSTALLATION,)
_APPEND_ONLY: Final = (ALLOCATIONS, APPROVALS, RECEIPTS, AUDIT)
_WALL: Final = "wall"


def raise_walls(connection: Connection, app: URL) -> None:
    """Create the role `app` signs in as if there is none, grant it its verbs, and force policies.

    Runs as the owner, as often as one likes. Raises `UnsafeDatabase` when the two are one role.
    """
    role = app.username
    if role is None or role == connection.execute(text("SELECT current_user")).scalar_one():
        raise UnsafeDatabase("DATABASE_URL must sign in as another role than DATABASE_ADMIN_URL")
    _make_role(connection, role, app.password)
    quoted = connection.dialect.identifier_preparer.quote(role)
    schema = connection.dialect.identifier_preparer.quote(
        connection.execute(text("SELECT current_schema()")).scalar_one()
    )
    statements = [
        f"GRANT USAGE ON SCHEMA {schema} TO {quoted}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {quoted}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {quoted}",
        f"GRANT SELECT ON alembic_version TO {quoted}",
    ]
    for table in SCHEMA.sorted_tables:
        statements += _grants(table, quoted) + _policies(table)
    for statement in statements:
        connection.execute(text(statement))


def _make_role(connection: Connection, role: str, password: object) -> None:
    known = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
    if connection.execute(known, {"role": role}).first() is not None:
        return
    # A role may be there but not yet visible here; creating it twice is then a plain error.
    create = sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role))
    if password is not None:
        create += sql.SQL(" PASSWORD {}").format(sql.Literal(str(password)))
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise UnsafeDatabase("PostgreSQL is reached through psycopg 3 only")
    driver.execute(create)


def _grants(table: Table, role: str) -> list[str]:
    if table in _READ_ONLY:
        return [f"GRANT SELECT ON {table.name} TO {role}"]
    if table not in _APPEND_ONLY:
        return [f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table.name} TO {role}"]
    granted = [f"GRANT SELECT, INSERT ON {table.name} TO {role}"]
    if table is AUDIT:
        granted.append(f"GRANT UPDATE (number, hash) ON {table.name} TO {role}")
    return granted


def _policies(table: Table) -> list[str]:
    walls, name = walls_of(table), table.name
    if not walls.tenant:
        return []
    seen = _THIS_TENANT
    if walls.staff_only:
        seen += f" AND {_CUSTOMER} = ''"
    if walls.customer is not None:
        seen += f" AND {_CUSTOMER} IN ('', {walls.customer})"
    made = [
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS {_WALL} ON {name}",
    ]
    if table is not AUDIT:
        return [*made, f"CREATE POLICY {_WALL} ON {name} USING ({seen}) WITH CHECK ({seen})"]
    return [
        *made,
        f"DROP POLICY IF EXISTS {_WALL}_add ON {name}",
        f"DROP POLICY IF EXISTS {_WALL}_seal ON {name}",
        f"CREATE POLICY {_WALL} ON {name} FOR SELECT USING ({seen})",
        f"CREATE POLICY {_WALL}_add ON {name} FOR INSERT WITH CHECK ({seen} AND number IS NULL)",
        # What is sealed cannot be touched again.
        f"CREATE POLICY {_WALL}_seal ON {name} FOR UPDATE "
        f"USING ({seen} AND number IS NULL) WITH CHECK ({seen})",
    ]
