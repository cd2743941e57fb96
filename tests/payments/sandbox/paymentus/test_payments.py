"""Paymentus' payments: no keys, so what is sent twice is done twice; found by reference later."""

import httpx
import pytest

from tests.payments.sandbox.paymentus.biller import DUE, Biller, Json, code


def test_a_payment_completes_and_the_bill_is_paid(biller: Biller) -> None:
    reply = biller.pay(biller.method(), "pay-1")
    payment = reply.json()
    assert (reply.status_code, payment["status"]) == (201, "completed")
    assert (payment["payment"], payment["total"]) == (DUE, DUE)
    assert payment["method"] == {"type": "card", "brand": None, "lastFour": "4242"}
    assert biller.get(f"payments/{payment['paymentId']}") == payment
    bill = biller.get("bills/b1")
    assert (bill["status"], bill["amountDue"]["amount"]) == ("paid", "0.00")
    [truth] = biller.truth("pay-1")
    assert (truth["charged"], truth["amount"], truth["fee"]) == (True, 9740, 0)


def test_without_keys_a_second_request_charges_again(biller: Biller) -> None:
    card = biller.method()
    first, second = biller.pay(card, "pay-1").json(), biller.pay(card, "pay-1").json()
    assert first["paymentId"] != second["paymentId"]
    assert biller.charges() == len(biller.truth("pay-1")) == 2
    bill = biller.get("bills/b1")
    assert (bill["status"], bill["overpaid"]["amount"]) == ("paid", "97.40")


def test_a_part_of_a_bill_leaves_the_rest_open(biller: Biller) -> None:
    biller.pay(biller.method(), payment={"amount": "40.00", "currency": "USD"})
    bill = biller.get("bills/b1")
    assert (bill["status"], bill["amountDue"]["amount"]) == ("partially_paid", "57.40")


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("decline_insufficient_funds", "insufficient_funds"),
        ("decline_expired_card", "expired_card"),
        ("decline_generic", "declined"),
        ("requires_authentication", "authentication_required"),
    ],
)
def test_a_decline_is_a_payment_with_its_reason(
    biller: Biller, behaviour: str, reason: str
) -> None:
    payment = biller.pay(biller.method(behaviour), "pay-1").json()
    assert (payment["status"], payment["declineReason"]) == ("declined", reason)
    assert biller.get("payments", reference="pay-1")["payments"] == [payment]
    assert biller.get("bills/b1")["status"] == "open"
    assert biller.charges() == 0


def test_a_lost_answer_has_paid_and_is_found_by_its_reference_later(own_biller: Biller) -> None:
    own_biller.sandbox.control("POST", "settings", {"search_lag_seconds": 30, "timeout_ms": 20})
    card = own_biller.method("timeout_after_charge")
    with pytest.raises(httpx.TransportError):
        own_biller.pay(card, "pay-1")
    assert own_biller.charges() == 1
    assert own_biller.get("payments", reference="pay-1")["payments"] == []
    assert own_biller.get("customers/c1/payments")["payments"] == []
    own_biller.advance(31)
    [found] = own_biller.get("payments", reference="pay-1")["payments"]
    assert found["status"] == "completed"
    assert len(own_biller.get("customers/c1/payments")["payments"]) == 1


def test_a_lost_request_has_paid_nothing(own_biller: Biller) -> None:
    own_biller.sandbox.control("POST", "settings", {"timeout_ms": 20})
    with pytest.raises(httpx.TransportError):
        own_biller.pay(own_biller.method("timeout_before_charge"), "pay-1")
    own_biller.advance(3600)
    assert own_biller.get("payments", reference="pay-1")["payments"] == []
    assert own_biller.truth() == []


def test_a_bank_debit_takes_its_time_and_may_come_back(own_biller: Biller) -> None:
    good = own_biller.pay(own_biller.method("succeed", "bank_account"), "good").json()
    bad = own_biller.pay(own_biller.method("fail_later", "bank_account"), "bad").json()
    assert good["status"] == bad["status"] == "processing"
    assert own_biller.get("bills/b1")["status"] == "open"
    own_biller.advance(31)
    assert own_biller.get(f"payments/{good['paymentId']}")["status"] == "completed"
    back = own_biller.get(f"payments/{bad['paymentId']}")
    assert (back["status"], back["declineReason"]) == ("returned", "insufficient_funds")
    own_biller.order("settle", payment=good["paymentId"], outcome="failed", failure_code="late")
    assert own_biller.get(f"payments/{good['paymentId']}")["declineReason"] == "late"
    assert own_biller.get("bills/b1")["status"] == "open"
    assert own_biller.charges() == 0


