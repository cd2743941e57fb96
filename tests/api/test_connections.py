"""A company's payment providers by REST: secrets go in, work or are refused, and never come out."""

import base64
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from api.webhook_doors import LOOK_AGAIN_S
from billing.principal import Role
from payments.sandbox.serve import serving
from tests.house import Built, House, Json, Speaker, house_from
from tests.payments.forgeries import signature

KEY, HOOK = "sk_test_northnorthnorth01", "whsec_northnorthnorth01"
SECRETS = {"secret_key": KEY, "webhook_secret": HOOK}
WISH = {"provider": "stripe", "mode": "test", "credentials": SECRETS}


def merchant(url: str, name: str, key: str, hook: str = HOOK) -> None:
    """An account at the provider."""
    body = {"secret_key": key, "webhook_secret": hook, "webhook_url": None}
    httpx.put(f"{url}/_control/merchants/{name}", json=body).raise_for_status()


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[str]:
    """The provider that every connection of the house is pointed at."""
    with serving(tmp_path / "provider.db") as url:
        merchant(url, "north", KEY)
        yield url


@pytest.fixture
def pointed(built: Built, tmp_path: Path, provider: str) -> Iterator[House]:
    with house_from(built, tmp_path / "house", sandbox_url=provider) as house:
        yield house


def admin(house: House, tenant: str = "harbor") -> Speaker:
    return house.staff(Role.ADMIN, tenant)


def connected(house: House) -> Json:
    reply = admin(house).post("/connections", WISH)
    assert reply.status_code == 201, reply.text
    found: Json = reply.json()
    return found


def event(secret: str, house: House, name: str = "evt_1") -> tuple[bytes, dict[str, str]]:
    """A well signed event about nothing of ours."""
    now = int(house.container.ports.clock.real_now().timestamp())
    about = {"id": "cus_1", "object": "customer"}
    told = {"id": name, "object": "event", "type": "customer.updated", "livemode": False}
    body = json.dumps({**told, "created": now, "data": {"object": about}}).encode()
    return body, {"Stripe-Signature": signature(body, secret, now)}


def knock(house: House, url: str, secret: str, name: str = "evt_1") -> int:
    body, headers = event(secret, house, name)
    return house.client.post(urlsplit(url).path, content=body, headers=headers).status_code


def test_what_works_is_connected_and_has_an_address_for_its_webhooks(pointed: House) -> None:
    made = connected(pointed)
    assert (made["provider"], made["mode"], made["problem"]) == ("stripe", "test", None)
    assert made["tested_at"] is not None
    listed = admin(pointed).get("/connections").json()["items"]
    assert made in listed
    assert admin(pointed).get(f"/connections/{made['id']}").json() == made
    assert knock(pointed, made["webhook_url"], HOOK) == 200
    assert knock(pointed, made["webhook_url"], "whsec_of_somebody_else") == 400
    other = next(each for each in listed if each["id"] != made["id"])
    assert knock(pointed, other["webhook_url"], HOOK) == 400, "another's address"


def test_a_demo_connects_merchants_of_its_own_sandbox_and_they_stay_there(
    built: Built, tmp_path: Path
) -> None:
    with house_from(built, tmp_path / "house", demo=True) as demo:
        merchant(demo.sandbox_url, "north", KEY)
        made = connected(demo)
        path = f"/connections/{made['id']}/credentials"
        given = {"credentials": {"webhook_secret": "whsec_northnorthnorth02"}}
        again = admin(demo).call("PUT", path, json=given)
        assert again.status_code == 200, again.text
        live = {"secret_key": "sk_live_northnorthnorth01"}
        refused = admin(demo).post("/connections", {**WISH, "mode": "live", "credentials": live})
        assert (refused.status_code, refused.json()["code"]) == (422, "credentials_refused")
    # A later server on the same data, without the demo, must not send them to a real provider.
    with house_from(Built(tmp_path / "house"), tmp_path / "later") as later:
        tested = admin(later).post(f"/connections/{made['id']}/test").json()
        assert tested["problem"] is None


