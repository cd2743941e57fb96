"""Outgoing webhooks from the REST call that adds an address to the signed letter that arrives."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.letters import OutgoingLetters
from billing.letters import WEBHOOK
from billing.principal import Role
from delivery._egress import Egress
from delivery.webhook import Webhook
from tests.delivery.rig import (
    NAME,
    PUBLIC,
    Answer,
    Authority,
    Receiver,
    StubDns,
    Switchboard,
    plainly,
    receiving,
)
from tests.delivery.test_outgoing_webhooks_page import Verify, example
from tests.house import House, Json, Speaker

URL = f"https://{NAME}/hooks/billing?key=hidden"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def boss(house: House) -> Speaker:
    return house.staff(Role.ADMIN)


@contextmanager
def listening(house: House, authority: Authority, answer: Answer) -> Iterator[Receiver]:
    """A receiver that the public name leads to; the rest of the egress is as in production."""
    letters = house.container.ports.letters
    assert isinstance(letters, OutgoingLetters)
    with receiving(authority.serving(NAME), answer) as receiver:
        egress = Egress(
            resolve=StubDns([[PUBLIC]]),
            dial=Switchboard(receiver.port),
            trust=authority.trusted(),
        )
        webhook = Webhook(egress, house.container.ports.clock)
        letters.channels = {**letters.channels, WEBHOOK: webhook}
        yield receiver


def added(boss: Speaker, *events: str) -> Json:
    reply = boss.post("/webhook-endpoints", {"url": URL, "events": list(events)})
    assert reply.status_code == 201, reply.text
    found: Json = reply.json()
    return found


def verify(secret: str, receiver: Receiver, at: int = 0) -> bool:
    """By the example that our page gives to receivers, at the machine's present time."""
    space: dict[str, Verify] = {}
    exec(example("python"), space)  # noqa: S102 - our own page
    heard = receiver.heard[at]
    return space["verify"](secret, heard.headers, heard.body)


def test_a_payment_arrives_signed_and_names_what_the_api_knows(
    house: House, boss: Speaker, authority: Authority
) -> None:
    made = added(boss, "payment.succeeded", "bill.paid")
    with listening(house, authority, plainly(204)) as receiver:
        nora = house.speaker()
        done = nora.post(f"/quotes/{nora.quote('HB-100')['id']}/approve").json()
        assert receiver.heard == [], "nothing leaves before the worker works"
        house.work()
    bodies = [json.loads(each.body) for each in receiver.heard]
    assert [each["type"] for each in bodies] == ["bill.paid", "payment.succeeded"]
    data, payment = bodies[1]["data"], done["payments"][0]
    assert data == {
        "payment_id": payment["id"],
        "bill_id": "HB-100",
        "amount_minor": 9740,
        "fee_minor": 0,
        "currency": "USD",
        "receipt_id": payment["receipt_id"],
        "customer_id": "c-nora",
    }
    assert nora.get(f"/receipts/{data['receipt_id']}").status_code == 200
    assert verify(made["secret"], receiver)
    assert verify(made["secret"], receiver, 1)
    assert not verify("whsec_" + "A" * 43 + "=", receiver)
    assert receiver.heard[0].line == "POST /hooks/billing?key=hidden HTTP/1.1"


def test_the_secret_is_shown_once_and_once_more_when_it_is_changed(
    house: House, boss: Speaker, authority: Authority
) -> None:
    made = added(boss)
    (listed,) = boss.get("/webhook-endpoints").json()["items"]
    assert "secret" not in listed
    assert made["secret"] not in boss.get("/webhook-endpoints").text
    changed = boss.post(f"/webhook-endpoints/{made['id']}/rotate-secret").json()
    assert changed["secret"] != made["secret"]
    with listening(house, authority, plainly(200)) as receiver:
        tried = boss.post(f"/webhook-endpoints/{made['id']}/test").json()
    assert tried == {"arrived": True, "problem": None}
    assert verify(made["secret"], receiver)
    assert verify(changed["secret"], receiver)
    assert json.loads(receiver.heard[0].body)["type"] == "ping"
    files = house.container.settings.data_dir.glob("billing.db*")
    raw = b"".join(Path(each).read_bytes() for each in files)
    assert made["id"].encode() in raw
    assert made["secret"].encode() not in raw


