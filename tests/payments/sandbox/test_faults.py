"""Planned faults: each kind, what the client sees, and what is true afterwards."""

import httpx
import pytest

from tests.payments.sandbox.pages import Person, setup_session
from tests.payments.sandbox.world import Merchant


@pytest.mark.parametrize("kind", ["drop_reply_after_commit", "reset_mid_body"])
def test_a_cut_reply_has_charged(shop: Merchant, kind: str) -> None:
    shop.fault(kind, path_contains="payment_intents")
    with pytest.raises(httpx.TransportError):
        shop.pay(shop.method("succeed"), "bill-1")
    assert shop.charges() == 1
    assert shop.pay("pm-succeed-card", "bill-1").headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(("kind", "kept"), [("http_500_before_commit", 0), ("http_429", 0)])
def test_an_error_before_the_commit_leaves_the_key_free(
    shop: Merchant, kind: str, kept: int
) -> None:
    shop.fault(kind)
    reply = shop.pay(shop.method("succeed"), "bill-1")
    assert reply.status_code in (429, 500)
    assert shop.charges() == kept
    assert shop.pay("pm-succeed-card", "bill-1").status_code == 200


def test_a_500_after_the_commit_has_charged_and_is_replayed(shop: Merchant) -> None:
    shop.fault("http_500_after_commit")
    method = shop.method("succeed")
    assert shop.pay(method, "bill-1").status_code == 500
    assert [p["charged"] for p in shop.payments("bill-1")] == [True]
    assert shop.pay(method, "bill-1").status_code == 500
    assert shop.charges() == 1


@pytest.mark.parametrize("kind", ["html_instead_of_json", "truncated_json"])
def test_an_unreadable_200_has_charged(shop: Merchant, kind: str) -> None:
    shop.fault(kind)
    reply = shop.pay(shop.method("succeed"), "bill-1")
    assert reply.status_code == 200
    with pytest.raises(ValueError):
        reply.json()
    assert shop.charges() == 1


def test_a_wrong_echo_differs_only_in_the_reply(shop: Merchant) -> None:
    shop.fault("wrong_amount")
    shop.fault("wrong_currency")
    method = shop.method("succeed")
    assert shop.pay(method, "bill-1").json()["amount"] == 9840
    assert shop.pay(method, "bill-2").json()["currency"] == "eur"
    assert {(p["amount"], p["currency"]) for p in shop.payments()} == {(9740, "usd")}


@pytest.mark.parametrize("kind", ["hang", "drop_before_commit"])
def test_a_request_that_is_never_answered_did_nothing(shop: Merchant, kind: str) -> None:
    shop.fault(kind, delay_ms=100)
    method = shop.method("succeed")
    with pytest.raises(httpx.TransportError):
        shop.pay(method, "bill-1")
    assert shop.payments() == []
    assert shop.pay(method, "bill-1").status_code == 200


def test_a_client_that_hangs_up_frees_its_key(shop: Merchant) -> None:
    shop.fault("hang")
    url = f"{shop.sandbox.url}/stripe/v1/customers"
    headers = {"Authorization": f"Bearer {shop.secret}", "Idempotency-Key": "k"}
    with pytest.raises(httpx.ReadTimeout):
        shop.sandbox.http.post(url, data={"name": "Ada"}, headers=headers, timeout=0.2)
    assert shop.post("customers", "k", name="Ada").status_code == 200


def test_a_provider_without_keys_charges_twice(shop: Merchant) -> None:
    shop.fault("nokey", times=2)
    method = shop.method("succeed")
    shop.pay(method, "bill-1")
    shop.pay(method, "bill-1")
    assert shop.charges() == 2


@pytest.mark.parametrize("kind", ["outage", "outage_503"])
def test_an_outage_lasts_until_it_is_cleared(shop: Merchant, kind: str) -> None:
    method, other = shop.method("succeed"), Merchant(shop.sandbox)
    shop.fault(kind)
    shop.fault("http_429")  # planned behind the outage, and still there after it
    for _ in range(3):
        if kind == "outage":
            with pytest.raises(httpx.TransportError):
                shop.pay(method, "bill-1")
        else:
            assert shop.pay(method, "bill-1").status_code == 503
    assert other.get("balance").status_code == 200
    assert shop.payments() == []
    cleared = shop.sandbox.control("DELETE", f"faults?merchant={shop.id}&kind={kind}")
    assert cleared == {"deleted": 1}
    assert shop.pay(method, "bill-1").status_code == 429
    assert shop.pay(method, "bill-1").status_code == 200
    assert shop.charges() == 1


def test_an_outage_of_a_day_ends_by_the_virtual_clock(own_shop: Merchant) -> None:
    method = own_shop.method("succeed")
    session = setup_session(own_shop)
    own_shop.fault("outage", for_seconds=25 * 3600)
    for hours in (0, 24):
        own_shop.sandbox.control("POST", "clock", {"advance_seconds": hours * 3600})
        with pytest.raises(httpx.TransportError):
            own_shop.pay(method, "bill-1")
        with pytest.raises(httpx.TransportError):
            Person(own_shop).card(session["url"])
    [fault] = own_shop.sandbox.control("GET", "faults")["faults"]
    assert fault["kind"] == "outage"
    own_shop.sandbox.control("POST", "clock", {"advance_seconds": 3601})
    assert own_shop.pay(method, "bill-1").status_code == 200
    assert own_shop.sandbox.control("GET", "faults")["faults"] == []


def test_a_fault_strikes_only_where_it_was_planned(shop: Merchant) -> None:
    shop.fault("http_429", path_contains="refunds", method="POST")
    other = Merchant(shop.sandbox)
    assert other.post("refunds", payment_intent="pi_1").status_code == 400
    assert shop.get("refunds").status_code == 200
    assert shop.pay(shop.method("succeed")).status_code == 200
    assert shop.post("refunds", payment_intent="pi_1").status_code == 429
    shop.fault("http_429", times=1000)
    shop.sandbox.control("DELETE", "faults")
    assert shop.get("balance").status_code == 200
