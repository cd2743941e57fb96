"""Square's webhooks: signed over address and body, at least once, one for each turn."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.payments.sandbox.square.seller import Json, Seller, usd
from tests.payments.sandbox.world import Process

KEY = "square-signature-key"


class Inbox:
    """A receiver that checks every signature as the provider documents it."""

    def __init__(self) -> None:
        self.events: list[Json] = []
        self.forged = 0
        inbox = self

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                message = inbox.url.encode() + body
                digest = hmac.new(KEY.encode(), message, hashlib.sha256).digest()
                shown = self.headers["x-square-hmacsha256-signature"]
                good = hmac.compare_digest(base64.b64encode(digest).decode(), shown)
                inbox.forged += not good
                inbox.events.append(json.loads(body))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Nothing: the tests' output is for the tests."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhooks/square/t0k3n?a=b"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def wait_for(self, count: int) -> list[str]:
        """The types received, once there are `count` of them or five seconds have passed."""
        for _ in range(250):
            if len(self.events) >= count:
                break
            time.sleep(0.02)
        return [event["type"] for event in self.events]


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    receiver = Inbox()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


def hook(seller: Seller, inbox: Inbox) -> Seller:
    wanted = {"secret_key": seller.token, "webhook_secret": KEY, "webhook_url": inbox.url}
    seller.control("PUT", "", wanted)
    return seller


@pytest.fixture
def hooked(own_seller: Seller, inbox: Inbox) -> Seller:
    return hook(own_seller, inbox)


def test_a_payment_announces_itself_signed(hooked: Seller, inbox: Inbox) -> None:
    payment = hooked.paid()
    assert sorted(inbox.wait_for(2)) == ["payment.created", "payment.updated"]
    assert inbox.forged == 0
    created, updated = sorted(inbox.events, key=lambda event: str(event["type"]))
    assert created["data"]["object"]["payment"]["status"] == "APPROVED"
    assert updated["data"]["object"]["payment"] == payment
    assert (updated["data"]["type"], updated["data"]["id"]) == ("payment", payment["id"])
    place = hooked.get("locations/main").json()["location"]
    assert updated["merchant_id"] == place["merchant_id"]
    assert created["event_id"] != updated["event_id"]


def test_each_turn_of_a_payment_has_its_event(hooked: Seller, inbox: Inbox) -> None:
    hooked.sandbox.control("POST", "webhooks", {"mode": "hold"})
    hooked.pay("cnon:card-nonce-declined")
    late = hooked.paid(hooked.method("succeed_later"))
    hooked.order("settle", payment=late["id"], outcome="succeeded")
    hooked.refund(late, 100)
    hooked.advance(60)
    made = hooked.order("dispute", payment=late["id"])
    hooked.order("dispute", dispute=made["id"], outcome="lost")
    card = {"customer_id": "c1"}
    kept = hooked.post("cards", idempotency_key="c", source_id="cnon:card-nonce-ok", card=card)
    hooked.post(f"cards/{kept.json()['card']['id']}/disable")
    hooked.sandbox.control("POST", "webhooks/flush")
    story = [(event["type"], _state(event)) for event in inbox.events]
    assert story == [
        ("payment.created", "FAILED"),
        ("payment.created", "PENDING"),
        ("payment.updated", "COMPLETED"),
        ("refund.created", "PENDING"),
        ("payment.updated", "COMPLETED"),
        ("refund.updated", "COMPLETED"),
        ("payment.updated", "COMPLETED"),
        ("dispute.created", "EVIDENCE_REQUIRED"),
        ("dispute.state.updated", "LOST"),
        ("card.created", None),
        ("card.disabled", None),
    ]
    assert inbox.forged == 0
    assert inbox.events[4]["data"]["object"]["payment"]["refunded_money"] == usd(100)


def _state(event: Json) -> str | None:
    shown: Json = event["data"]["object"][event["data"]["type"]]
    return shown.get("status") or shown.get("state")


def test_letters_come_twice_and_in_any_order_when_asked(hooked: Seller, inbox: Inbox) -> None:
    hooked.sandbox.control("POST", "webhooks", {"mode": "hold"})
    hooked.paid()
    queue = hooked.sandbox.control("GET", "webhooks")["deliveries"]
    order = [letter["event"] for letter in queue][::-1]
    hooked.sandbox.control("POST", "webhooks/flush", {"order": order, "times": 2})
    assert [event["event_id"] for event in inbox.events] == [e for e in order for _ in range(2)]
    assert [letter["type"] for letter in queue] == ["payment.created", "payment.updated"]


def test_what_was_answered_survives_kill_nine(own_process: Process, inbox: Inbox) -> None:
    seller = hook(Seller(own_process), inbox)
    own_process.control("POST", "webhooks", {"mode": "hold"})
    card = seller.method()
    made = [seller.paid(card, key=f"k-{number}")["id"] for number in range(5)]
    own_process.kill()
    own_process.start()
    assert [seller.paid(card, key=f"k-{number}")["id"] for number in range(5)] == made
    assert seller.charges() == 5
    own_process.control("POST", "webhooks", {"mode": "deliver"})
    assert len(inbox.wait_for(10)) == 10
    assert inbox.forged == 0
