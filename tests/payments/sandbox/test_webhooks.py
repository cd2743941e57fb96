"""Signed webhooks: delivered at least once, from a durable queue, in the order a test asks for."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import stripe

from tests.payments.sandbox.world import Merchant, Process

SECRET = "whsec_sandbox_test"
PAID = {"payment_intent.created", "charge.succeeded", "payment_intent.succeeded"}


class Inbox:
    """A receiver that checks every signature with the provider's SDK and can be out of order."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.down = False
        inbox = self

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                stripe.Webhook.construct_event(body, self.headers["Stripe-Signature"], SECRET)
                if not inbox.down:
                    inbox.events.append(json.loads(body))
                self.send_response(503 if inbox.down else 200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Nothing: the tests' output is for the tests."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks"
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


@pytest.fixture
def hooked(own_shop: Merchant, inbox: Inbox) -> Merchant:
    return hook(own_shop, inbox)


def hook(shop: Merchant, inbox: Inbox) -> Merchant:
    shop.method("succeed")
    wanted = {"secret_key": shop.secret, "webhook_secret": SECRET, "webhook_url": inbox.url}
    shop.control("PUT", "", wanted)
    return shop


def mode(shop: Merchant, name: str) -> None:
    shop.sandbox.control("POST", "webhooks", {"mode": name})


def test_a_payment_announces_itself_signed(hooked: Merchant, inbox: Inbox) -> None:
    intent = hooked.pay("pm-succeed-card", "bill-1").json()
    assert set(inbox.wait_for(3)) == PAID
    event = next(e for e in inbox.events if e["type"] == "payment_intent.succeeded")
    assert event["data"]["object"] == intent
    assert event["request"]["idempotency_key"] == "bill-1"
    assert hooked.get(f"events/{event['id']}").json() == event
    listed = hooked.get("events", type="payment_intent.succeeded").json()["data"]
    assert [e["id"] for e in listed] == [event["id"]]


def test_a_receiver_that_was_down_gets_everything_later(hooked: Merchant, inbox: Inbox) -> None:
    inbox.down = True
    hooked.pay("pm-succeed-card")
    time.sleep(0.1)
    inbox.down = False
    assert set(inbox.wait_for(3)) == PAID
    queue = hooked.sandbox.control("GET", "webhooks")["deliveries"]
    assert max(delivery["attempts"] for delivery in queue) > 1


def test_undelivered_webhooks_survive_a_kill(own_process: Process, inbox: Inbox) -> None:
    hooked = hook(Merchant(own_process), inbox)
    mode(hooked, "hold")
    hooked.pay("pm-succeed-card")
    own_process.kill()
    own_process.start()
    assert inbox.events == []
    mode(hooked, "deliver")
    assert set(inbox.wait_for(3)) == PAID


def test_held_webhooks_leave_in_the_order_asked_for(hooked: Merchant, inbox: Inbox) -> None:
    mode(hooked, "hold")
    hooked.pay("pm-succeed-card")
    queue = hooked.sandbox.control("GET", "webhooks")["deliveries"]
    order = [queue[2]["event"], queue[0]["event"], queue[1]["event"]]
    flushed = hooked.sandbox.control("POST", "webhooks/flush", {"order": order, "times": 2})
    assert flushed == {"delivered": 3, "failed": 0}
    assert [event["id"] for event in inbox.events] == [e for e in order for _ in range(2)]


def test_duplicates_and_reordering_on_demand(hooked: Merchant, inbox: Inbox) -> None:
    mode(hooked, "duplicate")
    hooked.pay("pm-succeed-card")
    assert len(inbox.wait_for(6)) == 6
    inbox.events.clear()
    mode(hooked, "reorder")
    hooked.pay("pm-succeed-card")
    received = inbox.wait_for(3)
    assert received[-1] == "payment_intent.created"


def test_webhooks_can_be_late_by_the_virtual_clock(hooked: Merchant, inbox: Inbox) -> None:
    hooked.sandbox.control("POST", "webhooks", {"delay_seconds": 3600})
    hooked.pay("pm-succeed-card")
    time.sleep(0.2)
    assert inbox.events == []
    hooked.sandbox.control("POST", "webhooks", {"delay_seconds": 0})
    hooked.post("customers", name="Bo")
    assert inbox.wait_for(1) == ["customer.created"]
    hooked.sandbox.control("POST", "clock", {"advance_seconds": 3601})
    assert set(inbox.wait_for(4)) == {*PAID, "customer.created"}


def test_webhooks_rest_during_an_outage(hooked: Merchant, inbox: Inbox) -> None:
    late = hooked.pay(hooked.method("succeed_later")).json()["id"]
    assert len(inbox.wait_for(3)) == 3
    inbox.events.clear()
    hooked.fault("outage")
    hooked.sandbox.control("POST", "settle", {"payment_intent": late, "outcome": "succeeded"})
    time.sleep(0.2)
    assert inbox.events == []
    hooked.sandbox.control("DELETE", "faults")
    assert set(inbox.wait_for(2)) == {"charge.succeeded", "payment_intent.succeeded"}


def test_each_turn_of_a_payment_has_its_event(hooked: Merchant, inbox: Inbox) -> None:
    mode(hooked, "hold")
    hooked.pay(hooked.method("decline_generic"))
    hooked.pay(hooked.method("requires_authentication"))
    late = hooked.pay(hooked.method("succeed_later")).json()["id"]
    hooked.sandbox.control("POST", "settle", {"payment_intent": late, "outcome": "succeeded"})
    hooked.post("refunds", payment_intent=late, amount=1)
    hooked.sandbox.control("POST", "dispute", {"payment_intent": late, "reason": "duplicate"})
    other = hooked.post("payment_intents", amount=5, currency="eur").json()["id"]
    assert hooked.post(f"payment_intents/{other}/cancel").json()["status"] == "canceled"
    hooked.sandbox.control("POST", "clock", {"advance_seconds": 60})
    hooked.sandbox.control("POST", "webhooks/flush")
    types = {event["type"] for event in inbox.events}
    intent = {"processing", "succeeded", "payment_failed", "requires_action", "canceled"}
    assert {f"payment_intent.{name}" for name in intent} <= types
    assert {"charge.refunded", "charge.dispute.created"} <= types
    assert {"refund.created", "refund.updated"} <= types
