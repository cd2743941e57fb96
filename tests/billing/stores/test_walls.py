"""PostgreSQL's own wall: with the tenant forgotten in a query, other tenants' rows stay hidden."""

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from billing.principal import Principal, system
from billing.stores.columns import walls_of
from billing.stores.engine import UnsafeDatabase
from billing.stores.keyring import Keyring
from billing.stores.schema import SCHEMA, WALLED
from billing.stores.store import SqlStore
from tests._postgres import ROLE, PrivatePostgres
from tests.billing.stores.conftest import tables_without_tenant
from tests.billing.stores.rows import ACME, ANN, BOB, BOB_SELF, GLOBEX, a_tenant, fill, speaker
from tests.fakes import FakeClock

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def _every_statement_names_its_tenant() -> None:
    """Not here: these queries forget the tenant on purpose."""


@pytest.fixture
def filled(postgres_store: SqlStore) -> SqlStore:
    for tenant in (ACME, GLOBEX):
        fill(postgres_store, tenant)
    return postgres_store


def _bind(connection: Connection, tenant: str, customer: str = "") -> None:
    bound = text(
        "SELECT set_config('app.tenant_id', :t, true), set_config('app.customer_id', :c, true)"
    )
    connection.execute(bound, {"t": tenant, "c": customer})


def test_without_a_predicate_only_the_tenants_own_rows_come(filled: SqlStore) -> None:
    everything = {table.name: select(table.c.tenant_id) for table in WALLED}
    with filled.engine.connect() as connection:
        for name, query in everything.items():
            assert connection.execute(query).all() == [], name
        _bind(connection, ACME)
        for name, query in everything.items():
            assert {row.tenant_id for row in connection.execute(query)} == {ACME}, name
        _bind(connection, "")
        for name, query in everything.items():
            assert connection.execute(query).all() == [], name


def test_without_a_predicate_a_customer_sees_only_its_own_rows(filled: SqlStore) -> None:
    with filled.engine.connect() as connection:
        _bind(connection, ACME, ANN)
        for table in WALLED:
            walls = walls_of(table)
            if walls.staff_only:
                assert connection.execute(select(func.count()).select_from(table)).scalar() == 0
            if walls.customer is not None:
                column = table.c[walls.customer]
                assert {row[0] for row in connection.execute(select(column))} == {ANN}, table.name


def test_nobody_writes_into_another_tenant(filled: SqlStore) -> None:
    bills, methods = SCHEMA.tables["bills"], SCHEMA.tables["methods"]
    with filled.engine.begin() as connection:
        _bind(connection, ACME, ANN)
        changed = connection.execute(update(bills).values(description="mine now"))
        assert changed.rowcount == 1
        changed = connection.execute(update(methods).values(last4="0000"))
        assert changed.rowcount == 1
    for statement in (
        update(bills).values(tenant_id=GLOBEX),
        update(methods).values(customer_id=BOB),
    ):
        with filled.engine.connect() as connection:
            _bind(connection, ACME, ANN)
            with pytest.raises(DBAPIError, match="row-level security"):
                connection.execute(statement)


@pytest.mark.parametrize("name", ["payment_allocations", "approvals", "receipts", "audit_entries"])
def test_what_is_append_only_cannot_be_removed(filled: SqlStore, name: str) -> None:
    with filled.engine.connect() as connection:
        _bind(connection, ACME)
        with pytest.raises(DBAPIError, match="permission denied"):
            connection.execute(SCHEMA.tables[name].delete())


def test_the_role_can_neither_change_the_salt_nor_the_schema(filled: SqlStore) -> None:
    for hostile in (
        "UPDATE installation SET value = 'x'",
        "ALTER TABLE bills DISABLE ROW LEVEL SECURITY",
        "DROP POLICY wall ON bills",
        "CREATE TABLE mine (id int)",
        "UPDATE alembic_version SET version_num = 'x'",
    ):
        with filled.engine.connect() as connection, pytest.raises(DBAPIError):
            connection.execute(text(hostile))


class Interrupted(Exception):
    """A customer went away in the middle."""


