"""Letters signed by a certificate chain: sent, verified with and without the API, resent."""

import base64
import json
import threading
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from tests.payments.sandbox.paypal.official import judge
from tests.payments.sandbox.paypal.shop import Shop, captured, issue
from tests.payments.sandbox.world import Json

PAID = {"PAYMENT.CAPTURE.COMPLETED", "CHECKOUT.ORDER.COMPLETED"}
HOOKS = "v1/notifications/webhooks"
Letter = tuple[bytes, dict[str, str]]


class Inbox:
    """A receiver that keeps what comes."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        inbox = self

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                sent = {name.lower(): value for name, value in self.headers.items()}
                inbox.letters.append((body, sent))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Nothing: the tests' output is for the tests."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def wait_for(self, count: int) -> list[str]:
        """The kinds received, once there are `count` of them or five seconds have passed."""
        for _ in range(250):
            if len(self.letters) >= count:
                break
            time.sleep(0.02)
        return [json.loads(body)["event_type"] for body, _ in self.letters]


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    receiver = Inbox()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


def subscribe(shop: Shop, url: str, *names: str) -> Json:
    body = {"url": url, "event_types": [{"name": name} for name in names or ("*",)]}
    reply = shop.call("POST", HOOKS, body)
    assert reply.status_code == 201, reply.text
    made: Json = reply.json()
    return made


def checked(shop: Shop, letter: Letter, webhook: str) -> bool:
    """As a receiver does it: the chain from the address, up to the root, then the signature."""
    body, headers = letter
    pem = shop.sandbox.http.get(headers["paypal-cert-url"]).content
    leaf, between = x509.load_pem_x509_certificates(pem)
    root = x509.load_pem_x509_certificate(shop.control("GET", "/certificates")["root"].encode())
    between.verify_directly_issued_by(root)
    leaf.verify_directly_issued_by(between)
    key = leaf.public_key()
    assert isinstance(key, RSAPublicKey)
    parts = (headers["paypal-transmission-id"], headers["paypal-transmission-time"], webhook)
    message = "|".join((*parts, str(zlib.crc32(body)))).encode()
    signature = base64.b64decode(headers["paypal-transmission-sig"])
    try:
        key.verify(signature, message, PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def verify(shop: Shop, letter: Letter, webhook: str, **changes: Any) -> str:
    """What the API says; the event is put into the request byte for byte."""
    body, headers = letter
    fields = {
        "auth_algo": headers["paypal-auth-algo"],
        "cert_url": headers["paypal-cert-url"],
        "transmission_id": headers["paypal-transmission-id"],
        "transmission_sig": headers["paypal-transmission-sig"],
        "transmission_time": headers["paypal-transmission-time"],
        "webhook_id": webhook,
    } | changes
    request = json.dumps(fields)[:-1].encode() + b', "webhook_event": ' + body + b"}"
    path = f"{shop.url}/v1/notifications/verify-webhook-signature"
    sent = {"Authorization": f"Bearer {shop.token}", "Content-Type": "application/json"}
    reply = shop.sandbox.http.post(path, content=request, headers=sent)
    assert reply.status_code == 200, reply.text
    wire = "/v1/notifications/verify-webhook-signature"
    assert judge("POST", wire, json.loads(request), 200, reply.json()) == []
    return str(reply.json()["verification_status"])


def test_a_payment_announces_itself_in_signed_letters(wallet_shop: Shop, inbox: Inbox) -> None:
    hook = subscribe(wallet_shop, inbox.url)
    order = wallet_shop.pay(wallet_shop.method()).json()
    assert set(inbox.wait_for(2)) == PAID
    for letter in inbox.letters:
        assert letter[1]["paypal-auth-algo"] == "SHA256withRSA"
        assert checked(wallet_shop, letter, hook["id"])
        assert verify(wallet_shop, letter, hook["id"]) == "SUCCESS"
        assert not checked(wallet_shop, (letter[0] + b" ", letter[1]), hook["id"])
    body = next(json.loads(b) for b, _ in inbox.letters if b"PAYMENT.CAPTURE" in b)
    assert body["resource"] == captured(order)
    assert body["resource_type"] == "capture"
    assert wallet_shop.get(f"v1/notifications/webhooks-events/{body['id']}") == body


def test_a_letter_that_was_touched_is_no_letter(wallet_shop: Shop, inbox: Inbox) -> None:
    hook = subscribe(wallet_shop, inbox.url, "PAYMENT.CAPTURE.COMPLETED")
    wallet_shop.pay(wallet_shop.method())
    assert inbox.wait_for(1) == ["PAYMENT.CAPTURE.COMPLETED"]
    [(body, headers)] = inbox.letters
    again = json.dumps(json.loads(body)).encode()  # the same event in other bytes
    assert verify(wallet_shop, (again, headers), hook["id"]) == "FAILURE"
    assert verify(wallet_shop, (body.replace(b"97.40", b"1.00"), headers), hook["id"]) == "FAILURE"
    for changes in (
        {"webhook_id": "OTHER"},
        {"transmission_time": "2020-01-01T00:00:00Z"},
        {"transmission_id": "e-1"},
        {"transmission_sig": "bm9uZQ=="},
        {"transmission_sig": "not base64"},
        {"cert_url": "https://evil.example/cert"},
        {"auth_algo": "SHA1withRSA"},
    ):
        assert verify(wallet_shop, (body, headers), hook["id"], **changes) == "FAILURE"
    other = Shop(wallet_shop.sandbox)
    other.get(HOOKS)
    assert verify(other, (body, headers), hook["id"]) == "FAILURE"


def test_control_can_set_the_webhook_and_sign_a_letter(wallet_shop: Shop, inbox: Inbox) -> None:
    wallet_shop.control("PUT", "", {"webhook_secret": "5WH", "webhook_url": inbox.url})
    text = '{"id": "WH-1", "event_type": "CUSTOMER.DISPUTE.CREATED"}'
    signed = wallet_shop.control("POST", "/sign", {"body": text, "at": 1_700_000_000})
    headers = {name.lower(): value for name, value in signed.items()}
    assert headers["paypal-transmission-time"] == "2023-11-14T22:13:20Z"
    assert checked(wallet_shop, (text.encode(), headers), "5WH")
    [shown] = wallet_shop.get(HOOKS)["webhooks"]
    assert (shown["id"], shown["event_types"][0]["name"]) == ("5WH", "*")
    wallet_shop.pay(wallet_shop.method())
    assert set(inbox.wait_for(2)) == PAID
    assert checked(wallet_shop, inbox.letters[0], "5WH")


def test_a_webhook_is_made_shown_changed_and_removed(wallet_shop: Shop, inbox: Inbox) -> None:
    hook = subscribe(wallet_shop, inbox.url, "PAYMENT.CAPTURE.PENDING")
    path = f"{HOOKS}/{hook['id']}"
    assert wallet_shop.get(path) == hook
    assert wallet_shop.get(HOOKS)["webhooks"] == [hook]
    body = {"url": inbox.url, "event_types": [{"name": "*"}]}
    again = wallet_shop.call("POST", HOOKS, body)
    assert (again.status_code, again.json()["name"]) == (400, "WEBHOOK_URL_ALREADY_EXISTS")
    second = wallet_shop.call("POST", HOOKS, body | {"url": inbox.url + "/2"})
    assert second.json()["name"] == "WEBHOOK_NUMBER_LIMIT_EXCEEDED"
    wrong = {"url": "x", "event_types": [{"name": "NO.SUCH"}]}
    assert wallet_shop.call("POST", HOOKS, wrong).json()["name"] == "VALIDATION_ERROR"
    wallet_shop.pay(wallet_shop.method(), "k-1")  # nobody asked for these
    names = [{"name": "PAYMENT.CAPTURE.COMPLETED"}]
    operation = {"op": "replace", "path": "/event_types", "value": names}
    assert wallet_shop.call("PATCH", path, [operation]).status_code == 200
    wallet_shop.pay(wallet_shop.method(), "k-2")
    assert inbox.wait_for(1) == ["PAYMENT.CAPTURE.COMPLETED"]
    assert wallet_shop.call("DELETE", path).status_code == 204
    assert issue(wallet_shop.call("GET", path)) == "INVALID_RESOURCE_ID"
    assert wallet_shop.get(HOOKS)["webhooks"] == []


def test_events_are_listed_and_sent_again(wallet_shop: Shop, inbox: Inbox) -> None:
    order = wallet_shop.pay(wallet_shop.method()).json()
    capture = captured(order)["id"]
    hook = subscribe(wallet_shop, inbox.url)
    events = "v1/notifications/webhooks-events"
    [event] = wallet_shop.get(f"{events}?transaction_id={capture}")["events"]
    assert event["event_type"] == "PAYMENT.CAPTURE.COMPLETED"
    found = wallet_shop.get(f"{events}?event_type=CHECKOUT.ORDER.COMPLETED")
    assert found["count"] == 1
    resent = wallet_shop.sandbox.http.post(
        f"{wallet_shop.url}/{events}/{event['id']}/resend",
        json={"webhook_ids": [hook["id"]]},
        headers={"Authorization": f"Bearer {wallet_shop.token}"},
    )
    assert resent.status_code == 202
    assert inbox.wait_for(1) == ["PAYMENT.CAPTURE.COMPLETED"]
    assert json.loads(inbox.letters[0][0])["id"] == event["id"]


def test_a_simulated_event_comes_signed(wallet_shop: Shop, inbox: Inbox) -> None:
    hook = subscribe(wallet_shop, inbox.url)
    body = {"webhook_id": hook["id"], "event_type": "PAYMENT.CAPTURE.REVERSED"}
    assert wallet_shop.call("POST", "v1/notifications/simulate-event", body).status_code == 202
    assert inbox.wait_for(1) == ["PAYMENT.CAPTURE.REVERSED"]
    assert verify(wallet_shop, inbox.letters[0], hook["id"]) == "SUCCESS"
    unknown = body | {"event_type": "PAYMENT.LUNCH.EATEN"}
    reply = wallet_shop.call("POST", "v1/notifications/simulate-event", unknown)
    assert reply.status_code == 400


def test_held_letters_leave_in_the_order_asked_for(own_wallet_shop: Shop, inbox: Inbox) -> None:
    shop = own_wallet_shop
    subscribe(shop, inbox.url)
    shop.order_from("webhooks", mode="hold")
    shop.pay(shop.method())
    queue = shop.sandbox.control("GET", "webhooks")["deliveries"]
    assert {row["type"] for row in queue} == PAID
    order = [queue[1]["event"], queue[0]["event"]]
    flushed = shop.order_from("webhooks/flush", order=order, times=2)
    assert flushed == {"delivered": 2, "failed": 0}
    got = [json.loads(body)["id"] for body, _ in inbox.letters]
    assert got == [event for event in order for _ in range(2)]
    ids = [headers["paypal-transmission-id"] for _, headers in inbox.letters]
    assert len(set(ids)) == 4  # each transmission is signed anew
