"""Encryption at rest: what is personal is unreadable in the files, and opens only in its place."""

import base64
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement, LargeBinary, Table, select

from billing.errors import BillingError, NotFound
from billing.ids import PaymentId, TenantId, UploadId
from billing.ports import Store
from billing.principal import system
from billing.stores.crypto import Owner, Place, Unreadable, Vault, open_sealed, seal
from billing.stores.keyring import BadKeyring, Keyring
from billing.stores.schema import SCHEMA, WALLED
from billing.stores.store import SqlStore
from billing.stores.subject_map import NOT_PERSONAL, SUBJECT_MAP
from tests.billing.stores.rows import (
    ACME,
    ANN,
    ANN_SELF,
    CANARY,
    GLOBEX,
    STRIPE,
    THREAD,
    WORKS,
    a_customer,
    a_person,
    a_tenant,
    fill,
    speaker,
)
from tests.fakes import FakeClock

KEY = AESGCM(bytes(32))
PLACE = Place(ACME, "messages.body", "p_ann|thread-0001|1")


def _acme(table: Table) -> ColumnElement[bool]:
    return table.c.tenant_id == ACME


def _read_all(store: Store) -> None:
    """Everything `fill` sealed, read back as plain text."""
    with store.read(WORKS) as tx:
        assert tx.customers.get(ANN).account_number == CANARY
        assert tx.customers.person(ANN_SELF).name == CANARY
        assert tx.payments.get(PaymentId("pay_1")).note == CANARY
        assert tx.connections.credentials(STRIPE) == {"key": f"{CANARY} {ACME}"}
        assert tx.customers.find_by_account_number(CANARY) is not None
    with store.read(speaker()) as tx:
        assert tx.conversations.messages(THREAD)[0].text == CANARY
        assert tx.tickets.list().items[0].text == CANARY
        assert tx.uploads.bytes_of(UploadId("u_1")) == CANARY.encode()


def test_no_personal_plaintext_is_in_the_database_files(sqlite_store: SqlStore) -> None:
    fill(sqlite_store, ACME)
    _read_all(sqlite_store)
    path = Path(str(sqlite_store.engine.url.database))
    raw = b"".join(each.read_bytes() for each in path.parent.glob(path.name + "*"))
    assert b"INV-B_1" in raw, "the files are readable at all"
    for secret in (CANARY, "Zanzibar", "quokka@", "zanzibar.quokka"):
        for spelling in (secret, secret.upper(), secret.lower()):
            assert spelling.encode() not in raw
            assert spelling.encode("utf-16-le") not in raw
            assert base64.b64encode(spelling.encode())[:-4] not in raw


def test_every_table_that_names_a_human_is_mapped_or_excused() -> None:
    mapped = {entry.table for entry in SUBJECT_MAP}
    bound = {
        table.name
        for table in SCHEMA.sorted_tables
        if {"customer_id", "person_id"} & set(table.c.keys())
    }
    assert bound - mapped - set(NOT_PERSONAL) == set()
    assert mapped & set(NOT_PERSONAL) == set()
    assert set(NOT_PERSONAL) <= {table.name for table in SCHEMA.sorted_tables}


def test_the_map_names_real_columns_and_every_ciphertext_is_in_it() -> None:
    listed = {(entry.table, entry.column) for entry in SUBJECT_MAP}
    for entry in SUBJECT_MAP:
        columns = SCHEMA.tables[entry.table].c
        assert isinstance(columns[entry.column].type, LargeBinary)
        assert entry.subject in columns
        assert entry.otherwise is None or entry.otherwise in columns
    # Wrapped keys, credentials and the salt are secrets, not somebody's data.
    secrets = {("person_keys", "wrapped"), ("tenant_keys", "wrapped")}
    secrets |= {("connections", "credentials"), ("installation", "value")}
    secrets |= {("webhook_endpoints", "secrets")}
    sealed = {
        (table.name, column.name)
        for table in SCHEMA.sorted_tables
        for column in table.c
        if isinstance(column.type, LargeBinary)
    }
    assert sealed - secrets == listed


