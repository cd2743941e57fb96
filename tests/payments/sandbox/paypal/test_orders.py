"""An order from its making to its money: approved on a page, captured, changed, run out."""

from typing import Any

import httpx
import pytest

from tests.payments.sandbox.paypal.official import descriptions, judge
from tests.payments.sandbox.paypal.shop import (
    DOLLARS,
    FULL,
    PAGES,
    SITE,
    Shop,
    amount,
    captured,
    issue,
    link,
    press,
    purchase,
    query,
)
from tests.payments.sandbox.world import Json

HOUR = 3600


def test_every_exchange_is_judged_by_the_descriptions(
    wallet_shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    if not descriptions():
        with capsys.disabled():
            print("\npaypal shapes: not run")  # the one line the checks look for
        return
    assert len(descriptions()) == 4
    wrong = purchase()
    wrong["purchase_units"][0]["invoice_id"] = ""  # against the description, and refused
    assert wallet_shop.call("POST", "v2/checkout/orders", wrong).status_code == 400
    assert judge("POST", "/v2/checkout/orders", {"intent": "CAPTURE"}, 201, {"status": "PAID"})


def test_a_payer_approves_and_the_money_is_captured_once(wallet_shop: Shop) -> None:
    order = wallet_shop.ask(description="Bill HB-104", invoice_id="HB-104")
    assert order["status"] == "PAYER_ACTION_REQUIRED"
    assert issue(wallet_shop.capture(order["id"])) == "ORDER_NOT_APPROVED"
    assert wallet_shop.payments() == []
    left = press(wallet_shop, link(order, "payer-action"), account="succeed")
    assert left.status_code == 303
    assert left.headers["location"].startswith(SITE + "/back?x=1&")
    assert left.headers["location"].endswith("#top")
    approved = wallet_shop.get(f"v2/checkout/orders/{order['id']}")
    assert approved["status"] == "APPROVED"
    assert query(left.headers["location"]) == {
        "x": "1",
        "token": order["id"],
        "PayerID": approved["payer"]["payer_id"],
    }
    assert wallet_shop.payments() == []
    paid = wallet_shop.capture(order["id"])
    assert (paid.status_code, paid.json()["status"]) == (201, "COMPLETED")
    capture = captured(paid.json())
    assert (capture["status"], capture["amount"]) == ("COMPLETED", DOLLARS)
    assert (capture["custom_id"], capture["invoice_id"]) == ("bill-1", "HB-104")
    assert capture["supplementary_data"]["related_ids"]["order_id"] == order["id"]
    assert issue(wallet_shop.capture(order["id"], "another")) == "ORDER_ALREADY_CAPTURED"
    [payment] = wallet_shop.payments("bill-1")
    assert (payment["id"], payment["charge"]) == (order["id"], capture["id"])
    assert (payment["amount"], payment["currency"], payment["charged"]) == (9740, "usd", True)
    assert wallet_shop.get(f"v2/payments/captures/{capture['id']}") == capture
    assert wallet_shop.events() == [
        "CHECKOUT.ORDER.APPROVED",
        "PAYMENT.CAPTURE.COMPLETED",
        "CHECKOUT.ORDER.COMPLETED",
    ]


def test_a_payer_who_cancels_comes_back_and_may_still_approve(wallet_shop: Shop) -> None:
    order = wallet_shop.ask()
    left = press(wallet_shop, link(order, "payer-action"), "cancel")
    assert left.headers["location"] == f"{SITE}/no?token={order['id']}"
    assert wallet_shop.get(f"v2/checkout/orders/{order['id']}")["status"] == order["status"]
    assert press(wallet_shop, link(order, "payer-action")).status_code == 303
    again = wallet_shop.sandbox.http.get(link(order, "payer-action"))
    assert again.status_code == 409
    assert wallet_shop.capture(order["id"]).status_code == 201


def test_an_order_without_a_source_is_created_and_approved_by_its_link(wallet_shop: Shop) -> None:
    body = purchase() | {"application_context": PAGES}
    made = wallet_shop.call("POST", "v2/checkout/orders", body)
    assert made.status_code == 201
    assert set(made.json()) == {"id", "status", "links"}  # minimal is the default
    assert made.json()["status"] == "CREATED"
    press(wallet_shop, link(made.json(), "approve"))
    reply = wallet_shop.call("POST", f"v2/checkout/orders/{made.json()['id']}/capture")
    assert reply.json()["status"] == "COMPLETED"
    assert wallet_shop.charged() == 1


def test_an_order_can_complete_itself_when_it_is_approved(wallet_shop: Shop) -> None:
    body = purchase({"paypal": {"experience_context": PAGES}})
    body["processing_instruction"] = "ORDER_COMPLETE_ON_PAYMENT_APPROVAL"
    order = wallet_shop.call("POST", "v2/checkout/orders", body, "k", **FULL).json()
    press(wallet_shop, link(order, "payer-action"))
    shown = wallet_shop.get(f"v2/checkout/orders/{order['id']}")
    assert (shown["status"], captured(shown)["status"]) == ("COMPLETED", "COMPLETED")


@pytest.mark.parametrize(("approved", "hours"), [(False, 6), (True, 3)])
def test_an_order_that_ran_out_is_gone_and_was_not_paid(
    own_wallet_shop: Shop, approved: bool, hours: int
) -> None:
    shop = own_wallet_shop
    order = shop.ask()
    if approved:
        press(shop, link(order, "payer-action"))
    shop.advance(hours * HOUR - 60)
    assert shop.get(f"v2/checkout/orders/{order['id']}")["id"] == order["id"]
    shop.advance(120)
    for method, path in (("GET", ""), ("POST", "/capture")):
        gone = shop.call(method, f"v2/checkout/orders/{order['id']}{path}")
        assert (gone.status_code, issue(gone)) == (404, "INVALID_RESOURCE_ID")
    assert shop.sandbox.http.get(link(order, "payer-action")).status_code == 410
    assert shop.payments() == []
    assert ("CHECKOUT.PAYMENT-APPROVAL.REVERSED" in shop.events()) is approved


def test_a_patch_changes_what_is_not_paid_yet(wallet_shop: Shop) -> None:
    order = wallet_shop.ask()
    path = f"v2/checkout/orders/{order['id']}"
    unit = "/purchase_units/@reference_id=='default'"

    def patch(name: str, value: Any, op: str = "replace") -> httpx.Response:
        operation = {"op": op, "path": f"{unit}/{name}", "value": value}
        return wallet_shop.call("PATCH", path, [operation])

    assert patch("amount", amount("12.00")).status_code == 204
    assert patch("custom_id", "bill-2").status_code == 204
    assert patch("invoice_id", "HB-9", "add").status_code == 204
    assert issue(patch("soft_descriptor", "X")) == "INVALID_PATCH_OPERATION"
    assert issue(patch("payee", {})) == "FIELD_NOT_PATCHABLE"
    press(wallet_shop, link(order, "payer-action"))
    capture = captured(wallet_shop.capture(order["id"]).json())
    assert (capture["amount"]["value"], capture["custom_id"]) == ("12.00", "bill-2")
    assert issue(patch("custom_id", "bill-3")) == "ORDER_ALREADY_COMPLETED"
    assert [payment["amount"] for payment in wallet_shop.payments("bill-2")] == [1200]


def test_confirming_a_source_leads_to_the_page_or_approves(wallet_shop: Shop) -> None:
    first, second = (
        wallet_shop.call("POST", "v2/checkout/orders", purchase()).json()["id"] for _ in range(2)
    )

    def confirm(order: str, source: Json) -> Json:
        path = f"v2/checkout/orders/{order}/confirm-payment-source"
        found: Json = wallet_shop.call("POST", path, {"payment_source": source}).json()
        return found

    asked = confirm(first, {"paypal": {"experience_context": PAGES}})
    assert asked["status"] == "PAYER_ACTION_REQUIRED"
    assert "checkoutnow?token=" in link(asked, "payer-action")
    saved = {"paypal": {"vault_id": wallet_shop.method()}}
    assert confirm(second, saved)["status"] == "APPROVED"
    assert wallet_shop.capture(second).json()["status"] == "COMPLETED"


@pytest.mark.parametrize(
    ("unit", "status", "wrong"),
    [
        ({"amount": amount("0.00")}, 422, "CANNOT_BE_ZERO_OR_NEGATIVE"),
        ({"amount": amount("9.745")}, 422, "DECIMAL_PRECISION"),
        ({"amount": amount("1000.50", "JPY")}, 422, "DECIMAL_PRECISION"),
        ({"amount": amount("9.00", "XXX")}, 422, "INVALID_CURRENCY_CODE"),
        ({"amount": amount("9,00")}, 400, "INVALID_PARAMETER_SYNTAX"),
        ({"amount": {"currency_code": "USD"}}, 400, "MISSING_REQUIRED_PARAMETER"),
        ({"amount": {"currency_code": "USD", "value": 9}}, 400, "INVALID_PARAMETER_VALUE"),
        ({"custom_id": "x" * 128}, 400, "INVALID_STRING_LENGTH"),
        (
            {"amount": DOLLARS | {"breakdown": {"item_total": amount("1.00")}}},
            422,
            "AMOUNT_MISMATCH",
        ),
    ],
)
def test_a_wrong_purchase_is_refused_with_its_issue(
    wallet_shop: Shop, unit: Json, status: int, wrong: str
) -> None:
    reply = wallet_shop.call("POST", "v2/checkout/orders", purchase(**unit))
    assert (reply.status_code, issue(reply)) == (status, wrong)


def test_a_source_without_a_request_id_and_a_card_number_are_refused(wallet_shop: Shop) -> None:
    saved = wallet_shop.method()
    assert issue(wallet_shop.pay(saved, None)) == "PAYPAL_REQUEST_ID_REQUIRED"
    typed = {"card": {"number": "4111111111111111", "expiry": "2030-01"}}
    reply = wallet_shop.call("POST", "v2/checkout/orders", purchase(typed), "k")
    assert issue(reply) == "NOT_ENABLED_FOR_CARD_PROCESSING"
    reply = wallet_shop.pay("nobody-knows", "k")
    assert (reply.status_code, issue(reply)) == (422, "TOKEN_ID_NOT_FOUND")
    reply = wallet_shop.pay(saved, "k", kind="card")
    assert issue(reply) == "MISMATCHED_VAULT_ID_TO_PAYMENT_SOURCE"
    bad = purchase() | {"intent": "AUTHORIZE"}
    assert issue(wallet_shop.call("POST", "v2/checkout/orders", bad)) == "UNSUPPORTED_INTENT"


@pytest.mark.parametrize(
    ("currency", "value", "units"),
    [("JPY", "1000", 1000), ("HUF", "1200", 1200), ("TWD", "5", 5), ("EUR", "0.01", 1)],
)
def test_amounts_have_the_places_of_the_providers_list(
    wallet_shop: Shop, currency: str, value: str, units: int
) -> None:
    paid = wallet_shop.pay(wallet_shop.method(), amount=amount(value, currency)).json()
    assert captured(paid)["amount"] == amount(value, currency)
    assert [payment["amount"] for payment in wallet_shop.payments()] == [units]


def test_another_merchants_order_does_not_exist(wallet_shop: Shop) -> None:
    other = Shop(wallet_shop.sandbox)
    order, paid = other.ask(), other.pay(other.method(), "p").json()
    for path in (
        f"v2/checkout/orders/{order['id']}",
        f"v2/payments/captures/{captured(paid)['id']}",
        "v2/payments/refunds/1AB",
    ):
        assert issue(wallet_shop.call("GET", path)) == "INVALID_RESOURCE_ID"
    assert issue(wallet_shop.capture(order["id"])) == "INVALID_RESOURCE_ID"
    assert issue(wallet_shop.refund(captured(paid)["id"])) == "INVALID_RESOURCE_ID"


def test_an_invoice_number_is_paid_once_unless_the_account_allows_more(wallet_shop: Shop) -> None:
    saved = wallet_shop.method()
    assert wallet_shop.pay(saved, "k-1", invoice_id="HB-1").status_code == 201
    assert issue(wallet_shop.pay(saved, "k-2", invoice_id="HB-1")) == "DUPLICATE_INVOICE_ID"
    assert wallet_shop.charged() == 1
    wallet_shop.control("POST", "/account", {"block_duplicate_invoices": False})
    assert wallet_shop.pay(saved, "k-2", invoice_id="HB-1").status_code == 201
