"""Subscriptions, small: an invoice at each period's start, paid by the default method."""

import calendar
from datetime import UTC, datetime, timedelta

from payments.sandbox._connection import Reply
from payments.sandbox._store import Doc, Json

from . import _billing
from . import _invoice_shapes as shapes
from ._billing import Draft, append, finalize, new_invoice, pay
from ._call import Call
from ._errors import Refusal, invalid
from ._prices import read_line, read_lines

CREATE_PARAMS = frozenset(
    "customer items metadata description default_payment_method payment_behavior off_session"
    " cancel_at_period_end collection_method payment_settings proration_behavior".split()
)
UPDATE_PARAMS = frozenset(
    "items metadata description default_payment_method cancel_at_period_end proration_behavior"
    " payment_behavior off_session".split()
)
BEHAVIOURS = ("allow_incomplete", "default_incomplete", "error_if_incomplete")
LIVE = ("active", "past_due", "incomplete", "unpaid")


def create_subscription(call: Call) -> Json | Reply:
    """Start now: the first period's invoice is made and, unless told otherwise, charged."""
    form = call.form
    form.refuse_unknown(CREATE_PARAMS)
    behaviour = form.text("payment_behavior") or "allow_incomplete"
    if behaviour not in BEHAVIOURS:
        message = f"Invalid payment_behavior: must be one of {', '.join(BEHAVIOURS)}"
        raise invalid(message, param="payment_behavior")
    customer = call.load("customer", form.need("customer"), param="customer")
    lines = read_lines(call, "items")
    if any(not line.price["recurring"] for line in lines):
        message = "The price specified is set to `type=one_time`; a recurring one is needed."
        raise invalid(message, param="items[0][price]")
    now = call.tx.now()
    body = shapes.subscription(customer.id, lines[0].price["currency"], now)
    period = now, after(now, lines[0].price["recurring"])
    body["items"]["data"] = [
        shapes.subscription_item(body["id"], line.price, line.quantity, period) for line in lines
    ]
    doc = Doc("subscription", body["id"], now, body, due_at=period[1])
    _change(call, doc)
    call.tx.has_mail = True
    call.save(doc)
    call.emit("customer.subscription.created", body)
    reply = _bill(call, doc, "subscription_create", charged=behaviour != "default_incomplete")
    if reply.status != 200 and behaviour == "error_if_incomplete":
        raise Refusal(402, reply.body["error"], executed=True)
    return call.load("subscription", doc.id).body


def _change(call: Call, doc: Doc) -> None:
    form, body = call.form, doc.body
    body["metadata"] = form.merged(body["metadata"])
    if "description" in form.data:
        body["description"] = form.text("description")
    method = form.text("default_payment_method")
    if method:
        param = "default_payment_method"
        body[param] = call.load("payment_method", method, param=param).id
    ending = form.flag("cancel_at_period_end")
    if ending is not None:
        body["cancel_at_period_end"] = ending
        end = body["items"]["data"][0]["current_period_end"]
        body["cancel_at"] = end if ending else None
        body["canceled_at"] = call.tx.now() if ending else None


def after(start: int, recurring: Json) -> int:
    """The end of a period that starts then, in virtual seconds; months keep their day."""
    count, interval = recurring["interval_count"], recurring["interval"]
    begin = datetime.fromtimestamp(start, UTC)
    if interval in ("day", "week"):
        end = begin + timedelta(days=count * (7 if interval == "week" else 1))
        return int(end.timestamp())
    months = begin.month - 1 + count * (12 if interval == "year" else 1)
    year, month = begin.year + months // 12, months % 12 + 1
    day = min(begin.day, calendar.monthrange(year, month)[1])
    return int(begin.replace(year=year, month=month, day=day).timestamp())


def _bill(call: Call, doc: Doc, reason: str, *, charged: bool) -> Reply:
    """Make the period's invoice and pay it; the listener below keeps the status."""
    body = doc.body
    customer = call.load("customer", body["customer"])
    invoice = new_invoice(call, Draft(customer, body["currency"], doc.id, reason))
    invoice.body["metadata"] = dict(body["metadata"])
    for item in body["items"]["data"]:
        append(invoice, shapes.line(invoice.id, _line(call, item), _parent(item)))
    call.save(invoice)
    body["latest_invoice"] = invoice.id
    call.save(doc)
    call.emit("invoice.created", invoice.body)
    finalize(call, invoice)
    if invoice.body["status"] != "open" or not charged:
        return Reply(200, body)
    try:
        return pay(call, invoice, None)
    except Refusal as refusal:  # nobody to charge
        call.emit("invoice.payment_failed", invoice.body)
        on_invoice(call, invoice, "failed")
        return Reply(402, {"error": refusal.error})


