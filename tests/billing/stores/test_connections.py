"""Connections over both databases: the state of each, and one secret in one place."""

import hmac
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select

from billing.connections import Connection, Mode
from billing.errors import NotFound, SecretInUse
from billing.ids import ConnectionId, TenantId
from billing.principal import system
from billing.stores.crypto import Unreadable
from billing.stores.schema_works import INSTALLATION, SECRET_PRINTS
from billing.stores.store import SqlStore
from tests.billing.stores.rows import ACME, GLOBEX, NOON, STRIPE, WORKS

SECRETS = {"secret_key": "sk_test_canarycanary", "webhook_secret": "whsec_1canary,whsec_2canary"}


def connection(name: str = STRIPE, tenant: TenantId = ACME, hours: int = 0) -> Connection:
    token, made_at = f"tok-{tenant}-{name}", NOON + timedelta(hours=hours)
    return Connection(ConnectionId(name), tenant, "stripe", Mode.TEST, token, created_at=made_at)


NAMES = frozenset(SECRETS)


def put(store: SqlStore, made: Connection, secrets: dict[str, str]) -> None:
    with store.write(system(made.tenant_id)) as tx:
        tx.connections.put(made, secrets, secrets=NAMES)


def test_the_oldest_that_is_on_is_the_first(peopled: SqlStore) -> None:
    put(peopled, connection("b", hours=1), {"secret_key": "sk_test_b12345"})
    put(peopled, connection("c"), {"secret_key": "sk_test_c12345"})
    put(peopled, replace(connection("d"), created_at=None), {"secret_key": "sk_test_d12345"})
    with peopled.write(WORKS) as tx:
        assert [each.id for each in tx.connections.list()] == ["d", "c", "b"]
        tx.connections.disable(ConnectionId("d"), NOON)
        tx.connections.disable(ConnectionId("c"), NOON)
        first = tx.connections.first()
        assert first is not None
        assert first.id == "b"
        tx.connections.disable(ConnectionId("c"), None)
        assert tx.connections.get(ConnectionId("c")) == connection("c")


def test_what_a_test_said_is_kept_and_touches_nothing_else(peopled: SqlStore) -> None:
    put(peopled, connection(), SECRETS)
    with peopled.write(WORKS) as tx:
        tx.connections.tested(STRIPE, NOON, "secret_key: not accepted")
        assert tx.connections.get(STRIPE) == replace(
            connection(), tested_at=NOON, problem="secret_key: not accepted"
        )
        assert tx.connections.credentials(STRIPE) == SECRETS
    with peopled.write(system(GLOBEX)) as tx:
        with pytest.raises(NotFound):
            tx.connections.tested(STRIPE, NOON, None)
        with pytest.raises(NotFound):
            tx.connections.disable(STRIPE, NOON)


@pytest.mark.parametrize(
    ("name", "secret", "several"),
    [
        ("secret_key", "sk_test_canarycanary", "sk_test_canarycanary"),
        ("webhook_secret", "whsec_1canary", "whsec_fresh1, whsec_1canary "),
        ("webhook_secret", "whsec_2canary", "whsec_2canary,whsec_fresh1"),
    ],
)
@pytest.mark.parametrize("tenant", [ACME, GLOBEX])
def test_one_secret_is_in_one_place_until_it_is_given_up(
    peopled: SqlStore, name: str, secret: str, several: str, tenant: TenantId
) -> None:
    put(peopled, connection(), SECRETS)
    put(peopled, connection(), SECRETS)  # the same connection may say it again
    other = connection("conn_2", tenant)
    with pytest.raises(SecretInUse):
        put(peopled, other, {name: several})
    with peopled.read(system(tenant)) as tx:
        assert "conn_2" not in [each.id for each in tx.connections.list()]
    put(peopled, connection(), {"secret_key": "sk_test_replaced"})
    put(peopled, other, {name: secret})


