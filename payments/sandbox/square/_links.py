"""The Checkout API's payment links, and the orders they ask to be paid."""

import re

from payments.sandbox._connection import Reply
from payments.sandbox._store import Doc, Json

from . import _read, _shapes
from ._call import Call, Listing, listed
from ._charging import Attempt, charge
from ._errors import invalid, missing, wrong_state
from ._locations import find_location
from ._sources import spend

CREATE_PARAMS = frozenset(
    "idempotency_key description quick_pay order checkout_options pre_populated_data"
    " payment_note".split()
)
OPTIONS = frozenset(
    "allow_tipping custom_fields redirect_url merchant_support_email ask_for_shipping_address"
    " accepted_payment_methods enable_coupon enable_loyalty".split()
)
ORDER_PARAMS = frozenset("location_id reference_id customer_id line_items metadata".split())
ITEM_PARAMS = frozenset("name quantity base_price_money note uid item_type metadata".split())
WEB = re.compile(r"https?://[^\s]{1,2000}")
MAX_PAGE = 1000
PAID = ("COMPLETED", "PENDING")


def page_url(call: Call, path: str) -> str:
    return call.tx.meta("base_url", "") + "/square/pages/" + path


def create_link(call: Call) -> Json:
    """A page for one order: of a name and a price, or of lines."""
    body = call.body
    _read.refuse_unknown(body, CREATE_PARAMS)
    quick, lines = _read.mapping(body, "quick_pay"), _read.mapping(body, "order")
    if (quick is None) == (lines is None):
        raise invalid("BAD_REQUEST", "Exactly one of quick_pay and order must be set.")
    order = _quick_order(call, quick) if quick is not None else _line_order(call, lines or {})
    now = call.tx.now()
    link_id = _shapes.fresh(16).upper()
    shown: Json = {
        "id": link_id,
        "version": 1,
        "order_id": order["id"],
        "url": page_url(call, f"link/{link_id}"),
        "long_url": page_url(call, f"link/{link_id}"),
        "created_at": call.stamp(),
    }
    for name, longest in (("description", 4096), ("payment_note", 500)):
        value = _read.text(body, name, longest)
        if value is not None:
            shown[name] = value
    options = _options(call)
    if options is not None:
        shown["checkout_options"] = options
    buyer = _read.mapping(body, "pre_populated_data")
    if buyer is not None:
        shown["pre_populated_data"] = buyer
    call.save(Doc("square_order", order["id"], now, order))
    call.save(Doc("square_link", link_id, now, shown, {"key": call.key}))
    return {"payment_link": shown, "related_resources": {"orders": [order]}}


def _options(call: Call) -> Json | None:
    options = _read.mapping(call.body, "checkout_options")
    if options is None:
        return None
    _read.refuse_unknown(options, OPTIONS, "checkout_options")
    target = _read.text(options, "redirect_url", 2048, field="checkout_options.redirect_url")
    if target is not None and not WEB.fullmatch(target):
        detail = "This is not a web address."
        raise invalid("INVALID_VALUE", detail, "checkout_options.redirect_url")
    return options


def _quick_order(call: Call, quick: Json) -> Json:
    _read.refuse_unknown(quick, ("name", "price_money", "location_id"), "quick_pay")
    name = _read.need(quick, "name", 255, field="quick_pay.name")
    price = _read.money(quick, "price_money", field="quick_pay.price_money")
    location = _read.need(quick, "location_id", field="quick_pay.location_id")
    place = find_location(call, location, price["currency"])
    item = _shapes.line_item(name, "1", price, price)
    return _shapes.order(call.tx.now(), place["id"], [item], price)


