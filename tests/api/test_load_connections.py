"""Which provider a loaded tenant is connected to, by which secrets, and what the sandbox knows."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from api.demo import world_text
from api.load import Loader, LoadRefused, load_world
from api.load_connections import seed_from_environment
from api.providers import ConnectedProviders
from api.sandbox_seed import SandboxAway, SandboxSeed
from api.world import World, WorldRefused, read_world
from billing.connections import Mode
from billing.errors import SecretInUse
from billing.ids import ConnectionId, MethodId, TenantId
from billing.methods import Method
from billing.money import Money
from billing.payments import ChargeRequest, DeclineReason, PaymentState
from billing.principal import system
from billing.stores.store import SqlStore
from payments.sandbox.serve import serving
from tests import builders
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
            connection = tx.connections.first()
            assert connection is not None
            secrets |= set(tx.connections.credentials(connection.id).values())
        tokens.add(connection.endpoint_token)
    assert all(len(token) == 32 for token in tokens)
    assert len(tokens) == 4
    assert len(secrets) == 2 * 3 + 3 + 1  # and the mark that says sandbox


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
            method_type=method.type,
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


def one_company(provider: str, row: str, type: str = "card") -> World:
    """A company with one customer, one way to pay and the connection that `row` describes."""
    number = "" if type == "paypal" else ', last4: "4242"'
    return read_world(
        "\n".join(
            [
                "version: 1",
                "tenants:",
                "- {id: solo, name: Solo, kind: shop, currency: USD, country: US,",
                "   time_zone: UTC, languages: [en]}",
                "customers:",
                "- {id: c-pat, tenant: solo, name: Pat Doe, email: pat@mail.example}",
                "payment_methods:",
                f"- {{id: pm-pat, customer: c-pat, type: {type}{number}}}",
                "connections:",
                f"- {{id: main, tenant: solo, provider: {provider}, {row}}}",
            ]
        )
    )


@pytest.mark.parametrize(
    ("provider", "type"),
    [("stripe", "card"), ("square", "card"), ("paypal", "card"), ("paypal", "paypal")],
)
def test_a_test_connection_without_a_secret_is_the_providers_part_of_the_sandbox(
    sqlite_store: SqlStore, sandbox_url: str, provider: str, type: str
) -> None:
    world = one_company(provider, "mode: test", type)
    seed = SandboxSeed(sandbox_url, "http://127.0.0.1:8000")
    loader = Loader(sqlite_store, FakeClock(), SequentialIds(), seed, {})
    assert loader.load(world).webhooks == ()
    assert loader.load(world).changed == 0
    with sqlite_store.read(system(TenantId("solo"))) as tx:
        method = tx.methods.get(MethodId("pm-pat"))
        connection = tx.connections.get(method.connection_id)
        credentials = tx.connections.credentials(connection.id)
    assert (connection.id, connection.provider) == ("main", provider)
    adapter = ConnectedProviders(lambda: sandbox_url, False).connect(connection, credentials)
    adapter.check_credentials()
    report = adapter.charge(
        ChargeRequest(
            key=f"ba-{provider}-{type}",
            amount=Money(100, "USD"),
            customer_ref=method.customer_ref,
            method_ref=method.provider_ref,
            description="a test",
            method_type=method.type,
        )
    )
    assert report.state is PaymentState.SUCCEEDED


@pytest.mark.parametrize(
    ("provider", "row", "sentence"),
    [
        ("paypal", "mode: live", "needs credentials_env"),
        ("acme", "mode: test", "there is no provider acme"),
    ],
)
def test_a_connection_without_a_secret_is_refused_where_one_is_needed(
    sqlite_store: SqlStore, provider: str, row: str, sentence: str
) -> None:
    with pytest.raises(LoadRefused, match=sentence):
        load(sqlite_store, one_company(provider, row), {})


def test_what_people_record_by_hand_has_no_secret_and_nobody_calls(sqlite_store: SqlStore) -> None:
    loaded = load(sqlite_store, one_company("manual", "mode: live"), {})
    assert loaded.webhooks == ()
    with sqlite_store.read(system(TenantId("solo"))) as tx:
        connection = tx.connections.get(ConnectionId("main"))
    assert (connection.provider, connection.mode) == ("manual", Mode.LIVE)


def test_a_second_connection_is_a_merchant_of_its_own(
    sqlite_store: SqlStore, sandbox_url: str
) -> None:
    world = one_company("stripe", "mode: test")
    second = world.connections[0].model_copy(update={"id": "second", "provider": "paypal"})
    both = replace(world, connections=(*world.connections, second))
    seed = SandboxSeed(sandbox_url, "http://127.0.0.1:8000")
    Loader(sqlite_store, FakeClock(), SequentialIds(), seed, {}).load(both)
    with sqlite_store.read(system(TenantId("solo"))) as tx:
        connection = tx.connections.get(ConnectionId("second"))
        credentials = tx.connections.credentials(connection.id)
    ConnectedProviders(lambda: sandbox_url, False).connect(
        connection, credentials
    ).check_credentials()


def square(number: int) -> str:
    """Live credentials: the environment and the address are those of every other connection."""
    secrets = {"secret_key": f"EAAA-live-{number}", "webhook_secret": f"signature_{number}"}
    shared = {"environment": "production", "webhook_url": "https://pay.example/webhooks"}
    return json.dumps(shared | secrets | {"location_id": f"L{number}"})


def test_live_connections_share_a_provider_and_no_secret(sqlite_store: SqlStore) -> None:
    world = one_company("square", "mode: live, credentials_env: SQ_ONE")
    update = {"id": "second", "credentials_env": "SQ_TWO"}
    second = world.connections[0].model_copy(update=update)
    both = replace(world, connections=(*world.connections, second))
    with pytest.raises(SecretInUse):
        load(sqlite_store, both, {"SQ_ONE": square(1), "SQ_TWO": square(1)})
    load(sqlite_store, both, {"SQ_ONE": square(1), "SQ_TWO": square(2)})
    with sqlite_store.read(system(TenantId("solo"))) as tx:
        assert len(tx.connections.list()) == 2


def test_what_the_variables_connect_is_nobody_elses(sqlite_store: SqlStore) -> None:
    with sqlite_store.write(system(builders.HARBOR)) as tx:
        tx.tenants.put(builders.tenant())
    keys = {"STRIPE_SECRET_KEY": "sk_live_solosolo"}
    (made,) = seed_from_environment(sqlite_store, FakeClock(), keys)
    other = replace(made, id=ConnectionId("other"), endpoint_token="another")
    with sqlite_store.write(system(builders.HARBOR)) as tx, pytest.raises(SecretInUse):
        tx.connections.put(other, {"secret_key": "sk_live_solosolo"}, secrets={"secret_key"})


def test_only_a_wallet_has_no_number() -> None:
    with pytest.raises(WorldRefused, match="only a PayPal wallet has no last4"):
        read_world(SMALL.replace('last4: "0042", ', ""))
