"""Paymentus' control orders: seed customers, bills and methods, settle, sign in, read the truth."""

import re

from payments.sandbox._fields import (
    behaving,
    known_merchant,
    last4,
    need,
    number,
    one_of,
    text,
)
from payments.sandbox._provider import Bad, Order
from payments.sandbox._store import Doc, Json, Tx, Wanted, real_ms

from . import _portal, _shapes
from ._behaviours import BEHAVIOURS, TYPES
from ._bills import show_due
from ._call import Call
from ._payments import settle

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MAX_MINOR = 10**12


def _call(tx: Tx, merchant: str) -> Call:
    """A call in the biller's name with no request behind it."""
    return Call(tx, known_merchant(tx, merchant))


def put_customer(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Create the customer under the given id, or change it: `customer.updated` when it did."""
    call, now = _call(tx, path["merchant"]), tx.now()
    found = tx.get(call.merchant, "paymentus_customer", path["id"])
    doc = found or Doc("paymentus_customer", path["id"], now, _shapes.customer(path["id"], now))
    before = dict(doc.body)
    names = {"name": "name", "email": "email", "phone": "phone", "account_number": "accountNumber"}
    for given, member in names.items():
        if given in body:
            doc.body[member] = text(body, given)
    if found is not None and doc.body == before:
        return doc.body
    call.save(doc)
    if found is not None:
        call.emit("customer.updated", doc.body)
    return doc.body


def put_bill(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Create the bill under the given id (`bill.created`), or change it; what was paid stays."""
    call, now = _call(tx, path["merchant"]), tx.now()
    customer = need(body, "customer")
    if tx.get(call.merchant, "paymentus_customer", customer) is None:
        raise Bad(f"no customer {customer}: PUT it first")
    found = tx.get(call.merchant, "paymentus_bill", path["id"])
    shown = _shapes.bill(path["id"], customer, now)
    doc = found or Doc("paymentus_bill", path["id"], now, shown, {"paid": 0})
    before = dict(doc.body)
    currency = (text(body, "currency") or "USD").upper()
    minor = number(body, "amount", 1, MAX_MINOR, default=-1)
    doc.private |= {"minor": minor, "currency": currency}
    doc.body |= {"customerId": customer, "total": _shapes.money(minor, currency)}
    doc.body["lines"] = _lines(body, minor, currency)
    doc.body["number"] = text(body, "number") or path["id"]
    for given, member in (("issued_on", "issuedOn"), ("due_on", "dueOn")):
        doc.body[member] = _day(body, given)
    if "status" in body:
        doc.body["status"] = one_of(body, "status", ("open", "cancelled"))
    show_due(doc)
    if found is not None and doc.body == before:
        return doc.body
    doc.body["version"] += 1
    call.save(doc)
    if found is None:
        call.emit("bill.created", doc.body)
    return doc.body


def _lines(body: Json, minor: int, currency: str) -> list[Json]:
    given = body.get("lines") or [{"description": "Services", "amount": minor}]
    if not isinstance(given, list) or not all(isinstance(line, dict) for line in given):
        raise Bad("lines must be a list of description and amount")
    lines = [
        (need(line, "description"), number(line, "amount", -MAX_MINOR, MAX_MINOR, default=0))
        for line in given
    ]
    if sum(amount for _, amount in lines) != minor:
        raise Bad("the lines must add up to the amount")
    return [_shapes.line(words, amount, currency) for words, amount in lines]


def _day(body: Json, name: str) -> str | None:
    value = text(body, name)
    if value is not None and not DAY.fullmatch(value):
        raise Bad(f"{name} must be YYYY-MM-DD")
    return value


def put_method(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Create the saved method under the given id, or change it; what it paid stays."""
    call = _call(tx, path["merchant"])
    customer, kind = need(body, "customer"), TYPES.get(str(body.get("type", "")))
    if kind is None:
        raise Bad(f"type must be one of {', '.join(TYPES)}")
    behaviour = body.get("behaviour", "succeed")
    if behaviour not in BEHAVIOURS:
        raise Bad(f"behaviour must be one of {', '.join(sorted(BEHAVIOURS))}")
    if tx.get(call.merchant, "paymentus_customer", customer) is None:
        raise Bad(f"no customer {customer}: PUT it first")
    shown = _shapes.profile(path["id"], customer, kind, last4(body))
    shown |= {"brand": text(body, "brand"), "expires": text(body, "expires")}
    codes = body.get("currencies") or []
    private = behaving(body, behaviour, codes)
    found = tx.get(call.merchant, "paymentus_profile", path["id"])
    created = tx.now() if found is None else found.created
    return call.save(Doc("paymentus_profile", path["id"], created, shown, private)).body


def payments(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Payments of a biller, newest first; `charged` is true when money was taken and stayed."""
    names = {"reference": "reference", "customer": "$.customerId", "bill": "$.billId"}
    equal: dict[str, Wanted] = {at: str(body[name]) for name, at in names.items() if name in body}
    found = Call(tx, path["merchant"]).find_all("paymentus_payment", equal)
    return {"payments": [_payment(doc) for doc in found]}


def _payment(doc: Doc) -> Json:
    reference = doc.body["reference"]
    return {
        "id": doc.id,
        "amount": doc.private["minor"],
        "fee": doc.private["fee"],
        "currency": doc.body["payment"]["currency"],
        "status": doc.body["status"],
        "charged": doc.body["status"] == "completed",
        "charge": doc.id,
        "refunded": 0,
        "metadata": {} if reference is None else {"reference": reference},
        "customer": doc.body["customerId"],
        "bill": doc.body["billId"],
        "method": doc.private["method"],
        "idempotency_key": None,
        "created": doc.created,
    }


def bills(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    found = Call(tx, path["merchant"]).find_all("paymentus_bill")
    return {"bills": [doc.body for doc in found]}


def summary(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Counts and sums of the biller that `merchant` names."""
    call = Call(tx, str(body.get("merchant", "")))
    found = call.find_all("paymentus_payment")
    statuses: dict[str, int] = {}
    charged: dict[str, int] = {}
    for doc in found:
        status = str(doc.body["status"])
        statuses[status] = statuses.get(status, 0) + 1
        if status == "completed":
            currency = str(doc.body["payment"]["currency"])
            charged[currency] = charged.get(currency, 0) + int(doc.private["minor"])
    return {
        "now": tx.now(),
        "customers": len(call.find_all("paymentus_customer")),
        "methods": len(call.find_all("paymentus_profile")),
        "bills": len(call.find_all("paymentus_bill")),
        "payment_intents": statuses,
        "charges": statuses.get("completed", 0),
        "charged": charged,
        "events": len(call.find_all("event")),
    }


def settle_now(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """End a payment on its way as told, or send a completed one back."""
    good = one_of(body, "outcome", ("succeeded", "failed")) == "succeeded"
    wanted = need(body, "payment") if "payment" in body else need(body, "payment_intent")
    row = tx.sql.execute(
        "SELECT merchant FROM objects WHERE kind = 'paymentus_payment' AND id = ?", (wanted,)
    ).fetchone()
    call = Call(tx, "" if row is None else str(row[0]))
    doc = call.load("paymentus_payment", wanted)
    settle(call, doc, succeeded=good, reason=text(body, "failure_code"))
    return doc.body


def sign_in(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """A portal token for a customer who signed in; `audience`, `nonce`, `person`, `lives` seconds.

    Its times are the wall clock's, like everything that verifies tokens.
    """
    call = _call(tx, path["merchant"])
    customer = call.load("paymentus_customer", need(body, "customer"))
    issuer = f"{tx.meta('base_url', '')}/paymentus/portal/{call.merchant}"
    audience = text(body, "audience") or "billing-assistant"
    life = number(body, "lives", -86_400, 86_400, default=300)
    subject = text(body, "person") or customer.id
    claims = _shapes.claims(issuer, audience, subject, real_ms() // 1000, life)
    if subject != customer.id:
        claims["customer"] = customer.id  # else nobody could tell whose person that is
    nonce = text(body, "nonce")
    claims |= {} if nonce is None else {"nonce": nonce}
    return {"token": _portal.sign(tx, claims), "issuer": issuer, "claims": claims}


ORDERS = (
    Order("PUT", "merchants/{merchant}/customers/{id}", put_customer),
    Order("PUT", "merchants/{merchant}/bills/{id}", put_bill),
    Order("PUT", "merchants/{merchant}/methods/{id}", put_method),
    Order("POST", "merchants/{merchant}/sign_in", sign_in),
    Order("GET", "merchants/{merchant}/payments", payments),
    Order("GET", "merchants/{merchant}/bills", bills),
    Order("GET", "summary", summary),
    Order("POST", "settle", settle_now),
)
