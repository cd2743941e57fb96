"""Money back: in full, in parts, never too much, by a slow bank; disputes and what they take."""

import threading

import pytest

from tests.payments.sandbox.paypal.shop import Shop, amount, captured, issue


def paid(shop: Shop, behaviour: str = "succeed", key: str = "k-1") -> tuple[str, str]:
    """(order, capture) of 97.40 USD."""
    order = shop.pay(shop.method(behaviour), key).json()
    return order["id"], captured(order)["id"]


def status(shop: Shop, capture: str) -> str:
    return str(shop.get(f"v2/payments/captures/{capture}")["status"])


def test_a_refund_in_parts_ends_where_the_capture_does(wallet_shop: Shop) -> None:
    order, capture = paid(wallet_shop)
    part = wallet_shop.refund(capture, "40.00")
    assert (part.status_code, part.json()["status"]) == (201, "COMPLETED")
    assert part.json()["amount"] == amount("40.00")
    assert status(wallet_shop, capture) == "PARTIALLY_REFUNDED"
    assert issue(wallet_shop.refund(capture, "57.41", "r-2")) == "REFUND_AMOUNT_EXCEEDED"
    euros = {"amount": amount("1.00", "EUR")}
    path = f"v2/payments/captures/{capture}/refund"
    assert issue(wallet_shop.call("POST", path, euros)) == "REFUND_CAPTURE_CURRENCY_MISMATCH"
    rest = wallet_shop.refund(capture, key="r-3").json()
    assert rest["amount"] == amount("57.40")
    assert rest["seller_payable_breakdown"]["total_refunded_amount"] == amount("97.40")
    assert status(wallet_shop, capture) == "REFUNDED"
    assert issue(wallet_shop.refund(capture, "0.01", "r-4")) == "CAPTURE_FULLY_REFUNDED"
    assert wallet_shop.get(f"v2/payments/refunds/{rest['id']}")["custom_id"] == "r-3"
    assert [payment["refunded"] for payment in wallet_shop.payments()] == [9740]
    # The way to find a refund whose answer was lost: the order shows all of them.
    shown = wallet_shop.get(f"v2/checkout/orders/{order}")["purchase_units"][0]["payments"]
    assert [one["custom_id"] for one in shown["refunds"]] == ["r-3", "r-1"]
    assert wallet_shop.events().count("PAYMENT.CAPTURE.REFUNDED") == 2


def test_refunds_at_the_same_time_cannot_exceed_the_capture(wallet_shop: Shop) -> None:
    _, capture = paid(wallet_shop)
    codes: list[int] = []

    def give(number: int) -> None:
        codes.append(wallet_shop.refund(capture, "60.00", f"r-{number}").status_code)

    threads = [threading.Thread(target=give, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(codes) == [201] + [422] * 5
    assert [payment["refunded"] for payment in wallet_shop.payments()] == [6000]


def test_a_slow_refund_is_pending_and_ends_as_its_bank_says(wallet_shop: Shop) -> None:
    for number, outcome in enumerate(("succeeded", "failed")):
        _, capture = paid(wallet_shop, "succeed_refund_needs_action", f"k-{number}")
        refund = wallet_shop.refund(capture, "10.00", f"r-{number}").json()
        assert refund["status"] == "PENDING"
        assert refund["status_details"] == {"reason": "ECHECK"}
        wallet_shop.order_from("settle", refund=refund["id"], outcome=outcome)
        shown = wallet_shop.get(f"v2/payments/refunds/{refund['id']}")["status"]
        assert shown == ("COMPLETED" if outcome == "succeeded" else "FAILED")
        left = "PARTIALLY_REFUNDED" if outcome == "succeeded" else "COMPLETED"
        assert status(wallet_shop, capture) == left
    assert [payment["refunded"] for payment in wallet_shop.payments()] == [0, 1000]
    names = {"PAYMENT.REFUND.PENDING", "PAYMENT.CAPTURE.REFUNDED", "PAYMENT.REFUND.FAILED"}
    assert names <= set(wallet_shop.events())


def test_refunds_end_by_the_clock(own_wallet_shop: Shop) -> None:
    shop = own_wallet_shop
    wanted = {"succeed_refund_pending": "COMPLETED", "succeed_refund_fails": "FAILED"}
    made = {}
    for number, (behaviour, ended) in enumerate(wanted.items()):
        _, capture = paid(shop, behaviour, f"k-{number}")
        made[shop.refund(capture, key=f"r-{number}").json()["id"]] = ended
    shop.advance(31)
    for refund, ended in made.items():
        assert shop.get(f"v2/payments/refunds/{refund}")["status"] == ended


@pytest.mark.parametrize("name", ["order", "capture"])
def test_a_lost_dispute_takes_the_money_back(wallet_shop: Shop, name: str) -> None:
    order, capture = paid(wallet_shop)
    about = order if name == "order" else capture
    made = wallet_shop.order_from("dispute", payment_intent=about, reason="fraudulent")
    shown = wallet_shop.get(f"v1/customer/disputes/{made['id']}")
    assert shown["disputed_transactions"][0]["seller_transaction_id"] == capture
    assert shown["disputed_transactions"][0]["custom"] == "bill-1"
    assert (shown["reason"], shown["dispute_state"]) == ("UNAUTHORISED", "REQUIRED_ACTION")
    assert (shown["dispute_amount"], status(wallet_shop, capture)) == (
        amount("97.40"),
        "COMPLETED",
    )
    assert issue(wallet_shop.refund(capture, "1.00")) == "TRANSACTION_DISPUTED"
    wallet_shop.order_from("dispute", dispute=made["id"], outcome="lost")
    ended = wallet_shop.get(f"v1/customer/disputes/{made['id']}")
    assert ended["status"] == "RESOLVED"
    assert ended["dispute_outcome"]["outcome_code"] == "RESOLVED_BUYER_FAVOUR"
    assert status(wallet_shop, capture) == "REFUNDED"
    assert [payment["refunded"] for payment in wallet_shop.payments()] == [0]
    assert wallet_shop.events()[-3:] == [
        "CUSTOMER.DISPUTE.CREATED",
        "PAYMENT.CAPTURE.REVERSED",
        "CUSTOMER.DISPUTE.RESOLVED",
    ]


def test_a_won_dispute_leaves_the_money_and_lists_find_both(wallet_shop: Shop) -> None:
    wallet_shop.pay(wallet_shop.method("succeed_then_dispute"), "k-1")
    _, second = paid(wallet_shop, "succeed_then_inquiry", "k-2")
    found = wallet_shop.get("v1/customer/disputes")["items"]
    assert [case["dispute_life_cycle_stage"] for case in found] == ["INQUIRY", "CHARGEBACK"]
    [case] = wallet_shop.get(f"v1/customer/disputes?disputed_transaction_id={second}")["items"]
    wallet_shop.order_from("dispute", dispute=case["dispute_id"], outcome="won")
    resolved = wallet_shop.get("v1/customer/disputes?dispute_state=RESOLVED")["items"]
    assert [one["dispute_id"] for one in resolved] == [case["dispute_id"]]
    assert status(wallet_shop, second) == "COMPLETED"
    page = wallet_shop.get("v1/customer/disputes?page_size=1")
    [after] = [one["href"] for one in page["links"] if one["rel"] == "next"]
    rest = wallet_shop.get(after.removeprefix(wallet_shop.url + "/"))["items"]
    assert [one["dispute_id"] for one in page["items"] + rest] == [
        one["dispute_id"] for one in wallet_shop.get("v1/customer/disputes")["items"]
    ]