def test_every_personal_column_is_unreadable_in_its_row(sqlite_store: SqlStore) -> None:
    fill(sqlite_store, ACME)
    with sqlite_store.engine.connect() as connection:
        for entry in SUBJECT_MAP:
            table: Table = SCHEMA.tables[entry.table]
            column = table.c[entry.column]
            rows = connection.execute(select(column).where(column.is_not(None), _acme(table)))
            values = [bytes(row[0]) for row in rows]
            assert values, entry
            assert all(b"quokka" not in value.lower() for value in values)


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(PLACE, tenant=TenantId("globex")),
        replace(PLACE, column="tickets.body"),
        replace(PLACE, row="p_ann|thread-0001|2"),
    ],
)
def test_a_ciphertext_opens_only_in_its_place(elsewhere: Place) -> None:
    sealed = seal(KEY, b"secret", PLACE)
    assert open_sealed(KEY, sealed, PLACE) == b"secret"
    with pytest.raises(Unreadable):
        open_sealed(KEY, sealed, elsewhere)
    with pytest.raises(Unreadable):
        open_sealed(AESGCM(b"\x01" * 32), sealed, PLACE)


@pytest.mark.parametrize("at", [0, 1, 13, -1])
def test_a_changed_byte_is_noticed(at: int) -> None:
    sealed = bytearray(seal(KEY, b"secret", PLACE))
    sealed[at] ^= 1
    with pytest.raises(Unreadable):
        open_sealed(KEY, bytes(sealed), PLACE)


def test_the_same_text_never_looks_the_same_twice() -> None:
    assert seal(KEY, b"secret", PLACE) != seal(KEY, b"secret", PLACE)


def _swap(store: SqlStore, statement: str) -> None:
    with store.engine.begin() as connection:
        assert connection.exec_driver_sql(statement).rowcount > 0


def test_a_row_copied_into_another_tenant_does_not_open(sqlite_store: SqlStore) -> None:
    for tenant in (ACME, GLOBEX):
        fill(sqlite_store, tenant)
    stolen = "(SELECT {0} FROM {1} AS t WHERE t.tenant_id = 'acme' AND t.id = '{2}')"
    _swap(
        sqlite_store,
        "UPDATE customers SET personal = "
        + stolen.format("personal", "customers", ANN)
        + f" WHERE tenant_id = 'globex' AND id = '{ANN}'",
    )
    _swap(
        sqlite_store,
        "UPDATE connections SET credentials = "
        + stolen.format("credentials", "connections", STRIPE)
        + " WHERE tenant_id = 'globex'",
    )
    with sqlite_store.read(system(GLOBEX)) as tx:
        with pytest.raises(Unreadable):
            tx.customers.get(ANN)
        with pytest.raises(Unreadable):
            tx.connections.credentials(STRIPE)


def test_a_stolen_key_row_does_not_open_for_another_person(
    sqlite_store: SqlStore, keyring: Keyring, clock: FakeClock
) -> None:
    fill(sqlite_store, ACME)
    _swap(
        sqlite_store,
        "UPDATE person_keys SET wrapped = (SELECT wrapped FROM person_keys WHERE id = 'p_bob') "
        "WHERE id = 'p_ann'",
    )
    again = SqlStore(str(sqlite_store.engine.url), keyring, clock)
    with again.read(WORKS) as tx, pytest.raises(Unreadable):
        tx.customers.person(ANN_SELF)
    again.close()


def test_destroying_a_persons_key_makes_the_person_unreadable(
    sqlite_store: SqlStore, keyring: Keyring, clock: FakeClock
) -> None:
    fill(sqlite_store, ACME)
    _swap(sqlite_store, "DELETE FROM person_keys WHERE id = 'p_ann'")
    again = SqlStore(str(sqlite_store.engine.url), keyring, clock)
    with again.read(WORKS) as tx:
        with pytest.raises(NotFound):
            tx.customers.person(ANN_SELF)
        assert tx.customers.get(ANN).name == CANARY
    again.close()


