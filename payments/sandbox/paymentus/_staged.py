"""Staged payments: prepared by the assistant, ended by the payer on a hosted page."""

import re

from payments.sandbox._connection import Reply
from payments.sandbox._store import Doc, Json, new_id

from . import _shapes
from ._behaviours import ACCOUNTS, CARDS
from ._call import Call, need, refuse_unknown, text
from ._errors import conflict, invalid
from ._payments import Wish, charge, read_wish

PARAMS = frozenset("customerId billId payment reference source returnUrl cancelUrl".split())
WEB = re.compile(r"https?://[^\s]{1,2000}")


class Mistyped(Exception):
    """What the person typed cannot be used; the text is for them, and holds nothing they typed."""


def stage(call: Call) -> Reply:
    """Prepare a payment; the page shows what each way to pay costs."""
    body = call.body
    refuse_unknown(body, PARAMS)
    if need(body, "source") != _shapes.SOURCE:
        raise invalid("INVALID_SOURCE", f"These credentials pay as {_shapes.SOURCE}.", "source")
    wish, now = read_wish(call, None), call.tx.now()
    shown = _shapes.staged(now)
    shown |= {
        "url": call.tx.meta("base_url", "") + "/paymentus/pages/pay/" + shown["stagedPaymentId"],
        "reference": wish.reference,
        "customerId": wish.customer,
        "billId": wish.bill,
        "payment": _shapes.money(wish.minor, wish.currency),
        "fees": [_shapes.fee(kind, wish.minor, wish.currency) for kind in _shapes.FEES],
    }
    for name in ("returnUrl", "cancelUrl"):
        target = text(body, name, longest=2048)
        if target is not None and not WEB.fullmatch(target):
            raise invalid("INVALID_FIELD", "This is not a web address.", name)
        shown[name] = target
    private = {"minor": wish.minor, "currency": wish.currency}
    doc = Doc("paymentus_staged", shown["stagedPaymentId"], now, shown, private)
    doc.due_at = now + _shapes.STAGED_LIFE_SECONDS
    call.tx.has_mail = True
    call.save(doc)
    return Reply(201, shown)


def retrieve_staged(call: Call) -> Json:
    return call.load("paymentus_staged", call.path["id"]).body


def cancel_staged(call: Call) -> Json:
    """Call it off; one that was paid stays, one that is over already is fine."""
    doc = call.load("paymentus_staged", call.path["id"])
    if doc.body["status"] == "paid":
        raise conflict("WRONG_STATUS", "The staged payment was paid.")
    if doc.body["status"] == "open":
        end(call, doc, "cancelled")
    return doc.body


def end(call: Call, doc: Doc, status: str) -> None:
    doc.body["status"], doc.due_at = status, None
    call.save(doc)


def pay(call: Call, doc: Doc, form: dict[str, str]) -> str | None:
    """Charge what the payer typed; a decline's reason, None when the money came or is coming.

    The staged payment must be open. Raises Mistyped for what cannot be charged.
    """
    body = doc.body
    method = _method(call, form)
    kind = method.body["type"]
    wish = Wish(
        body["customerId"],
        body["billId"],
        doc.private["minor"],
        _shapes.FEES[kind],
        doc.private["currency"],
        body["reference"],
        doc.id,
    )
    made = charge(call, wish, method).body
    if made["status"] == "declined":
        return str(made["declineReason"])
    body["paymentId"] = made["paymentId"]
    end(call, doc, "paid")
    return None


def _method(call: Call, form: dict[str, str]) -> Doc:
    """A method for this once, of a documented number or account; the number is forgotten."""
    if form.get("kind") == "bank":
        if form.get("account") not in ACCOUNTS:
            raise Mistyped("Choose one of the test accounts.")
        last4, behaviour, _ = ACCOUNTS[form["account"]]
        shown = _shapes.profile(new_id("once"), "", "bank", last4)
    else:
        number = re.sub(r"[ -]", "", form.get("number", ""))
        if number not in CARDS:
            raise Mistyped("Only the test cards listed below work here. Never type a real card.")
        if not re.fullmatch(r"(0[1-9]|1[0-2])/\d{2}", form.get("expiry", "")):
            raise Mistyped("Write the expiry as month and year, for example 12/34.")
        brand, behaviour, _ = CARDS[number]
        shown = _shapes.profile(new_id("once"), "", "card", number[-4:]) | {"brand": brand}
    return Doc(
        "paymentus_profile", shown["profileId"], call.tx.now(), shown, {"behaviour": behaviour}
    )
