"""Square's payments: taken, declined, approved for later, read and listed."""

import pytest

from tests.payments.sandbox.square.seller import USD, Json, Seller, codes, usd

WEEK = 7 * 86_400


def test_a_card_payment_is_completed_and_read_again(seller: Seller) -> None:
    payment = seller.paid(reference_id="bill-1", note="Bill HB-104")
    assert payment["status"] == "COMPLETED"
    assert payment["total_money"] == payment["approved_money"] == USD
    assert payment["card_details"]["status"] == "CAPTURED"
    assert payment["reference_id"] == "bill-1"
    assert seller.payment(payment["id"]) == payment
    [truth] = seller.truth("bill-1")
    assert (truth["id"], truth["charged"], truth["amount"]) == (payment["id"], True, 9740)


@pytest.mark.parametrize(
    ("nonce", "code"),
    [
        ("cnon:card-nonce-declined", "GENERIC_DECLINE"),
        ("cnon:card-nonce-rejected-cvv", "CVV_FAILURE"),
        ("cnon:card-nonce-rejected-postalcode", "ADDRESS_VERIFICATION_FAILURE"),
        ("cnon:card-nonce-rejected-expiration", "INVALID_EXPIRATION"),
        ("ccof:customer-card-id-requires-verification", "CARD_DECLINED_VERIFICATION_REQUIRED"),
    ],
)
def test_documented_test_values_decline_and_leave_a_failed_payment(
    seller: Seller, nonce: str, code: str
) -> None:
    reply = seller.pay(nonce, "bill-1")
    assert reply.status_code in (400, 402)
    assert codes(reply) == [code]
    assert reply.json()["errors"][0]["category"] == "PAYMENT_METHOD_ERROR"
    failed = reply.json()["payment"]
    assert failed["status"] == failed["card_details"]["status"] == "FAILED"
    assert [error["code"] for error in failed["card_details"]["errors"]] == [code]
    assert seller.payment(failed["id"]) == failed
    assert [listed["id"] for listed in seller.get("payments").json()["payments"]] == [failed["id"]]
    assert seller.charges() == 0


def test_a_used_or_unknown_token_makes_no_payment(seller: Seller) -> None:
    assert codes(seller.pay("cnon:card-nonce-already-used")) == ["CARD_TOKEN_USED"]
    assert codes(seller.pay("cnon:CBnobody")) == ["NOT_FOUND"]
    assert seller.pay("ccof:nobody").status_code == 404
    once = seller.control("POST", "/tokens", {"brand": "mastercard", "last4": "5100"})["source_id"]
    assert seller.paid(once)["card_details"]["card"]["last_4"] == "5100"
    assert codes(seller.pay(once)) == ["CARD_TOKEN_USED"]
    assert seller.truth()[0]["charged"]
    assert len(seller.truth()) == 1


