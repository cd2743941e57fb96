"""Stripe's control orders: seed customers and methods, settle, dispute."""

from payments.sandbox._fields import (
    behaving,
    currencies,
    expiry,
    known_merchant,
    last4,
    need,
    number,
    one_of,
    text,
)
from payments.sandbox._provider import Bad, Order
from payments.sandbox._store import Doc, Json, Tx

from . import _shapes
from ._behaviours import BEHAVIOURS, TYPES
from ._call import Call
from ._disputes import Objection, end_dispute, open_dispute
from ._methods import SUCCESSFUL_EXPIRY
from ._refunds import settle_refund
from ._settling import settle
from ._setups import settle_setup
from ._views import (
    customers,
    disputes,
    invoices,
    links,
    payments,
    refunds,
    sessions,
    setups,
    summary,
)


def _call(tx: Tx, merchant: str) -> Call:
    """A call in the merchant's name with no request behind it."""
    return Call(tx, known_merchant(tx, merchant))


def put_customer(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Create the customer under the given id, or change its name and e-mail."""
    call, now = _call(tx, path["merchant"]), tx.now()
    doc = tx.get(call.merchant, "customer", path["id"])
    doc = doc or Doc("customer", path["id"], now, _shapes.customer(path["id"], now))
    for name in ("name", "email"):
        if name in body:
            doc.body[name] = text(body, name)
    return call.save(doc).body


def put_method(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Create the saved method under the given id, or change it; what it paid stays."""
    call = _call(tx, path["merchant"])
    customer = need(body, "customer")
    kind = TYPES.get(str(body.get("type", "")))
    if kind is None:
        raise Bad(f"type must be one of {', '.join(TYPES)}")
    behaviour = body.get("behaviour", "succeed")
    if behaviour not in BEHAVIOURS:
        raise Bad(f"behaviour must be one of {', '.join(sorted(BEHAVIOURS))}")
    if tx.get(call.merchant, "customer", customer) is None:
        raise Bad(f"no customer {customer}: PUT it first")
    details = _shapes.method_details(
        kind, text(body, "brand") or "visa", last4(body), expiry(body, SUCCESSFUL_EXPIRY)
    )
    doc = tx.get(call.merchant, "payment_method", path["id"])
    created = tx.now() if doc is None else doc.created
    shown = _shapes.payment_method(path["id"], kind, details, created) | {"customer": customer}
    codes = [code.lower() for code in currencies(body)]
    private = behaving(body, behaviour, codes)
    return call.save(Doc("payment_method", path["id"], created, shown, private)).body


def settle_now(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """End a processing or waiting payment, a waiting set-up, or a pending refund, as told."""
    good = one_of(body, "outcome", ("succeeded", "failed")) == "succeeded"
    kinds = ("refund", "setup_intent", "payment_intent")
    kind = next((name for name in kinds if name in body), "payment_intent")
    call, doc = anywhere(tx, kind, need(body, kind))
    code = text(body, "failure_code")
    if kind == "refund":
        settle_refund(call, doc, succeeded=good, failure_reason=code)
    elif kind == "setup_intent":
        settle_setup(call, doc, succeeded=good)
    else:
        settle(call, doc, succeeded=good, failure_code=code)
    return doc.body


def dispute_now(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Open a dispute on the payment's charge, or end the open one that `dispute` names."""
    if "dispute" in body:
        won = one_of(body, "outcome", ("won", "lost")) == "won"
        call, doc = anywhere(tx, "dispute", need(body, "dispute"))
        return end_dispute(call, doc, won=won)
    call, intent = anywhere(tx, "payment_intent", need(body, "payment_intent"))
    if intent.body["status"] != "succeeded":
        raise Bad("only a succeeded payment can be disputed")
    charge = call.load("charge", intent.body["latest_charge"])
    amount = number(body, "amount", 1, charge.body["amount"], default=charge.body["amount"])
    reason = text(body, "reason") or "general"
    objection = Objection(amount, reason, inquiry=body.get("inquiry") is True)
    return open_dispute(call, charge, objection)


def anywhere(tx: Tx, kind: str, doc_id: str) -> tuple[Call, Doc]:
    """The document whoever owns it: ids made here are unique over all merchants."""
    row = tx.sql.execute(
        "SELECT merchant FROM objects WHERE kind = ? AND id = ?", (kind, doc_id)
    ).fetchone()
    call = Call(tx, "" if row is None else str(row[0]))
    return call, call.load(kind, doc_id)


ORDERS = (
    Order("PUT", "merchants/{merchant}/customers/{id}", put_customer),
    Order("PUT", "merchants/{merchant}/methods/{id}", put_method),
    Order("GET", "merchants/{merchant}/payments", payments),
    Order("GET", "merchants/{merchant}/refunds", refunds),
    Order("GET", "merchants/{merchant}/disputes", disputes),
    Order("GET", "merchants/{merchant}/setups", setups),
    Order("GET", "merchants/{merchant}/customers", customers),
    Order("GET", "merchants/{merchant}/sessions", sessions),
    Order("GET", "merchants/{merchant}/links", links),
    Order("GET", "merchants/{merchant}/invoices", invoices),
    Order("GET", "summary", summary),
    Order("POST", "settle", settle_now),
    Order("POST", "dispute", dispute_now),
)
