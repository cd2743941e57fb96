"""The Disputes API: a cardholder's objection, from its announcement to its end."""

from dataclasses import dataclass

from payments.sandbox._store import Doc, Json

from . import _read, _shapes
from ._behaviours import REASONS
from ._call import Call, Listing, listed
from ._errors import invalid, wrong_state

STATES = (
    "INQUIRY_EVIDENCE_REQUIRED",
    "INQUIRY_PROCESSING",
    "INQUIRY_CLOSED",
    "EVIDENCE_REQUIRED",
    "PROCESSING",
    "WON",
    "LOST",
    "ACCEPTED",
)
OPEN = ("INQUIRY_EVIDENCE_REQUIRED", "INQUIRY_PROCESSING", "EVIDENCE_REQUIRED", "PROCESSING")
EVIDENCE_TYPES = frozenset(
    "GENERIC_EVIDENCE ONLINE_OR_APP_ACCESS_LOG AUTHORIZATION_DOCUMENTATION"
    " CANCELLATION_OR_REFUND_DOCUMENTATION CARDHOLDER_COMMUNICATION CARDHOLDER_INFORMATION"
    " PURCHASE_ACKNOWLEDGEMENT DUPLICATE_CHARGE_DOCUMENTATION PRODUCT_OR_SERVICE_DESCRIPTION"
    " RECEIPT SERVICE_RECEIVED_DOCUMENTATION PROOF_OF_DELIVERY_DOCUMENTATION"
    " RELATED_TRANSACTION_DOCUMENTATION REBUTTAL_EXPLANATION TRACKING_NUMBER".split()
)
MAX_PAGE = 50


@dataclass(frozen=True, slots=True)
class Objection:
    """What the cardholder says: money and reason as on the wire; an inquiry moves none yet."""

    money: Json
    reason: str
    inquiry: bool = False


def open_dispute(call: Call, payment: Doc, objection: Objection) -> Json:
    """Record the objection to a completed payment and announce it."""
    if objection.reason not in REASONS:
        raise invalid("INVALID_ENUM_VALUE", f"The reason is one of {', '.join(REASONS)}.", "reason")
    now = call.tx.now()
    body = _shapes.dispute(payment.body, objection.money, objection.reason, now)
    if objection.inquiry:
        body["state"] = "INQUIRY_EVIDENCE_REQUIRED"
    call.save(Doc("square_dispute", body["id"], now, body))
    call.emit("dispute.created", "dispute", body)
    return body


def end_dispute(call: Call, dispute: Doc, *, won: bool) -> Json:
    """The bank's verdict; an inquiry just closes. Raises when it has ended already."""
    state = dispute.body["state"]
    if state not in OPEN:
        raise wrong_state(f"A dispute that is {state} cannot end again.")
    inquiry = state.startswith("INQUIRY")
    _move(call, dispute, "INQUIRY_CLOSED" if inquiry else "WON" if won else "LOST")
    return dispute.body


def _move(call: Call, dispute: Doc, state: str) -> None:
    dispute.body["state"] = state
    call.touch(dispute)
    call.emit("dispute.state.updated", "dispute", dispute.body)


def is_disputed(call: Call, payment_id: str) -> bool:
    """Whether a bank holds the payment's money back, or has taken it for good."""
    found = call.find_all("square_dispute", {"$.disputed_payment.payment_id": payment_id})
    held = ("EVIDENCE_REQUIRED", "PROCESSING", "LOST", "ACCEPTED")
    return any(doc.body["state"] in held for doc in found)


def list_disputes(call: Call) -> Json:
    states = [state for state in call.query.get("states", "").split(",") if state]
    for state in states:
        _read.one_of(state, STATES, "states")
    equal: dict[str, str | int | tuple[str, ...] | None] = {}
    if states:
        equal["$.state"] = tuple(states)
    if "location_id" in call.query:
        equal["$.location_id"] = call.query["location_id"]
    return listed(call, call.find_all("square_dispute", equal), Listing("disputes", MAX_PAGE))


def retrieve_dispute(call: Call) -> Json:
    return {"dispute": call.load("square_dispute", call.path["id"]).body}


def accept_dispute(call: Call) -> Json:
    """The seller gives in."""
    doc = call.load("square_dispute", call.path["id"])
    if doc.body["state"] not in ("EVIDENCE_REQUIRED", "INQUIRY_EVIDENCE_REQUIRED"):
        raise wrong_state(f"A dispute that is {doc.body['state']} cannot be accepted.")
    _move(call, doc, "ACCEPTED")
    return {"dispute": doc.body}


def add_evidence(call: Call) -> Json:
    """A sentence of evidence, at most 500 characters."""
    body = call.body
    _read.refuse_unknown(body, ("idempotency_key", "evidence_type", "evidence_text"))
    doc = call.load("square_dispute", call.path["id"])
    _read.need(body, "idempotency_key")
    kind = _read.text(body, "evidence_type") or "GENERIC_EVIDENCE"
    _read.one_of(kind, EVIDENCE_TYPES, "evidence_type")
    evidence: Json = {
        "id": _shapes.fresh(22),
        "dispute_id": doc.id,
        "uploaded_at": call.stamp(),
        "evidence_type": kind,
        "evidence_text": _read.need(body, "evidence_text", 500),
    }
    if doc.body["state"] not in OPEN:
        raise wrong_state(f"A dispute that is {doc.body['state']} takes no evidence.")
    doc.body["evidence_ids"] = [*doc.body.get("evidence_ids", ()), evidence["id"]]
    call.touch(doc)
    return {"evidence": evidence}


def submit_evidence(call: Call) -> Json:
    """Hand the evidence to the bank."""
    doc = call.load("square_dispute", call.path["id"])
    state = doc.body["state"]
    if state not in ("EVIDENCE_REQUIRED", "INQUIRY_EVIDENCE_REQUIRED"):
        raise wrong_state(f"Evidence cannot be submitted to a dispute that is {state}.")
    _move(call, doc, "INQUIRY_PROCESSING" if state.startswith("INQUIRY") else "PROCESSING")
    return {"dispute": doc.body}
