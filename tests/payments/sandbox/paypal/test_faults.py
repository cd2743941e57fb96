"""Planned faults and behaviours that lose answers: what the client sees, and what is true then."""

import httpx
import pytest

from tests.payments.sandbox.paypal.shop import FULL, Shop, captured, issue, link, press, purchase


@pytest.mark.parametrize("kind", ["drop_reply_after_commit", "reset_mid_body"])
def test_a_cut_reply_has_charged_and_the_same_id_tells(wallet_shop: Shop, kind: str) -> None:
    saved = wallet_shop.method()
    wallet_shop.fault(kind, path_contains="orders")
    with pytest.raises(httpx.TransportError):
        wallet_shop.pay(saved, "bill-1")
    assert wallet_shop.charged() == 1
    again = wallet_shop.pay(saved, "bill-1")
    assert (again.status_code, again.json()["status"]) == (200, "COMPLETED")
    assert wallet_shop.charged() == 1


@pytest.mark.parametrize(
    ("kind", "status", "name"),
    [
        ("http_429", 429, "RATE_LIMIT_REACHED"),
        ("http_500_before_commit", 500, "INTERNAL_SERVER_ERROR"),
        ("outage_503", 503, "SERVICE_UNAVAILABLE"),
    ],
)
def test_an_error_before_the_commit_did_nothing(
    wallet_shop: Shop, kind: str, status: int, name: str
) -> None:
    saved = wallet_shop.method()
    wallet_shop.get("v1/notifications/webhooks")
    wallet_shop.fault(kind)
    reply = wallet_shop.pay(saved, "bill-1")
    assert (reply.status_code, reply.json()["name"]) == (status, name)
    assert reply.json()["debug_id"] == reply.headers["paypal-debug-id"]
    assert wallet_shop.payments() == []
    wallet_shop.sandbox.control("DELETE", f"faults?merchant={wallet_shop.id}")
    assert wallet_shop.pay(saved, "bill-1").status_code == 201


def test_a_500_after_the_commit_has_charged_and_the_same_id_tells(wallet_shop: Shop) -> None:
    saved = wallet_shop.method()
    wallet_shop.fault("http_500_after_commit")
    assert wallet_shop.pay(saved, "bill-1").status_code == 500
    assert wallet_shop.charged() == 1
    assert wallet_shop.pay(saved, "bill-1").json()["status"] == "COMPLETED"
    assert wallet_shop.charged() == 1


@pytest.mark.parametrize("kind", ["html_instead_of_json", "truncated_json"])
def test_an_unreadable_answer_has_charged(wallet_shop: Shop, kind: str) -> None:
    wallet_shop.fault(kind)
    reply = wallet_shop.pay(wallet_shop.method())
    assert reply.status_code == 201
    with pytest.raises(ValueError):
        reply.json()
    assert wallet_shop.charged() == 1


def test_a_wrong_echo_differs_only_in_the_reply(wallet_shop: Shop) -> None:
    saved = wallet_shop.method()
    wallet_shop.fault("wrong_amount")
    wallet_shop.fault("wrong_currency")
    more = captured(wallet_shop.pay(saved, "bill-1").json())
    assert more["amount"] == {"currency_code": "USD", "value": "98.40"}
    other = captured(wallet_shop.pay(saved, "bill-2").json())
    assert other["amount"] == {"currency_code": "EUR", "value": "97.40"}
    assert {(p["amount"], p["currency"]) for p in wallet_shop.payments()} == {(9740, "usd")}
    assert captured(wallet_shop.pay(saved, "bill-1").json())["amount"]["value"] == "97.40"


@pytest.mark.parametrize("kind", ["hang", "drop_before_commit"])
def test_a_request_that_is_never_answered_did_nothing(wallet_shop: Shop, kind: str) -> None:
    wallet_shop.fault(kind, delay_ms=100)
    saved = wallet_shop.method()
    with pytest.raises(httpx.TransportError):
        wallet_shop.pay(saved, "bill-1")
    assert wallet_shop.payments() == []
    assert wallet_shop.pay(saved, "bill-1").status_code == 201