def test_no_secret_comes_out_again_or_lies_in_the_files(
    pointed: House, capsys: pytest.CaptureFixture[str]
) -> None:
    made = connected(pointed)
    boss = admin(pointed)
    shown = json.dumps(made) + boss.get("/connections").text
    shown += boss.post(f"/connections/{made['id']}/test").text
    shown += boss.post("/connections", WISH).text + "".join(capsys.readouterr())
    assert made["secret_last4"] == KEY[-4:]
    folder = pointed.container.settings.data_dir
    files = b"".join(each.read_bytes() for each in folder.glob("billing.db*"))
    assert made["id"].encode() in files
    for secret in (KEY, HOOK):
        assert secret not in shown
        assert secret.encode() not in files
        assert base64.b64encode(secret.encode())[:-4] not in files


def test_credentials_the_provider_refuses_are_not_stored(pointed: House) -> None:
    before = admin(pointed).get("/connections").json()
    wish = {**WISH, "credentials": SECRETS | {"secret_key": "sk_test_wrongwrongwrong1"}}
    reply = admin(pointed).post("/connections", wish)
    assert (reply.status_code, reply.json()["code"]) == (422, "credentials_refused")
    assert "wrongwrong" not in reply.text
    live = admin(pointed).post("/connections", {**WISH, "mode": "live"})
    assert (live.status_code, live.json()["code"]) == (422, "credentials_refused")
    assert admin(pointed).get("/connections").json() == before


def test_one_secret_is_connected_once_whoever_has_it(pointed: House) -> None:
    connected(pointed)
    for tenant in ("harbor", "skylink"):
        reply = admin(pointed, tenant).post("/connections", WISH)
        assert (reply.status_code, reply.json()["code"]) == (409, "secret_in_use")
        assert "harbor" not in reply.text


MALFORMED = [
    {},
    {"credentials": SECRETS, "provider": "stripe"},
    {**WISH, "mode": "production"},
    {**WISH, "provider": "Stripe!"},
    {**WISH, "credentials": {}},
    {**WISH, "credentials": "sk_test_leak"},
    {**WISH, "credentials": {"sk_test_leak": 5}},
    {**WISH, "credentials": {"secret-key": "sk_test_leak"}},
    {**WISH, "credentials": {"secret_key": "sk_test_leak\n"}},
    {**WISH, "credentials": {"secret_key": "sk_test_leak" * 1000}},
    {**WISH, "credentials": SECRETS | {"sandbox": "1"}},
    {**WISH, "credentials": SECRETS, "tenant_id": "skylink"},
]


@pytest.mark.parametrize("body", MALFORMED)
def test_malformed_wishes_are_422_and_repeat_nothing(house: House, body: Json) -> None:
    reply = admin(house).post("/connections", body)
    assert reply.status_code == 422
    assert "sk_test_leak" not in reply.text


def test_an_unknown_provider_is_refused(pointed: House) -> None:
    reply = admin(pointed).post("/connections", {**WISH, "provider": "nobody"})
    assert reply.status_code == 422, reply.text


def test_credentials_are_replaced_without_a_gap_for_webhooks(pointed: House, provider: str) -> None:
    made = connected(pointed)
    fresh = {"webhook_secret": "whsec_secondsecond01"}
    path = f"/connections/{made['id']}/credentials"
    reply = admin(pointed).call("PUT", path, json={"credentials": fresh})
    assert reply.status_code == 200, reply.text
    assert reply.json()["webhook_url"] == made["webhook_url"]
    for number, secret in enumerate((HOOK, fresh["webhook_secret"])):
        assert knock(pointed, made["webhook_url"], secret, f"evt_{number}") == 200
    leaked = {"credentials": {"webhook_secret": "whsec_thirdthird0001"}}
    body = {**leaked, "keep_old_webhook_secret": False}
    assert admin(pointed).call("PUT", path, json=body).status_code == 200
    time.sleep(LOOK_AGAIN_S)
    assert knock(pointed, made["webhook_url"], "whsec_thirdthird0001", "evt_3") == 200
    assert knock(pointed, made["webhook_url"], fresh["webhook_secret"], "evt_4") == 400
    merchant(provider, "north", "sk_test_northrotated00002")
    wrong = admin(pointed).call("PUT", path, json={"credentials": {"secret_key": KEY}})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "credentials_refused")


