"""PayPal-Request-Id: the latest status of the first request, for as long as each endpoint says."""

import threading

import httpx
import pytest

from tests.payments.sandbox.paypal.shop import (
    PAGES,
    Shop,
    captured,
    issue,
    link,
    press,
    purchase,
)

HOUR, DAY = 3600, 86_400


def test_the_same_id_charges_once_and_answers_with_200(wallet_shop: Shop) -> None:
    saved = wallet_shop.method()
    first, second = wallet_shop.pay(saved, "bill-1"), wallet_shop.pay(saved, "bill-1")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert wallet_shop.charged() == 1
    assert [payment["idempotency_key"] for payment in wallet_shop.payments()] == ["bill-1"]


def test_the_answer_is_the_latest_status_whatever_the_body_says_now(wallet_shop: Shop) -> None:
    saved = wallet_shop.method("never_settles")
    order = wallet_shop.pay(saved, "bill-1").json()
    assert captured(order)["status"] == "PENDING"
    wallet_shop.order_from("settle", payment_intent=order["id"], outcome="succeeded")
    other = {"amount": {"currency_code": "USD", "value": "1.00"}}
    again = wallet_shop.pay(saved, "bill-1", **other).json()
    assert (again["id"], captured(again)["status"]) == (order["id"], "COMPLETED")
    assert captured(again)["amount"]["value"] == "97.40"
    assert wallet_shop.charged() == 1


def test_a_capture_sent_again_shows_the_capture(wallet_shop: Shop) -> None:
    order = wallet_shop.ask()
    press(wallet_shop, link(order, "payer-action"))
    first = wallet_shop.capture(order["id"], "cap")
    again = wallet_shop.capture(order["id"], "cap")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert issue(wallet_shop.capture(order["id"], None)) == "ORDER_ALREADY_CAPTURED"


def test_an_id_counts_for_one_address(wallet_shop: Shop) -> None:
    first = captured(wallet_shop.pay(wallet_shop.method(), "same").json())
    second = captured(wallet_shop.pay(wallet_shop.method(), "other").json())
    refunds = [wallet_shop.refund(one["id"], "1.00", "same").json() for one in (first, second)]
    assert refunds[0]["id"] != refunds[1]["id"]
    again = wallet_shop.refund(first["id"], "2.00", "same")
    assert (again.status_code, again.json()["id"]) == (201, refunds[0]["id"])
    assert [payment["refunded"] for payment in wallet_shop.payments()] == [100, 100]


def test_a_refused_request_leaves_its_id_free(wallet_shop: Shop) -> None:
    saved = wallet_shop.method("decline_generic")
    assert issue(wallet_shop.pay(saved, "bill-1")) == "INSTRUMENT_DECLINED"
    wallet_shop.method("decline_generic", "paypal")
    wallet_shop.control(
        "PUT",
        f"/methods/{saved}",
        {"customer": "c-nora", "type": "paypal", "last4": "4242", "behaviour": "succeed"},
    )
    assert wallet_shop.pay(saved, "bill-1").status_code == 201


def test_orders_are_kept_for_six_hours(own_wallet_shop: Shop) -> None:
    shop, saved = own_wallet_shop, own_wallet_shop.method()
    first = shop.pay(saved, "bill-1").json()["id"]
    shop.advance(6 * HOUR - 60)
    assert shop.pay(saved, "bill-1").json()["id"] == first
    shop.sandbox.control("POST", "forget_keys", {"expired_only": True})
    assert shop.pay(saved, "bill-1").json()["id"] == first
    shop.advance(120)
    assert shop.pay(saved, "bill-1").json()["id"] != first
    assert shop.charged() == 2


def test_refunds_are_kept_for_45_days(own_wallet_shop: Shop) -> None:
    shop = own_wallet_shop
    capture = captured(shop.pay(shop.method()).json())["id"]
    first = shop.refund(capture, "1.00").json()["id"]
    shop.advance(45 * DAY - 60)
    shop.sandbox.control("POST", "forget_keys", {"expired_only": True})
    assert shop.refund(capture, "1.00").json()["id"] == first
    shop.advance(120)
    assert shop.refund(capture, "1.00").json()["id"] != first


def test_the_vault_keeps_for_three_hours_and_needs_an_id(own_wallet_shop: Shop) -> None:
    shop, body = own_wallet_shop, {"payment_source": {"paypal": {"experience_context": PAGES}}}

    def ask(key: str | None) -> httpx.Response:
        return shop.call("POST", "v3/vault/setup-tokens", body, key)

    first = ask("s").json()["id"]
    shop.advance(3 * HOUR - 60)
    assert (ask("s").status_code, ask("s").json()["id"]) == (200, first)
    shop.advance(120)
    assert ask("s").json()["id"] != first
    assert issue(ask(None)) == "MISSING_REQUIRED_PARAMETER"


def test_forgotten_ids_charge_again(own_wallet_shop: Shop) -> None:
    saved = own_wallet_shop.method()
    own_wallet_shop.pay(saved, "bill-1")
    assert own_wallet_shop.sandbox.control("POST", "forget_keys")["forgotten"] == 1
    own_wallet_shop.pay(saved, "bill-1")
    assert own_wallet_shop.charged() == 2


def test_many_requests_with_one_id_charge_once(wallet_shop: Shop) -> None:
    saved = wallet_shop.method()
    wallet_shop.get("v1/notifications/webhooks")  # the token is there
    codes: list[int] = []

    def pay() -> None:
        codes.append(wallet_shop.pay(saved, "bill-1").status_code)

    threads = [threading.Thread(target=pay) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(codes) == 16
    assert set(codes) <= {200, 201, 409}
    assert codes.count(201) == 1
    assert wallet_shop.charged() == 1


def test_a_request_whose_id_is_in_flight_is_refused(wallet_shop: Shop) -> None:
    wallet_shop.fault("latency", delay_ms=600)
    saved = wallet_shop.method()
    wallet_shop.token = str(wallet_shop.ask_token().json()["access_token"])
    answers = list[httpx.Response]()
    slow = threading.Thread(target=lambda: answers.append(wallet_shop.pay(saved)))
    slow.start()
    # On a busy machine the other thread may come second: then it is the one that is refused.
    for _ in range(200):
        answers.append(wallet_shop.pay(saved))
        if answers[-1].status_code == 409 or not slow.is_alive():
            break
    slow.join(10)
    refused = [reply for reply in answers if reply.status_code == 409]
    assert {issue(reply) for reply in refused} == {"PREVIOUS_REQUEST_IN_PROGRESS"}
    assert wallet_shop.charged() == 1


@pytest.mark.parametrize("key", ["x" * 109])
def test_an_id_that_is_too_long_is_refused(wallet_shop: Shop, key: str) -> None:
    reply = wallet_shop.call("POST", "v2/checkout/orders", purchase(), key)
    assert (reply.status_code, issue(reply)) == (400, "INVALID_PARAMETER_VALUE")
