"""Disputes: a payer's objection to one capture, from its announcement to its end."""

import re
import secrets
from dataclasses import dataclass

from payments.sandbox._store import Doc, Json, Page

from . import _shapes
from ._call import Call, new_ref
from ._errors import malformed, unprocessable
from ._events import emit
from ._giving_back import give_back

STATES = ("REQUIRED_ACTION", "RESOLVED")
MAX_PAGE = 50
TOKEN = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Objection:
    """What the payer says: smallest units, the wire's reason; an inquiry is not a claim yet."""

    amount: int
    reason: str
    inquiry: bool = False


def open_dispute(call: Call, charge: Doc, objection: Objection) -> Doc:
    """Record the objection and announce it; the money stays until the case is decided."""
    now, paid = call.tx.now(), charge.body
    body: Json = {
        "amount": objection.amount,
        "currency": paid["currency"],
        "gross": paid["amount"],
        "charge": charge.id,
        "payment_intent": paid["payment_intent"],
        "customer": paid["customer"],
        "metadata": paid["metadata"],
        "custom_id": paid["custom_id"],
        "invoice_id": paid["invoice_id"],
        "buyer_transaction": new_ref(),
        "paid_at": charge.created,
        "reason": objection.reason,
        "status": "WAITING_FOR_SELLER_RESPONSE",
        "stage": "INQUIRY" if objection.inquiry else "CHARGEBACK",
        "outcome": None,
        "updated": now,
    }
    doc_id = "PP-R-" + "".join(secrets.choice("ABCDEFGHJK") for _ in range(3))
    doc_id += f"-{secrets.randbelow(9 * 10**8) + 10**8}"
    doc = call.save(Doc("dispute", doc_id, now, body))
    emit(call, "CUSTOMER.DISPUTE.CREATED", doc)
    return doc


def end_dispute(call: Call, doc: Doc, *, won: bool) -> None:
    """Decide the case; when it is lost the money goes back to the payer as a reversal."""
    if doc.body["status"] == "RESOLVED":
        raise unprocessable("DISPUTE_RESOLVED", "This dispute is resolved already.")
    outcome = "RESOLVED_SELLER_FAVOUR" if won else "RESOLVED_BUYER_FAVOUR"
    doc.body |= {"status": "RESOLVED", "outcome": outcome, "updated": call.tx.now()}
    call.save(doc)
    if not won:
        _reverse(call, doc)
    emit(call, "CUSTOMER.DISPUTE.RESOLVED", doc)


def _reverse(call: Call, doc: Doc) -> None:
    charge = call.load("charge", doc.body["charge"])
    left = charge.body["amount"] - charge.body["amount_refunded"]
    amount = min(left, doc.body["amount"])
    if amount:
        reversal = call.save(give_back(call, charge, amount, reversal=True))
        emit(call, "PAYMENT.CAPTURE.REVERSED", reversal)


def show_dispute(call: Call) -> Json:
    return _shapes.dispute(call, call.load("dispute", call.path["id"]))


def list_disputes(call: Call) -> Json:
    """Summaries, newest first, of one transaction or of one state; `next_page_token` pages."""
    query = call.query
    if "disputed_transaction_id" in query and "start_time" in query:
        description = "Specify either disputed_transaction_id or start_time, not both."
        raise malformed("INVALID_PARAMETER_VALUE", description, "disputed_transaction_id")
    size = query.get("page_size", "10")
    if not size.isdecimal() or not 1 <= int(size) <= MAX_PAGE:
        raise malformed("INVALID_PARAMETER_VALUE", "The value is invalid.", "page_size", size)
    charge, before = query.get("disputed_transaction_id"), query.get("next_page_token")
    page = Page(
        equal={"charge": charge} if charge else {},
        starting_after=int(before) if before and TOKEN.fullmatch(before) else None,
        limit=-1,
    )
    docs = call.tx.find(call.merchant, "dispute", page)
    states = query["dispute_state"].split(",") if "dispute_state" in query else STATES
    shown = [(doc, _shapes.dispute(call, doc)) for doc in docs]
    shown = [(doc, body) for doc, body in shown if body["dispute_state"] in states]
    links = [call.link("v1/customer/disputes", "self")]
    if len(shown) > int(size):
        token = shown[int(size) - 1][0].seq
        path = f"v1/customer/disputes?page_size={size}&next_page_token={token}"
        links.append(call.link(path, "next"))
    summaries = [_summary(body) for _, body in shown[: int(size)]]
    return {"items": summaries, "links": links}


def _summary(body: Json) -> Json:
    left_out = ("disputed_transactions", "dispute_outcome")
    return {name: value for name, value in body.items() if name not in left_out}
