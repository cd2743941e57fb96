"""Our objects have the members that the provider's published examples have."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.payments.sandbox.pages import setup_session
from tests.payments.sandbox.test_invoices import invoice, subscribe
from tests.payments.sandbox.test_links import link
from tests.payments.sandbox.world import Merchant

# Members of the examples that belong to features this account does not have.
UNUSED = {"charge": {"source"}, "payment_intent": {"source"}}


def examples() -> dict[str, Any] | None:
    """The provider's examples by resource, None (and a printed line) where they are not at hand."""
    folder = os.environ.get("PROVIDER_SPECS_DIR")
    path = Path(folder, "stripe_fixtures3.json") if folder else None
    if path is None or not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text())["resources"]
    return found


def made(shop: Merchant) -> dict[str, dict[str, Any]]:
    intent = shop.pay(shop.method("succeed")).json()
    refund = shop.post("refunds", payment_intent=intent["id"], amount=1).json()
    dispute = {"payment_intent": intent["id"], "reason": "general"}
    return {
        "payment_intent": intent,
        "charge": shop.get(f"charges/{intent['latest_charge']}").json(),
        "refund": refund,
        "customer": shop.get("customers/c1").json(),
        "payment_method": shop.get(f"payment_methods/{intent['payment_method']}").json(),
        "event": shop.get("events").json()["data"][0],
        "balance": shop.get("balance").json(),
        "dispute": shop.sandbox.control("POST", "dispute", dispute),
    } | hosted(shop)


def hosted(shop: Merchant) -> dict[str, dict[str, Any]]:
    """What pages, invoices and subscriptions are made of."""
    session, made = setup_session(shop), link(shop)
    bill, standing = invoice(shop), subscribe(shop, shop.method("succeed"))
    price = standing["items"]["data"][0]["price"]
    return {
        "checkout.session": session,
        "setup_intent": shop.get(f"setup_intents/{session['setup_intent']}").json(),
        "payment_link": made,
        "item": shop.get(f"payment_links/{made['id']}/line_items").json()["data"][0],
        "price": price,
        "product": shop.get(f"products/{price['product']}").json(),
        "invoice": bill,
        "line_item": bill["lines"]["data"][0],
        "invoiceitem": shop.get("invoiceitems").json()["data"][0],
        "invoice_payment": shop.get("invoice_payments").json()["data"][0],
        "subscription": standing,
        "subscription_item": standing["items"]["data"][0],
        "plan": standing["items"]["data"][0]["plan"],
    }


def test_members_are_those_of_the_published_examples(
    shop: Merchant, capsys: pytest.CaptureFixture[str]
) -> None:
    objects, published = made(shop), examples()
    for kind, body in objects.items():
        assert body["object"] == kind
    if published is None:
        pytest.skip("stripe shapes: not run")  # the words the checks look for
    for kind, body in objects.items():
        unused = UNUSED.get(kind, set())
        assert set(body) - unused == set(published[kind]) - unused, kind
