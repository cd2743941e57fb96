"""The control API: seeding twice changes nothing, wrong orders are refused with a sentence."""

import time

import pytest

from tests.payments.sandbox.world import Json, Merchant, Process

GOOD = {"customer": "c1", "type": "card", "last4": "4242"}


def test_seeding_twice_changes_nothing_and_keeps_what_was_paid(shop: Merchant) -> None:
    wanted = GOOD | {"brand": "mastercard", "expires": "2028-04", "behaviour": "succeed"}
    first = shop.control("PUT", "/methods/pm-1", wanted)
    intent = shop.pay("pm-1").json()["id"]
    before = shop.sandbox.control("GET", f"summary?merchant={shop.id}")
    again = shop.control("PUT", "/methods/pm-1", wanted)
    shop.control("PUT", "/customers/c1", {"name": "Ada", "email": "ada@mail.example"})
    after = shop.sandbox.control("GET", f"summary?merchant={shop.id}")
    assert after | {"now": 0} == before | {"now": 0}
    assert first["card"] == again["card"]
    assert (again["card"]["exp_year"], again["card"]["exp_month"]) == (2028, 4)
    assert [p["id"] for p in shop.payments()] == [intent]


def test_the_summary_counts_and_adds_up(shop: Merchant) -> None:
    shop.pay(shop.method("succeed"))
    shop.pay(shop.method("decline_generic"))
    shop.pay(shop.method("succeed"), currency="eur")
    shop.post("refunds", payment_intent=shop.payments()[0]["id"], amount=40)
    summary = shop.sandbox.control("GET", f"summary?merchant={shop.id}")
    assert summary["payment_intents"] == {"succeeded": 2, "requires_payment_method": 1}
    assert summary["charged"] == {"usd": 9740, "eur": 9740}
    assert summary["refunded"] == {"usd": 0, "eur": 40}
    assert (summary["charges"], summary["refunds"], summary["methods"]) == (2, 1, 2)


WRONG: list[tuple[str, str, Json]] = [
    ("PUT", "merchants/m", {}),
    ("PUT", "merchants/m%20x", {"secret_key": "sk"}),
    ("PUT", "merchants/m", {"secret_key": "sk", "webhook_url": "http://x"}),
    ("PUT", "merchants/none/customers/c", {}),
    ("POST", "clock", {"advance_seconds": -1}),
    ("POST", "clock", {"advance_seconds": True}),
    ("POST", "faults", {"kind": "gremlins"}),
    ("POST", "webhooks", {"mode": "sing"}),
    ("POST", "settle", {"payment_intent": "pi_1", "outcome": "maybe"}),
    ("POST", "settings", {"colour": 1}),
]


@pytest.mark.parametrize(("method", "path", "body"), WRONG)
def test_a_wrong_order_is_422_with_a_reason(
    process: Process, method: str, path: str, body: Json
) -> None:
    reply = process.http.request(method, f"{process.url}/_control/{path}", json=body)
    assert reply.status_code == 422
    assert reply.json()["error"]


@pytest.mark.parametrize(
    "change",
    [
        {"type": "gold"},
        {"last4": "424"},
        {"last4": "4242424242424242"},
        {"expires": "2028-13"},
        {"behaviour": "x"},
        {"customer": "nobody"},
        {"currencies": "EUR"},
    ],
)
def test_a_wrong_method_is_refused(shop: Merchant, change: Json) -> None:
    url = f"{shop.sandbox.url}/_control/merchants/{shop.id}/methods/pm-1"
    assert shop.sandbox.http.put(url, json=GOOD | change).status_code == 422
    assert shop.get("payment_methods/pm-1").status_code == 404


def test_a_secret_key_belongs_to_one_merchant(shop: Merchant) -> None:
    url = f"{shop.sandbox.url}/_control/merchants/thief"
    assert shop.sandbox.http.put(url, json={"secret_key": shop.secret}).status_code == 409
    assert shop.get("balance").status_code == 200


def test_the_virtual_clock_stamps_objects_and_search_can_lag(own_shop: Merchant) -> None:
    own_shop.sandbox.control("POST", "clock", {"advance_seconds": 86_400})
    created = own_shop.pay(own_shop.method("succeed"), "bill-1").json()["created"]
    assert created - time.time() > 86_000  # the test compares with the real clock
    own_shop.sandbox.control("POST", "settings", {"search_lag_seconds": 60})
    query = "metadata['reference']:'bill-1'"
    assert own_shop.get("payment_intents/search", query=query).json()["data"] == []
    own_shop.sandbox.control("POST", "clock", {"advance_seconds": 61})
    assert len(own_shop.get("payment_intents/search", query=query).json()["data"]) == 1
