"""Customers, events and the balance: everything that moves no money."""

from payments.sandbox._store import Doc, Json, Page, new_id

from . import _shapes
from ._call import Call
from ._errors import invalid
from ._forms import Form
from ._methods import detach
from ._subscriptions import LIVE, end_subscription

CUSTOMER_PARAMS = frozenset(
    {"name", "email", "description", "phone", "metadata", "address", "shipping"}
    | {"preferred_locales", "tax_exempt", "invoice_settings"}
)


def create_customer(call: Call) -> Json:
    call.form.refuse_unknown(CUSTOMER_PARAMS)
    now = call.tx.now()
    body = _shapes.customer(new_id("cus", 14), now)
    _fill_customer(call, body)
    call.save(Doc("customer", body["id"], now, body))
    call.emit("customer.created", body)
    return body


def update_customer(call: Call) -> Json:
    call.form.refuse_unknown(CUSTOMER_PARAMS)
    doc = call.load("customer", call.path["id"])
    _fill_customer(call, doc.body)
    call.save(doc)
    call.emit("customer.updated", doc.body)
    return doc.body


def _fill_customer(call: Call, body: Json) -> None:
    for name in ("name", "email", "description", "phone"):
        if name in call.form.data:
            body[name] = call.form.text(name)
    body["metadata"] = call.form.merged(body["metadata"])
    if "address" in call.form.data:
        body["address"] = _shapes.NOWHERE | call.form.mapping("address")
    settings = call.form.inside("invoice_settings")
    if "default_payment_method" in settings.data:
        body["invoice_settings"]["default_payment_method"] = _default(call, settings, body["id"])


def _default(call: Call, settings: Form, customer: str) -> str | None:
    """The customer's own method that `invoice_settings` names; an empty value clears it."""
    method_id = settings.text("default_payment_method")
    if method_id is None:
        return None
    param = "invoice_settings[default_payment_method]"
    method = call.load("payment_method", method_id, param=param)
    if method.body["customer"] != customer:
        message = (
            f"The customer does not have a payment method with the ID {method_id}. The payment"
            " method must be attached to the customer."
        )
        raise invalid(message, param=param, code="resource_missing")
    return method.id


def retrieve_customer(call: Call) -> Json:
    gone = call.tx.get(call.merchant, "deleted_customer", call.path["id"])
    return gone.body if gone else call.load("customer", call.path["id"]).body


def delete_customer(call: Call) -> Json:
    """The customer goes, with its methods and subscriptions; payments stay."""
    doc = call.load("customer", call.path["id"])
    for method in call.tx.find(
        call.merchant, "payment_method", Page({"customer": doc.id}, limit=-1)
    ):
        detach(call, method)
    standing = Page({"customer": doc.id, "$.status": LIVE}, limit=-1)
    for subscription in call.tx.find(call.merchant, "subscription", standing):
        end_subscription(call, subscription, "canceled")
    fresh = call.load("customer", doc.id)
    call.tx.remove(call.merchant, "customer", doc.id)
    gone: Json = {"id": doc.id, "object": "customer", "deleted": True}
    call.save(Doc("deleted_customer", doc.id, doc.created, gone))
    call.emit("customer.deleted", fresh.body)
    return gone


def list_customers(call: Call) -> Json:
    email = call.form.text("email")
    return call.listed("customer", {"$.email": email} if email else {})


def retrieve_event(call: Call) -> Json:
    return call.load("event", call.path["id"]).body


def list_events(call: Call) -> Json:
    kind, kinds = call.form.text("type"), call.form.words("types")
    if kind and kinds:
        raise invalid("You may only specify one of these: type, types.", param="types")
    wanted = (kind,) if kind else tuple(kinds)
    return call.listed("event", {"$.type": wanted} if wanted else {})


def retrieve_balance(call: Call) -> Json:
    """Succeeded charges less refunds by currency; with no charge yet, zero dollars."""
    totals: dict[str, int] = {}
    for doc in call.tx.find(call.merchant, "charge", Page(equal={"$.paid": 1}, limit=-1)):
        charge = doc.body
        left = charge["amount_captured"] - charge["amount_refunded"]
        totals[charge["currency"]] = totals.get(charge["currency"], 0) + left
    rows = [
        {"amount": amount, "currency": currency, "source_types": {"card": amount}}
        for currency, amount in sorted(totals.items())
    ] or [{"amount": 0, "currency": "usd", "source_types": {"card": 0}}]
    nothing = [{**row, "amount": 0, "source_types": {"card": 0}} for row in rows]
    return {
        "object": "balance",
        "available": rows,
        "connect_reserved": [{"amount": 0, "currency": row["currency"]} for row in rows],
        "livemode": False,
        "pending": nothing,
    }
