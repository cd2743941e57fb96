"""The provider's official SDK, unmodified, finds here what it finds there."""

import pytest
import stripe

from tests.payments.sandbox.pages import SHOP, Person
from tests.payments.sandbox.world import Merchant


def test_the_sdk_walks_the_whole_road(shop: Merchant) -> None:
    api = shop.sdk().v1
    customer = api.customers.create({"name": "Bo", "metadata": {"tenant": "x"}})
    assert api.customers.retrieve(customer.id).to_dict()["metadata"] == {"tenant": "x"}
    method = api.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    assert method.card is not None
    assert method.card.last4 == "4242"
    assert [m.id for m in api.customers.payment_methods.list(customer.id).data] == [method.id]
    intent = api.payment_intents.create(
        {
            "amount": 500,
            "currency": "jpy",
            "customer": customer.id,
            "payment_method": method.id,
            "allowed_payment_method_types": ["card"],
            "metadata": {"reference": "bill-9"},
        }
    )
    assert intent.status == "requires_confirmation"
    paid = api.payment_intents.confirm(intent.id, {"expand": ["latest_charge"]})
    assert isinstance(paid.latest_charge, stripe.Charge)
    assert paid.latest_charge.amount == 500
    found = api.payment_intents.search({"query": "metadata['reference']:'bill-9'"})
    assert [hit.id for hit in found.data] == [intent.id]
    refund = api.refunds.create({"payment_intent": intent.id, "amount": 200})
    assert api.refunds.retrieve(refund.id).charge == paid.latest_charge.id
    balance = api.balance.retrieve()
    assert [(money.amount, money.currency) for money in balance.available] == [(300, "jpy")]
    assert api.payment_methods.detach(method.id).customer is None


def test_the_sdk_raises_its_own_errors(shop: Merchant) -> None:
    api = shop.sdk().v1
    base = {"amount": 100, "currency": "usd", "customer": "c1", "confirm": True}
    with pytest.raises(stripe.CardError) as declined:
        api.payment_intents.create({**base, "payment_method": "pm_card_chargeDeclined"})  # type: ignore[typeddict-item]  # the SDK wants a literal dict
    assert (declined.value.code, declined.value.http_status) == ("card_declined", 402)
    assert declined.value.request_id is not None
    with pytest.raises(stripe.InvalidRequestError) as absent:
        api.payment_intents.retrieve("pi_absent")
    assert (absent.value.code, absent.value.http_status) == ("resource_missing", 404)
    with pytest.raises(stripe.AuthenticationError):
        stripe.StripeClient(
            "sk_test_wrong", base_addresses={"api": shop.sandbox.url + "/stripe"}
        ).v1.balance.retrieve()
    api.customers.create({"name": "A"}, {"idempotency_key": "k"})
    with pytest.raises(stripe.IdempotencyError):
        api.customers.create({"name": "B"}, {"idempotency_key": "k"})
    shop.fault("http_429")
    with pytest.raises(stripe.RateLimitError):
        api.balance.retrieve()
    shop.fault("drop_before_commit")
    with pytest.raises(stripe.APIConnectionError):
        api.balance.retrieve()


def test_the_sdks_own_retry_with_one_key_charges_once(shop: Merchant) -> None:
    method = shop.method("timeout_after_charge")
    patient = stripe.StripeClient(
        shop.secret, base_addresses={"api": shop.sandbox.url + "/stripe"}, max_network_retries=2
    )
    intent = patient.v1.payment_intents.create(
        {
            "amount": 100,
            "currency": "usd",
            "customer": "c1",
            "payment_method": method,
            "confirm": True,
        }
    )
    assert intent.status == "succeeded"
    assert shop.charges() == 1


def test_lists_page_by_cursor_and_window(shop: Merchant) -> None:
    api, method = shop.sdk().v1, shop.method("succeed")
    made = [shop.pay(method, f"bill-{n}").json()["id"] for n in range(7)]
    first = api.payment_intents.list({"customer": "c1", "limit": 3})
    assert ([i.id for i in first.data], first.has_more) == (made[:3:-1], True)
    assert [i.id for i in first.auto_paging_iter()] == made[::-1]
    before = api.payment_intents.list({"ending_before": made[3], "limit": 2})
    assert ([i.id for i in before.data], before.has_more) == ([made[5], made[4]], True)
    created = api.payment_intents.retrieve(made[0]).created
    assert len(api.payment_intents.list({"created": {"gte": created}}).data) == 7
    assert api.payment_intents.list({"created": {"gte": created + 60}}).data == []
    page = api.payment_intents.search(
        {"query": "currency:'usd' AND status:'succeeded'", "limit": 5}
    )
    assert len(list(page.auto_paging_iter())) == 7


