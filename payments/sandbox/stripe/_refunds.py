"""Refunds: money back of one charge, never more than it took, whatever comes at the same time."""

from payments.sandbox._store import Doc, Json, Page, new_id

from . import _shapes
from ._behaviours import LATE_FAILURES, REFUND_ASKS, REFUND_FAILS, REFUND_PENDING
from ._call import Call
from ._charging import settle_seconds
from ._errors import Refusal, error_body, invalid, wrong_state

PARAMS = frozenset(
    {"payment_intent", "charge", "amount", "reason", "metadata", "instructions_email"}
)
REASONS = ("duplicate", "fraudulent", "requested_by_customer")


def create_refund(call: Call) -> Json:
    form = call.form
    form.refuse_unknown(PARAMS)
    reason = form.text("reason")
    if reason is not None and reason not in REASONS:
        message = f"Invalid reason: must be one of {', '.join(REASONS)}"
        raise invalid(message, param="reason")
    charge = _charge_of(call)
    left = charge.body["amount_captured"] - charge.body["amount_refunded"]
    amount = _amount(call, charge, left)
    now = call.tx.now()
    body = _shapes.refund(charge.body, amount, now)
    body |= {"reason": reason, "metadata": form.metadata()}
    doc = Doc("refund", body["id"], now, body)
    _begin(call, doc, call.load("payment_method", charge.body["payment_method"]))
    charge.body["amount_refunded"] += amount
    charge.body["refunded"] = charge.body["amount_refunded"] == charge.body["amount"]
    call.save(charge)
    call.save(doc)
    call.emit("refund.created", body)
    call.emit("charge.refunded", charge.body)
    return body


def _begin(call: Call, refund: Doc, method: Doc) -> None:
    """How a refund starts depends on the method: banks return money as slowly as they give it."""
    behaviour = method.private.get("behaviour")
    if behaviour == REFUND_ASKS:
        refund.body["status"] = "requires_action"
        return
    if behaviour not in (REFUND_PENDING, REFUND_FAILS, "succeed_later", *LATE_FAILURES):
        return
    # As documented for its test card, the one that fails looks like a success at first.
    refund.body["status"] = "succeeded" if behaviour == REFUND_FAILS else "pending"
    refund.private["outcome"] = "failed" if behaviour == REFUND_FAILS else "succeeded"
    refund.due_at = refund.created + settle_seconds(call, method)
    call.tx.has_mail = True


def _charge_of(call: Call) -> Doc:
    intent_id, charge_id = call.form.text("payment_intent"), call.form.text("charge")
    if (intent_id is None) == (charge_id is None):
        message = (
            "One of the following params should be provided for this request: payment_intent or"
        )
        raise invalid(message + " charge.", param="payment_intent")
    if charge_id is not None:
        charge = call.load("charge", charge_id, param="charge")
    else:
        intent = call.load("payment_intent", str(intent_id), param="payment_intent")
        latest = intent.body["latest_charge"]
        if latest is None or intent.body["status"] != "succeeded":
            message = (
                f"This PaymentIntent ({intent.id}) does not have a successful charge to refund."
            )
            raise wrong_state(message, "payment_intent_unexpected_state", intent.body)
        charge = call.load("charge", latest)
    if charge.body["status"] != "succeeded":
        message = f"Charge {charge.id} has not succeeded, so it cannot be refunded."
        raise invalid(message, param="charge", executed=True)
    return charge


def _amount(call: Call, charge: Doc, left: int) -> int:
    asked = call.form.integer("amount")
    if left == 0:
        error = error_body(
            "invalid_request_error",
            f"Charge {charge.id} has already been refunded.",
            "charge_already_refunded",
            charge=charge.id,
        )
        raise Refusal(400, error, executed=True)
    if asked is not None and asked < 1:
        message = "This value must be greater than or equal to 1."
        raise invalid(message, param="amount", code="parameter_invalid_integer")
    if asked is not None and asked > left:
        unit = charge.body["currency"]
        raise invalid(
            f"Refund amount ({asked} {unit}) is greater than unrefunded amount on charge"
            f" ({left} {unit}), both in minor units.",
            param="amount",
            executed=True,
        )
    return left if asked is None else asked


def retrieve_refund(call: Call) -> Json:
    return call.load("refund", call.path["id"]).body


def list_refunds(call: Call) -> Json:
    given = {name: call.form.text(name) for name in ("payment_intent", "charge")}
    return call.listed("refund", {name: value for name, value in given.items() if value})


def update_refund(call: Call) -> Json:
    call.form.refuse_unknown(frozenset({"metadata"}))
    doc = call.load("refund", call.path["id"])
    doc.body["metadata"] = call.form.merged(doc.body["metadata"])
    call.save(doc)
    call.emit("refund.updated", doc.body)
    return doc.body


def cancel_refund(call: Call) -> Json:
    """Stop a refund that waits for its receiver; others cannot be stopped any more."""
    doc = call.load("refund", call.path["id"])
    if doc.body["status"] != "requires_action":
        message = f"A refund that is {doc.body['status']} cannot be canceled."
        raise invalid(message, code="refund_unexpected_state", executed=True)
    doc.body["status"] = "canceled"
    _give_back(call, doc)
    call.save(doc)
    call.emit("refund.updated", doc.body)
    return doc.body


def _give_back(call: Call, refund: Doc) -> None:
    """The charge gets the remainder back that a refund took which will not happen."""
    charge = call.load("charge", refund.body["charge"])
    charge.body["amount_refunded"] -= refund.body["amount"]
    charge.body["refunded"] = False
    call.save(charge)


def settle_refund(
    call: Call, refund: Doc, *, succeeded: bool, failure_reason: str | None = None
) -> None:
    """End a refund that is pending, or fail one that looked like a success until now."""
    status = refund.body["status"]
    if status not in ("pending", "requires_action") and (succeeded or status != "succeeded"):
        message = f"Only a pending refund can be settled, not a {status} one."
        raise invalid(message, executed=True)
    refund.due_at = None
    refund.body["status"] = "succeeded" if succeeded else "failed"
    if not succeeded:
        refund.body["failure_reason"] = failure_reason or "lost_or_stolen_card"
        refund.body["failure_balance_transaction"] = new_id("txn")
        _give_back(call, refund)
        call.emit("refund.failed", refund.body)
    call.save(refund)
    call.emit("refund.updated", refund.body)


def refunds_of(call: Call, intent_id: str) -> list[Doc]:
    page = Page(equal={"payment_intent": intent_id}, limit=-1)
    return call.tx.find(call.merchant, "refund", page)
