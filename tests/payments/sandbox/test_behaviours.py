"""What each of the nine behaviours answers, and what the provider then says is true."""

import httpx
import pytest

from tests.payments.sandbox.world import Merchant

DECLINES = [
    ("decline_insufficient_funds", "card_declined", "insufficient_funds"),
    ("decline_expired_card", "expired_card", "expired_card"),
    ("decline_generic", "card_declined", "generic_decline"),
]


@pytest.mark.parametrize("kind", ["card", "bank_account", "sepa_debit", "link", "paypal"])
def test_every_type_of_method_can_succeed_at_once(shop: Merchant, kind: str) -> None:
    reply = shop.pay(shop.method("succeed", kind), "bill-1")
    assert (reply.status_code, reply.json()["status"]) == (200, "succeeded")
    [payment] = shop.payments("bill-1")
    assert (payment["amount"], payment["currency"], payment["charged"]) == (9740, "usd", True)
    assert payment["idempotency_key"] == "bill-1"


@pytest.mark.parametrize(("behaviour", "code", "decline_code"), DECLINES)
def test_a_decline_is_402_with_the_issuers_reason(
    shop: Merchant, behaviour: str, code: str, decline_code: str
) -> None:
    reply = shop.pay(shop.method(behaviour), "bill-1")
    error = reply.json()["error"]
    assert reply.status_code == 402
    assert (error["type"], error["code"]) == ("card_error", code)
    assert error["decline_code"] == decline_code
    assert error["payment_intent"]["status"] == "requires_payment_method"
    assert error["payment_intent"]["last_payment_error"]["code"] == code
    assert shop.get(f"charges/{error['charge']}").json()["status"] == "failed"
    assert [p["charged"] for p in shop.payments("bill-1")] == [False]


def test_a_declined_payment_succeeds_with_another_method(shop: Merchant) -> None:
    intent = shop.pay(shop.method("decline_generic")).json()["error"]["payment_intent"]["id"]
    reply = shop.post(f"payment_intents/{intent}/confirm", payment_method=shop.method("succeed"))
    assert reply.json()["status"] == "succeeded"
    assert reply.json()["last_payment_error"] is None
    assert [p["charged"] for p in shop.payments()] == [True]
    again = shop.post(f"payment_intents/{intent}/confirm", payment_method=shop.method("succeed"))
    assert again.json()["error"]["code"] == "payment_intent_unexpected_state"
    assert shop.charges() == 1


def test_a_slow_bank_is_processing_until_it_is_settled(shop: Merchant) -> None:
    intent = shop.pay(shop.method("succeed_later", "bank_account"), "bill-1").json()
    assert intent["status"] == "processing"
    assert [p["charged"] for p in shop.payments()] == [False]
    order = {"payment_intent": intent["id"], "outcome": "succeeded"}
    assert shop.sandbox.control("POST", "settle", order)["status"] == "succeeded"
    assert [p["charged"] for p in shop.payments()] == [True]
    charge = shop.get(f"charges/{intent['latest_charge']}").json()
    assert (charge["paid"], charge["amount_captured"]) == (True, 9740)


def test_a_slow_bank_may_say_no_in_the_end(shop: Merchant) -> None:
    intent = shop.pay(shop.method("succeed_later", "bank_account")).json()["id"]
    order = {"payment_intent": intent, "outcome": "failed", "failure_code": "insufficient_funds"}
    shop.sandbox.control("POST", "settle", order)
    shown = shop.get(f"payment_intents/{intent}").json()
    assert shown["status"] == "requires_payment_method"
    assert shown["last_payment_error"]["code"] == "insufficient_funds"
    assert [p["charged"] for p in shop.payments()] == [False]


def test_a_slow_bank_settles_by_itself_when_its_time_has_come(own_shop: Merchant) -> None:
    own_shop.pay(own_shop.method("succeed_later", settle_after_seconds=3000), "bill-1")
    assert own_shop.sandbox.control("POST", "clock", {"advance_seconds": 2000})["settled"] == 0
    assert [p["status"] for p in own_shop.payments()] == ["processing"]
    assert own_shop.sandbox.control("POST", "clock", {"advance_seconds": 1001})["settled"] == 1
    assert [p["status"] for p in own_shop.payments()] == ["succeeded"]


