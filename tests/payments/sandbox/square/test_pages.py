"""Square's payment links: a page that takes one order's money, and where it leads."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.payments.sandbox.square.seller import USD, Json, Seller, codes

GOOD = "4111111111111111"
ASKS = "4310000000201019"


def link(seller: Seller, key: str = "l-1", **more: object) -> Json:
    place = seller.get("locations/main").json()["location"]["id"]
    items = [{"name": "Bill HB-104", "quantity": "1", "base_price_money": USD}]
    order = {"location_id": place, "reference_id": "bill-1", "line_items": items}
    body: Json = {"idempotency_key": key, "order": order, "payment_note": "Bill HB-104"}
    body["checkout_options"] = {"redirect_url": "http://shop.example/back?token=t"}
    reply = seller.post("online-checkout/payment-links", **body | more)
    assert reply.status_code == 200, reply.text
    made: Json = reply.json()
    return made


def type_in(seller: Seller, url: str, number: str = GOOD, **more: str) -> httpx.Response:
    form = {"number": number, "expiry": "12/34", "cvv": "111", "postal": "10003"}
    return seller.sandbox.http.post(url, data=form | more)


def test_a_link_is_paid_once_and_leads_back_with_its_order(seller: Seller) -> None:
    made = link(seller)
    page, order = made["payment_link"]["url"], made["related_resources"]["orders"][0]
    assert order["state"] == "DRAFT"
    look = seller.sandbox.http.get(page)
    assert "Pay 97.40 USD by card" in look.text
    assert "Sandbox: no real money" in look.text
    paid = type_in(seller, page)
    assert paid.status_code == 303
    back = parse_qs(urlsplit(paid.headers["location"]).query)
    assert back["token"] == ["t"]
    assert back["orderId"] == back["transactionId"] == [order["id"]]
    assert back["referenceId"] == ["bill-1"]
    fresh = seller.get(f"orders/{order['id']}").json()["order"]
    assert fresh["state"] == "OPEN"
    payment = seller.payment(fresh["tenders"][0]["payment_id"])
    assert (payment["status"], payment["order_id"]) == ("COMPLETED", order["id"])
    assert payment["note"] == "Bill HB-104"
    assert type_in(seller, page).status_code == 303
    assert seller.charges() == 1
    [truth] = seller.truth("bill-1")
    assert truth["link"] == made["payment_link"]["id"]


def test_the_same_key_opens_the_same_page(seller: Seller) -> None:
    assert link(seller) == link(seller)
    assert len(seller.get("online-checkout/payment-links").json()["payment_links"]) == 1


def test_a_refused_card_leaves_the_page_open(seller: Seller) -> None:
    page = link(seller)["payment_link"]["url"]
    declined = type_in(seller, page, "4000000000000002")
    assert (declined.status_code, "declined" in declined.text) == (402, True)
    code = type_in(seller, page, cvv="911")
    assert "security code is incorrect" in code.text
    assert type_in(seller, page, postal="99999").status_code == 402
    assert type_in(seller, page, expiry="01/40").status_code == 402
    assert seller.charges() == 0
    assert type_in(seller, page).status_code == 303
    assert seller.charges() == 1


def test_a_slip_of_the_pen_makes_no_payment(seller: Seller) -> None:
    page = link(seller)["payment_link"]["url"]
    slips = ({"number": "4242424242424242"}, {"expiry": "1/20"}, {"expiry": "x"}, {"cvv": "1"})
    for slip in slips:
        reply = type_in(seller, page, **{"number": GOOD} | slip)
        assert (reply.status_code, 'role="alert"' in reply.text) == (422, True)
    assert seller.truth() == []


@pytest.mark.parametrize("outcome", ["succeeded", "failed"])
def test_a_bank_that_asks_is_answered_on_its_page(seller: Seller, outcome: str) -> None:
    page = link(seller)["payment_link"]["url"]
    bank = type_in(seller, page, ASKS).headers["location"]
    assert "Authenticate" in seller.sandbox.http.get(bank).text
    assert seller.truth() == []
    answered = seller.sandbox.http.post(bank, data={"outcome": outcome})
    assert answered.status_code == 303
    if outcome == "succeeded":
        assert answered.headers["location"].startswith("http://shop.example/back")
    else:
        assert answered.headers["location"] == page
        assert "did not confirm" in seller.sandbox.http.get(page).text
    assert seller.charges() == (outcome == "succeeded")
    assert seller.sandbox.http.post(bank, data={"outcome": "succeeded"}).status_code == 409
    assert seller.charges() == (outcome == "succeeded")


def test_a_deleted_link_is_gone_and_a_paid_one_stays(seller: Seller) -> None:
    gone, kept = link(seller)["payment_link"], link(seller, "l-2")["payment_link"]
    path = f"online-checkout/payment-links/{gone['id']}"
    answer = seller.call("DELETE", path).json()
    assert answer == {"id": gone["id"], "cancelled_order_id": gone["order_id"]}
    assert seller.get(f"orders/{gone['order_id']}").json()["order"]["state"] == "CANCELED"
    assert seller.get(path).status_code == 404
    assert type_in(seller, gone["url"]).status_code == 404
    type_in(seller, kept["url"])
    path = f"online-checkout/payment-links/{kept['id']}"
    assert codes(seller.call("DELETE", path)) == ["BAD_REQUEST"]
    assert seller.get(path).json()["payment_link"]["id"] == kept["id"]


def test_a_link_asks_for_one_order_with_a_price(seller: Seller) -> None:
    path, place = "online-checkout/payment-links", seller.get("locations/main").json()["location"]
    quick = {"name": "Bill", "price_money": USD, "location_id": place["id"]}
    made = seller.post(path, quick_pay=quick).json()
    assert made["related_resources"]["orders"][0]["total_money"] == USD
    assert codes(seller.post(path)) == ["BAD_REQUEST"]
    assert codes(seller.post(path, quick_pay=quick | {"name": ""})) == ["VALUE_EMPTY"]
    euros = quick | {"price_money": {"amount": 1, "currency": "EUR"}}
    assert codes(seller.post(path, quick_pay=euros)) == ["INVALID_VALUE"]
    odd = {"redirect_url": "javascript:alert(1)"}
    assert codes(seller.post(path, quick_pay=quick, checkout_options=odd)) == ["INVALID_VALUE"]


def test_a_receipt_can_be_looked_at(seller: Seller) -> None:
    payment = seller.paid()
    assert "97.40 USD" in seller.sandbox.http.get(payment["receipt_url"]).text
