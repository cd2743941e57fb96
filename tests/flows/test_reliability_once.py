"""One obligation, one charge: double clicks, clients that hang up, webhooks that come again.

Everything goes through the real application over HTTP, on two servers that share a database.
"""

import json
import random
import socket
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pytest

from billing.ids import BillId, PaymentId
from billing.payments import PaymentState
from tests.flows.served import served
from tests.flows.talk import talk
from tests.flows.two_servers import Shop, at_once, shop
from tests.house import House, Json, Speaker
from tests.trust.serving import WORKER

SEED = 20261121
ROUNDS = ((2, "different"), (2, "none"), (8, "same"), (32, "none"), (32, "different"))
"""How many click at once, and which `Idempotency-Key` their clients send."""

SLOW_MS = 300


@pytest.fixture
def servers(store_url: str, tmp_path: Path) -> Iterator[Shop]:
    with shop(tmp_path / "shop", store_url, customers=len(ROUNDS)) as made:
        yield made


def with_key(kind: str, number: int) -> dict[str, str]:
    """What a careful or a careless client sends along."""
    keys = {"same": "click", "different": f"click-{number}"}
    return {"Idempotency-Key": keys[kind]} if kind in keys else {}


def test_a_click_many_times_at_once_charges_once_whatever_key_it_carries(servers: Shop) -> None:
    for number, (size, kind) in enumerate(ROUNDS):
        bill = f"B-{number}"
        clicks = [house.speaker(f"c-{number}") for house in (servers.first, servers.second)]
        path = f"/quotes/{clicks[0].quote(bill)['id']}/approve"
        servers.order("POST", "faults", kind="latency", method="POST", delay_ms=SLOW_MS)

        def click(at: int, clicks: list[Speaker], path: str, kind: str) -> Json:
            reply = clicks[at % 2].post(path, headers=with_key(kind, at))
            assert reply.status_code in (200, 202), reply.text
            (payment,) = reply.json()["payments"]
            found: Json = payment
            return found

        answers = at_once([partial(click, at, clicks, path, kind) for at in range(size)])
        assert len({answer["id"] for answer in answers}) == 1, (size, kind)
        assert {answer["state"] for answer in answers} <= {"submitting", "created", "succeeded"}
        assert len(servers.charges(bill)) == 1, (size, kind)
        again = clicks[1].post(path, headers=with_key(kind, 0)).json()["payments"]
        receipt = again[0]["receipt_id"]
        assert receipt
        assert {answer["receipt_id"] for answer in answers} <= {None, receipt}
    assert servers.findings() == ()


def hang_up(url: str, speaker: Speaker, path: str, after_s: float) -> None:
    """Send an approval whole, and close the socket without reading the answer."""
    address = httpx.URL(url)
    head = (
        f"POST /api/v1{path} HTTP/1.1\r\nHost: {address.host}\r\nContent-Length: 0\r\n"
        f"Authorization: Bearer {speaker.token}\r\n\r\n"
    )
    with socket.create_connection((address.host, address.port or 80)) as line:
        line.sendall(head.encode())
        time.sleep(after_s)


@pytest.mark.parametrize("after_s", [0.0, 0.05, 0.5])
def test_a_client_that_hung_up_pays_once_from_wherever_it_asks_again(
    house: House, after_s: float
) -> None:
    nora = house.speaker()
    quote = nora.quote("HB-100")
    order = {"kind": "latency", "method": "POST", "delay_ms": SLOW_MS}
    httpx.post(f"{house.sandbox_url}/_control/faults", json=order, trust_env=False)
    with served(house) as url:
        hang_up(url, nora, f"/quotes/{quote['id']}/approve", after_s)
        by_chat = talk(house).say("pay my electricity bill")
        by_rest = house.speaker().post("/payments", {"bill_ids": ["HB-100"]})
        # Where the approval was not read yet, the offer is still there to be approved once.
        for offer in (by_chat["quote"], by_rest.json()):
            if offer is not None and "lines" in offer:
                house.speaker().post(f"/quotes/{offer['id']}/approve")
        until = time.monotonic() + 5
        while not house.charges("harbor") and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(SLOW_MS / 1000)
    house.work()
    assert [charge["amount"] for charge in house.charges("harbor")] == [9740]
    bill = nora.get("/bills/HB-100").json()
    assert (bill["state"], bill["balance"]["amount_minor"]) == ("paid", 0)
    with house.container.ports.store.read(WORKER) as tx:
        made = tx.payments.of_bill(BillId("HB-100"))
    assert [one.state for one in made] == [PaymentState.SUCCEEDED]


