"""What the provider refuses before it does anything: its own bodies, never a crash."""

import pytest

from tests.payments.sandbox.world import Merchant

WRONG = [
    ({"amount": "0"}, "parameter_invalid_integer"),
    ({"amount": "-5"}, "parameter_invalid_integer"),
    ({"amount": "1.5"}, "parameter_invalid_integer"),
    ({"amount": "1e3"}, "parameter_invalid_integer"),
    ({"amount": "9" * 13}, "amount_too_large"),
    ({"amount": "9" * 5000}, "parameter_invalid_integer"),
    ({"amount": ""}, "parameter_missing"),
    ({"currency": "dollars"}, None),
    ({"customer": "c-none"}, "resource_missing"),
    ({"payment_method": "pm-none"}, "resource_missing"),
    ({"card[number]": "x"}, "parameter_unknown"),
    ({"confirm": "yes"}, None),
    ({"metadata[a]": "x" * 501}, None),
    ({"metadata[a][b][c][d][e][f]": "x"}, "parameter_unknown"),
    ({"metadata[a": "x"}, "parameter_unknown"),
    ({"amount[x]": "1"}, None),
    ({"expand[]": "secrets"}, None),
]


@pytest.mark.parametrize(("change", "code"), WRONG)
def test_wrong_parameters_are_400_and_charge_nothing(
    shop: Merchant, change: dict[str, str], code: str | None
) -> None:
    reply = shop.pay(shop.method("succeed"), "bill-1", **change)
    error = reply.json()["error"]
    assert (reply.status_code, error["type"]) == (400, "invalid_request_error")
    assert error.get("code") == code
    assert shop.payments() == []
    assert reply.headers["Request-Id"].startswith("req_")


def test_another_customers_method_pays_nothing(shop: Merchant) -> None:
    method = shop.method("succeed")
    shop.control("PUT", "/customers/c2", {})
    assert shop.pay(method, customer="c2").status_code == 400
    assert shop.payments() == []


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer sk_wrong", "Basic !", "Basic 4pyT"])
def test_without_a_known_key_it_is_401(shop: Merchant, header: str) -> None:
    url = f"{shop.sandbox.url}/stripe/v1/balance"
    reply = shop.sandbox.http.get(url, headers={"Authorization": header})
    assert (reply.status_code, reply.json()["error"]["type"]) == (401, "invalid_request_error")


def test_a_basic_user_name_is_a_key_too(shop: Merchant) -> None:
    url = f"{shop.sandbox.url}/stripe/v1/balance"
    assert shop.sandbox.http.get(url, auth=(shop.secret, "")).json()["object"] == "balance"


def test_unknown_addresses_and_bodies_are_answered_in_kind(shop: Merchant) -> None:
    assert shop.post("sources").json()["error"]["type"] == "invalid_request_error"
    assert shop.get("payment_intents/pi_1/confirm").status_code == 404
    url, key = f"{shop.sandbox.url}/stripe/v1/customers", {"Authorization": f"Bearer {shop.secret}"}
    for body in (b"\xff\xfe", b"a=1&" * 600, b"x" * 300_000):
        assert shop.sandbox.http.post(url, content=body, headers=key).status_code == 400


def test_search_refuses_what_it_cannot_read(shop: Merchant) -> None:
    for query in (
        "metadata",
        "secret:'x'",
        "metadata['a']:'x' OR status:'y'",
        "metadata['a\"b']:'x'",
    ):
        assert shop.get("payment_intents/search", query=query).status_code == 400
    quoted = """metadata["it's"]:"x" """
    assert shop.get("payment_intents/search", query=quoted).status_code == 200


def test_lists_refuse_a_broken_window(shop: Merchant) -> None:
    assert shop.get("payment_intents", **{"created[gte][x]": 1}).status_code == 400
    assert shop.get("payment_intents", starting_after="pi_none").status_code == 400
    assert shop.get("balance", **{"expand[]": "data.customer"}).status_code == 200
    assert shop.get("payment_intents", limit=-7).status_code == 200


def test_a_settled_payment_cannot_be_cancelled(shop: Merchant) -> None:
    intent = shop.pay(shop.method("succeed")).json()["id"]
    reply = shop.post(f"payment_intents/{intent}/cancel")
    assert reply.json()["error"]["code"] == "payment_intent_unexpected_state"
    assert reply.json()["error"]["payment_intent"]["status"] == "succeeded"
