"""Refunds: in part, in full, never beyond what was taken, whoever asks at the same time."""

from concurrent.futures import ThreadPoolExecutor

from tests.payments.sandbox.world import Merchant


def test_parts_add_up_and_the_rest_is_the_limit(shop: Merchant) -> None:
    intent = shop.pay(shop.method("succeed")).json()
    first = shop.post("refunds", payment_intent=intent["id"], amount=4000, reason="duplicate")
    assert (first.json()["status"], first.json()["amount"]) == ("succeeded", 4000)
    over = shop.post("refunds", payment_intent=intent["id"], amount=5741)
    assert over.status_code == 400
    assert "unrefunded amount" in over.json()["error"]["message"]
    rest = shop.post("refunds", charge=intent["latest_charge"]).json()
    assert rest["amount"] == 5740
    done = shop.post("refunds", charge=intent["latest_charge"], amount=1)
    assert done.json()["error"]["code"] == "charge_already_refunded"
    charge = shop.get(f"charges/{intent['latest_charge']}").json()
    assert (charge["amount_refunded"], charge["refunded"]) == (9740, True)
    assert [p["refunded"] for p in shop.payments()] == [9740]
    listed = shop.get("refunds", payment_intent=intent["id"]).json()["data"]
    assert [refund["id"] for refund in listed] == [rest["id"], first.json()["id"]]


def test_sixteen_refunds_at_once_never_exceed_the_charge(shop: Merchant) -> None:
    intent = shop.pay(shop.method("succeed")).json()["id"]
    with ThreadPoolExecutor(16) as pool:
        replies = list(
            pool.map(
                lambda n: shop.post("refunds", f"r-{n}", payment_intent=intent, amount=3000),
                range(16),
            )
        )
    assert sorted(reply.status_code for reply in replies) == [200] * 3 + [400] * 13
    assert [p["refunded"] for p in shop.payments()] == [9000]


def test_a_refund_with_one_key_happens_once(shop: Merchant) -> None:
    intent = shop.pay(shop.method("succeed")).json()["id"]
    one = shop.post("refunds", "refund-1", payment_intent=intent, amount=100)
    two = shop.post("refunds", "refund-1", payment_intent=intent, amount=100)
    assert one.json() == two.json()
    assert [p["refunded"] for p in shop.payments()] == [100]


def test_only_money_that_was_taken_comes_back(shop: Merchant) -> None:
    waiting = shop.pay(shop.method("succeed_later")).json()["id"]
    reply = shop.post("refunds", payment_intent=waiting)
    assert reply.json()["error"]["code"] == "payment_intent_unexpected_state"
    paid = shop.pay(shop.method("succeed")).json()["id"]
    for amount in (0, -5):
        assert shop.post("refunds", payment_intent=paid, amount=amount).status_code == 400
    assert [p["refunded"] for p in shop.payments()] == [0, 0]


def test_a_banks_refund_is_pending_and_may_fail(shop: Merchant) -> None:
    intent = shop.pay(shop.method("succeed_later", "bank_account")).json()["id"]
    shop.sandbox.control("POST", "settle", {"payment_intent": intent, "outcome": "succeeded"})
    refund = shop.post("refunds", payment_intent=intent).json()
    assert refund["status"] == "pending"
    assert [p["refunded"] for p in shop.payments()] == [9740]
    shop.sandbox.control("POST", "settle", {"refund": refund["id"], "outcome": "failed"})
    assert shop.get(f"refunds/{refund['id']}").json()["status"] == "failed"
    assert [p["refunded"] for p in shop.payments()] == [0]
    assert shop.post("refunds", payment_intent=intent, amount=9740).status_code == 200
