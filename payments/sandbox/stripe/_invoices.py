"""Invoices as the API offers them: items, drafts, finalizing, sending, voiding, reading."""

from payments.sandbox._connection import Reply
from payments.sandbox._store import Doc, Json, Page

from . import _invoice_shapes as shapes
from ._billing import Draft, add_line, finalize, new_invoice, pay, settle_paid, void
from ._call import Call
from ._errors import invalid
from ._intents import read_currency
from ._prices import Line, read_line

ITEM_PARAMS = frozenset(
    "customer amount currency description metadata invoice price_data pricing quantity"
    " unit_amount_decimal discountable period".split()
)
CREATE_PARAMS = frozenset(
    "customer currency description metadata auto_advance collection_method days_until_due due_date"
    " default_payment_method footer number pending_invoice_items_behavior payment_settings"
    " statement_descriptor".split()
)
UPDATE_PARAMS = frozenset(
    "description metadata auto_advance collection_method days_until_due due_date"
    " default_payment_method footer payment_settings".split()
)
PAY_PARAMS = frozenset("payment_method off_session paid_out_of_band forgive".split())
METHODS = ("charge_automatically", "send_invoice")
DAY = 86_400


def create_item(call: Call) -> Json:
    """A charge for the customer's next invoice, or for the draft that `invoice` names."""
    form = call.form
    form.refuse_unknown(ITEM_PARAMS)
    customer = call.load("customer", form.need("customer"), param="customer").id
    line, price = None, form.inside("pricing").text("price")
    if price or form.inside("price_data").data:
        row = form
        row.data |= {"price": price} if price else {}
        line = read_line(call, row)
    amount = line.amount if line else form.integer("amount")
    if amount is None:
        message = "You must pass either `amount`, `price_data` or `pricing[price]`."
        raise invalid(message, param="amount", code="parameter_missing")
    currency = line.price["currency"] if line else read_currency(form)
    body = shapes.invoice_item(customer, amount, currency, call.tx.now())
    body |= {"description": form.text("description"), "metadata": form.metadata()}
    if line:
        _show_price(body, line)
    doc = Doc("invoiceitem", body["id"], body["date"], body)
    target = form.text("invoice")
    if target:
        invoice = call.load("invoice", target, param="invoice")
        _refuse_final(invoice)
        add_line(call, invoice, doc)
    call.save(doc)
    call.emit("invoiceitem.created", body)
    return body


def _show_price(body: Json, line: Line) -> None:
    details = {"price": line.price["id"], "product": line.price["product"]}
    body |= {
        "description": body["description"] or line.name,
        "pricing": {
            "price_details": details,
            "type": "price_details",
            "unit_amount_decimal": line.price["unit_amount_decimal"],
        },
        "quantity": line.quantity,
        "quantity_decimal": str(line.quantity),
    }


def retrieve_item(call: Call) -> Json:
    return call.load("invoiceitem", call.path["id"]).body


def list_items(call: Call) -> Json:
    names = {"customer": "customer", "invoice": "$.invoice"}
    given = {path: call.form.text(name) for name, path in names.items()}
    return call.listed("invoiceitem", {path: value for path, value in given.items() if value})


def delete_item(call: Call) -> Json:
    doc = call.load("invoiceitem", call.path["id"])
    if doc.body["invoice"]:
        raise invalid("This item is on an invoice already.", executed=True)
    call.tx.remove(call.merchant, "invoiceitem", doc.id)
    gone: Json = {"id": doc.id, "object": "invoiceitem", "deleted": True}
    call.emit("invoiceitem.deleted", doc.body)
    return gone


def create_invoice(call: Call) -> Json:
    form = call.form
    form.refuse_unknown(CREATE_PARAMS)
    customer = call.load("customer", form.need("customer"), param="customer")
    pending = form.text("pending_invoice_items_behavior") or "exclude"
    if pending not in ("include", "exclude"):
        raise invalid(
            "Invalid pending_invoice_items_behavior: must be one of exclude or include",
            param="pending_invoice_items_behavior",
        )
    waiting = Page({"customer": customer.id, "$.invoice": None}, limit=-1)
    items = call.tx.find(call.merchant, "invoiceitem", waiting) if pending == "include" else []
    currency = read_currency(form) if form.text("currency") else "usd"
    if items and not form.text("currency"):
        currency = items[0].body["currency"]
    doc = new_invoice(call, Draft(customer, currency))
    _change(call, doc.body)
    doc.body["number"] = form.text("number")
    for item in reversed(items):
        if item.body["currency"] == currency:
            add_line(call, doc, item)
    call.save(doc)
    call.emit("invoice.created", doc.body)
    return doc.body


def _change(call: Call, body: Json) -> None:
    form, now = call.form, call.tx.now()
    body["metadata"] = form.merged(body["metadata"])
    for name in ("description", "footer"):
        if name in form.data:
            body[name] = form.text(name)
    advance = form.flag("auto_advance")
    body["auto_advance"] = body["auto_advance"] if advance is None else advance
    how = form.text("collection_method") or body["collection_method"]
    if how not in METHODS:
        message = f"Invalid collection_method: must be one of {', '.join(METHODS)}"
        raise invalid(message, param="collection_method")
    body["collection_method"] = how
    days, due = form.integer("days_until_due"), form.integer("due_date")
    if (days is not None or due is not None) and how != "send_invoice":
        message = "You can only set a due date if the collection method is send_invoice."
        raise invalid(message, param="days_until_due")
    if due is not None and due < now:
        raise invalid("The due date must be in the future.", param="due_date")
    if days is not None or due is not None:
        body["due_date"] = due if days is None else now + days * DAY
    types = form.inside("payment_settings").words("payment_method_types")
    if types:
        body["payment_settings"]["payment_method_types"] = types
    method = form.text("default_payment_method")
    if method:
        param = "default_payment_method"
        body[param] = call.load("payment_method", method, param=param).id


