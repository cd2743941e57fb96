"""Paymentus' staged payments: a page with the fee on it; webhooks; the portal's tokens."""

import hashlib
import hmac
import json
from collections.abc import Mapping

import httpx
import pytest
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from tests.payments.rig import receiving, wait_for
from tests.payments.sandbox.paymentus.biller import Biller, Json, code

SECRET = "paymentus-webhook-secret"
GOOD = {"kind": "card", "number": "4111 1111 1111 1111", "expiry": "12/34"}


def press(biller: Biller, url: str, **form: str) -> httpx.Response:
    return biller.sandbox.http.post(url, data=form)


def test_a_staged_payment_is_paid_once_with_its_fee(biller: Biller) -> None:
    staged = biller.stage()
    page = biller.sandbox.http.get(staged["url"]).text
    assert "Pay 100.35 USD by card" in page
    assert "Pay 97.40 USD by bank debit" in page
    paid = press(biller, staged["url"], **GOOD)
    assert paid.headers["location"] == (
        f"http://shop.example/back?token=t&stagedPaymentId={staged['stagedPaymentId']}&status=paid"
    )
    done = biller.get(f"staged-payments/{staged['stagedPaymentId']}")
    payment = biller.get(f"payments/{done['paymentId']}")
    assert (done["status"], payment["status"], payment["reference"]) == ("paid", "completed", "ref")
    assert payment["stagedPaymentId"] == staged["stagedPaymentId"]
    assert payment["convenienceFee"]["amount"] == "2.95"
    assert press(biller, staged["url"], **GOOD).status_code == 303
    assert biller.charges() == 1
    again = biller.call("POST", f"staged-payments/{staged['stagedPaymentId']}/cancel")
    assert code(again) == "WRONG_STATUS"


def test_a_refused_card_leaves_the_page_open(biller: Biller) -> None:
    staged = biller.stage()
    refused = press(biller, staged["url"], **GOOD | {"number": "4000000000009995"})
    assert (refused.status_code, "insufficient funds" in refused.text) == (402, True)
    slip = press(biller, staged["url"], **GOOD | {"number": "4242424242424242"})
    assert (slip.status_code, 'role="alert"' in slip.text) == (422, True)
    bank = press(biller, staged["url"], kind="bank", account="success")
    assert bank.status_code == 303
    assert [row["status"] for row in biller.truth("ref")] == ["processing", "declined"]


def test_a_page_that_was_left_or_is_too_old_takes_nothing(own_biller: Biller) -> None:
    left, old = own_biller.stage(), own_biller.stage()
    away = press(own_biller, left["url"], kind="cancel")
    assert away.headers["location"].startswith("http://shop.example/no?")
    own_biller.advance(3601)
    for staged, status in ((left, "cancelled"), (old, "expired")):
        assert press(own_biller, staged["url"], **GOOD).status_code == 410
        path = f"staged-payments/{staged['stagedPaymentId']}"
        assert own_biller.get(path)["status"] == status
        assert own_biller.call("POST", f"{path}/cancel").json()["status"] == status
    assert own_biller.truth() == []


def test_each_of_the_three_webhooks_is_signed(own_biller: Biller) -> None:
    letters: list[tuple[bytes, Mapping[str, str]]] = []
    with receiving(lambda body, headers: letters.append((body, headers))) as url:
        hook = {"webhook_url": url, "webhook_secret": SECRET}
        own_biller.control("PUT", "", hook)
        own_biller.bill("b2", 100)
        own_biller.control("PUT", "/customers/c1", {"phone": "+1 555 0100"})
        own_biller.control("PUT", "/customers/c1", {"phone": "+1 555 0100"})
        own_biller.pay(own_biller.method())
        wait_for(lambda: len(letters) >= 3)
        own_biller.control("PUT", "", {"webhook_url": None})
    events: list[Json] = [json.loads(body) for body, _ in letters]
    kinds = sorted(event["type"] for event in events)
    assert kinds == ["bill.created", "customer.updated", "payment.completed"]
    for body, headers in letters:
        stamp, shown = headers["X-Paymentus-Signature"].split(",v1=")
        message = stamp.removeprefix("t=").encode() + b"." + body
        assert hmac.new(SECRET.encode(), message, hashlib.sha256).hexdigest() == shown
    by_kind = {event["type"]: event for event in events}
    assert by_kind["payment.completed"]["data"]["status"] == "completed"
    assert by_kind["bill.created"]["data"]["billId"] == "b2"
    assert by_kind["customer.updated"]["billerId"] == own_biller.id


def test_a_portal_token_verifies_with_the_published_keys(biller: Biller) -> None:
    jwks = f"{biller.sandbox.url}/paymentus/portal/jwks.json"
    keys = KeySet.import_key_set(biller.sandbox.http.get(jwks).json())
    order = {"customer": "c1", "nonce": "n-1", "audience": "helper"}
    tokens = set()
    for _ in range(20):
        made = biller.control("POST", "/sign_in", order)
        claims = jwt.decode(made["token"], keys, algorithms=["ES256"]).claims
        assert (claims["sub"], claims["aud"], claims["nonce"]) == ("c1", "helper", "n-1")
        assert claims["iss"] == made["issuer"]
        assert claims["exp"] - claims["iat"] == 300
        tokens.add(claims["jti"])
    assert len(tokens) == 20
    head, body, proof = made["token"].split(".")
    forged = f"{head}.{body}.{proof[:-8]}{'A' * 8}"
    with pytest.raises(BadSignatureError):
        jwt.decode(forged, keys, algorithms=["ES256"])