def test_only_what_is_on_its_way_can_be_voided(biller: Biller) -> None:
    late = biller.pay(biller.method("never_settles")).json()["paymentId"]
    assert biller.call("POST", f"payments/{late}/void").json()["status"] == "voided"
    done = biller.pay(biller.method()).json()["paymentId"]
    for payment in (late, done):
        assert code(biller.call("POST", f"payments/{payment}/void")) == "WRONG_STATUS"
    assert biller.charges() == 1


@pytest.mark.parametrize(
    ("wrong", "status", "expected"),
    [
        ({"payment": {"amount": 97.4, "currency": "USD"}}, 422, "INVALID_MONEY"),
        ({"payment": {"amount": "97.4", "currency": "USD"}}, 422, "INVALID_MONEY"),
        ({"payment": {"amount": "0.00", "currency": "USD"}}, 422, "INVALID_MONEY"),
        ({"payment": {"amount": "-1.00", "currency": "USD"}}, 422, "INVALID_MONEY"),
        ({"payment": {"amount": "1e3", "currency": "USD"}}, 422, "INVALID_MONEY"),
        ({"payment": {"amount": "5", "currency": "EUR"}}, 422, "CURRENCY_MISMATCH"),
        ({"source": "portal"}, 422, "INVALID_SOURCE"),
        ({"billId": "nobodys"}, 404, "NOT_FOUND"),
        ({"customerId": "nobody"}, 404, "NOT_FOUND"),
        ({"profileId": "nobodys"}, 404, "NOT_FOUND"),
        ({"idempotencyKey": "k"}, 422, "UNKNOWN_FIELD"),
        ({"reference": "r" * 65}, 422, "INVALID_FIELD"),
        ({"convenienceFee": {"amount": "1.00", "currency": "USD"}}, 422, "FEE_MISMATCH"),
    ],
)
def test_a_wrong_request_moves_nothing(
    biller: Biller, wrong: Json, status: int, expected: str
) -> None:
    reply = biller.pay(biller.method(), **wrong)
    assert (reply.status_code, code(reply)) == (status, expected)
    assert biller.truth() == []


@pytest.mark.parametrize("body", [b"{", b"[1]", b'{"source": "\\ud83d"}', b"[" * 100_000])
def test_what_is_no_json_object_is_refused_in_words(biller: Biller, body: bytes) -> None:
    url = f"{biller.sandbox.url}/paymentus/api/v1/payments"
    headers = {"Authorization": f"Bearer {biller.token}"}
    reply = biller.sandbox.http.post(url, content=body, headers=headers)
    assert (reply.status_code, code(reply)) == (422, "INVALID_JSON")


def test_one_biller_sees_nothing_of_another(biller: Biller) -> None:
    payment = biller.pay(biller.method()).json()["paymentId"]
    other = Biller(biller.sandbox)
    for path in (f"payments/{payment}", "profiles/card-succeed"):
        assert other.call("GET", path).status_code == 404
    other.token = "nobody"
    assert code(other.call("GET", "bills")) == "UNAUTHORIZED"


@pytest.mark.parametrize(
    ("kind", "status", "took"),
    [
        ("http_429", 429, 0),
        ("http_500_before_commit", 500, 0),
        ("outage_503", 503, 0),
        ("http_500_after_commit", 500, 1),
        ("drop_before_commit", None, 0),
        ("outage", None, 0),
        ("drop_reply_after_commit", None, 1),
        ("reset_mid_body", None, 1),
    ],
)
def test_every_fault_says_or_hides_whether_it_paid(
    biller: Biller, kind: str, status: int | None, took: int
) -> None:
    card = biller.method()
    biller.fault(kind)
    if status is None:
        with pytest.raises(httpx.TransportError):
            biller.pay(card)
    else:
        assert biller.pay(card).status_code == status
    biller.sandbox.control("DELETE", f"faults?merchant={biller.id}")
    assert biller.charges() == took


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("wrong_amount", {"amount": "98.40", "currency": "USD"}),
        ("wrong_currency", {"amount": "97.40", "currency": "EUR"}),
    ],
)
def test_a_wrong_echo_is_in_one_answer_only(biller: Biller, kind: str, shown: Json) -> None:
    card = biller.method()
    biller.fault(kind)
    payment = biller.pay(card).json()
    assert payment["payment"] == shown
    assert biller.get(f"payments/{payment['paymentId']}")["payment"] == DUE
