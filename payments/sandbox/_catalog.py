"""Customers, their saved methods, events and the balance: everything that moves no money."""

from . import _shapes
from ._behaviours import TOKENS, Token
from ._call import Call
from ._errors import invalid, missing
from ._store import Doc, Json, Page, new_id

CUSTOMER_PARAMS = frozenset(
    {"name", "email", "description", "phone", "metadata", "address", "shipping"}
    | {"preferred_locales", "tax_exempt", "invoice_settings"}
)
SUCCESSFUL_EXPIRY = (2034, 12)


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
    body["metadata"] |= call.form.metadata()
    if "address" in call.form.data:
        body["address"] = _shapes.NOWHERE | call.form.mapping("address")


def retrieve_customer(call: Call) -> Json:
    return call.load("customer", call.path["id"]).body


def list_customers(call: Call) -> Json:
    email = call.form.text("email")
    return call.listed("customer", {"$.email": email} if email else {})


def retrieve_method(call: Call) -> Json:
    return call.load("payment_method", call.path["id"]).body


def retrieve_customer_method(call: Call) -> Json:
    doc = call.load("payment_method", call.path["method"])
    if doc.body["customer"] != call.load("customer", call.path["id"]).id:
        raise missing("PaymentMethod", doc.id)
    return doc.body


def list_methods(call: Call) -> Json:
    customer, kind = call.form.text("customer") or call.path.get("id"), call.form.text("type")
    if customer is None:
        raise invalid(
            "Missing required param: customer.", param="customer", code="parameter_missing"
        )
    call.load("customer", customer, param="customer")
    equal: dict[str, str | int] = {"customer": customer}
    return call.listed("payment_method", equal | ({"$.type": kind} if kind else {}))


def attach_method(call: Call) -> Json:
    customer = call.load("customer", call.form.need("customer"), param="customer")
    doc = find_method(call, call.path["id"], param=None)
    if doc.body["customer"] not in (None, customer.id):
        raise invalid(
            "The payment method you provided has already been attached to a customer.",
            code="payment_method_unexpected_state",
            executed=True,
        )
    doc.body["customer"] = customer.id
    call.save(doc)
    call.emit("payment_method.attached", doc.body)
    return doc.body


def detach_method(call: Call) -> Json:
    doc = call.load("payment_method", call.path["id"])
    if doc.body["customer"] is None:
        raise invalid(
            "The payment method you provided is not attached to a customer so detachment is"
            " impossible.",
            code="payment_method_unexpected_state",
            executed=True,
        )
    doc.body["customer"] = None
    call.save(doc)
    call.emit("payment_method.detached", doc.body)
    return doc.body


def find_method(call: Call, method_id: str, *, param: str | None = "payment_method") -> Doc:
    """The saved method, or a fresh one for a documented test token."""
    token = TOKENS.get(method_id)
    known = call.tx.get(call.merchant, "payment_method", method_id)
    if token is None or known is not None:
        return call.load("payment_method", method_id, param=param)
    return call.save(from_token(token, call.tx.now()))


def from_token(token: Token, created: int) -> Doc:
    details = _shapes.method_details(token.type, token.brand, token.last4, SUCCESSFUL_EXPIRY)
    body = _shapes.payment_method(new_id("pm"), token.type, details, created)
    return Doc("payment_method", body["id"], created, body, {"behaviour": token.behaviour})


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
