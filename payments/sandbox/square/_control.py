"""Square's control orders: seed customers, methods and locations, make tokens, settle, dispute."""

import re

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
from ._behaviours import BEHAVIOURS, BRANDS, REASONS, TYPES, Token
from ._call import Call
from ._disputes import Objection, end_dispute, open_dispute
from ._refunds import settle_refund
from ._settling import settle
from ._sources import EXPIRY, find_source, new_nonce, verify
from ._views import cards, customers, disputes, links, payments, refunds, summary

CODE = re.compile(r"[A-Z]{3}")
CAPITALS = {"succeeded": "COMPLETED", "failed": "FAILED", "rejected": "REJECTED"}


def _call(tx: Tx, merchant: str) -> Call:
    """A call in the merchant's name with no request behind it."""
    return Call(tx, known_merchant(tx, merchant))


def put_customer(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Create the customer under the given id, or change its name and e-mail."""
    call, now = _call(tx, path["merchant"]), tx.now()
    doc = tx.get(call.merchant, "square_customer", path["id"])
    doc = doc or Doc("square_customer", path["id"], now, _shapes.customer(path["id"], now))
    name, email = text(body, "name"), text(body, "email")
    if name is not None:
        doc.body["given_name"], _, family = name.partition(" ")
        doc.body |= {"family_name": family} if family else {}
    if email is not None:
        doc.body["email_address"] = email
    return call.save(doc).body


def put_method(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Create the card or bank account on file under the given id, or change it."""
    call = _call(tx, path["merchant"])
    customer = need(body, "customer")
    kind = TYPES.get(str(body.get("type", "")))
    if kind is None:
        raise Bad(f"type must be one of {', '.join(TYPES)}")
    if tx.get(call.merchant, "square_customer", customer) is None:
        raise Bad(f"no customer {customer}: PUT it first")
    ending, behaviour = last4(body), _behaviour(body, "succeed_later" if kind == "bank" else None)
    stored = f"square_{kind}"
    doc = tx.get(call.merchant, stored, path["id"])
    created = tx.now() if doc is None else doc.created
    if kind == "bank":
        place = _shapes.main_location_id(call.merchant)
        shown = _shapes.bank(path["id"], ending, place)
    else:
        shown = _shapes.card(path["id"], _brand(body), ending, expiry(body, EXPIRY))
        shown["merchant_id"] = _shapes.merchant_id(call.merchant)
    shown["customer_id"] = customer
    codes = [code.upper() for code in currencies(body)]
    private = behaving(body, behaviour, codes)
    return call.save(Doc(stored, path["id"], created, shown, private)).body


def _behaviour(body: Json, default: str | None) -> str:
    behaviour = body.get("behaviour", default or "succeed")
    if behaviour not in BEHAVIOURS:
        raise Bad(f"behaviour must be one of {', '.join(sorted(BEHAVIOURS))}")
    return str(behaviour)


def _brand(body: Json) -> str:
    name = (text(body, "brand") or "visa").lower()
    if name not in BRANDS:
        raise Bad(f"brand must be one of {', '.join(BRANDS)}")
    return BRANDS[name]


def put_location(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Create the location under the given id; `main` makes it the main one."""
    call = _call(tx, path["merchant"])
    currency = (text(body, "currency") or "USD").upper()
    if not CODE.fullmatch(currency):
        raise Bad("currency must be a code of three letters")
    main = body.get("main") is True
    if main:
        for other in call.find_all("square_location"):
            other.private["main"] = False
            call.save(other)
    name = text(body, "name") or path["id"]
    shown = _shapes.location(path["id"], call.merchant, name, currency)
    return call.save(Doc("square_location", path["id"], tx.now(), shown, {"main": main})).body


def make_token(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """A one-time token, as the provider's browser library makes it of a typed card."""
    call = _call(tx, path["merchant"])
    kind = TYPES.get(str(body.get("type", "card")))
    if kind is None:
        raise Bad(f"type must be one of {', '.join(TYPES)}")
    behaviour = _behaviour(body, "succeed_later" if kind == "bank" else None)
    last4 = text(body, "last4") or "1111"
    token = Token(kind, "" if kind == "bank" else _brand(body), last4, behaviour)
    return {"source_id": new_nonce(call, token, expiry(body, EXPIRY)).id}


def make_verification(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """A verification token, as after a payer's yes to the bank in the browser."""
    call = _call(tx, path["merchant"])
    source = find_source(call, need(body, "source_id"))
    return {"verification_token": verify(call, source.id)}


def settle_now(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """End a payment on its way, or a refund, as told."""
    outcome = one_of(body, "outcome", ("succeeded", "failed", "rejected"))
    if "refund" in body:
        call, doc = anywhere(tx, "square_refund", need(body, "refund"))
        settle_refund(call, doc, CAPITALS[outcome])
        return doc.body
    call, doc = anywhere(tx, "square_payment", _payment_id(body))
    good = outcome == "succeeded"
    settle(call, doc, succeeded=good, failure_code=text(body, "failure_code"))
    return doc.body


def dispute_now(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Open a dispute of a completed payment, or end the open one that `dispute` names."""
    if "dispute" in body:
        won = one_of(body, "outcome", ("won", "lost")) == "won"
        call, doc = anywhere(tx, "square_dispute", need(body, "dispute"))
        return end_dispute(call, doc, won=won)
    call, payment = anywhere(tx, "square_payment", _payment_id(body))
    if payment.body["status"] != "COMPLETED":
        raise Bad("only a completed payment can be disputed")
    money = payment.body["total_money"]
    amount = number(body, "amount", 1, money["amount"], default=money["amount"])
    reason = (text(body, "reason") or "NO_KNOWLEDGE").upper()
    if reason not in REASONS:
        raise Bad(f"reason must be one of {', '.join(REASONS)}")
    inquiry = body.get("inquiry") is True
    return open_dispute(call, payment, Objection(money | {"amount": amount}, reason, inquiry))


def _payment_id(body: Json) -> str:
    """The other providers' name of the member works here too."""
    return need(body, "payment") if "payment" in body else need(body, "payment_intent")


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
    Order("PUT", "merchants/{merchant}/locations/{id}", put_location),
    Order("POST", "merchants/{merchant}/tokens", make_token),
    Order("POST", "merchants/{merchant}/verifications", make_verification),
    Order("GET", "merchants/{merchant}/payments", payments),
    Order("GET", "merchants/{merchant}/refunds", refunds),
    Order("GET", "merchants/{merchant}/disputes", disputes),
    Order("GET", "merchants/{merchant}/customers", customers),
    Order("GET", "merchants/{merchant}/methods", cards),
    Order("GET", "merchants/{merchant}/links", links),
    Order("GET", "summary", summary),
    Order("POST", "settle", settle_now),
    Order("POST", "dispute", dispute_now),
)