def test_a_card_on_file_is_its_customers_alone(seller: Seller) -> None:
    card = seller.method()
    seller.control("PUT", "/customers/c2", {"name": "Bo"})
    assert seller.paid(card)["card_details"]["entry_method"] == "ON_FILE"
    assert seller.pay(card, customer_id="c2").status_code == 404
    assert seller.pay(card, customer_id="nobody").status_code == 404
    without = {"source_id": card, "idempotency_key": "k", "amount_money": USD}
    assert codes(seller.post("payments", **without)) == ["MISSING_REQUIRED_PARAMETER"]
    other = Seller(seller.sandbox)
    assert other.pay(card).status_code == 404
    assert seller.charges() == 1


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"reference_id": "r" * 41}, "VALUE_TOO_LONG", "reference_id"),
        ({"idempotency_key": "k" * 46}, "VALUE_TOO_LONG", "idempotency_key"),
        ({"note": "n" * 501}, "VALUE_TOO_LONG", "note"),
        ({"amount_money": usd(0)}, "VALUE_TOO_LOW", "amount_money.amount"),
        ({"amount_money": {"amount": "9740", "currency": "USD"}}, "EXPECTED_INTEGER", None),
        ({"amount_money": {"amount": 97.4, "currency": "USD"}}, "EXPECTED_INTEGER", None),
        ({"amount_money": {"amount": 1, "currency": "EUR"}}, "INVALID_VALUE", None),
        ({"amount_money": {"amount": 1, "currency": "usd"}}, "INVALID_ENUM_VALUE", None),
        ({"source_id": ""}, "VALUE_EMPTY", "source_id"),
        ({"autocomplete": "no"}, "EXPECTED_BOOLEAN", "autocomplete"),
        ({"location_id": "LNOBODYS"}, "NOT_FOUND", "location_id"),
        ({"metadata": {"a": "b"}}, "UNKNOWN_BODY_PARAMETER", "metadata"),
        ({"delay_duration": "PT1H"}, "INVALID_VALUE", "delay_duration"),
    ],
)
def test_a_wrong_request_names_its_field_and_moves_nothing(
    seller: Seller, wrong: Json, code: str, field: str | None
) -> None:
    reply = seller.pay("cnon:card-nonce-ok", **wrong)
    [error] = reply.json()["errors"]
    assert (error["category"], error["code"]) == ("INVALID_REQUEST_ERROR", code)
    assert field is None or error["field"] == field
    assert seller.truth() == []


@pytest.mark.parametrize(
    "body",
    [b"{", b"[1]", b'"text"', b'{"source_id": "\\ud83d"}', b"[" * 100_000, b'{"note": "\xff"}'],
)
def test_what_is_no_json_object_is_refused_in_words(seller: Seller, body: bytes) -> None:
    url, headers = f"{seller.sandbox.url}/square/v2/payments", seller.headers()
    reply = seller.sandbox.http.post(url, content=body, headers=headers)
    assert (reply.status_code, codes(reply)) == (400, ["EXPECTED_JSON_BODY"])


def test_who_has_no_token_is_not_let_in(seller: Seller) -> None:
    url = f"{seller.sandbox.url}/square/v2/locations"
    for headers in ({}, {"Authorization": "Bearer nobody"}, {"Authorization": "Basic eDo="}):
        reply = seller.sandbox.http.get(url, headers=headers)
        assert reply.status_code == 401
        assert reply.json()["errors"][0]["category"] == "AUTHENTICATION_ERROR"
    odd = seller.headers() | {"Square-Version": "latest"}
    assert codes(seller.sandbox.http.get(url, headers=odd)) == ["INVALID_SQUARE_VERSION_FORMAT"]
    good = seller.sandbox.http.get(url, headers=seller.headers())
    assert good.headers["Square-Version"] == seller.headers()["Square-Version"]
    nowhere = seller.sandbox.http.get(f"{seller.sandbox.url}/square/v2/none")
    assert (nowhere.status_code, codes(nowhere)) == (404, ["NOT_FOUND"])


def test_an_approved_payment_is_completed_once(seller: Seller) -> None:
    held = seller.paid(autocomplete=False)
    assert (held["status"], held["card_details"]["status"]) == ("APPROVED", "AUTHORIZED")
    assert seller.charges() == 0
    stale = seller.post(f"payments/{held['id']}/complete", version_token="old")
    assert codes(stale) == ["VERSION_MISMATCH"]
    done = seller.post(f"payments/{held['id']}/complete").json()["payment"]
    assert (done["status"], seller.charges()) == ("COMPLETED", 1)
    assert seller.post(f"payments/{held['id']}/complete").status_code == 400
    assert seller.post(f"payments/{held['id']}/cancel").status_code == 400
    assert seller.charges() == 1


def test_an_approved_payment_can_be_called_off(seller: Seller) -> None:
    held = seller.paid(autocomplete=False)
    gone = seller.post(f"payments/{held['id']}/cancel").json()["payment"]
    assert (gone["status"], gone["card_details"]["status"]) == ("CANCELED", "VOIDED")
    assert codes(seller.post(f"payments/{held['id']}/complete")) == ["BAD_REQUEST"]
    assert seller.charges() == 0