def _line(call: Call, item: Json) -> Json:
    price = item["price"]
    name = call.load("product", price["product"]).body["name"]
    details = {"price": price["id"], "product": price["product"]}
    return {
        "amount": price["unit_amount"] * item["quantity"],
        "currency": price["currency"],
        "description": f"{item['quantity']} × {name}",
        "metadata": {},
        "period": {"end": item["current_period_end"], "start": item["current_period_start"]},
        "pricing": {
            "price_details": details,
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "quantity": item["quantity"],
    }


def _parent(item: Json) -> Json:
    details = {
        "invoice_item": None,
        "proration": False,
        "proration_details": {"credited_items": None},
        "subscription": item["subscription"],
        "subscription_item": item["id"],
    }
    return {
        "invoice_item_details": None,
        "subscription_item_details": details,
        "type": "subscription_item_details",
    }


def on_invoice(call: Call, invoice: Doc, how: str) -> None:
    """An invoice of the subscription was paid, failed or waits: active, past due, incomplete."""
    doc = call.tx.get(call.merchant, "subscription", invoice.body["subscription"])
    if doc is None or doc.body["status"] not in LIVE:
        return
    begun = doc.body["status"] != "incomplete"
    status = "active" if how == "paid" else "past_due" if begun else "incomplete"
    if status != doc.body["status"]:
        doc.body["status"] = status
        call.save(doc)
        call.emit("customer.subscription.updated", doc.body)


def renew(call: Call, doc: Doc) -> None:
    """A period has ended: end the subscription if so ordered, else bill the next period."""
    body = doc.body
    if body["status"] not in ("active", "past_due") or body["cancel_at_period_end"]:
        status = "incomplete_expired" if body["status"] == "incomplete" else "canceled"
        end_subscription(call, doc, status)
        return
    for item in body["items"]["data"]:
        start = item["current_period_end"]
        period = {"current_period_start": start}
        period["current_period_end"] = after(start, item["price"]["recurring"])
        item |= period
    doc.due_at = body["items"]["data"][0]["current_period_end"]
    call.save(doc)
    call.emit("customer.subscription.updated", body)
    _bill(call, doc, "subscription_cycle", charged=True)


def end_subscription(call: Call, doc: Doc, status: str) -> Json:
    now = call.tx.now()
    doc.due_at = None
    doc.body |= {"status": status, "ended_at": now}
    doc.body["canceled_at"] = doc.body["canceled_at"] or now
    call.save(doc)
    call.emit("customer.subscription.deleted", doc.body)
    return doc.body


def retrieve_subscription(call: Call) -> Json:
    return call.load("subscription", call.path["id"]).body


def list_subscriptions(call: Call) -> Json:
    names = {"customer": "customer", "status": "$.status"}
    given = {path: call.form.text(name) for name, path in names.items()}
    return call.listed(
        "subscription", {path: value for path, value in given.items() if value and value != "all"}
    )


def update_subscription(call: Call) -> Json:
    """Change items, quantities, the method, or whether it ends; nothing is prorated."""
    call.form.refuse_unknown(UPDATE_PARAMS)
    doc = call.load("subscription", call.path["id"])
    _refuse_ended(doc)
    known = {item["id"]: item for item in doc.body["items"]["data"]}
    for row in call.form.rows("items"):
        item_id = row.text("id")
        if item_id not in known:
            raise invalid(f"No such subscription item: '{item_id}'", param="items[0][id]")
        item = known[item_id]
        if row.text("price") or row.inside("price_data").data:
            line = read_line(call, row)
            item |= {"price": line.price, "quantity": line.quantity}
        elif row.integer("quantity") is not None:
            item["quantity"] = max(1, row.integer("quantity") or 1)
    _change(call, doc)
    call.save(doc)
    call.emit("customer.subscription.updated", doc.body)
    return doc.body


def cancel_subscription(call: Call) -> Json:
    call.form.refuse_unknown(frozenset({"invoice_now", "prorate", "cancellation_details"}))
    doc = call.load("subscription", call.path["id"])
    _refuse_ended(doc)
    doc.body["cancellation_details"]["reason"] = "cancellation_requested"
    return end_subscription(call, doc, "canceled")


def _refuse_ended(doc: Doc) -> None:
    if doc.body["status"] not in LIVE:
        message = f"This subscription is {doc.body['status']}; it cannot change any more."
        raise invalid(message, code="resource_missing", executed=True)


_billing.LISTENERS.append(on_invoice)