def test_a_short_secret_is_one_too(peopled: SqlStore) -> None:
    put(peopled, connection(), {"secret_key": "5WH"})
    with pytest.raises(SecretInUse):
        put(peopled, connection("conn_2", GLOBEX), {"secret_key": "5WH"})


def test_what_is_no_secret_is_shared_by_any_number(peopled: SqlStore) -> None:
    shared = {"environment": "production", "api_url": "https://secure1.example.com"}
    for number, tenant in enumerate((ACME, ACME, GLOBEX)):
        put(peopled, connection(f"c{number}", tenant), shared | {"secret_key": f"sk_{number}"})


def test_providers_and_credentials_are_told_apart(peopled: SqlStore) -> None:
    put(peopled, connection(), {"secret_key": "the_same_text"})
    put(peopled, replace(connection("b"), provider="square"), {"secret_key": "the_same_text"})
    put(peopled, connection("c", GLOBEX), {"webhook_secret": "the_same_text"})


def test_a_print_of_an_earlier_version_guards_its_secret_until_that_is_replaced(
    peopled: SqlStore,
) -> None:
    put(peopled, connection(), {"secret_key": "sk_of_then"})
    with peopled.engine.begin() as raw:
        named = select(INSTALLATION.c.value).where(INSTALLATION.c.name == "salt")
        salt = bytes(raw.execute(named).scalar_one())
        old = [hmac.digest(salt, f"secret print|{each}".encode(), "sha256").hex()
               for each in ("sk_of_then", "production")]  # fmt: skip
        raw.execute(delete(SECRET_PRINTS))
        theirs = {"tenant_id": ACME, "connection_id": STRIPE}
        raw.execute(insert(SECRET_PRINTS), [theirs | {"print": each} for each in old])
    other = connection("conn_2", GLOBEX)
    put(peopled, other, {"secret_key": "sk_mine", "environment": "production"})
    with pytest.raises(SecretInUse):
        put(peopled, other, {"secret_key": "sk_of_then"})
    put(peopled, connection(), {"secret_key": "sk_of_now"})
    put(peopled, other, {"secret_key": "sk_of_then"})


def test_prints_do_not_tell_the_secret(peopled: SqlStore) -> None:
    put(peopled, connection(), SECRETS)
    with peopled.engine.connect() as raw:
        prints = [str(each) for each in raw.scalars(select(SECRET_PRINTS.c.print))]
    assert len(prints) == 3
    assert all(len(each) == 64 and "canary" not in each for each in prints)


def sealed(store: SqlStore) -> bytes:
    with store.engine.connect() as raw:
        return bytes(raw.exec_driver_sql("SELECT credentials FROM connections").scalar_one())


def test_every_bit_of_stored_credentials_counts(sqlite_store: SqlStore) -> None:
    put(sqlite_store, connection(), {"secret_key": "sk_test_1"})
    first = sealed(sqlite_store)
    put(sqlite_store, connection(), {"secret_key": "sk_test_1"})
    assert sealed(sqlite_store) != first, "the same secret never looks the same twice"
    for bit in range(0, len(first) * 8, 3):
        flipped = bytearray(first)
        flipped[bit // 8] ^= 1 << bit % 8
        with sqlite_store.engine.begin() as raw:
            raw.exec_driver_sql("UPDATE connections SET credentials = ?", (bytes(flipped),))
        with sqlite_store.read(WORKS) as tx, pytest.raises(Unreadable):
            tx.connections.credentials(STRIPE)


@pytest.mark.parametrize("change", ["provider = 'paypal'", "id = 'conn_9'"])
def test_credentials_open_only_in_their_own_row(sqlite_store: SqlStore, change: str) -> None:
    put(sqlite_store, connection(), SECRETS)
    with sqlite_store.engine.begin() as raw:
        raw.exec_driver_sql(f"UPDATE connections SET {change}")
    with sqlite_store.read(WORKS) as tx:
        (moved,) = tx.connections.list()
        with pytest.raises(Unreadable):
            tx.connections.credentials(moved.id)
