"""How the webhooks are doing, for staff; the one address without a token; dead ones again."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.bootstrap import make_container, run_migrations
from api.container import Container
from api.load_connections import seed_from_environment
from api.settings import Settings
from api.webhook_intake import Knock
from billing.ids import ConnectionId, TenantId
from billing.principal import Role, system
from billing.repositories import InboxRow
from tests import builders
from tests.api.test_webhooks import Line, line
from tests.house import House, Json, Speaker
from tests.payments.forgeries import Letter, signature

WORKER = system(TenantId("harbor"), "test")
SANDBOX = ConnectionId("sandbox")
HOOK = "whsec_northnorthnorth01"


@pytest.fixture
def wire(house: House) -> Line:
    return line(house)


def health(who: Speaker) -> Json:
    """Of harbor's one connection."""
    reply = who.get("/webhooks/health")
    assert reply.status_code == 200, reply.text
    (found,) = reply.json()["items"]
    assert isinstance(found, dict)
    return found


def stranger(name: str = "evt_1") -> bytes:
    """An event about nothing of ours."""
    told = {"id": name, "object": "event", "type": "customer.updated", "livemode": False}
    return json.dumps({**told, "created": 1, "data": {"object": {"id": "cus_1"}}}).encode()


def keep(house: House, *rows: InboxRow) -> None:
    with house.container.ports.store.write(WORKER) as tx:
        for row in rows:
            tx.inbox.add(row)


def old(house: House, name: str, minutes: int) -> InboxRow:
    at = house.container.ports.clock.now() - timedelta(minutes=minutes)
    return InboxRow(name, SANDBOX, "payment", "nobody's", None, at)


def test_a_connection_that_was_never_called_is_well(house: House, wire: Line) -> None:
    assert health(house.staff(Role.ADMIN)) == {
        "connection_id": "sandbox",
        "provider": "stripe",
        "webhook_url": f"http://testserver{wire.path}",
        "status": "ok",
        "last_event_at": None,
        "lag_seconds": 0,
        "waiting": 0,
        "dead": 0,
        "refused_lately": 0,
        "last_refused_at": None,
        "silent_since": None,
        "sync": None,
        "problem": None,
    }


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.FINANCE])
def test_only_an_admin_sees_where_webhooks_come_in(house: House, wire: Line, role: Role) -> None:
    reply = house.staff(role).get("/webhooks/health")
    assert reply.json()["items"][0]["webhook_url"] is None
    assert wire.path.rpartition("/")[2] not in reply.text


def test_a_webhook_in_hand_shows_nothing_of_itself() -> None:
    nothing = (lambda _: None, lambda _: None, lambda _: None)
    knock = Knock("stripe", "token-0001", b"body-0001", {"sig": "v1-0001"}, *nothing)
    assert "stripe" in repr(knock)
    assert "0001" not in repr(knock)


def test_what_came_waits_until_it_is_applied(house: House, wire: Line) -> None:
    assert wire.post(wire.letter(stranger())).status_code == 200
    came = health(house.staff())
    assert (came["status"], came["waiting"], came["dead"]) == ("ok", 1, 0)
    assert came["last_event_at"] is not None
    house.work()
    done = health(house.staff())
    assert (done["waiting"], done["lag_seconds"]) == (0, 0)
    assert done["last_event_at"] == came["last_event_at"]


def test_the_lag_is_that_of_the_oldest_that_waits(house: House) -> None:
    keep(house, old(house, "evt_1", 10), old(house, "evt_2", 2))
    late = health(house.staff())
    assert (late["status"], late["waiting"]) == ("late", 2)
    assert 600 <= late["lag_seconds"] < 660


def test_forged_ones_are_counted_and_a_wrong_secret_shows(house: House, wire: Line) -> None:
    wire.post(wire.letter(stranger()))
    for _ in range(5):
        assert wire.post(wire.letter(stranger("evt_2"), "whsec_of_another")).status_code == 400
    shut_out = health(house.staff())
    assert (shut_out["status"], shut_out["refused_lately"]) == ("failing", 5)
    assert shut_out["last_refused_at"] is not None
    wire.post(wire.letter(stranger("evt_3")))
    again = health(house.staff())
    assert (again["status"], again["refused_lately"]) == ("ok", 5)


