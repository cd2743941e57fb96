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


def test_a_refund_of_the_documented_failing_card_succeeds_and_then_fails(
    own_shop: Merchant,
) -> None:
    intent = own_shop.pay("pm_card_refundFail").json()["id"]
    refund = own_shop.post("refunds", payment_intent=intent, amount=500).json()
    assert refund["status"] == "succeeded"
    own_shop.sandbox.control("POST", "clock", {"advance_seconds": 31})
    failed = own_shop.get(f"refunds/{refund['id']}").json()
    assert (failed["status"], failed["failure_reason"]) == ("failed", "lost_or_stolen_card")
    kinds = [event["type"] for event in own_shop.get("events", limit=2).json()["data"]]
    assert kinds == ["refund.updated", "refund.failed"]
    [shown] = own_shop.control("GET", "/refunds")["refunds"]
    assert (shown["status"], shown["amount"]) == ("failed", 500)
    assert [p["refunded"] for p in own_shop.payments()] == [0]


def test_a_refund_waits_with_its_reason_when_a_test_says_so(shop: Merchant) -> None:
    intent = shop.pay("pm_card_pendingRefund").json()["id"]
    refund = shop.post("refunds", payment_intent=intent, **{"metadata[why]": "late"}).json()
    assert (refund["status"], refund["metadata"]) == ("pending", {"why": "late"})
    assert shop.post(f"refunds/{refund['id']}/cancel").status_code == 400
    changed = shop.post(f"refunds/{refund['id']}", **{"metadata[why]": "", "metadata[by]": "Bo"})
    assert changed.json()["metadata"] == {"by": "Bo"}
    end = {"refund": refund["id"], "outcome": "failed", "failure_code": "expired_or_canceled_card"}
    ended = shop.sandbox.control("POST", "settle", end)
    assert ended["failure_reason"] == "expired_or_canceled_card"
    again = shop.sandbox.http.post(f"{shop.sandbox.url}/_control/settle", json=end)
    assert again.status_code == 400


def test_a_refund_that_waits_for_its_receiver_can_be_cancelled_once(shop: Merchant) -> None:
    intent = shop.pay(shop.method("succeed_refund_needs_action")).json()["id"]
    refund = shop.post("refunds", payment_intent=intent).json()
    assert refund["status"] == "requires_action"
    assert shop.post(f"refunds/{refund['id']}/cancel").json()["status"] == "canceled"
    assert shop.post(f"refunds/{refund['id']}/cancel").status_code == 400
    assert shop.post("refunds", payment_intent=intent).json()["amount"] == 9740


def test_refunds_are_listed_by_payment_time_and_cursor(shop: Merchant) -> None:
    intent = shop.pay(shop.method("succeed")).json()["id"]
    made = [
        shop.post("refunds", payment_intent=intent, amount=n).json()["id"] for n in (1, 2, 3, 4)
    ]
    page = shop.get("refunds", payment_intent=intent, limit=2).json()
    assert ([r["id"] for r in page["data"]], page["has_more"]) == (made[:1:-1], True)
    rest = shop.get("refunds", payment_intent=intent, starting_after=made[2]).json()
    assert ([r["id"] for r in rest["data"]], rest["has_more"]) == (made[1::-1], False)
    since = page["data"][0]["created"] + 60
    assert shop.get("refunds", **{"created[gte]": since}).json()["data"] == []
    assert len(shop.get("charges", **{"created[lte]": since}).json()["data"]) == 1