def test_a_key_made_in_a_rolled_back_transaction_is_not_used_again(store: SqlStore) -> None:
    def fail_after_putting() -> None:
        with store.write(WORKS) as tx:
            tx.customers.put_person(a_person())
            raise LookupError

    with store.write(WORKS) as tx:
        tx.tenants.put(a_tenant())
    with pytest.raises(LookupError):
        fail_after_putting()
    with store.write(WORKS) as tx:
        tx.customers.put_person(a_person())
        tx.customers.put(a_customer())
    fresh = SqlStore(
        store.engine.url.render_as_string(hide_password=False), store.vault.keyring, FakeClock()
    )
    with fresh.read(WORKS) as tx:
        assert tx.customers.person(ANN_SELF) == a_person()
    fresh.close()


def test_after_a_rotation_the_old_key_may_be_dropped(
    store_url: str, keyring: Keyring, clock: FakeClock
) -> None:
    first = SqlStore(store_url, keyring, clock)
    fill(first, ACME)
    fill(first, GLOBEX)
    first.close()
    ring = keyring.with_new("next")
    second = SqlStore(store_url, ring, clock)
    assert second.under_older_keys().keys() == {"test"}
    done = second.rewrap_keys()
    assert done["people's keys"] > 6
    assert (done["connections"], done["webhook endpoints"], done["company keys"]) == (2, 2, 2)
    assert second.rewrap_keys() == second.under_older_keys() == {}
    second.close()
    third = SqlStore(store_url, Keyring((ring.newest,)), clock)
    with third.read(WORKS) as tx:
        assert tx.customers.get(ANN).name == CANARY
        assert tx.connections.credentials(STRIPE) == {"key": f"{CANARY} {ACME}"}
        assert tx.webhook_endpoints.get("ep_1").secrets == (f"whsec_{CANARY}",)
        assert len(tx.customers.find_by_email("zanzibar.quokka@acme.example")) == 2
    third.close()


def test_without_the_key_nothing_opens(sqlite_store: SqlStore, clock: FakeClock) -> None:
    fill(sqlite_store, ACME)
    stranger = SqlStore(str(sqlite_store.engine.url), Keyring.fresh("other"), clock)
    with stranger.read(WORKS) as tx, pytest.raises(BadKeyring):
        tx.customers.get(ANN)
    stranger.close()
    # The same name for another key is no better.
    namesake = SqlStore(str(sqlite_store.engine.url), Keyring.fresh("test"), clock)
    with namesake.read(WORKS) as tx, pytest.raises(Unreadable):
        tx.customers.get(ANN)
    namesake.close()


def test_the_cache_of_keys_is_bounded(keyring: Keyring) -> None:
    vault = Vault(keyring, cached=2)
    owners = [Owner("person", f"p_{n}") for n in range(3)]
    for owner in owners[:2]:
        vault.remember(ACME, owner, bytes(32))
    assert vault.recall(ACME, owners[0]) is not None
    vault.remember(ACME, owners[2], bytes(32))
    assert vault.recall(ACME, owners[1]) is None
    assert vault.recall(ACME, owners[0]) is not None
    assert vault.recall(GLOBEX, owners[0]) is None


def test_a_keyring_reads_what_it_writes() -> None:
    ring = Keyring.fresh("a").with_new("b")
    assert Keyring.parse(ring.text()) == ring
    assert ring.newest[0] == "b"
    assert ring.text().split(",")[0].startswith("b:")
    for _, secret in ring.keys:
        assert base64.b64encode(secret).decode() not in repr(ring)
        assert repr(secret) not in repr(ring)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "a:", "a:@@", "a:c2hvcnQ=", "a b:" + "A" * 43 + "=", ",", "a:{0},a:{0}"],
)
def test_a_malformed_keyring_is_refused_without_repeating_it(text: str) -> None:
    good = base64.b64encode(bytes(32)).decode()
    with pytest.raises(BillingError) as refused:
        Keyring.parse(text.format(good))
    assert good not in str(refused.value)
    assert "@@" not in str(refused.value)


def test_all_walled_tables_are_filled_by_the_canary_story(sqlite_store: SqlStore) -> None:
    fill(sqlite_store, ACME)
    with sqlite_store.engine.connect() as connection:
        for table in WALLED:
            row = connection.execute(select(table).where(_acme(table)).limit(1)).first()
            assert row is not None, table.name