def test_what_nobody_captures_ends_as_its_delay_says(own_seller: Seller) -> None:
    let_go = own_seller.paid(autocomplete=False)["id"]
    taken = own_seller.paid(autocomplete=False, delay_duration="PT36H", delay_action="COMPLETE")
    own_seller.advance(36 * 3600 - 60)
    assert own_seller.payment(taken["id"])["status"] == "APPROVED"
    own_seller.advance(120)
    assert own_seller.payment(taken["id"])["status"] == "COMPLETED"
    assert own_seller.payment(let_go)["status"] == "APPROVED"
    own_seller.advance(WEEK)
    assert own_seller.payment(let_go)["status"] == "CANCELED"


def test_payments_are_listed_by_time_page_by_page(own_seller: Seller) -> None:
    made = []
    for _ in range(5):
        made.append(own_seller.paid()["id"])
        own_seller.advance(60)
    pages: list[list[str]] = []
    cursor: dict[str, str] = {}
    for _ in range(3):
        body = own_seller.get("payments", limit=2, **cursor).json()
        pages.append([payment["id"] for payment in body["payments"]])
        cursor = {"cursor": body["cursor"]} if "cursor" in body else {}
    assert pages == [made[::-1][:2], made[::-1][2:4], made[:1]]
    assert cursor == {}
    oldest = own_seller.get("payments", sort_order="ASC").json()["payments"]
    assert [payment["id"] for payment in oldest] == made
    since = own_seller.payment(made[3])["created_at"]
    until = own_seller.payment(made[1])["created_at"]
    young = own_seller.get("payments", begin_time=since).json()["payments"]
    assert {payment["id"] for payment in young} == set(made[3:])
    old = own_seller.get("payments", end_time=until).json()["payments"]
    assert {payment["id"] for payment in old} == set(made[:2])
    for odd in ("yesterday", "2026-11-21T10:00:00", "0001-01-01T00:00:00+23:59"):
        assert codes(own_seller.get("payments", begin_time=odd)) == ["INVALID_TIME"]
    assert codes(own_seller.get("payments", cursor="%%%")) == ["INVALID_CURSOR"]
    assert own_seller.get("payments", begin_time=since, end_time=until).status_code == 400


def test_a_new_payment_is_listed_late_and_read_at_once(own_seller: Seller) -> None:
    own_seller.sandbox.control("POST", "settings", {"search_lag_seconds": 30})
    payment = own_seller.paid()["id"]
    assert own_seller.get("payments").json() == {}
    assert own_seller.payment(payment)["status"] == "COMPLETED"
    own_seller.advance(31)
    assert own_seller.get("payments").json()["payments"][0]["id"] == payment


def test_each_location_has_its_currency_and_its_list(seller: Seller) -> None:
    seller.control("PUT", "/locations/LPARIS", {"name": "Paris", "currency": "EUR"})
    euro = seller.paid(location_id="LPARIS", amount_money={"amount": 5, "currency": "EUR"})
    assert euro["location_id"] == "LPARIS"
    assert codes(seller.pay("cnon:card-nonce-ok", location_id="LPARIS")) == ["INVALID_VALUE"]
    names = [place["name"] for place in seller.get("locations").json()["locations"]]
    assert names == ["Main", "Paris"]
    main = seller.get("locations/main").json()["location"]
    assert seller.get("payments").json() == {}
    paris = seller.get("payments", location_id="LPARIS").json()["payments"]
    assert [payment["id"] for payment in paris] == [euro["id"]]
    assert seller.paid()["location_id"] == main["id"]
    assert seller.get("locations/LNOBODYS").status_code == 404


def test_a_method_that_takes_euros_only_refuses_dollars(seller: Seller) -> None:
    card = seller.method(currencies=["EUR"])
    assert codes(seller.pay(card)) == ["CURRENCY_MISMATCH"]
    assert seller.truth() == []
