"""Square's slow money: bank transfers that settle later, refunds, and disputes."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.payments.sandbox.square.seller import Seller, codes, usd


def test_a_bank_transfer_is_pending_and_arrives_by_the_clock(own_seller: Seller) -> None:
    payment = own_seller.paid("bnon:bank-nonce-ok", key="k-1")
    assert (payment["status"], payment["source_type"]) == ("PENDING", "BANK_ACCOUNT")
    assert payment["bank_account_details"]["transfer_type"] == "ACH"
    assert own_seller.charges() == 0
    assert codes(own_seller.post("payments/cancel", idempotency_key="k-1")) == ["BAD_REQUEST"]
    assert codes(own_seller.refund(payment, 100)) == ["PAYMENT_NOT_REFUNDABLE"]
    own_seller.advance(31)
    assert own_seller.payment(payment["id"])["status"] == "COMPLETED"
    assert own_seller.charges() == 1


def test_a_bank_transfer_is_never_held_and_in_dollars_only(seller: Seller) -> None:
    assert codes(seller.pay("bnon:bank-nonce-ok", autocomplete=False)) == ["INVALID_VALUE"]
    seller.control("PUT", "/locations/LPARIS", {"currency": "EUR", "main": True})
    euro = {"amount": 5, "currency": "EUR"}
    assert codes(seller.pay("bnon:bank-nonce-ok", amount_money=euro)) == ["CURRENCY_MISMATCH"]


@pytest.mark.parametrize(
    ("behaviour", "code"),
    [
        ("fail_later", "INSUFFICIENT_FUNDS"),
        ("fail_later_account_closed", "ACCOUNT_UNUSABLE"),
        ("fail_later_debit_not_authorized", "BUYER_REFUSED_PAYMENT"),
        ("fail_later_no_account", "INVALID_ACCOUNT"),
    ],
)
def test_a_bank_transfer_that_comes_back_says_why(
    own_seller: Seller, behaviour: str, code: str
) -> None:
    bank = own_seller.method(behaviour, "bank_account", settle_after_seconds=86_400)
    payment = own_seller.paid(bank)["id"]
    own_seller.advance(86_300)
    assert own_seller.payment(payment)["status"] == "PENDING"
    own_seller.advance(101)
    failed = own_seller.payment(payment)
    assert failed["status"] == "FAILED"
    assert [error["code"] for error in failed["bank_account_details"]["errors"]] == [code]
    assert own_seller.charges() == 0


def test_a_payment_on_its_way_ends_as_the_bank_is_told_to_say(seller: Seller) -> None:
    good, bad = (seller.paid(seller.method("never_settles"))["id"] for _ in range(2))
    seller.order("settle", payment_intent=good, outcome="succeeded")
    seller.order("settle", payment=bad, outcome="failed", failure_code="insufficient_funds")
    assert seller.payment(good)["status"] == "COMPLETED"
    errors = seller.payment(bad)["card_details"]["errors"]
    assert [error["code"] for error in errors] == ["INSUFFICIENT_FUNDS"]
    again = {"merchant": seller.id, "payment": good, "outcome": "failed"}
    url = f"{seller.sandbox.url}/_control/settle"
    assert seller.sandbox.http.post(url, json=again).status_code == 400


def test_refunds_never_exceed_the_payment(seller: Seller) -> None:
    payment = seller.paid()
    assert seller.refund(payment, 4000).json()["refund"]["status"] == "COMPLETED"
    over = seller.refund(payment, 5741)
    assert (over.status_code, codes(over)) == (400, ["REFUND_AMOUNT_INVALID"])
    assert over.json()["errors"][0]["category"] == "REFUND_ERROR"
    last = seller.refund(payment, 5740).json()["refund"]
    shown = seller.payment(payment["id"])
    assert shown["refunded_money"] == usd(9740)
    assert len(shown["refund_ids"]) == 2
    assert codes(seller.refund(payment, 1)) == ["REFUND_AMOUNT_INVALID"]
    assert seller.get(f"refunds/{last['id']}").json()["refund"] == last
    listed = seller.get("refunds", status="COMPLETED").json()["refunds"]
    assert [refund["id"] for refund in listed] == shown["refund_ids"][::-1]


def test_concurrent_refunds_give_the_money_back_once(seller: Seller) -> None:
    payment = seller.paid()
    with ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda _: seller.refund(payment, 6000), range(16)))
    assert sum(reply.status_code == 200 for reply in replies) == 1
    assert seller.truth()[0]["refunded"] == 6000


def test_a_refund_is_sent_once_under_its_key(seller: Seller) -> None:
    payment = seller.paid()
    first, again = seller.refund(payment, 100, "r-1"), seller.refund(payment, 100, "r-1")
    assert first.json() == again.json()
    assert codes(seller.refund(payment, 200, "r-1")) == ["IDEMPOTENCY_KEY_REUSED"]
    assert seller.truth()[0]["refunded"] == 100
    wrong = {"idempotency_key": "r-2", "payment_id": payment["id"]}
    assert codes(seller.post("refunds", **wrong)) == ["MISSING_REQUIRED_PARAMETER"]
    euros = payment | {"amount_money": {"amount": 1, "currency": "EUR"}}
    assert codes(seller.refund(euros, 1)) == ["REFUND_AMOUNT_INVALID"]
    assert seller.refund(payment | {"id": "nobody"}, 1).status_code == 404


@pytest.mark.parametrize(
    ("behaviour", "end", "left"),
    [
        ("succeed_refund_pending", "COMPLETED", 9740),
        ("succeed_refund_fails", "FAILED", 0),
        ("succeed_refund_rejected", "REJECTED", 0),
    ],
)
def test_a_slow_refund_ends_by_the_clock(
    own_seller: Seller, behaviour: str, end: str, left: int
) -> None:
    payment = own_seller.paid(own_seller.method(behaviour))
    refund = own_seller.refund(payment, 9740).json()["refund"]
    assert refund["status"] == "PENDING"
    assert codes(own_seller.refund(payment, 1)) == ["REFUND_AMOUNT_INVALID"]
    own_seller.advance(31)
    assert own_seller.get(f"refunds/{refund['id']}").json()["refund"]["status"] == end
    assert own_seller.payment(payment["id"])["refunded_money"] == usd(left)


def test_a_refund_can_come_back_after_it_was_done(seller: Seller) -> None:
    payment = seller.paid()
    refund = seller.refund(payment, 100).json()["refund"]["id"]
    seller.order("settle", refund=refund, outcome="failed")
    assert seller.get(f"refunds/{refund}").json()["refund"]["status"] == "FAILED"
    assert seller.truth()[0]["refunded"] == 0


def test_what_is_only_approved_is_not_refunded(seller: Seller) -> None:
    held = seller.paid(autocomplete=False)
    assert codes(seller.refund(held, 1)) == ["REFUND_ERROR_PAYMENT_NEEDS_COMPLETION"]


@pytest.mark.parametrize(("verdict", "state"), [("won", "WON"), ("lost", "LOST")])
def test_a_dispute_goes_from_evidence_to_its_end(seller: Seller, verdict: str, state: str) -> None:
    payment = seller.paid()
    made = seller.order("dispute", payment_intent=payment["id"], reason="not_received", amount=500)
    assert (made["state"], made["reason"]) == ("EVIDENCE_REQUIRED", "NOT_RECEIVED")
    assert made["amount_money"] == usd(500)
    dispute = f"disputes/{made['id']}"
    assert codes(seller.refund(payment, 1)) == ["PAYMENT_NOT_REFUNDABLE_DUE_TO_DISPUTE"]
    evidence = {"idempotency_key": "e-1", "evidence_text": "Delivered on Monday."}
    assert seller.post(f"{dispute}/evidence-text", **evidence).status_code == 200
    sent = seller.post(f"{dispute}/submit-evidence").json()["dispute"]
    assert (sent["state"], len(sent["evidence_ids"])) == ("PROCESSING", 1)
    assert codes(seller.post(f"{dispute}/accept")) == ["BAD_REQUEST"]
    assert seller.order("dispute", dispute=made["id"], outcome=verdict)["state"] == state
    assert seller.get(dispute).json()["dispute"]["state"] == state
    [listed] = seller.get("disputes", states=f"ACCEPTED,{state}").json()["disputes"]
    assert listed["disputed_payment"] == {"payment_id": payment["id"]}
    assert seller.get("disputes", states="ACCEPTED").json() == {}
    assert codes(seller.get("disputes", states="OVER")) == ["INVALID_ENUM_VALUE"]
    assert seller.refund(payment, 1).status_code == (200 if verdict == "won" else 400)


def test_documented_amounts_end_in_a_dispute(seller: Seller) -> None:
    payment = seller.paid(amount_money=usd(8803))
    [dispute] = seller.get("disputes").json()["disputes"]
    assert dispute["reason"] == "DUPLICATE"
    assert dispute["disputed_payment"]["payment_id"] == payment["id"]
    accepted = seller.post(f"disputes/{dispute['id']}/accept").json()["dispute"]
    assert (accepted["state"], accepted["version"]) == ("ACCEPTED", 2)


def test_an_inquiry_holds_nothing_back_and_just_closes(seller: Seller) -> None:
    payment = seller.paid(seller.method("succeed_then_inquiry"))
    [dispute] = seller.get("disputes").json()["disputes"]
    assert dispute["state"] == "INQUIRY_EVIDENCE_REQUIRED"
    assert seller.refund(payment, 1).status_code == 200
    ended = seller.order("dispute", dispute=dispute["id"], outcome="lost")
    assert ended["state"] == "INQUIRY_CLOSED"