def _line_order(call: Call, wanted: Json) -> Json:
    _read.refuse_unknown(wanted, ORDER_PARAMS, "order")
    location = _read.need(wanted, "location_id", field="order.location_id")
    given = wanted.get("line_items")
    if not isinstance(given, list) or not given:
        raise missing("order.line_items")
    items, total = [], 0
    for item in given:
        shown = _item(item)
        items.append(shown)
        total += shown["total_money"]["amount"]
    currency = items[0]["total_money"]["currency"]
    if any(item["total_money"]["currency"] != currency for item in items):
        raise invalid("CURRENCY_MISMATCH", "All lines must have one currency.", "order.line_items")
    place = find_location(call, location, currency)
    money = {"amount": total, "currency": currency}
    order = _shapes.order(call.tx.now(), place["id"], items, money)
    for name, longest in (("reference_id", 40), ("customer_id", 191)):
        value = _read.text(wanted, name, longest, field=f"order.{name}")
        if value is not None:
            order[name] = value
    metadata = _read.mapping(wanted, "metadata", field="order.metadata")
    return order | ({"metadata": metadata} if metadata else {})


def _item(item: object) -> Json:
    if not isinstance(item, dict):
        raise invalid("EXPECTED_OBJECT", "Expected an object.", "order.line_items")
    where = "order.line_items"
    _read.refuse_unknown(item, ITEM_PARAMS, where)
    quantity = _read.need(item, "quantity", 12, field=f"{where}.quantity")
    if not re.fullmatch(r"[1-9][0-9]{0,5}", quantity):
        raise invalid("INVALID_VALUE", "The quantity must be whole.", f"{where}.quantity")
    price = _read.money(item, "base_price_money", field=f"{where}.base_price_money")
    name = _read.need(item, "name", 512, field=f"{where}.name")
    total = {"amount": price["amount"] * int(quantity), "currency": price["currency"]}
    return _shapes.line_item(name, quantity, price, total)


def retrieve_link(call: Call) -> Json:
    return {"payment_link": call.load("square_link", call.path["id"]).body}


def list_links(call: Call) -> Json:
    size = _read.limit(call.query, MAX_PAGE)
    return listed(call, call.find_all("square_link"), Listing("payment_links", size))


def delete_link(call: Call) -> Json:
    """The page is no more and its order is canceled; a paid one cannot be deleted."""
    doc = call.load("square_link", call.path["id"])
    order = call.load("square_order", doc.body["order_id"])
    if order.body["state"] != "DRAFT":
        raise wrong_state("The link's order has been paid.")
    order.body["state"] = "CANCELED"
    call.touch(order)
    doc.private["deleted"] = True
    call.tx.remove(call.merchant, doc.kind, doc.id)
    call.save(Doc("square_deleted_link", doc.id, doc.created, doc.body))
    return {"id": doc.id, "cancelled_order_id": order.id}


def retrieve_order(call: Call) -> Json:
    return {"order": call.load("square_order", call.path["id"]).body}


def pay_link(call: Call, link: Doc, source: Doc, *, verified: bool) -> Reply:
    """Charge the source for the link's order, which can be paid once."""
    order = call.load("square_order", link.body["order_id"])
    if order.body["state"] != "DRAFT":
        raise wrong_state("This order cannot be paid any more.")
    money, now = order.body["total_money"], call.tx.now()
    body = _shapes.payment(now, money, order.body["location_id"], order.id)
    body["delay_duration"] = "PT168H"
    if "payment_note" in link.body:
        body["note"] = link.body["payment_note"]
    if "customer_id" in order.body:
        body["customer_id"] = order.body["customer_id"]
    payment = Doc("square_payment", body["id"], now, body, {"link": link.id, "saved": False})
    spend(call, source)
    reply = charge(Attempt(call, payment, source, verified=verified))
    if reply.status == 200 and body["status"] in PAID:
        settled: Json = {
            "id": payment.id,
            "location_id": body["location_id"],
            "transaction_id": order.id,
            "created_at": body["created_at"],
            "amount_money": money,
            "type": "CARD",
            "payment_id": payment.id,
        }
        order.body |= {"state": "OPEN", "tenders": [settled]}
        order.body["net_amount_due_money"] = money | {"amount": 0}
        call.touch(order)
        call.emit("order.updated", "order", order.body)
    return reply
