"""Disputes: a cardholder's objection to one charge, from its announcement to its end."""

from dataclasses import dataclass

from payments.sandbox._store import Doc, Json

from . import _shapes
from ._call import Call
from ._errors import invalid

UPDATE_PARAMS = frozenset({"evidence", "metadata", "submit", "intended_submission_method"})
OPEN = ("needs_response", "under_review", "warning_needs_response", "warning_under_review")


@dataclass(frozen=True, slots=True)
class Objection:
    """What the cardholder says: minor units, the wire's reason; an inquiry moves no money yet."""

    amount: int
    reason: str
    inquiry: bool = False


def open_dispute(call: Call, charge: Doc, objection: Objection) -> Json:
    """Record the objection, announce it, and take the money back unless it is an inquiry."""
    now = call.tx.now()
    body = _shapes.dispute(charge.body, objection.amount, objection.reason, now)
    if objection.inquiry:
        body |= {"status": "warning_needs_response", "is_charge_refundable": True}
    doc = call.save(Doc("dispute", body["id"], now, body))
    charge.body["disputed"] = True
    call.save(charge)
    call.emit("charge.dispute.created", body)
    if not objection.inquiry:
        _move(call, doc, -objection.amount, "charge.dispute.funds_withdrawn")
    return body


def _move(call: Call, dispute: Doc, amount: int, event: str) -> None:
    """Take the disputed money (below zero) or give it back, and say so."""
    body = dispute.body
    transaction = _shapes.balance_transaction(body, amount, call.tx.now())
    body["balance_transactions"] = [*body["balance_transactions"], transaction]
    call.save(dispute)
    call.emit(event, body)


def end_dispute(call: Call, dispute: Doc, *, won: bool) -> Json:
    """The bank's verdict: won gives the money back, lost keeps it; an inquiry just closes."""
    body = dispute.body
    if body["status"] not in OPEN:
        message = f"This dispute is {body['status']}; only an open one can end."
        raise invalid(message, code="dispute_unexpected_state", executed=True)
    inquiry = body["status"].startswith("warning")
    body["status"] = "warning_closed" if inquiry else "won" if won else "lost"
    call.save(dispute)
    call.emit("charge.dispute.closed", body)
    if won and not inquiry:
        _move(call, dispute, body["amount"], "charge.dispute.funds_reinstated")
    return body


def retrieve_dispute(call: Call) -> Json:
    return call.load("dispute", call.path["id"]).body


def list_disputes(call: Call) -> Json:
    given = {name: call.form.text(name) for name in ("charge", "payment_intent")}
    return call.listed("dispute", {name: value for name, value in given.items() if value})


def update_dispute(call: Call) -> Json:
    """Add evidence or metadata; `submit=true` hands the evidence to the bank."""
    form = call.form
    form.refuse_unknown(UPDATE_PARAMS)
    doc = call.load("dispute", call.path["id"])
    if doc.body["status"] not in OPEN:
        raise invalid("This dispute is already closed.", code="dispute_unexpected_state")
    evidence = form.mapping("evidence")
    unknown = [name for name in evidence if name not in _shapes.EVIDENCE]
    if unknown:
        message = f"Received unknown parameter: evidence[{unknown[0]}]"
        raise invalid(message, param=f"evidence[{unknown[0]}]", code="parameter_unknown")
    doc.body["evidence"] |= evidence
    doc.body["metadata"] = form.merged(doc.body["metadata"])
    details = doc.body["evidence_details"]
    details["has_evidence"] = any(doc.body["evidence"][name] for name in _shapes.EVIDENCE)
    if form.flag("submit"):
        warning = "warning_" if doc.body["status"].startswith("warning") else ""
        doc.body["status"] = warning + "under_review"
        details["submission_count"] += 1
    call.save(doc)
    call.emit("charge.dispute.updated", doc.body)
    return doc.body


def close_dispute(call: Call) -> Json:
    """The merchant gives in: the dispute is lost."""
    call.form.refuse_unknown(frozenset())
    return end_dispute(call, call.load("dispute", call.path["id"]), won=False)
