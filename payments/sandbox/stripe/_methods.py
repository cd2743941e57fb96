"""Saved payment methods: read, list, attach, detach, and where a test token becomes one."""

from payments.sandbox._store import Doc, Json, new_id

from . import _shapes
from ._behaviours import TOKENS, Token
from ._call import Call
from ._errors import invalid, missing

SUCCESSFUL_EXPIRY = (2034, 12)
UPDATE_PARAMS = frozenset({"metadata", "billing_details", "card", "allow_redisplay"})


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


def update_method(call: Call) -> Json:
    """Change metadata, billing details or a card's expiry."""
    form = call.form
    form.refuse_unknown(UPDATE_PARAMS)
    doc = call.load("payment_method", call.path["id"])
    body = doc.body
    body["metadata"] = form.merged(body["metadata"])
    details = form.inside("billing_details")
    for name in ("email", "name", "phone"):
        if name in details.data:
            body["billing_details"][name] = details.text(name)
    card = form.inside("card")
    if card.data and body["type"] != "card":
        raise invalid("Only a card has an expiry.", param="card")
    for name, low, high in (("exp_month", 1, 12), ("exp_year", 2000, 2100)):
        value = card.integer(name)
        if value is not None and not low <= value <= high:
            raise invalid(f"Your card's {name} is invalid.", param=name, code=f"invalid_{name}")
        if value is not None:
            body["card"][name] = value
    call.save(doc)
    call.emit("payment_method.updated", body)
    return body


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


def attach(call: Call, method: Doc, customer: str) -> None:
    """Save the method with the customer; silent when it is theirs already."""
    is_new = method.body["customer"] is None
    method.body["customer"] = customer
    call.save(method)
    if is_new:
        call.emit("payment_method.attached", method.body)


def detach_method(call: Call) -> Json:
    doc = call.load("payment_method", call.path["id"])
    if doc.body["customer"] is None:
        raise invalid(
            "The payment method you provided is not attached to a customer so detachment is"
            " impossible.",
            code="payment_method_unexpected_state",
            executed=True,
        )
    detach(call, doc)
    return doc.body


def detach(call: Call, method: Doc) -> None:
    """Take the method from its customer, for whom it is no default any more."""
    owner = call.tx.get(call.merchant, "customer", method.body["customer"])
    method.body["customer"] = None
    call.save(method)
    if owner and owner.body["invoice_settings"]["default_payment_method"] == method.id:
        owner.body["invoice_settings"]["default_payment_method"] = None
        call.save(owner)
    call.emit("payment_method.detached", method.body)


def find_method(call: Call, method_id: str, *, param: str | None = "payment_method") -> Doc:
    """The saved method, or a fresh one for a documented test token."""
    token = TOKENS.get(method_id)
    known = call.tx.get(call.merchant, "payment_method", method_id)
    if token is None or known is not None:
        return call.load("payment_method", method_id, param=param)
    return call.save(from_token(token, call.tx.now()))


def from_token(token: Token, created: int, expires: tuple[int, int] = SUCCESSFUL_EXPIRY) -> Doc:
    """A fresh method of this kind, not attached to anybody; `expires` is (year, month)."""
    details = _shapes.method_details(token.type, token.brand, token.last4, expires)
    body = _shapes.payment_method(new_id("pm"), token.type, details, created)
    return Doc("payment_method", body["id"], created, body, {"behaviour": token.behaviour})
