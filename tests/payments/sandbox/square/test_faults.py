"""Square's faults: the same kinds under the same names as every other provider's."""

import httpx
import pytest

from tests.payments.sandbox.square.seller import Seller, codes


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("http_429", 429, "RATE_LIMITED"),
        ("http_500_before_commit", 500, "INTERNAL_SERVER_ERROR"),
        ("outage_503", 503, "SERVICE_UNAVAILABLE"),
    ],
)
def test_a_refusal_before_the_work_moves_nothing(
    seller: Seller, kind: str, status: int, code: str
) -> None:
    seller.fault(kind)
    refused = seller.pay("cnon:card-nonce-ok", "k-1")
    assert (refused.status_code, codes(refused)) == (status, [code])
    assert seller.truth() == []
    seller.sandbox.control("DELETE", f"faults?merchant={seller.id}")
    assert seller.pay("cnon:card-nonce-ok", "k-1").status_code == 200
    assert seller.charges() == 1


@pytest.mark.parametrize(
    ("kind", "took"), [("drop_before_commit", 0), ("outage", 0), ("drop_reply_after_commit", 1)]
)
def test_a_cut_connection_may_or_may_not_have_paid(seller: Seller, kind: str, took: int) -> None:
    seller.fault(kind)
    with pytest.raises(httpx.TransportError):
        seller.pay("cnon:card-nonce-ok", "k-1")
    seller.sandbox.control("DELETE", f"faults?merchant={seller.id}")
    assert seller.charges() == took
    assert seller.paid(key="k-1")["status"] == "COMPLETED"
    assert seller.charges() == 1


def test_an_answer_cut_in_the_middle_has_paid(seller: Seller) -> None:
    seller.fault("reset_mid_body")
    with pytest.raises(httpx.TransportError):
        seller.pay("cnon:card-nonce-ok", "k-1")
    assert seller.charges() == 1


@pytest.mark.parametrize("kind", ["html_instead_of_json", "truncated_json"])
def test_an_unreadable_answer_has_paid(seller: Seller, kind: str) -> None:
    seller.judged = False
    seller.fault(kind)
    odd = seller.pay("cnon:card-nonce-ok", "k-1")
    assert odd.status_code == 200
    with pytest.raises(ValueError, match=r"Expecting|Unterminated|delimiter"):
        odd.json()
    assert seller.charges() == 1


def test_an_error_after_the_work_is_repeated_under_its_key(seller: Seller) -> None:
    seller.fault("http_500_after_commit")
    for _ in range(2):
        assert seller.pay("cnon:card-nonce-ok", "k-1").status_code == 500
    assert seller.charges() == 1


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("wrong_amount", {"amount": 9840, "currency": "USD"}),
        ("wrong_currency", {"amount": 9740, "currency": "EUR"}),
    ],
)
def test_a_wrong_echo_is_in_this_answer_only(
    seller: Seller, kind: str, shown: dict[str, object]
) -> None:
    seller.fault(kind)
    payment = seller.paid(key="k-1")
    assert payment["amount_money"] == payment["total_money"] == shown
    assert seller.payment(payment["id"])["amount_money"]["amount"] == 9740
    seller.fault(kind)
    listed = seller.get("payments").json()["payments"][0]
    assert listed["amount_money"] == shown
    assert seller.paid(key="k-1")["amount_money"] == {"amount": 9740, "currency": "USD"}


def test_who_hangs_up_on_a_hanging_request_frees_its_key(seller: Seller) -> None:
    url, headers = f"{seller.sandbox.url}/square/v2/customers", seller.headers()
    body = {"given_name": "A", "idempotency_key": "k"}
    seller.fault("hang", delay_ms=3000)
    with pytest.raises(httpx.TransportError):
        seller.sandbox.http.post(url, json=body, headers=headers, timeout=0.2)
    assert seller.post("customers", **body).status_code == 200


def test_a_fault_strikes_only_where_it_was_planned(seller: Seller) -> None:
    seller.fault("http_429", path_contains="refunds", method="POST")
    assert Seller(seller.sandbox).get("locations").status_code == 200
    assert seller.get("refunds").status_code == 200
    payment = seller.paid()
    assert seller.refund(payment, 1).status_code == 429
    assert seller.refund(payment, 1).status_code == 200