def test_a_test_says_when_the_provider_no_longer_takes_them(pointed: House, provider: str) -> None:
    made = connected(pointed)
    test = f"/connections/{made['id']}/test"
    assert admin(pointed).post(test).json()["problem"] is None
    merchant(provider, "north", "sk_test_northrotated00002")
    turned = admin(pointed).post(test).json()
    assert turned["problem"]
    assert KEY not in turned["problem"]
    health = pointed.staff().get("/webhooks/health").json()["items"]
    (mine,) = [each for each in health if each["connection_id"] == made["id"]]
    assert (mine["status"], mine["problem"]) == ("failing", turned["problem"])
    subjects = [each["subject"] for each in pointed.staff().get("/tickets").json()["items"]]
    assert len([each for each in subjects if "no longer works" in each]) == 1


def test_a_disabled_one_takes_no_payment_until_it_is_enabled(house: House) -> None:
    boss = admin(house)
    (connection,) = boss.get("/connections").json()["items"]
    off = boss.post(f"/connections/{connection['id']}/disable").json()
    assert off["disabled_at"] is not None
    refused = house.speaker().post("/payments", {"bill_ids": ["HB-100"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "method_expired")
    on = boss.post(f"/connections/{connection['id']}/enable").json()
    assert on["disabled_at"] is None
    assert house.speaker().quote("HB-100")["status"] == "open"


PATHS = [
    ("GET", "/connections", None),
    ("POST", "/connections", WISH),
    ("GET", "/connections/{id}", None),
    ("PUT", "/connections/{id}/credentials", {"credentials": SECRETS}),
    ("POST", "/connections/{id}/test", None),
    ("POST", "/connections/{id}/disable", None),
    ("POST", "/connections/{id}/enable", None),
]


def test_only_admins_of_the_company_have_a_word_here(pointed: House) -> None:
    made = connected(pointed)
    for method, pattern, body in PATHS:
        path = pattern.format(id=made["id"])
        for who in (pointed.speaker(), pointed.staff(), pointed.staff(Role.FINANCE)):
            assert who.call(method, path, json=body).status_code == 403, path
        if path != pattern:
            stranger = admin(pointed, "skylink").call(method, path, json=body)
            assert stranger.status_code == 404, path
        assert pointed.client.request(method, f"/api/v1{path}", json=body).status_code == 401
    assert admin(pointed).get(f"/connections/{made['id']}").json() == made


def test_tries_are_counted_so_that_nobody_guesses_keys(house: House) -> None:
    boss = admin(house)
    wish = {**WISH, "mode": "live"}
    codes = [boss.post("/connections", wish).status_code for _ in range(8)]
    assert codes[-1] == 429


def test_what_was_done_is_in_the_trail(pointed: House) -> None:
    made = connected(pointed)
    boss = admin(pointed)
    boss.post(f"/connections/{made['id']}/test")
    boss.post(f"/connections/{made['id']}/disable")
    with closing(sqlite3.connect(pointed.container.settings.data_dir / "billing.db")) as base:
        found = base.execute(
            "SELECT actor, verb FROM audit_entries WHERE subject = ? ORDER BY id", (made["id"],)
        ).fetchall()
    verbs = ["connection.made", "connection.tested", "connection.disabled"]
    assert found == [("admin:staff-test", verb) for verb in verbs]
