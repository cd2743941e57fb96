"""Captured payments and their refunds: never more back than was taken."""

from payments.sandbox._store import Doc, Json, Page

from . import _shapes
from ._behaviours import REFUND_FAILS, REFUND_PENDING, REFUND_WAITS
from ._call import Call, Made
from ._charging import settle_seconds
from ._errors import invalid_value, unprocessable
from ._events import emit
from ._giving_back import give_back
from ._money import read_money
from ._order_requests import check_text


def show_capture(call: Call) -> Json:
    return _shapes.capture(call, call.load("charge", call.path["id"]))


def show_refund(call: Call) -> Json:
    return _shapes.refund(call, call.load("refund", call.path["id"]))


def create_refund(call: Call) -> Made:
    """Give back all that is left of a capture, or a part of it."""
    charge = call.load("charge", call.path["id"])
    left = charge.body["amount"] - charge.body["amount_refunded"]
    for name in ("custom_id", "invoice_id"):
        if name in call.body:
            check_text(call.body[name], name, f"/{name}")
    note = call.body.get("note_to_payer")
    if note is not None and not (isinstance(note, str) and 1 <= len(note) <= 255):
        raise invalid_value("/note_to_payer", note)
    if charge.body["status"] == "pending":
        description = (
            "Cannot initiate a refund as the capture is pending. Capture is typically pending when"
            " the payer has funded the transaction using e-check/bank funded."
        )
        raise unprocessable("PENDING_CAPTURE", description)
    if charge.body["status"] != "succeeded":
        raise unprocessable("REFUND_NOT_ALLOWED", "Capture cannot be refunded.")
    if left == 0:
        description = "The capture has already been fully refunded"
        raise unprocessable("CAPTURE_FULLY_REFUNDED", description)
    amount = _amount(call, charge, left)
    doc = give_back(call, charge, amount)
    doc.body |= {
        "invoice_id": call.body.get("invoice_id") or charge.body["invoice_id"],
        "custom_id": call.body.get("custom_id"),
        "note": note,
    }
    reference = call.body.get("custom_id") or call.body.get("invoice_id")
    doc.body["metadata"] = {"reference": reference} if reference else {}
    doc.private["idempotency_key"] = call.key
    _begin(call, doc, charge)
    return Made(doc)


def _amount(call: Call, charge: Doc, left: int) -> int:
    if call.body.get("amount") is None:
        return left
    amount, currency = read_money(call.body["amount"], "/amount")
    if currency != charge.body["currency"]:
        description = "Refund must be in the same currency as the capture"
        raise unprocessable("REFUND_CAPTURE_CURRENCY_MISMATCH", description, "/amount")
    if amount > left:
        description = (
            "The refund amount must be less than or equal to the capture amount that has not yet"
            " been refunded."
        )
        raise unprocessable("REFUND_AMOUNT_EXCEEDED", description, "/amount/value")
    if amount < left and _disputed(call, charge):
        description = (
            "Partial refunds cannot be offered at this time because there is an open case on this"
            " transaction. Visit the PayPal Resolution Center to review this case."
        )
        raise unprocessable("TRANSACTION_DISPUTED", description)
    return amount


def _disputed(call: Call, charge: Doc) -> bool:
    cases = call.tx.find(call.merchant, "dispute", Page(equal={"charge": charge.id}))
    return any(case.body["status"] != "RESOLVED" for case in cases)


def _begin(call: Call, doc: Doc, charge: Doc) -> None:
    """How a refund starts depends on the way that was charged."""
    behaviour = charge.private["behaviour"]
    if behaviour == REFUND_WAITS:
        doc.body["status"] = "pending"
    elif behaviour in (REFUND_PENDING, "succeed_later"):
        _on_its_way(call, doc, charge, "pending", "succeeded")
    elif behaviour == REFUND_FAILS:
        _on_its_way(call, doc, charge, "succeeded", "failed")
    call.save(doc)
    name = "REFUND.PENDING" if doc.body["status"] == "pending" else "CAPTURE.REFUNDED"
    emit(call, f"PAYMENT.{name}", doc)


def _on_its_way(call: Call, doc: Doc, charge: Doc, status: str, outcome: str) -> None:
    doc.body["status"], doc.private["outcome"] = status, outcome
    own = charge.private["way"]["settle_seconds"]
    doc.due_at = doc.created + settle_seconds(call, own)
    call.tx.has_mail = True


def settle_refund(call: Call, doc: Doc, *, succeeded: bool) -> None:
    """End a refund that is pending, or fail one that looked like a success until now."""
    status = doc.body["status"]
    if status != "pending" and (succeeded or status != "succeeded"):
        raise unprocessable("REFUND_NOT_PENDING", f"This refund is {status} already.")
    doc.due_at = None
    doc.body |= {"status": "succeeded" if succeeded else "failed", "updated": call.tx.now()}
    if not succeeded:
        charge = call.load("charge", doc.body["charge"])
        charge.body["amount_refunded"] -= doc.body["amount"]
        call.save(charge)
    call.save(doc)
    emit(call, "PAYMENT.CAPTURE.REFUNDED" if succeeded else "PAYMENT.REFUND.FAILED", doc)
