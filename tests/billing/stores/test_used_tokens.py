"""Tokens that work once, over both databases: for two processes, after a restart, per company."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from billing.errors import InvalidRequest
from billing.ids import ConnectionId
from billing.principal import system
from billing.stores.keyring import Keyring
from billing.stores.store import SqlStore
from billing.stores.used_tokens import SPARED
from billing.tenants import Portal, Signer
from tests.billing.stores.rows import ACME, GLOBEX, NOON, WORKS, a_tenant
from tests.fakes import FakeClock

PRINT, MANY = "ab" * 32, 8


def use(store: SqlStore, token_print: str = PRINT) -> bool:
    with store.write(WORKS) as tx:
        return tx.used_tokens.use(token_print, NOON)


def test_a_token_is_used_once_and_each_company_has_its_own(peopled: SqlStore) -> None:
    assert [use(peopled), use(peopled), use(peopled, "cd" * 32)] == [True, False, True]
    with peopled.write(system(GLOBEX)) as tx:
        assert tx.used_tokens.use(PRINT, NOON)


def test_what_was_rolled_back_was_not_used(peopled: SqlStore) -> None:
    try:
        with peopled.write(WORKS) as tx:
            assert tx.used_tokens.use(PRINT, NOON)
            raise KeyError
    except KeyError:
        pass
    assert use(peopled)


def test_of_two_processes_at_once_one_uses_it_and_a_restart_forgets_nothing(
    store_url: str, keyring: Keyring, clock: FakeClock
) -> None:
    stores = [SqlStore(store_url, keyring, clock) for _ in range(2)]
    with stores[0].write(WORKS) as tx:
        tx.tenants.put(a_tenant())
    gate = Barrier(MANY)

    def at_once(number: int) -> bool:
        gate.wait()
        return use(stores[number % 2])

    with ThreadPoolExecutor(MANY) as pool:
        assert list(pool.map(at_once, range(MANY))).count(True) == 1
    for each in stores:
        each.close()
    again = SqlStore(store_url, keyring, clock)
    assert not use(again)
    again.close()


def test_what_ended_long_ago_is_swept_and_nothing_else(peopled: SqlStore) -> None:
    with peopled.write(WORKS) as tx:
        for number, age in enumerate((timedelta(0), SPARED, SPARED + timedelta(seconds=1))):
            assert tx.used_tokens.use(f"{number}", NOON - age)
    with peopled.write(system(GLOBEX)) as tx:
        assert tx.used_tokens.use("theirs", NOON - timedelta(days=9))
    with peopled.write(WORKS) as tx:
        assert tx.used_tokens.sweep(NOON) == 1
        fresh = [tx.used_tokens.use(f"{number}", NOON) for number in range(3)]
    assert fresh == [False, False, True]
    with peopled.write(system(GLOBEX)) as tx:
        assert not tx.used_tokens.use("theirs", NOON)


SIGNER = Signer("https://id.paymentus.example", "https://id.paymentus.example/jwks", "us")


def test_whom_paymentus_signs_in_is_found_by_its_issuer(peopled: SqlStore) -> None:
    own = Portal((), "https://own.example", "https://own.example/jwks", "us", SIGNER)
    only = Portal((), paymentus=replace(SIGNER, connection=ConnectionId("new")))
    for tenant, portal in ((ACME, own), (GLOBEX, only)):
        with peopled.write(system(tenant)) as tx:
            tx.tenants.put(replace(a_tenant(tenant), portal=portal))
            assert tx.tenants.this().portal == portal

    directory = peopled.directory
    assert directory.tenant_of_paymentus(SIGNER.issuer) == (ACME, GLOBEX)
    assert directory.tenant_of_paymentus("https://own.example") == ()
    assert directory.tenant_of_issuer(SIGNER.issuer) == ()
    assert directory.tenant_of_issuer("https://own.example") == (ACME,)


def test_a_portal_that_is_set_up_half_signs_nobody_in() -> None:
    assert Portal((), "https://own.example", None, "us").signer is None


def test_one_issuer_is_not_the_portals_own_and_paymentus_too(peopled: SqlStore) -> None:
    both = Portal((), SIGNER.issuer, SIGNER.jwks_url, SIGNER.audience, SIGNER)
    with peopled.write(WORKS) as tx, pytest.raises(InvalidRequest, match="must be two"):
        tx.tenants.put(replace(a_tenant(ACME), portal=both))
