"""The demo company's portal: an issuer like any other, for companies without one of their own."""

import json
from dataclasses import replace

import pytest

from api.clocks import SystemClock
from api.demo_portal import AUDIENCE, DemoPortal, Face
from api.portal_sign_in import PortalSignIn
from api.session import Unauthenticated
from billing.ports import Store
from billing.principal import APPROVE, system
from billing.tenants import Portal
from tests import builders
from tests.fakes import FakeClock

URL = "http://127.0.0.1:8000"
NORA = Face("harbor", "Harbor", "c-nora", "Nora")
FACES = (NORA, replace(NORA, tenant="skylink"), replace(NORA, customer="c-nobody"))
HARBOR = system(builders.HARBOR)
OWN = Portal(("https://own.example",), "https://own.example", "https://own.example/jwks", "us")


@pytest.fixture
def store(sqlite_store: Store, clock: FakeClock) -> Store:
    builders.put_world(sqlite_store)
    return sqlite_store


def portal_of(store: Store) -> Portal:
    with store.read(HARBOR) as tx:
        return tx.tenants.this().portal


def set_portal(store: Store, portal: Portal) -> None:
    with store.write(HARBOR) as tx:
        tx.tenants.put(replace(tx.tenants.this(), portal=portal))


def sign_in_with(store: Store, demo: DemoPortal) -> PortalSignIn:
    """The verifying side, on real time as the portal is."""
    return PortalSignIn(builders.ports(store, SystemClock()), lambda _: demo.keys())


def test_a_company_without_a_portal_is_adopted_and_its_customers_come_in(store: Store) -> None:
    demo = DemoPortal(URL, FACES)
    demo.adopt(store)
    assert portal_of(store) == Portal(
        (URL,), f"{URL}/demo/harbor", f"{URL}/demo/jwks.json", AUDIENCE
    )
    token = demo.sign_in("harbor", "c-nora")
    who = sign_in_with(store, demo).exchange(token, URL, URL)
    assert (who.tenant, who.customer, who.scopes) == ("harbor", "c-nora", frozenset({APPROVE}))


def test_a_company_with_a_portal_of_its_own_keeps_it(store: Store) -> None:
    set_portal(store, OWN)
    demo = DemoPortal(URL, FACES)
    demo.adopt(store)
    assert portal_of(store) == OWN
    with pytest.raises(Unauthenticated):
        sign_in_with(store, demo).exchange(demo.sign_in("harbor", "c-nora"), URL, URL)


def test_adopting_again_elsewhere_moves_the_issuer_and_keeps_the_pages(store: Store) -> None:
    set_portal(store, Portal(("https://my.harbor.example",)))
    DemoPortal(URL, FACES).adopt(store)
    DemoPortal("http://127.0.0.1:9000", FACES).adopt(store)
    found = portal_of(store)
    assert found.issuer == "http://127.0.0.1:9000/demo/harbor"
    assert found.origins == ("https://my.harbor.example", URL, "http://127.0.0.1:9000")


def test_a_token_is_for_one_company_once_and_by_this_portal_only(store: Store) -> None:
    demo = DemoPortal(URL, FACES)
    demo.adopt(store)
    sign_in = sign_in_with(store, demo)
    token = demo.sign_in("harbor", "c-nora")
    sign_in.exchange(token, None, URL)
    for refused in (
        token,
        demo.sign_in("skylink", "c-nora"),
        demo.sign_in("harbor", "c-nobody"),
        DemoPortal(URL, FACES).sign_in("harbor", "c-nora"),
    ):
        with pytest.raises(Unauthenticated):
            sign_in.exchange(refused, None, URL)


def test_only_the_public_half_of_its_key_is_told() -> None:
    told = json.loads(json.dumps(DemoPortal(URL).keys()))
    assert [sorted(key) for key in told["keys"]] == [["crv", "kid", "kty", "x", "y"]]
