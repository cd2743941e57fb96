"""What is left when an answer was lost, and what outlives the process: reports, views, kill -9."""

import threading
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.payments.sandbox.paypal.shop import Shop, amount, captured, issue
from tests.payments.sandbox.world import Json, Merchant, Process

HOUR = 3600


def report(shop: Shop, **more: str) -> Json:
    """The transactions of the last and the next ten days, by the sandbox's clock."""
    now = datetime.fromtimestamp(shop.sandbox.control("GET", "clock")["now"], UTC)
    window = {
        "start_date": (now - timedelta(days=10)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "end_date": (now + timedelta(days=10)).strftime("%Y-%m-%dT%H:%M:%S-0000"),
    } | more
    query = "&".join(f"{name}={value}" for name, value in window.items())
    return shop.get(f"v1/reporting/transactions?{query}")


def rows(shop: Shop, **more: str) -> list[Json]:
    return [row["transaction_info"] for row in report(shop, **more)["transaction_details"]]


def test_the_report_knows_a_payment_three_hours_late(own_wallet_shop: Shop) -> None:
    shop = own_wallet_shop
    order = shop.pay(shop.method(), invoice_id="HB-104").json()
    capture = captured(order)["id"]
    shop.refund(capture, "40.00")
    assert rows(shop) == []
    shop.advance(3 * HOUR - 60)
    assert rows(shop) == []
    shop.advance(120)
    paid, back = rows(shop)
    assert (paid["transaction_id"], paid["transaction_event_code"]) == (capture, "T0006")
    assert (paid["invoice_id"], paid["custom_field"]) == ("HB-104", "bill-1")
    assert (paid["paypal_reference_id"], paid["transaction_status"]) == (order["id"], "S")
    assert paid["transaction_amount"] == amount("97.40")
    assert back["transaction_amount"] == amount("-40.00")
    assert (back["paypal_reference_id"], back["transaction_event_code"]) == (capture, "T1107")
    assert rows(shop, transaction_id=capture) == [paid]
    assert rows(shop, page_size="1", page="2") == [back]
    shop.order_from("settings", search_lag_seconds=0)
    shop.pay(shop.method(), "k-2")
    assert len(rows(shop)) == 3
    shop.pay(shop.method("never_settles"), "k-3")
    assert len(rows(shop)) == 3  # only what moved money, unless it is asked for
    assert [
        row["transaction_status"] for row in rows(shop, balance_affecting_records_only="N")
    ] == [*("S", "S", "S", "P")]


def test_a_report_has_a_window_of_at_most_31_days(wallet_shop: Shop) -> None:
    path = "v1/reporting/transactions"
    assert issue(wallet_shop.call("GET", path)) == "MISSING_REQUIRED_PARAMETER"
    for start, end, wrong in (
        ("2026-01-01T00:00:00Z", "2026-02-02T00:00:00Z", "INVALID_PARAMETER_VALUE"),
        ("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", "INVALID_PARAMETER_VALUE"),
        ("2026-01-01T00:00:00", "2026-01-02T00:00:00Z", "INVALID_PARAMETER_SYNTAX"),
        ("yesterday", "2026-01-02T00:00:00Z", "INVALID_PARAMETER_SYNTAX"),
    ):
        reply = wallet_shop.call("GET", f"{path}?start_date={start}&end_date={end}")
        assert (reply.status_code, issue(reply)) == (400, wrong)


def test_orders_cannot_be_searched_for(wallet_shop: Shop) -> None:
    wallet_shop.pay(wallet_shop.method())
    for path in ("v2/checkout/orders?custom_id=bill-1", "v2/payments/captures?invoice_id=x"):
        url = f"{wallet_shop.url}/{path}"
        headers = {"Authorization": f"Bearer {wallet_shop.token}"}
        assert wallet_shop.sandbox.http.get(url, headers=headers).status_code == 404


def test_the_summary_counts_and_adds_up(wallet_shop: Shop) -> None:
    wallet_shop.pay(wallet_shop.method(), "k-1")
    declined = wallet_shop.method("decline_generic", "card")
    wallet_shop.pay(declined, "k-2", kind="card")
    wallet_shop.pay(wallet_shop.method("never_settles"), "k-3")
    euros = captured(
        wallet_shop.pay(wallet_shop.method(), "k-4", amount=amount("5.00", "EUR")).json()
    )
    back = {"amount": amount("0.40", "EUR"), "custom_id": "r-1"}
    wallet_shop.call("POST", f"v2/payments/captures/{euros['id']}/refund", back, "r-1")
    wallet_shop.ask("k-5")
    summary = wallet_shop.sandbox.control("GET", f"summary?merchant={wallet_shop.id}")
    assert summary["orders"] == {"COMPLETED": 4, "PAYER_ACTION_REQUIRED": 1}
    assert summary["captures"] == {"succeeded": 2, "failed": 1, "pending": 1}
    assert summary["charged"] == {"usd": 9740, "eur": 500}
    assert summary["refunded"] == {"usd": 0, "eur": 40}
    assert (summary["charges"], summary["refunds"], summary["methods"]) == (2, 1, 3)
    [refund] = wallet_shop.control("GET", "/refunds?reference=r-1")["refunds"]
    assert (refund["amount"], refund["charge"]) == (40, euros["id"])
    assert len(wallet_shop.control("GET", "/orders?status=COMPLETED")["orders"]) == 4


def test_seeding_twice_changes_nothing_and_wrong_seeds_are_refused(wallet_shop: Shop) -> None:
    saved = wallet_shop.method()
    wallet_shop.pay(saved)
    before = wallet_shop.payments()
    assert wallet_shop.method() == saved
    assert wallet_shop.payments() == before
    good = {"customer": "c-nora", "type": "paypal", "last4": "4242"}
    url = f"{wallet_shop.sandbox.url}/_control/merchants/{wallet_shop.id}/methods/pm-1"
    for change in (
        {"type": "sepa_debit"},
        {"last4": "42"},
        {"expires": "2031-13"},
        {"behaviour": "x"},
        {"customer": "nobody"},
        {"currencies": "EUR"},
    ):
        assert wallet_shop.sandbox.http.put(url, json=good | change).status_code == 422


def test_an_order_finds_the_provider_of_what_it_is_about(wallet_shop: Shop) -> None:
    stripe = Merchant(wallet_shop.sandbox)
    intent = stripe.pay(stripe.method("never_settles")).json()["id"]
    order = wallet_shop.pay(wallet_shop.method("never_settles")).json()["id"]
    for payment in (intent, order):
        wallet_shop.order_from("settle", payment_intent=payment, outcome="succeeded")
    assert (stripe.charges(), wallet_shop.charged()) == (1, 1)
    url = f"{wallet_shop.sandbox.url}/_control/settle"
    again = {"payment_intent": order, "outcome": "succeeded"}
    assert wallet_shop.sandbox.http.post(url, json=again).status_code == 422


def test_what_was_answered_survives_kill_nine(own_process: Process) -> None:
    shop = Shop(own_process)
    saved, answered = shop.method(), dict[str, str]()
    shop.get("v1/notifications/webhooks")
    chain = shop.control("GET", "/certificates")

    def pay_on(worker: int) -> None:
        for number in range(1000):
            key = f"bill-{worker}-{number}"
            try:
                answered[key] = shop.pay(saved, key, custom_id=key).json()["id"]
            except httpx.TransportError:
                return

    threads = [threading.Thread(target=pay_on, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    own_process.kill()
    for thread in threads:
        thread.join(10)
    own_process.start()
    assert len(answered) > 5
    for key, order in answered.items():
        [payment] = shop.payments(key)
        assert (payment["id"], payment["charged"]) == (order, True)
        assert shop.pay(saved, key, custom_id=key).json()["id"] == order  # the token lives too
    assert 0 <= shop.charged() - len(answered) <= 3
    assert shop.control("GET", "/certificates")["root"] == chain["root"]


@pytest.mark.parametrize("path", ["checkoutnow?token=NONE", "agreements/approve", "v9/nothing"])
def test_addresses_that_lead_nowhere_are_404(wallet_shop: Shop, path: str) -> None:
    assert wallet_shop.sandbox.http.get(f"{wallet_shop.url}/{path}").status_code == 404


def test_a_page_takes_only_its_own_buttons(wallet_shop: Shop) -> None:
    order = wallet_shop.ask()
    url = next(one["href"] for one in order["links"] if one["rel"] == "payer-action")
    post = wallet_shop.sandbox.http.post
    assert post(url, data={"outcome": "steal"}).status_code == 422
    assert post(url, data={"outcome": "approve", "account": "gold"}).status_code == 422
    assert post(url, data={"outcome": "x" * 20_000}).status_code == 413
    assert wallet_shop.get(f"v2/checkout/orders/{order['id']}")["status"] == order["status"]


def test_control_can_approve_or_call_off_what_waits(wallet_shop: Shop) -> None:
    first, second = wallet_shop.ask("k-1")["id"], wallet_shop.ask("k-2")["id"]
    wallet_shop.order_from("settle", payment_intent=first, outcome="succeeded")
    wallet_shop.order_from("settle", payment_intent=second, outcome="failed")
    assert wallet_shop.capture(first).json()["status"] == "COMPLETED"
    assert wallet_shop.get(f"v2/checkout/orders/{second}")["status"] == "VOIDED"
    assert issue(wallet_shop.capture(second, "c-2")) == "ORDER_NOT_APPROVED"
    assert wallet_shop.charged() == 1
