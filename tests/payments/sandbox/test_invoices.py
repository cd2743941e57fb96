"""Hosted invoices and subscriptions: drafts, the page, their payment, and what comes back."""

from typing import Any

import pytest

from tests.payments.sandbox.pages import ASKS, Person, problem, types
from tests.payments.sandbox.world import Json, Merchant

MONTH = 32 * 86_400


def invoice(shop: Merchant, **more: Any) -> Json:
    """An open invoice over 97.40 USD for `c1`, carrying a reference."""
    shop.post("invoiceitems", customer="c1", amount=9740, currency="usd", description="Plan")
    draft = shop.post(
        "invoices",
        customer="c1",
        pending_invoice_items_behavior="include",
        **{"metadata[reference]": "bill-1"} | more,
    ).json()
    assert (draft["status"], draft["total"], draft["hosted_invoice_url"]) == ("draft", 9740, None)
    made: Json = shop.post(f"invoices/{draft['id']}/finalize").json()
    return made


def intent_of(shop: Merchant, made: Json) -> Json:
    query = {"expand[]": "payments.data.payment.payment_intent"}
    found = shop.get(f"invoices/{made['id']}", **query).json()["payments"]["data"]
    intent: Json = found[0]["payment"]["payment_intent"]
    return intent


def test_an_invoice_is_paid_on_its_page_and_carries_its_metadata(shop: Merchant) -> None:
    made, person = invoice(shop), Person(shop)
    assert (made["status"], made["amount_remaining"]) == ("open", 9740)
    page = person.look(made["hosted_invoice_url"]).text
    assert made["number"] in page
    assert "97.40 USD" in page
    assert person.card(made["hosted_invoice_url"]).status_code == 303
    assert "is paid" in person.look(made["hosted_invoice_url"]).text
    paid = shop.get(f"invoices/{made['id']}").json()
    assert (paid["status"], paid["amount_paid"], paid["amount_remaining"]) == ("paid", 9740, 0)
    [payment] = shop.payments("bill-1")
    assert (payment["charged"], payment["amount"]) == (True, 9740)
    [tie] = shop.get("invoice_payments", **{"payment[payment_intent]": payment["id"]}).json()[
        "data"
    ]
    assert (tie["invoice"], tie["status"], tie["amount_paid"]) == (made["id"], "paid", 9740)
    names = [kind for kind in types(shop) if kind.startswith("invoice.")]
    assert names == [
        "invoice.created",
        "invoice.finalized",
        "invoice.paid",
        "invoice.payment_succeeded",
    ]
    assert person.card(made["hosted_invoice_url"]).status_code == 409
    assert shop.charges() == 1


def test_the_tie_to_its_payment_may_be_the_only_one(own_shop: Merchant) -> None:
    own_shop.sandbox.control("POST", "settings", {"carry_invoice_metadata": 0})
    made = invoice(own_shop)
    assert intent_of(own_shop, made)["metadata"] == {}
    [tie] = own_shop.get("invoice_payments", invoice=made["id"]).json()["data"]
    assert tie["payment"]["payment_intent"] == intent_of(own_shop, made)["id"]


def test_a_declined_card_leaves_the_invoice_open_for_a_saved_method(shop: Merchant) -> None:
    made, person = invoice(shop), Person(shop)
    declined = person.card(made["hosted_invoice_url"], "4000000000009995")
    assert (declined.status_code, "insufficient funds" in problem(declined)) == (402, True)
    assert shop.get(f"invoices/{made['id']}").json()["status"] == "open"
    assert "invoice.payment_failed" in types(shop)
    saved = shop.method("succeed")
    assert saved in person.look(made["hosted_invoice_url"]).text
    person.saved(made["hosted_invoice_url"], saved)
    assert shop.get(f"invoices/{made['id']}").json()["status"] == "paid"
    assert shop.charges() == 1


def test_somebody_elses_saved_method_pays_nothing(shop: Merchant) -> None:
    made = invoice(shop)
    shop.control("PUT", "/customers/c2", {})
    foreign = shop.method("succeed", customer="c2")
    assert Person(shop).saved(made["hosted_invoice_url"], foreign).status_code == 422
    assert shop.charges() == 0


def test_an_invoice_with_3d_secure_is_paid_after_the_banks_yes(shop: Merchant) -> None:
    made, person = invoice(shop), Person(shop)
    bank = person.card(made["hosted_invoice_url"], ASKS).headers["location"]
    assert "invoice.payment_action_required" in types(shop)
    back = person.answer(bank)
    assert back.startswith(made["hosted_invoice_url"])
    assert "is paid" in person.look(back).text


def test_an_invoice_paid_by_bank_is_open_until_the_money_came(own_shop: Merchant) -> None:
    made, person = invoice(own_shop), Person(own_shop)
    person.bank(made["hosted_invoice_url"])
    assert "takes some days" in person.look(made["hosted_invoice_url"]).text
    assert person.card(made["hosted_invoice_url"]).status_code == 409
    assert own_shop.post(f"invoices/{made['id']}/pay", payment_method="pm_card_visa").is_error
    own_shop.sandbox.control("POST", "clock", {"advance_seconds": 4 * 86_400 + 1})
    assert own_shop.get(f"invoices/{made['id']}").json()["status"] == "paid"
    assert own_shop.charges() == 1


def test_the_api_pays_with_the_customers_default(shop: Merchant) -> None:
    made = invoice(shop)
    without = shop.post(f"invoices/{made['id']}/pay")
    assert without.status_code == 400
    default = {"invoice_settings[default_payment_method]": shop.method("succeed")}
    assert shop.post("customers/c1", **default).status_code == 200
    assert shop.post(f"invoices/{made['id']}/pay", "key").json()["status"] == "paid"
    assert shop.post(f"invoices/{made['id']}/pay", "key").json()["status"] == "paid"
    assert shop.charges() == 1


