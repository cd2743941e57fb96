"""Idempotency keys: one effect per key, honest about what is running and what is different."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.payments.sandbox.world import Merchant

DAY = 24 * 3600


def test_thirty_two_requests_with_one_key_make_one_charge(shop: Merchant) -> None:
    method = shop.method("succeed")
    with ThreadPoolExecutor(32) as pool:
        replies = list(pool.map(lambda _: shop.pay(method, "bill-1"), range(32)))
    by_status = Counter(reply.status_code for reply in replies)
    assert by_status.keys() <= {200, 409}
    assert by_status[200] >= 1
    assert len({reply.json()["id"] for reply in replies if reply.status_code == 200}) == 1
    assert shop.charges() == 1
    assert len(shop.payments("bill-1")) == 1


def test_a_key_in_flight_is_409_and_then_replayed(shop: Merchant) -> None:
    method = shop.method("succeed")
    shop.fault("latency", delay_ms=400)
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: shop.pay(method, "bill-1"), range(4)))
    refused = [reply.json()["error"] for reply in replies if reply.status_code == 409]
    assert [error["code"] for error in refused] == ["idempotency_key_in_use"] * 3
    assert shop.pay(method, "bill-1").headers["Idempotency-Replayed"] == "true"
    assert shop.charges() == 1


def test_the_same_key_with_other_parameters_is_refused(shop: Merchant) -> None:
    method = shop.method("succeed")
    shop.pay(method, "bill-1")
    other = shop.pay(method, "bill-1", amount=9741)
    assert (other.status_code, other.json()["error"]["type"]) == (400, "idempotency_error")
    elsewhere = shop.post("customers", "bill-1", name="Ada")
    assert elsewhere.json()["error"]["type"] == "idempotency_error"
    assert shop.charges() == 1


def test_a_decline_is_replayed_until_the_key_changes(shop: Merchant) -> None:
    first = shop.pay(shop.method("decline_generic"), "bill-1")
    shop.control(
        "PUT",
        "/methods/pm-decline_generic-card",
        {"customer": "c1", "type": "card", "last4": "4242", "behaviour": "succeed"},
    )
    again = shop.pay("pm-decline_generic-card", "bill-1")
    assert (again.status_code, again.json()) == (402, first.json())
    assert shop.pay("pm-decline_generic-card", "bill-1-retry").status_code == 200


def test_a_request_that_failed_validation_leaves_its_key_free(shop: Merchant) -> None:
    method = shop.method("succeed")
    assert shop.pay(method, "bill-1", amount="ten").status_code == 400
    assert shop.pay(method, "bill-1").status_code == 200


def test_two_merchants_may_use_one_key(shop: Merchant) -> None:
    other = Merchant(shop.sandbox)
    first, second = shop.pay(shop.method("succeed"), "k"), other.pay(other.method("succeed"), "k")
    assert first.json()["id"] != second.json()["id"]


def test_without_a_key_every_request_charges(shop: Merchant) -> None:
    method = shop.method("succeed")
    shop.pay(method)
    shop.pay(method)
    assert shop.charges() == 2


def test_a_key_is_forgotten_after_a_day_of_the_virtual_clock(own_shop: Merchant) -> None:
    method = own_shop.method("succeed")
    first = own_shop.pay(method, "bill-1").json()["id"]
    own_shop.sandbox.control("POST", "clock", {"advance_seconds": DAY - 60})
    assert own_shop.pay(method, "bill-1").json()["id"] == first
    own_shop.sandbox.control("POST", "clock", {"advance_seconds": 61})
    assert own_shop.pay(method, "bill-1").json()["id"] != first
    assert own_shop.charges() == 2


def test_keys_can_be_pruned(own_shop: Merchant) -> None:
    method = own_shop.method("succeed")
    own_shop.pay(method, "old")
    own_shop.sandbox.control("POST", "clock", {"advance_seconds": DAY})
    own_shop.pay(method, "new")
    order = {"expired_only": True}
    assert own_shop.sandbox.control("POST", "forget_keys", order)["forgotten"] == 1
    assert own_shop.pay(method, "new").headers["Idempotency-Replayed"] == "true"
    assert own_shop.sandbox.control("POST", "forget_keys")["forgotten"] == 1
    own_shop.pay(method, "new")
    assert own_shop.charges() == 3


def test_a_provider_that_forgot_the_key_charges_again(own_shop: Merchant) -> None:
    method = own_shop.method("timeout_after_charge")
    with pytest.raises(httpx.TransportError):
        own_shop.pay(method, "bill-1")
    own_shop.sandbox.control("POST", "forget_keys")
    assert own_shop.pay(method, "bill-1").status_code == 200
    assert own_shop.charges() == 2


def test_too_long_a_key_is_refused(shop: Merchant) -> None:
    assert shop.pay(shop.method("succeed"), "k" * 256).status_code == 400
    assert shop.pay(shop.method("succeed"), "k" * 255).status_code == 200