def test_while_one_try_is_on_its_way_no_channel_begins_another(house: House) -> None:
    nora = house.speaker()
    quote = nora.quote("HB-100", method_id="pm-nora-bank")
    assert nora.post(f"/quotes/{quote['id']}/approve").status_code == 202
    said = talk(house).say("pay my electricity bill")
    assert said["quote"] is None
    refused = house.speaker().post("/payments", {"bill_ids": ["HB-100"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "payment_in_doubt")


def pay_by_bank(servers: Shop, number: int, outcome: str = "succeeded") -> PaymentId:
    """A debit that is on its way, and then known at the provider to have ended."""
    speaker = servers.first.speaker(f"c-{number}")
    quote = speaker.quote(f"B-{number}", method_id=f"bank-{number}")
    assert speaker.post(f"/quotes/{quote['id']}/approve").status_code == 202
    (payment,) = servers.payments(f"B-{number}")
    servers.order("POST", "settle", payment_intent=payment.provider_ref, outcome=outcome)
    return payment.id


def test_each_event_comes_up_to_twenty_times_to_both_servers_and_after_a_restart(
    servers: Shop,
) -> None:
    dice = random.Random(SEED)
    servers.order("POST", "webhooks", mode="hold")
    pay_by_bank(servers, 0)
    letters = servers.letters()
    assert len(letters) >= 2
    copies = [letter for letter in letters for _ in range(dice.randint(1, 20))]
    dice.shuffle(copies)
    houses = (servers.first, servers.second)
    replies = at_once(
        [partial(servers.deliver, houses[at % 2], letter) for at, letter in enumerate(copies)]
    )
    assert {reply.status_code for reply in replies} == {200}
    assert [reply.json()["new"] for reply in replies].count(True) == len(letters)
    at_once([servers.first.work, servers.second.work])
    restarted = servers.another()
    for letter in letters:
        late = servers.deliver(restarted, letter)
        assert (late.status_code, late.json()["new"]) == (200, False)
    restarted.work()
    assert servers.inbox() == len(letters)
    assert servers.findings() == ()
    (payment,) = servers.payments("B-0")
    assert payment.state is PaymentState.SUCCEEDED


AGES = {"4:59": 299, "5:01": 301, "3 days": 259_200, "1 year": 31_536_000, "5:01 ahead": -301}


@pytest.fixture
def one_server(sqlite_url: str, tmp_path: Path) -> Iterator[Shop]:
    with shop(tmp_path / "shop", sqlite_url, customers=1) as made:
        made.order("POST", "webhooks", mode="hold")
        pay_by_bank(made, 0)
        yield made


def test_a_well_signed_letter_is_good_for_five_minutes(one_server: Shop) -> None:
    body = one_server.letters()[-1].body
    for name, age_s in AGES.items():
        if age_s == AGES["4:59"]:
            continue  # the one that is taken comes last
        refused = one_server.deliver(one_server.first, one_server.letter(body, age_s))
        assert (refused.status_code, one_server.inbox()) == (400, 0), name
    taken = one_server.deliver(one_server.first, one_server.letter(body, AGES["4:59"] - 1))
    assert (taken.status_code, taken.json()["new"], one_server.inbox()) == (200, True, 1)


def settled_once(servers: Shop) -> None:
    servers.first.work()
    assert servers.findings() == ()
    (payment,) = servers.payments("B-0")
    with servers.site.ports.store.read(WORKER) as tx:
        verbs = [entry.verb for entry in tx.trail.of_subject(payment.id)]
    assert verbs.count("payment.succeeded") == 1


def test_a_known_event_with_another_body_changes_nothing(one_server: Shop) -> None:
    good = one_server.letters()[-1]
    assert one_server.deliver(one_server.first, good).json()["new"]
    settled_once(one_server)
    event = json.loads(good.body)
    event["type"] = "payment_intent.payment_failed"
    event["data"]["object"] |= {"status": "canceled", "amount": 1, "amount_received": 0}
    other = one_server.letter(json.dumps(event).encode())
    again = one_server.deliver(one_server.first, other)
    assert (again.status_code, again.json()["new"], one_server.inbox()) == (200, False, 1)
    settled_once(one_server)


def test_the_same_news_under_another_id_is_a_row_and_no_second_settling(one_server: Shop) -> None:
    good = one_server.letters()[-1]
    for name in ("evt_first", "evt_second", "evt_third"):
        event = json.loads(good.body) | {"id": name}
        told = one_server.deliver(one_server.first, one_server.letter(json.dumps(event).encode()))
        assert (told.status_code, told.json()["new"]) == (200, True)
        settled_once(one_server)
    assert one_server.inbox() == 3


def test_an_invented_success_is_looked_up_and_not_believed(one_server: Shop) -> None:
    """Whoever holds the secret may say what they like: the provider is asked what is true."""
    speaker = one_server.first.speaker("c-0")
    one_server.first.work()
    event = json.loads(one_server.letters()[-1].body) | {"id": "evt_invented"}
    event["data"]["object"] |= {"id": "pi_nobodys", "amount": 1, "metadata": {}}
    told = one_server.deliver(one_server.first, one_server.letter(json.dumps(event).encode()))
    assert told.status_code == 200
    one_server.first.work()
    bill = speaker.get("/bills/B-0").json()
    assert bill["balance"]["amount_minor"] == 1250
