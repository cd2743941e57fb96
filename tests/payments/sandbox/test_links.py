"""Payment links and payment sessions: paid by anybody, as often as they allow."""

from typing import Any

import pytest

from tests.payments.sandbox.pages import ASKS, SHOP, Person, types
from tests.payments.sandbox.world import Json, Merchant

LINE = {
    "line_items[0][price_data][currency]": "usd",
    "line_items[0][price_data][unit_amount]": "500",
    "line_items[0][price_data][product_data][name]": "Bill 7",
    "line_items[0][quantity]": "1",
}


def link(shop: Merchant, **more: Any) -> Json:
    wanted = LINE | {
        "payment_intent_data[metadata][reference]": "bill-7",
        "restrictions[completed_sessions][limit]": "1",
    }
    reply = shop.post("payment_links", **wanted | more)
    assert reply.status_code == 200, reply.text
    made: Json = reply.json()
    return made


def opened(shop: Merchant, url: str) -> str:
    """The address of the session that visiting the link opens."""
    return Person(shop).look(url).headers["location"]


def test_a_link_takes_one_payment_and_then_no_other(shop: Merchant) -> None:
    made, person = link(shop), Person(shop)
    first, second = opened(shop, made["url"]), opened(shop, made["url"])
    assert "Pay 5.00 USD" in person.look(first).text
    assert "Thank you" in person.card(first).text
    assert person.card(second).status_code == 410
    assert person.look(made["url"]).status_code == 410
    [payment] = shop.payments("bill-7")
    assert (payment["amount"], payment["charged"], shop.charges()) == (500, True, 1)
    restricted = shop.get(f"payment_links/{made['id']}").json()["restrictions"]
    assert restricted == {"completed_sessions": {"count": 1, "limit": 1}}
    listed = shop.get("checkout/sessions", payment_link=made["id"]).json()["data"]
    assert [session["status"] for session in listed] == ["expired", "complete"]
    assert listed[1]["payment_intent"] == payment["id"]
    assert listed[1]["payment_status"] == "paid"


def test_a_challenge_left_open_cannot_pay_a_link_a_second_time(shop: Merchant) -> None:
    made, person = link(shop), Person(shop)
    bank = person.card(opened(shop, made["url"]), ASKS).headers["location"]
    person.card(opened(shop, made["url"]))
    assert person.shop.sandbox.http.post(bank, data={"outcome": "succeeded"}).status_code == 409
    assert shop.charges() == 1


def test_a_link_that_is_switched_off_takes_nothing(shop: Merchant) -> None:
    made, person = link(shop, inactive_message="Ask us for a new one."), Person(shop)
    session = opened(shop, made["url"])
    off = shop.post(f"payment_links/{made['id']}", active="false").json()
    assert off["active"] is False
    closed = person.look(made["url"])
    assert (closed.status_code, "Ask us for a new one." in closed.text) == (410, True)
    assert person.card(session).status_code == 409
    assert shop.charges() == 0
    assert shop.get("payment_links", active="true").json()["data"] == []


def test_a_link_without_a_limit_is_paid_as_often_as_people_like(shop: Merchant) -> None:
    made = shop.post("payment_links", **LINE).json()
    for _ in range(2):
        Person(shop).card(opened(shop, made["url"]))
    assert shop.charges() == 2


def test_a_link_may_lead_back_to_the_shop(shop: Merchant) -> None:
    after = {"after_completion[type]": "redirect", "after_completion[redirect][url]": SHOP + "/ok"}
    made = link(shop, **after)
    assert Person(shop).card(opened(shop, made["url"])).headers["location"] == SHOP + "/ok"


def session(shop: Merchant, **more: Any) -> Json:
    wanted = LINE | {"mode": "payment", "customer": "c1", "success_url": SHOP + "/ok"}
    made: Json = shop.post("checkout/sessions", **wanted | more).json()
    return made


def test_a_payment_session_is_tried_again_after_a_decline_with_one_payment(shop: Merchant) -> None:
    made, person = session(shop), Person(shop)
    assert (made["amount_total"], made["payment_status"]) == (500, "unpaid")
    assert person.card(made["url"], "4000000000000002").status_code == 402
    [tried] = shop.payments()
    listed = shop.get("checkout/sessions", payment_intent=tried["id"]).json()["data"]
    assert [found["id"] for found in listed] == [made["id"]]
    assert person.card(made["url"]).headers["location"] == SHOP + "/ok"
    assert [p["charged"] for p in shop.payments()] == [True]
    assert types(shop)[-1] == "checkout.session.completed"


@pytest.mark.parametrize(
    ("account", "event"),
    [("success", "async_payment_succeeded"), ("account_closed", "async_payment_failed")],
)
def test_a_bank_payment_completes_the_session_and_ends_days_later(
    own_shop: Merchant, account: str, event: str
) -> None:
    made = session(own_shop)
    Person(own_shop).bank(made["url"], account)
    after = own_shop.get(f"checkout/sessions/{made['id']}").json()
    assert (after["status"], after["payment_status"]) == ("complete", "unpaid")
    own_shop.sandbox.control("POST", "clock", {"advance_seconds": 4 * 86_400 + 1})
    assert types(own_shop)[-1] == f"checkout.session.{event}"
    assert own_shop.charges() == (1 if account == "success" else 0)


def test_prices_can_be_made_first_and_used_by_id(shop: Merchant) -> None:
    wanted = {"currency": "eur", "unit_amount": "250", "product_data[name]": "Month"}
    price = shop.post("prices", **wanted).json()
    assert shop.get(f"products/{price['product']}").json()["name"] == "Month"
    made = shop.post(
        "payment_links", **{"line_items[0][price]": price["id"], "line_items[0][quantity]": "3"}
    ).json()
    assert made["currency"] == "eur"
    [line] = shop.get(f"payment_links/{made['id']}/line_items").json()["data"]
    assert (line["amount_total"], line["quantity"]) == (750, 3)


@pytest.mark.parametrize(
    "change",
    [
        {"line_items[0][quantity]": "0"},
        {"line_items[0][price_data][unit_amount]": "-1"},
        {"line_items[0][price_data][currency]": "dollars"},
        {"line_items[0][price]": "price_none"},
        {"restrictions[completed_sessions][limit]": "0"},
        {"after_completion[type]": "redirect"},
        {"surprise": "1"},
    ],
)
def test_a_wrong_link_is_refused(shop: Merchant, change: dict[str, str]) -> None:
    reply = shop.post("payment_links", **LINE | change)
    assert (reply.status_code, reply.json()["error"]["type"]) == (400, "invalid_request_error")
    assert shop.get("payment_links").json()["data"] == []