def test_a_provider_that_ignores_ids_charges_twice(wallet_shop: Shop) -> None:
    wallet_shop.fault("nokey", times=2)
    saved = wallet_shop.method()
    wallet_shop.pay(saved, "bill-1")
    wallet_shop.pay(saved, "bill-1")
    assert wallet_shop.charged() == 2


def test_an_outage_stops_api_tokens_and_pages(own_wallet_shop: Shop) -> None:
    shop = own_wallet_shop
    saved, order = shop.method(), shop.ask()
    shop.fault("outage", for_seconds=25 * 3600)
    with pytest.raises(httpx.TransportError):
        shop.pay(saved, "bill-1")
    with pytest.raises(httpx.TransportError):
        shop.ask_token()
    with pytest.raises(httpx.TransportError):
        shop.sandbox.http.get(link(order, "payer-action"))
    shop.order_from("clock", advance_seconds=25 * 3600 + 1)
    shop.token = None
    assert shop.pay(saved, "bill-1").status_code == 201
    assert shop.charged() == 1


@pytest.mark.parametrize("kind", ["paypal", "card"])
def test_a_lost_reply_means_charged_and_the_same_id_tells(wallet_shop: Shop, kind: str) -> None:
    saved = wallet_shop.method("timeout_after_charge", kind)
    with pytest.raises(httpx.TransportError):
        wallet_shop.pay(saved, "bill-1", kind=kind)
    assert wallet_shop.charged() == 1
    assert wallet_shop.pay(saved, "bill-1", kind=kind).json()["status"] == "COMPLETED"
    assert wallet_shop.charged() == 1


def test_a_lost_request_means_nothing_happened_and_the_same_id_pays(wallet_shop: Shop) -> None:
    saved = wallet_shop.method("timeout_before_charge")
    with pytest.raises(httpx.TransportError):
        wallet_shop.pay(saved, "bill-1")
    assert wallet_shop.payments() == []
    assert wallet_shop.pay(saved, "bill-1").status_code == 201
    assert wallet_shop.charged() == 1


def test_a_server_error_charges_nothing_however_often_it_is_asked(wallet_shop: Shop) -> None:
    saved = wallet_shop.method("error_500")
    for _ in range(2):
        assert wallet_shop.pay(saved, "bill-1").status_code == 500
    order = wallet_shop.ask("k")
    press(wallet_shop, link(order, "payer-action"), account="error_500")
    assert wallet_shop.capture(order["id"]).status_code == 500
    assert wallet_shop.payments() == []


def test_what_is_no_json_is_refused(wallet_shop: Shop) -> None:
    wallet_shop.get("v1/notifications/webhooks")
    url = f"{wallet_shop.url}/v2/checkout/orders"
    headers = {"Authorization": f"Bearer {wallet_shop.token}"}
    post = wallet_shop.sandbox.http.post
    reply = post(url, content=b"{}", headers=headers)
    assert (reply.status_code, reply.json()["name"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
    headers["Content-Type"] = "application/json"
    for broken in (b"{", b"[1", b"\xff", b"7"):
        reply = post(url, content=broken, headers=headers)
        assert (reply.status_code, issue(reply)) == (400, "MALFORMED_REQUEST_JSON")
    big = post(url, content=b"{" + b" " * 300_000 + b"}", headers=headers)
    assert big.status_code == 400


def test_a_capture_without_a_body_still_says_its_media_type(wallet_shop: Shop) -> None:
    order = wallet_shop.call("POST", "v2/checkout/orders", purchase(), "k", **FULL).json()["id"]
    path = f"v2/checkout/orders/{order}/capture"
    reply = wallet_shop.call("POST", path, None, "c", **{"Content-Type": "text/plain"})
    assert reply.status_code == 415