def test_what_the_receiver_says_is_told_by_its_class_alone(
    house: House, boss: Speaker, authority: Authority
) -> None:
    made = added(boss)
    spiteful = plainly(500, "X-Inside: 10.0.0.7", body=b"password=hunter2")
    with listening(house, authority, spiteful):
        failed = boss.post(f"/webhook-endpoints/{made['id']}/test")
    assert failed.json()["arrived"] is False
    assert "5xx" in failed.json()["problem"]
    assert "hunter2" not in failed.text
    assert "10.0.0.7" not in failed.text


def test_410_switches_it_off_until_it_gets_a_new_secret(
    house: House, boss: Speaker, authority: Authority
) -> None:
    made = added(boss, "bill.paid")
    with listening(house, authority, plainly(410)):
        nora = house.speaker()
        nora.post(f"/quotes/{nora.quote('HB-100')['id']}/approve")
        house.work()
    (off,) = boss.get("/webhook-endpoints").json()["items"]
    assert off["disabled_at"] is not None
    assert "410" in off["why_disabled"]
    subjects = [each["subject"] for each in boss.get("/tickets").json()["items"]]
    assert any("webhook endpoint was switched off" in each for each in subjects)
    on = boss.post(f"/webhook-endpoints/{made['id']}/rotate-secret").json()
    assert (on["disabled_at"], on["why_disabled"]) == (None, None)


REFUSED = [
    "http://hooks.northwind-shop.com/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://[::ffff:7f00:1]/",
    "https://169.254.169.254/latest/meta-data",
    "https://localhost/",
    "https://user:hidden@hooks.northwind-shop.com/",
    "https://hooks.northwind-shop.com:8443/",
    "ftp://hooks.northwind-shop.com/",
]


def test_addresses_inside_are_refused_with_a_sentence_that_repeats_nothing(boss: Speaker) -> None:
    for url in REFUSED:
        reply = boss.post("/webhook-endpoints", {"url": url})
        assert (reply.status_code, reply.json()["code"]) == (422, "delivery_refused"), url
        assert len(reply.json()["problem"].split()) > 4
        assert "hidden" not in reply.text
    assert boss.get("/webhook-endpoints").json()["items"] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"url": ""},
        {"url": 5},
        {"url": URL, "events": "bill.paid"},
        {"url": URL, "events": ["*"]},
        {"url": URL, "events": ["bill.paid"] * 51},
        {"url": URL, "secret": "whsec_mine"},
    ],
)
def test_a_malformed_wish_is_422(boss: Speaker, body: Json) -> None:
    reply = boss.post("/webhook-endpoints", body)
    assert (reply.status_code, reply.json()["code"]) == (422, "validation_failed")


def test_what_is_removed_is_gone(boss: Speaker) -> None:
    made = added(boss)
    assert boss.call("DELETE", f"/webhook-endpoints/{made['id']}").status_code == 204
    assert boss.call("DELETE", f"/webhook-endpoints/{made['id']}").status_code == 404
    assert boss.get("/webhook-endpoints").json()["items"] == []


def test_only_admins_of_the_company(house: House, boss: Speaker) -> None:
    made = added(boss)
    one = f"/webhook-endpoints/{made['id']}"
    acts = [("DELETE", one), ("POST", f"{one}/rotate-secret"), ("POST", f"{one}/test")]
    for method, path in [*acts, ("GET", "/webhook-endpoints")]:
        for who in (house.speaker(), house.staff(), house.staff(Role.FINANCE)):
            assert who.call(method, path).status_code == 403, path
    for method, path in acts:
        assert house.staff(Role.ADMIN, "skylink").call(method, path).status_code == 404
    for who in (house.speaker(), house.staff(Role.FINANCE)):
        assert who.post("/webhook-endpoints", {"url": URL}).status_code == 403
    (left,) = boss.get("/webhook-endpoints").json()["items"]
    assert left["id"] == made["id"]


def test_nobody_looks_around_with_tests(boss: Speaker) -> None:
    made = added(boss)
    codes = [boss.post(f"/webhook-endpoints/{made['id']}x/test").status_code for _ in range(8)]
    assert codes[0] == 404
    assert codes[-1] == 429
