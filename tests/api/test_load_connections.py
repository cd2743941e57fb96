"""Which provider a loaded tenant is connected to, by which secrets, and what the sandbox knows."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from api.demo import world_text
from api.load import Loader, LoadRefused, load_world
from api.providers import ConnectedProviders
from api.sandbox_seed import SandboxAway, SandboxSeed
from api.world import World, read_world
from billing.connections import Mode
from billing.ids import ConnectionId, MethodId, TenantId
from billing.methods import Method
from billing.money import Money
from billing.payments import ChargeRequest, DeclineReason, PaymentState
from billing.principal import system
from billing.stores.store import SqlStore
from payments.sandbox.serve import serving
from tests.api.test_load import NORTH_KEY, load
from tests.fakes import FakeClock, SequentialIds

SMALL = (Path(__file__).parent / "worlds" / "small.yaml").read_text()
HARBOR, NORTH = TenantId("harbor"), TenantId("north")


@pytest.fixture(scope="module")
def demo() -> World:
    return read_world(world_text())


@pytest.fixture(scope="module")
def small() -> World:
    return read_world(SMALL)


@pytest.fixture(scope="module")
def sandbox_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("sandbox") / "sandbox.db") as url:
        yield url


def test_a_secret_that_is_not_set_is_named_and_nothing_is_loaded(
    sqlite_store: SqlStore, small: World
) -> None:
    with pytest.raises(LoadRefused, match="connection 'con-1' of tenant 'north': set NORTH_STRIPE"):
        load(sqlite_store, small)
    assert sqlite_store.directory.tenants() == ()


@pytest.mark.parametrize(
    ("secret", "sentence"),
    [
        ("sk_live_northnorth", "says test, NORTH_STRIPE holds a live key"),
        ("hunter2hunter2", "must look like sk_test_"),
        ('{"secret_key": 5}', "a JSON object of strings"),
        ('{"secret_key": ', "a JSON object of strings"),
        ('{"secret_key": "sk_test_northnorth", "sandbox": "1"}', "a JSON object of strings"),
    ],
)
def test_a_wrong_secret_is_refused_without_being_shown(
    sqlite_store: SqlStore, small: World, secret: str, sentence: str
) -> None:
    with pytest.raises(LoadRefused) as refused:
        load(sqlite_store, small, {"NORTH_STRIPE": secret})
    assert sentence in str(refused.value)
    assert "northnorth" not in str(refused.value)
    assert "hunter2" not in str(refused.value)
    assert sqlite_store.directory.tenants() == ()


@pytest.mark.parametrize(
    "secret",
    [
        "sk_test_northnorth",
        json.dumps({"secret_key": "sk_test_northnorth", "webhook_secret": "whsec_northnorth"}),
    ],
)
def test_a_tenants_own_connection_takes_its_secret_from_the_environment(
    sqlite_store: SqlStore, small: World, secret: str
) -> None:
    loaded = load(sqlite_store, small, {"NORTH_STRIPE": secret})
    with sqlite_store.read(system(NORTH)) as tx:
        connection = tx.connections.get(ConnectionId("con-1"))
        credentials = tx.connections.credentials(connection.id)
        method = tx.methods.get(MethodId("pm-ann"))
    assert credentials["secret_key"] == "sk_test_northnorth"
    assert "sandbox" not in credentials
    assert method.connection_id == "con-1"
    path = f"/api/v1/webhooks/stripe/{connection.endpoint_token}"
    assert [(each.id, at) for each, at in loaded.webhooks] == [("con-1", path)]
    found = sqlite_store.directory.tenant_of_endpoint(connection.endpoint_token)
    assert found == ("north", "con-1")


def test_a_rotated_secret_is_a_new_version_at_the_same_endpoint(
    sqlite_store: SqlStore, small: World
) -> None:
    load(sqlite_store, small, NORTH_KEY)
    assert load(sqlite_store, small, {"NORTH_STRIPE": "sk_test_rotated"}).changed == 1
    assert load(sqlite_store, small, {"NORTH_STRIPE": "sk_test_rotated"}).changed == 0
    with sqlite_store.read(system(NORTH)) as tx:
        connection = tx.connections.get(ConnectionId("con-1"))
        credentials = tx.connections.credentials(connection.id)
    assert connection.version == 2
    assert credentials == {"secret_key": "sk_test_rotated"}


def test_the_only_tenant_is_connected_by_the_provider_variables(sqlite_store: SqlStore) -> None:
    alone = "\n".join(
        [
            "version: 1",
            "tenants:",
            "- {id: solo, name: Solo, kind: shop, currency: EUR, country: AT,",
            "   time_zone: Europe/Vienna, languages: [de]}",
        ]
    )
    keys = {"STRIPE_SECRET_KEY": "sk_live_solosolo", "STRIPE_WEBHOOK_SECRET": "whsec_solosolo"}
    load(sqlite_store, read_world(alone), keys)
    with sqlite_store.read(system(TenantId("solo"))) as tx:
        connection = tx.connections.first()
    assert connection is not None
    assert (connection.id, connection.mode) == ("stripe", Mode.LIVE)


def test_endpoints_and_sandbox_secrets_differ_by_tenant(
    sqlite_store: SqlStore, demo: World
) -> None:
    load(sqlite_store, demo)
    secrets, tokens = set[str](), set[str]()
    for tenant in sqlite_store.directory.tenants():
        with sqlite_store.read(system(tenant)) as tx:
            connection = tx.connections.get(ConnectionId("sandbox"))
            secrets |= set(tx.connections.credentials(connection.id).values())
        tokens.add(connection.endpoint_token)
    assert all(len(token) == 32 for token in tokens)
    assert len(tokens) == 3
    assert len(secrets) == 2 * 3 + 1  # and the mark that says sandbox


def test_the_sandbox_is_told_who_pays_and_how_each_method_behaves(
    sqlite_store: SqlStore, demo: World, sandbox_url: str
) -> None:
    seed = SandboxSeed(sandbox_url, "http://127.0.0.1:8000/")
    load_world(sqlite_store, FakeClock(), SequentialIds(), demo, seed)
    load_world(sqlite_store, FakeClock(), SequentialIds(), demo, seed)
    good = _charge(sqlite_store, sandbox_url, "pm-nora-visa")
    bad = _charge(sqlite_store, sandbox_url, "pm-luis-card")
    assert good == (PaymentState.SUCCEEDED, None)
    assert bad == (PaymentState.FAILED, DeclineReason.INSUFFICIENT_FUNDS)
    merchant = f"{sandbox_url}/_control/merchants/harbor"
    told = httpx.put(merchant, json={}, trust_env=False).json()
    with sqlite_store.read(system(HARBOR)) as tx:
        token = tx.connections.get(ConnectionId("sandbox")).endpoint_token
    assert told["webhook_url"] == f"http://127.0.0.1:8000/api/v1/webhooks/stripe/{token}"


def _charge(store: SqlStore, url: str, name: str) -> tuple[PaymentState, DeclineReason | None]:
    """Charge a loaded method through the adapter that its connection asks for."""
    with store.read(system(HARBOR)) as tx:
        method: Method = tx.methods.get(MethodId(name))
        connection = tx.connections.get(method.connection_id)
        credentials = tx.connections.credentials(connection.id)
    provider = ConnectedProviders(lambda: url, False).connect(connection, credentials)
    report = provider.charge(
        ChargeRequest(
            key=f"ba-{name}",
            amount=Money(100, "USD"),
            customer_ref=method.customer_ref,
            method_ref=method.provider_ref,
            description="a test",
        )
    )
    return report.state, report.reason


def test_own_test_connections_are_seeded_where_everything_is_the_sandbox(
    sqlite_store: SqlStore, small: World, sandbox_url: str
) -> None:
    seed = SandboxSeed(sandbox_url, "http://127.0.0.1:8000", everything=True)
    Loader(sqlite_store, FakeClock(), SequentialIds(), seed, NORTH_KEY).load(small)
    reply = httpx.get(
        f"{sandbox_url}/stripe/v1/payment_methods/pm-ann",
        headers={"Authorization": "Bearer sk_test_northnorth"},
        trust_env=False,
    )
    assert reply.status_code == 200
    card = reply.json()["card"]
    assert (card["last4"], card["exp_year"], card["exp_month"]) == ("0042", 2027, 1)


def test_a_sandbox_that_is_away_is_one_line_and_nothing_is_loaded(
    sqlite_store: SqlStore, demo: World
) -> None:
    seed = SandboxSeed("http://127.0.0.1:9", "http://127.0.0.1:8000")
    with pytest.raises(SandboxAway) as away:
        load_world(sqlite_store, FakeClock(), SequentialIds(), demo, seed)
    assert str(away.value) == "the provider sandbox does not answer at http://127.0.0.1:9"
    assert sqlite_store.directory.tenants() == ()