def test_a_payment_that_needs_its_payer_is_402_and_waits(shop: Merchant) -> None:
    made = invoice(shop)
    reply = shop.post(
        f"invoices/{made['id']}/pay", payment_method=shop.method("requires_authentication")
    )
    assert reply.json()["error"]["code"] == "invoice_payment_intent_requires_action"
    action = intent_of(shop, made)["next_action"]["redirect_to_url"]
    Person(shop).answer(action["url"])
    assert shop.get(f"invoices/{made['id']}").json()["status"] == "paid"


def test_a_void_invoice_takes_no_money(shop: Merchant) -> None:
    made = invoice(shop)
    assert shop.post(f"invoices/{made['id']}/void").json()["status"] == "void"
    assert "is void" in Person(shop).look(made["hosted_invoice_url"]).text
    assert Person(shop).card(made["hosted_invoice_url"]).status_code == 409
    assert shop.post(f"invoices/{made['id']}/pay").status_code == 400
    assert (shop.payments("bill-1")[0]["status"], shop.charges()) == ("canceled", 0)
    assert types(shop)[-1] == "invoice.voided"


def test_what_is_open_does_not_change_and_drafts_can_go(shop: Merchant) -> None:
    made = invoice(shop)
    assert shop.post(f"invoices/{made['id']}/finalize").status_code == 400
    late = {"customer": "c1", "amount": 1, "currency": "usd", "invoice": made["id"]}
    assert shop.post("invoiceitems", **late).status_code == 400
    draft = shop.post("invoices", customer="c1").json()["id"]
    item = {"customer": "c1", "amount": 5, "currency": "usd", "invoice": draft}
    assert shop.post("invoiceitems", **item).status_code == 200
    assert shop.get(f"invoices/{draft}").json()["amount_due"] == 5
    url = f"{shop.sandbox.url}/stripe/v1/invoices/{draft}"
    headers = {"Authorization": f"Bearer {shop.secret}"}
    assert shop.sandbox.http.delete(url, headers=headers).json()["deleted"] is True
    assert shop.get(f"invoices/{draft}").status_code == 404


def test_sending_and_paying_elsewhere(shop: Merchant) -> None:
    sent = invoice(shop, collection_method="send_invoice", days_until_due=7)
    assert sent["due_date"] - sent["created"] == 7 * 86_400
    assert shop.post(f"invoices/{sent['id']}/send").status_code == 200
    assert types(shop)[-1] == "invoice.sent"
    outside = {"paid_out_of_band": "true"}
    assert shop.post(f"invoices/{sent['id']}/pay", **outside).json()["status"] == "paid"
    assert shop.charges() == 0


def subscribe(shop: Merchant, method: str, **more: Any) -> Json:
    product = shop.post("products", name="Gold").json()["id"]
    wanted = {
        "customer": "c1",
        "default_payment_method": method,
        "items[0][price_data][currency]": "usd",
        "items[0][price_data][product]": product,
        "items[0][price_data][unit_amount]": "700",
        "items[0][price_data][recurring][interval]": "month",
    }
    reply = shop.post("subscriptions", **wanted | more)
    assert reply.status_code == 200, reply.text
    made: Json = reply.json()
    return made


def test_a_subscription_bills_every_period_until_it_is_cancelled(own_shop: Merchant) -> None:
    made = subscribe(own_shop, own_shop.method("succeed"))
    assert made["status"] == "active"
    own_shop.sandbox.control("POST", "clock", {"advance_seconds": MONTH})
    bills = own_shop.get("invoices", subscription=made["id"]).json()["data"]
    assert [bill["billing_reason"] for bill in bills] == [
        "subscription_cycle",
        "subscription_create",
    ]
    assert own_shop.charges() == 2
    url = f"{own_shop.sandbox.url}/stripe/v1/subscriptions/{made['id']}"
    headers = {"Authorization": f"Bearer {own_shop.secret}"}
    ended = own_shop.sandbox.http.delete(url, headers=headers).json()
    assert ended["status"] == "canceled"
    own_shop.sandbox.control("POST", "clock", {"advance_seconds": 3 * MONTH})
    assert own_shop.charges() == 2
    names = {kind for kind in types(own_shop) if kind.startswith("customer.subscription.")}
    assert names == {f"customer.subscription.{name}" for name in ("created", "updated", "deleted")}


def test_a_subscription_may_end_with_its_period(own_shop: Merchant) -> None:
    made = subscribe(own_shop, own_shop.method("succeed"))
    own_shop.post(f"subscriptions/{made['id']}", cancel_at_period_end="true")
    assert own_shop.get(f"subscriptions/{made['id']}").json()["status"] == "active"
    own_shop.sandbox.control("POST", "clock", {"advance_seconds": MONTH})
    assert own_shop.get(f"subscriptions/{made['id']}").json()["status"] == "canceled"
    assert own_shop.charges() == 1


@pytest.mark.parametrize(
    ("behaviour", "event"),
    [
        ("decline_generic", "invoice.payment_failed"),
        ("requires_authentication", "invoice.payment_action_required"),
    ],
)
def test_a_subscription_nobody_pays_is_incomplete(
    shop: Merchant, behaviour: str, event: str
) -> None:
    made = subscribe(shop, shop.method(behaviour))
    assert made["status"] == "incomplete"
    assert event in types(shop)
    bill = shop.get(f"invoices/{made['latest_invoice']}").json()
    Person(shop).card(bill["hosted_invoice_url"])
    assert shop.get(f"subscriptions/{made['id']}").json()["status"] == "active"