def test_a_shared_pool_carries_no_tenant_over(
    postgres_url: str, keyring: Keyring, clock: FakeClock
) -> None:
    store = SqlStore(postgres_url, keyring, clock)
    for tenant in (ACME, GLOBEX):
        fill(store, tenant)
    dice = random.Random(20261121)
    for _ in range(400):
        tenant = dice.choice((ACME, GLOBEX))
        who: Principal = dice.choice((system(tenant), speaker(tenant=tenant)))
        opened = dice.choice((store.read, store.write))
        try:
            with opened(who) as tx:
                assert tx.tenants.this().id == tenant
                if dice.random() < 0.3:
                    raise Interrupted
        except Interrupted:
            pass
        with store.engine.connect() as connection:
            left = connection.execute(text("SELECT current_setting('app.tenant_id', true)"))
            assert left.scalar() in (None, "")
            assert connection.execute(select(SCHEMA.tables["bills"])).all() == []
    assert store.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # QueuePool has it
    store.close()


def test_boot_refuses_the_owner(postgres: PrivatePostgres, keyring: Keyring) -> None:
    with postgres.database() as name, pytest.raises(UnsafeDatabase, match="owns the tables"):
        SqlStore(postgres.url(name), keyring, FakeClock())


@pytest.fixture
def tampered(postgres: PrivatePostgres) -> Iterator[tuple[str, str]]:
    """A database of its own to weaken: the role's URL and the owner's."""
    with postgres.database() as name:
        yield postgres.url(name, ROLE), postgres.url(name)


@pytest.mark.parametrize(
    "weakening",
    [
        "ALTER TABLE bills DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE messages NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE bills OWNER TO billing_app",
        "UPDATE alembic_version SET version_num = 'other'",
    ],
)
def test_boot_refuses_a_weakened_wall(
    tampered: tuple[str, str], keyring: Keyring, weakening: str
) -> None:
    url, owner_url = tampered
    SqlStore(url, keyring, FakeClock()).close()
    owner = create_engine(owner_url, poolclass=NullPool)
    with owner.begin() as connection:
        connection.execute(text(weakening))
    with pytest.raises(UnsafeDatabase):
        SqlStore(url, keyring, FakeClock())


def test_boot_refuses_a_role_that_bypasses_the_wall(
    postgres: PrivatePostgres, tampered: tuple[str, str], keyring: Keyring
) -> None:
    url, owner_url = tampered
    owner = create_engine(owner_url, poolclass=NullPool)
    with owner.begin() as connection:
        connection.execute(text("CREATE ROLE seer LOGIN BYPASSRLS"))
        connection.execute(text("GRANT SELECT ON alembic_version TO seer"))
    seer = url.replace(f"{ROLE}:app@", "seer:app@")
    try:
        with pytest.raises(UnsafeDatabase, match="bypasses"):
            SqlStore(seer, keyring, FakeClock())
    finally:
        with owner.begin() as connection:
            connection.execute(text("REVOKE ALL ON alembic_version FROM seer"))
            connection.execute(text("DROP ROLE seer"))


def test_the_checker_of_statements_sees_a_forgotten_tenant() -> None:
    assert tables_without_tenant("SELECT bills.tenant_id FROM bills WHERE bills.id = ?") == {
        "bills"
    }
    assert tables_without_tenant("UPDATE quotes SET status=? WHERE quotes.id = ?") == {"quotes"}
    assert tables_without_tenant("INSERT INTO usage (metric) VALUES (?)") == {"usage"}
    assert tables_without_tenant("SELECT 1 FROM duties") == set()
    kept = "SELECT bills.id FROM bills WHERE bills.tenant_id = ?"
    assert tables_without_tenant(kept) == set()


def test_another_customers_principal_reads_nothing_of_ours(filled: SqlStore) -> None:
    with filled.read(speaker(BOB, BOB_SELF)) as tx:
        assert tx.payments.list().items == ()
        assert tx.conversations.list() == ()
        assert [bill.id for bill in (tx.bills.find("b_2"),) if bill] == ["b_2"]
        assert tx.tenants.this() == a_tenant()