@pytest.mark.parametrize("flag", ["off_session", "error_on_requires_action"])
def test_authentication_without_the_payer_is_402_and_no_charge(shop: Merchant, flag: str) -> None:
    reply = shop.pay(shop.method("requires_authentication"), **{flag: "true"})
    error = reply.json()["error"]
    assert (reply.status_code, error["code"]) == (402, "authentication_required")
    assert error["payment_intent"]["status"] == "requires_payment_method"
    assert [p["charged"] for p in shop.payments()] == [False]


@pytest.mark.parametrize(("outcome", "charged"), [("succeeded", True), ("failed", False)])
def test_authentication_with_the_payer_ends_on_the_banks_page(
    shop: Merchant, outcome: str, charged: bool
) -> None:
    intent = shop.pay(shop.method("requires_authentication"), return_url="http://shop/").json()
    action = intent["next_action"]["redirect_to_url"]
    assert (intent["status"], action["return_url"]) == ("requires_action", "http://shop/")
    assert "Authenticate" in shop.sandbox.http.get(action["url"]).text
    back = shop.sandbox.http.post(action["url"], params={"outcome": outcome})
    assert back.status_code == 303
    assert back.headers["location"].startswith("http://shop/?payment_intent=" + intent["id"])
    assert back.headers["location"].endswith("redirect_status=" + outcome)
    assert [p["charged"] for p in shop.payments()] == [charged]
    assert shop.sandbox.http.post(action["url"], params={"outcome": "succeeded"}).status_code == 409


def test_a_lost_reply_means_charged_and_the_same_key_tells(shop: Merchant) -> None:
    method = shop.method("timeout_after_charge")
    with pytest.raises(httpx.TransportError):
        shop.pay(method, "bill-1")
    assert [p["charged"] for p in shop.payments("bill-1")] == [True]
    replay = shop.pay(method, "bill-1")
    assert replay.headers["Idempotency-Replayed"] == "true"
    assert (replay.status_code, replay.json()["status"]) == (200, "succeeded")
    assert shop.charges() == 1


def test_a_lost_request_means_nothing_happened_and_the_same_key_pays(shop: Merchant) -> None:
    method = shop.method("timeout_before_charge")
    with pytest.raises(httpx.TransportError):
        shop.pay(method, "bill-1")
    assert shop.payments("bill-1") == []
    again = shop.pay(method, "bill-1")
    assert (again.status_code, again.json()["status"]) == (200, "succeeded")
    assert "Idempotency-Replayed" not in again.headers
    assert shop.charges() == 1


def test_a_server_error_charges_nothing_and_is_kept_under_its_key(shop: Merchant) -> None:
    method = shop.method("error_500")
    first, second = shop.pay(method, "bill-1"), shop.pay(method, "bill-1")
    assert (first.status_code, first.json()["error"]["type"]) == (500, "api_error")
    assert (second.status_code, second.headers["Idempotency-Replayed"]) == (500, "true")
    assert shop.payments("bill-1") == []


@pytest.mark.parametrize(
    ("token", "status", "reason"),
    [
        ("pm_card_visa", 200, None),
        ("pm_card_chargeDeclinedInsufficientFunds", 402, "insufficient_funds"),
        ("pm_card_chargeDeclinedLostCard", 402, "lost_card"),
        ("pm_card_authenticationRequired", 402, None),
        ("pm_usBankAccount_success", 200, None),
    ],
)
def test_documented_test_tokens_behave_as_documented(
    shop: Merchant, token: str, status: int, reason: str | None
) -> None:
    reply = shop.pay(token, error_on_requires_action="true")
    assert reply.status_code == status
    assert reply.json().get("error", {}).get("decline_code") == reason


def test_a_method_pays_only_in_its_currencies(shop: Merchant) -> None:
    method = shop.method("succeed", "sepa_debit", currencies=["EUR"])
    reply = shop.pay(method)
    assert reply.json()["error"]["code"] == "payment_method_currency_mismatch"
    assert shop.pay(method, currency="eur").status_code == 200
    assert [p["currency"] for p in shop.payments()] == ["eur"]