def test_a_foreign_object_is_as_absent_as_an_unknown_one(shop: Merchant) -> None:
    intent = shop.pay(shop.method("succeed")).json()["id"]
    other = Merchant(shop.sandbox)
    absent, foreign = other.get("payment_intents/pi_x"), other.get(f"payment_intents/{intent}")
    assert (absent.status_code, foreign.status_code) == (404, 404)
    assert foreign.text.replace(intent, "pi_x") == absent.text
    assert (
        other.post("refunds", payment_intent=intent).json()["error"]["code"] == "resource_missing"
    )
    assert other.get("payment_intents").json()["data"] == []


def test_the_sdk_saves_a_method_and_makes_pages(shop: Merchant) -> None:
    api, person = shop.sdk().v1, Person(shop)
    session = api.checkout.sessions.create(
        {
            "mode": "setup",
            "customer": "c1",
            "allowed_payment_method_types": ["card", "us_bank_account"],
            "success_url": SHOP + "/ok?s={CHECKOUT_SESSION_ID}",
            "setup_intent_data": {"metadata": {"reference": "m-1"}},
        }
    )
    assert session.url is not None
    assert person.card(session.url).headers["location"] == f"{SHOP}/ok?s={session.id}"
    done = api.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent.payment_method"]})
    assert isinstance(done.setup_intent, stripe.SetupIntent)
    assert isinstance(done.setup_intent.payment_method, stripe.PaymentMethod)
    method = done.setup_intent.payment_method.id
    api.customers.update("c1", {"invoice_settings": {"default_payment_method": method}})
    saved = api.customers.payment_methods.list("c1", {"type": "card"})
    assert [found.id for found in saved.data] == [method]
    other = api.setup_intents.create({"customer": "c1", "usage": "off_session"})
    assert api.setup_intents.confirm(other.id, {"payment_method": "pm_card_mastercard"}).status == (
        "succeeded"
    )
    assert api.setup_intents.cancel(api.setup_intents.create().id).status == "canceled"
    assert api.customers.delete("c1").to_dict()["deleted"] is True


def test_the_sdk_bills_links_and_subscribes(shop: Merchant) -> None:
    api, person = shop.sdk().v1, Person(shop)
    bill = api.invoices.create({"customer": "c1", "auto_advance": False, "currency": "usd"})
    api.invoice_items.create(
        {"customer": "c1", "invoice": bill.id, "amount": 700, "currency": "usd"}
    )
    final = api.invoices.finalize_invoice(bill.id)
    assert final.hosted_invoice_url is not None
    person.card(final.hosted_invoice_url)
    [tie] = api.invoice_payments.list({"invoice": bill.id}).data
    assert (api.invoices.retrieve(bill.id).status, tie.status) == ("paid", "paid")
    made = api.payment_links.create(
        {
            "line_items": [
                {
                    "price_data": {
                        "currency": "usd",
                        "unit_amount": 500,
                        "product_data": {"name": "Bill"},
                    },
                    "quantity": 1,
                }
            ],
            "payment_intent_data": {"metadata": {"reference": "bill-3"}},
            "restrictions": {"completed_sessions": {"limit": 1}},
        }
    )
    person.card(person.look(made.url).headers["location"])
    assert [p["charged"] for p in shop.payments("bill-3")] == [True]
    assert api.payment_links.update(made.id, {"active": False}).active is False
    product = api.products.create({"name": "Gold"})
    standing = api.subscriptions.create(
        {
            "customer": "c1",
            "default_payment_method": shop.method("succeed"),
            "items": [
                {
                    "price_data": {
                        "currency": "usd",
                        "product": product.id,
                        "unit_amount": 900,
                        "recurring": {"interval": "month"},
                    }
                }
            ],
        }
    )
    assert standing.status == "active"
    assert api.subscriptions.cancel(standing.id).status == "canceled"
    assert shop.charges() == 3