def retrieve_invoice(call: Call) -> Json:
    return call.load("invoice", call.path["id"]).body


def list_invoices(call: Call) -> Json:
    names = {"customer": "customer", "status": "$.status", "subscription": "$.subscription"}
    names["collection_method"] = "$.collection_method"
    given = {path: call.form.text(name) for name, path in names.items()}
    return call.listed("invoice", {path: value for path, value in given.items() if value})


def invoice_lines(call: Call) -> Json:
    lines: Json = call.load("invoice", call.path["id"]).body["lines"]
    return lines | {"url": call.url}


def update_invoice(call: Call) -> Json:
    call.form.refuse_unknown(UPDATE_PARAMS)
    doc = call.load("invoice", call.path["id"])
    if doc.body["status"] not in ("draft", "open"):
        raise _wrong(doc, "updated")
    _change(call, doc.body)
    call.save(doc)
    call.emit("invoice.updated", doc.body)
    return doc.body


def delete_invoice(call: Call) -> Json:
    """Only a draft can go; its items wait for the next invoice again."""
    doc = call.load("invoice", call.path["id"])
    _refuse_final(doc)
    for item in call.tx.find(call.merchant, "invoiceitem", Page({"$.invoice": doc.id}, limit=-1)):
        item.body["invoice"] = None
        call.save(item)
    call.tx.remove(call.merchant, "invoice", doc.id)
    call.emit("invoice.deleted", doc.body)
    return {"id": doc.id, "object": "invoice", "deleted": True}


def _refuse_final(doc: Doc) -> None:
    if doc.body["status"] != "draft":
        message = "This invoice is no longer editable: it is finalized."
        raise invalid(message, code="invoice_not_editable", executed=True)


def _wrong(doc: Doc, verb: str) -> Exception:
    message = f"Invoice {doc.id} is {doc.body['status']}, so it cannot be {verb}."
    return invalid(message, code="invoice_not_editable", executed=True)


def finalize_invoice(call: Call) -> Json:
    call.form.refuse_unknown(frozenset({"auto_advance"}))
    doc = call.load("invoice", call.path["id"])
    _refuse_final(doc)
    finalize(call, doc)
    return doc.body


def send_invoice(call: Call) -> Json:
    """Finalize a draft, and announce that the customer was written to (nobody is)."""
    call.form.refuse_unknown(frozenset())
    doc = call.load("invoice", call.path["id"])
    if doc.body["collection_method"] != "send_invoice":
        raise invalid(
            "You can only manually send an invoice if its collection method is 'send_invoice'.",
            executed=True,
        )
    if doc.body["status"] == "draft":
        finalize(call, doc)
    if doc.body["status"] not in ("open", "paid"):
        raise _wrong(doc, "sent")
    call.emit("invoice.sent", doc.body)
    return doc.body


def pay_invoice(call: Call) -> Json | Reply:
    """Charge the given or the default method, or note that it was paid elsewhere."""
    form = call.form
    form.refuse_unknown(PAY_PARAMS)
    doc = call.load("invoice", call.path["id"])
    if doc.body["status"] == "draft":
        finalize(call, doc)
    if doc.body["status"] != "open":
        message = f"Invoice is already {doc.body['status']}"
        raise invalid(message, code="invoice_not_open", executed=True)
    if form.flag("paid_out_of_band"):
        settle_paid(call, doc, None)
        return doc.body
    off_session = form.text("off_session") != "false"
    return pay(call, doc, form.text("payment_method"), off_session=off_session)


def void_invoice(call: Call) -> Json:
    call.form.refuse_unknown(frozenset())
    doc = call.load("invoice", call.path["id"])
    if doc.body["status"] not in ("open", "uncollectible"):
        raise _wrong(doc, "voided")
    void(call, doc)
    return doc.body


def mark_uncollectible(call: Call) -> Json:
    call.form.refuse_unknown(frozenset())
    doc = call.load("invoice", call.path["id"])
    if doc.body["status"] != "open":
        raise _wrong(doc, "marked uncollectible")
    doc.body["status"] = "uncollectible"
    doc.body["status_transitions"]["marked_uncollectible_at"] = call.tx.now()
    call.save(doc)
    call.emit("invoice.marked_uncollectible", doc.body)
    return doc.body


def list_payments(call: Call) -> Json:
    """Which payment intents pay an invoice, or which invoice a payment intent pays."""
    intent = call.form.inside("payment").text("payment_intent")
    equal = {"$.invoice": call.form.text("invoice"), "$.payment.payment_intent": intent}
    equal["$.status"] = call.form.text("status")
    return call.listed("invoice_payment", {path: value for path, value in equal.items() if value})


def retrieve_payment(call: Call) -> Json:
    return call.load("invoice_payment", call.path["id"]).body