def test_a_dead_one_is_listed_with_its_reason_and_applied_again(house: House) -> None:
    row = replace(old(house, "evt_1", 3), tries=11, problem="no such payment here")
    keep(house, replace(row, dead_at=row.received_at), old(house, "evt_2", 1))
    finance = house.staff(Role.FINANCE)
    assert (health(finance)["status"], health(finance)["dead"]) == ("failing", 1)
    (dead,) = finance.get("/webhooks/dead-letters").json()["items"]
    assert (dead["id"], dead["connection_id"], dead["tries"]) == ("evt_1", "sandbox", 11)
    assert dead["problem"] == "no such payment here"
    assert house.staff(Role.ADMIN, "skylink").get("/webhooks/dead-letters").json()["items"] == []

    assert house.staff().post("/webhooks/replay", {"dead_only": True}).status_code == 403
    told = finance.post("/webhooks/replay", {"dead_only": True}).json()
    assert (told["replayed"], [each["id"] for each in told["items"]]) == (1, ["evt_1"])
    house.work()
    assert finance.get("/webhooks/dead-letters").json()["items"] == []
    with house.container.ports.store.read(WORKER) as tx:
        assert tx.inbox.get(SANDBOX, "evt_1").applied_at is not None
        assert tx.inbox.get(SANDBOX, "evt_2").applied_at is None, "nobody owed it here"


def test_a_replay_by_time_or_id_takes_those_and_no_other(house: House) -> None:
    keep(house, *(old(house, f"evt_{minutes}", minutes) for minutes in (1, 5, 9)))
    finance, now = house.staff(Role.FINANCE), house.container.ports.clock.now()

    def at(minutes: int) -> str:
        return (now - timedelta(minutes=minutes)).isoformat()

    def replayed(**wish: object) -> list[str]:
        reply = finance.post("/webhooks/replay", wish)
        assert reply.status_code == 200, reply.text
        return [each["id"] for each in reply.json()["items"]]

    assert replayed(since=at(6), until=at(4)) == ["evt_5"]
    assert replayed(since=at(6)) == ["evt_1", "evt_5"]
    assert replayed(ids=["evt_9"]) == ["evt_9"]
    both: Json = {"ids": ["evt_9"], "dead_only": True}
    wrong: list[Json] = [{}, both, {"since": "yesterday"}, {"idz": []}]
    for wish in wrong:
        refused = finance.post("/webhooks/replay", wish)
        assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed"), wish
    assert finance.post("/webhooks/replay", {"ids": ["evt_none"]}).status_code == 404
    other = house.staff(Role.FINANCE, "skylink").post("/webhooks/replay", {"ids": ["evt_9"]})
    assert other.status_code == 404


def test_customers_learn_nothing_here(house: House) -> None:
    for path in ("/webhooks/health", "/webhooks/dead-letters"):
        assert house.speaker().get(path).status_code == 403
        assert house.client.get(f"/api/v1{path}").status_code == 401
    assert house.speaker().post("/webhooks/replay", {"dead_only": True}).status_code == 403


def test_among_several_companies_no_address_goes_without_a_token(house: House, wire: Line) -> None:
    letter = wire.letter(stranger())
    assert wire.post(letter, "/api/v1/webhooks/stripe").status_code == 404


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Container]:
    """One company, connected by the environment's keys."""
    settings = Settings(data_dir=tmp_path)
    run_migrations(settings)
    container = make_container(settings, redis_url=None, sandbox_url=None, as_of=None)
    with container.ports.store.write(system(builders.HARBOR)) as tx:
        tx.tenants.put(builders.tenant())
    keys = {"STRIPE_SECRET_KEY": "sk_test_northnorthnorth01", "STRIPE_WEBHOOK_SECRET": HOOK}
    seed_from_environment(container.ports.store, container.ports.clock, keys)
    yield container
    container.close()


def test_the_only_company_has_one(alone: Container) -> None:
    now = int(alone.ports.clock.real_now().timestamp())

    def post(client: TestClient, secret: str, provider: str = "stripe") -> httpx2.Response:
        letter = Letter(stranger(), signature(stranger(), secret, now))
        headers = {"Stripe-Signature": letter.header}
        return client.post(f"/api/v1/webhooks/{provider}", content=letter.body, headers=headers)

    with TestClient(create_app(alone), raise_server_exceptions=False) as client:
        assert post(client, HOOK).json() == {"received": True, "new": True}
        assert post(client, HOOK).json() == {"received": True, "new": False}
        assert post(client, "whsec_of_another").status_code == 400
        assert post(client, HOOK, "paypal").status_code == 404
    with alone.ports.store.read(system(builders.HARBOR)) as tx:
        (row,) = tx.inbox.list()
    assert (row.connection_id, row.event_id) == ("stripe", "evt_1")


def test_a_second_company_ends_the_address_without_a_token(alone: Container) -> None:
    with alone.ports.store.write(system(TenantId("zephyr"))) as tx:
        tx.tenants.put(replace(builders.tenant(), id=TenantId("zephyr")))
    now = int(alone.ports.clock.real_now().timestamp())
    headers = {"Stripe-Signature": signature(stranger(), HOOK, now)}
    with TestClient(create_app(alone), raise_server_exceptions=False) as client:
        reply = client.post("/api/v1/webhooks/stripe", content=stranger(), headers=headers)
    assert reply.status_code == 404
