"""Credential keys are rotated beside the traffic: nothing fails, nothing is lost, nothing stays."""

import threading
from collections.abc import Callable

import pytest

from billing.ids import CustomerId
from billing.stores.keyring import Keyring
from billing.stores.rotation import BATCH
from billing.stores.store import SqlStore
from tests.billing.stores.rows import (
    ACME,
    ANN,
    ANN_SELF,
    CANARY,
    GLOBEX,
    STRIPE,
    WORKS,
    a_customer,
    a_person,
    a_tenant,
    fill,
)
from tests.fakes import FakeClock

TURNS = 25


@pytest.fixture
def ring(keyring: Keyring) -> Keyring:
    return keyring.with_new("next")


@pytest.fixture
def old_rows(store_url: str, keyring: Keyring, clock: FakeClock) -> str:
    """A database whose rows were all made under the key of before."""
    before = SqlStore(store_url, keyring, clock)
    for tenant in (ACME, GLOBEX):
        fill(before, tenant)
    before.close()
    return store_url


def in_turn(acts: list[Callable[[int], None]]) -> list[BaseException]:
    """All at once, many times each; what went wrong."""
    wrong: list[BaseException] = []

    def repeat(act: Callable[[int], None]) -> None:
        try:
            for turn in range(TURNS):
                act(turn)
        except BaseException as fault:
            wrong.append(fault)

    threads = [threading.Thread(target=repeat, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    return wrong


def test_traffic_runs_on_while_everything_is_sealed_anew(
    old_rows: str, ring: Keyring, clock: FakeClock
) -> None:
    serving, rotating = SqlStore(old_rows, ring, clock), SqlStore(old_rows, ring, clock)

    def read(turn: int) -> None:
        with serving.read(WORKS) as tx:
            assert tx.connections.credentials(STRIPE) == {"key": f"{CANARY} {ACME}"}
            assert tx.customers.get(ANN).name.startswith(CANARY)
            assert tx.webhook_endpoints.get("ep_1").secrets == (f"whsec_{CANARY}",)

    def write(turn: int) -> None:
        with serving.write(WORKS) as tx:
            tx.customers.put(a_customer(ANN, f"{CANARY} {turn}"))
            tx.customers.put_person(a_person(ANN_SELF, ANN))

    def rotate(turn: int) -> None:
        rotating.rewrap_keys()

    assert in_turn([read, write, rotate]) == []
    rotating.rewrap_keys()
    assert rotating.under_older_keys() == {}
    for each in (serving, rotating):
        each.close()
    after = SqlStore(old_rows, Keyring((ring.newest,)), clock)
    with after.read(WORKS) as tx:
        assert tx.customers.get(ANN).name == f"{CANARY} {TURNS - 1}"
        assert tx.connections.credentials(STRIPE) == {"key": f"{CANARY} {ACME}"}
    after.close()


def test_more_people_than_a_batch_are_all_sealed_anew(
    sqlite_url: str, keyring: Keyring, ring: Keyring, clock: FakeClock
) -> None:
    before = SqlStore(sqlite_url, keyring, clock)
    with before.write(WORKS) as tx:
        tx.tenants.put(a_tenant())
        for number in range(BATCH + 3):
            tx.customers.put(a_customer(CustomerId(f"cust_{number}")))
    before.close()
    after = SqlStore(sqlite_url, ring, clock)
    assert after.under_older_keys()["test"] >= BATCH + 3
    assert after.rewrap_keys()["people's keys"] >= BATCH + 3
    assert after.under_older_keys() == {}
    after.close()
