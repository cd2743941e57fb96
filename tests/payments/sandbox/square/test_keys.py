"""Square's idempotency keys: one payment per key, and what a lost answer leaves behind."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.payments.sandbox.square.seller import Seller, codes, usd

DAY = 24 * 3600


def test_the_same_key_gives_the_same_payment(seller: Seller) -> None:
    card = seller.method()
    first, again = seller.pay(card, "k-1"), seller.pay(card, "k-1")
    assert first.json() == again.json()
    assert seller.charges() == 1


def test_thirty_two_requests_with_one_key_make_one_payment(seller: Seller) -> None:
    card = seller.method()
    with ThreadPoolExecutor(32) as pool:
        replies = list(pool.map(lambda _: seller.pay(card, "k-1"), range(32)))
    by_status = Counter(reply.status_code for reply in replies)
    assert by_status.keys() <= {200, 409}
    made = {reply.json()["payment"]["id"] for reply in replies if reply.status_code == 200}
    assert len(made) == 1
    assert seller.charges() == len(seller.truth()) == 1


def test_a_key_in_flight_is_refused_and_then_answered_as_before(seller: Seller) -> None:
    card = seller.method()
    seller.fault("latency", delay_ms=600)
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: seller.pay(card, "k-1"), range(4)))
    assert [codes(reply) for reply in replies if reply.status_code == 409] == [["CONFLICT"]] * 3
    [made] = [reply.json() for reply in replies if reply.status_code == 200]
    assert seller.pay(card, "k-1").json() == made
    assert seller.charges() == 1


def test_the_same_key_with_another_amount_is_refused(seller: Seller) -> None:
    card = seller.method()
    seller.pay(card, "k-1")
    other = seller.pay(card, "k-1", amount_money=usd(9741))
    assert (other.status_code, codes(other)) == (400, ["IDEMPOTENCY_KEY_REUSED"])
    assert other.json()["errors"][0]["field"] == "idempotency_key"
    assert seller.charges() == 1


def test_keys_belong_to_their_endpoint(seller: Seller) -> None:
    payment = seller.paid(key="k-1")
    assert seller.refund(payment, 100, "k-1").status_code == 200
    other = Seller(seller.sandbox)
    assert other.paid(key="k-1")["id"] != payment["id"]


def test_a_decline_is_repeated_under_its_key(seller: Seller) -> None:
    first = seller.pay(seller.method("decline_generic"), "k-1")
    seller.method("decline_generic", last4="4242")
    wanted = {"customer": "c1", "type": "card", "last4": "4242", "behaviour": "succeed"}
    seller.control("PUT", "/methods/card-decline_generic", wanted)
    again = seller.pay("card-decline_generic", "k-1")
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert seller.paid("card-decline_generic", key="k-2")["status"] == "COMPLETED"


def test_a_request_that_failed_validation_leaves_its_key_free(seller: Seller) -> None:
    assert seller.pay("cnon:card-nonce-ok", "k-1", amount_money=usd(0)).status_code == 400
    assert seller.pay("cnon:card-nonce-ok", "k-1").status_code == 200


def test_a_key_is_forgotten_in_the_end(own_seller: Seller) -> None:
    first = own_seller.paid(key="k-1")["id"]
    own_seller.advance(DAY - 60)
    assert own_seller.paid(key="k-1")["id"] == first
    own_seller.advance(61)
    assert own_seller.paid(key="k-1")["id"] != first
    own_seller.sandbox.control("POST", "forget_keys")
    own_seller.paid(key="k-1")
    assert own_seller.charges() == 3


def test_a_lost_answer_is_found_under_its_key(seller: Seller) -> None:
    card = seller.method("timeout_after_charge")
    with pytest.raises(httpx.TransportError):
        seller.pay(card, "k-1")
    assert seller.charges() == 1
    assert seller.pay(card, "k-1").json()["payment"]["status"] == "COMPLETED"
    assert seller.charges() == 1


def test_a_lost_request_did_nothing_and_then_works(seller: Seller) -> None:
    card = seller.method("timeout_before_charge")
    with pytest.raises(httpx.TransportError):
        seller.pay(card, "k-1")
    assert seller.truth() == []
    assert seller.pay(card, "k-1").status_code == 200
    assert seller.charges() == 1


def test_an_internal_error_is_kept_and_charged_nothing(seller: Seller) -> None:
    for _ in range(2):
        reply = seller.pay(seller.method("error_500"), "k-1")
        assert (reply.status_code, codes(reply)) == (500, ["INTERNAL_SERVER_ERROR"])
    assert seller.truth() == []


def test_an_approved_payment_is_called_off_by_its_key(seller: Seller) -> None:
    held = seller.paid(key="k-1", autocomplete=False)
    assert seller.post("payments/cancel", idempotency_key="k-1").json() == {}
    assert seller.payment(held["id"])["status"] == "CANCELED"
    assert seller.post("payments/cancel", idempotency_key="k-1").json() == {}
    fresh = seller.paid(key="k-1", autocomplete=False)
    assert (fresh["status"], fresh["id"] != held["id"]) == ("APPROVED", True)


def test_calling_off_a_key_that_made_nothing_is_fine(seller: Seller) -> None:
    assert seller.post("payments/cancel", idempotency_key="k-9").json() == {}
    assert codes(seller.post("payments/cancel")) == ["MISSING_REQUIRED_PARAMETER"]
    assert seller.post("payments/cancel", idempotency_key="k" * 46).status_code == 400


def test_a_completed_payment_is_not_called_off_by_its_key(seller: Seller) -> None:
    done = seller.paid(key="k-1")
    assert codes(seller.post("payments/cancel", idempotency_key="k-1")) == ["BAD_REQUEST"]
    assert seller.payment(done["id"])["status"] == "COMPLETED"
    assert seller.paid(key="k-1")["id"] == done["id"]
    assert seller.charges() == 1


def test_a_provider_without_keys_charges_twice(seller: Seller) -> None:
    seller.fault("nokey", times=2)
    seller.paid(key="k-1")
    seller.paid(key="k-1")
    assert seller.charges() == 2
