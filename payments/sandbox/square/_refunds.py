"""The Refunds API: money back of one payment, never more than it took."""

from payments.sandbox._store import Doc, Json

from . import _read, _shapes
from ._behaviours import REFUND_FAILS, REFUND_PENDING, REFUND_REJECTED
from ._call import Call, listed
from ._charging import settle_seconds
from ._disputes import is_disputed
from ._errors import invalid, missing, refund_refused, wrong_state
from ._payments import ordering, updated_between, window

PARAMS = frozenset(
    "idempotency_key amount_money payment_id reason payment_version_token team_member_id unlinked"
    " app_fee_money".split()
)
ALIVE = ("PENDING", "COMPLETED")
SORTS = ("CREATED_AT", "UPDATED_AT")
STATUSES = ("PENDING", "COMPLETED", "REJECTED", "FAILED")


def create_refund(call: Call) -> Json:
    body = call.body
    _read.refuse_unknown(body, PARAMS)
    if _read.flag(body, "unlinked") or "app_fee_money" in body:
        raise invalid("SANDBOX_NOT_SUPPORTED", "This sandbox refunds its own payments only.")
    _read.need(body, "idempotency_key")
    amount = _read.money(body, "amount_money")
    if "payment_id" not in body:
        raise missing("payment_id")
    payment = call.load("square_payment", _read.need(body, "payment_id", 192), param="payment_id")
    reason = _read.text(body, "reason", 192)
    _check_version(call, payment)
    _check(call, payment, amount)
    now = call.tx.now()
    shown = _shapes.refund(payment.body, amount, now)
    if reason is not None:
        shown["reason"] = reason
    doc = Doc("square_refund", shown["id"], now, shown, {"key": call.key})
    _begin(call, doc, payment)
    call.save(doc)
    call.emit("refund.created", "refund", shown)
    _count(call, payment)
    return {"refund": shown}


def _check_version(call: Call, payment: Doc) -> None:
    token = _read.text(call.body, "payment_version_token")
    if token is not None and token != payment.body["version_token"]:
        detail = "The version token is out of date."
        raise invalid("VERSION_MISMATCH", detail, "payment_version_token")


def _check(call: Call, payment: Doc, amount: Json) -> None:
    """Raises the provider's REFUND_ERROR for what cannot be given back."""
    status = payment.body["status"]
    if status == "APPROVED":
        detail = "The payment must be completed before it can be refunded."
        raise refund_refused("REFUND_ERROR_PAYMENT_NEEDS_COMPLETION", detail)
    if status != "COMPLETED":
        raise refund_refused("PAYMENT_NOT_REFUNDABLE", f"The payment is {status}.")
    if amount["currency"] != payment.body["total_money"]["currency"]:
        detail = "The refund's currency must be the payment's."
        raise refund_refused("REFUND_AMOUNT_INVALID", detail, "amount_money.currency")
    if amount["amount"] > payment.body["total_money"]["amount"] - refunded(call, payment.id):
        detail = "The requested refund amount exceeds the amount available to refund."
        raise refund_refused("REFUND_AMOUNT_INVALID", detail, "amount_money.amount")
    if is_disputed(call, payment.id):
        detail = "The payment has been disputed."
        raise refund_refused("PAYMENT_NOT_REFUNDABLE_DUE_TO_DISPUTE", detail)


def refunds_of(call: Call, payment_id: str) -> list[Doc]:
    return call.find_all("square_refund", {"$.payment_id": payment_id})


def refunded(call: Call, payment_id: str) -> int:
    """Minor units given back or on their way, of this payment."""
    alive = [doc for doc in refunds_of(call, payment_id) if doc.body["status"] in ALIVE]
    return sum(doc.body["amount_money"]["amount"] for doc in alive)


def _begin(call: Call, refund: Doc, payment: Doc) -> None:
    """How a refund starts: done at once, or PENDING for as long as the money took to come."""
    behaviour = payment.private["behaviour"]
    slow = payment.private.get("outcome") is not None or payment.body["source_type"] != "CARD"
    if behaviour not in (REFUND_PENDING, REFUND_FAILS, REFUND_REJECTED) and not slow:
        refund.body["status"] = "COMPLETED"
        return
    outcomes = {REFUND_FAILS: "FAILED", REFUND_REJECTED: "REJECTED"}
    refund.private["outcome"] = outcomes.get(behaviour, "COMPLETED")
    refund.due_at = refund.created + settle_seconds(call, payment.private["settle_after_seconds"])
    call.tx.has_mail = True


def _count(call: Call, payment: Doc) -> None:
    """The payment shows what was given back, and which refunds there were."""
    money = payment.body["total_money"]
    payment.body["refunded_money"] = money | {"amount": refunded(call, payment.id)}
    found = [doc.id for doc in refunds_of(call, payment.id)][::-1]
    payment.body["refund_ids"] = found
    call.touch(payment)
    call.emit("payment.updated", "payment", payment.body)


def settle_refund(call: Call, refund: Doc, status: str) -> None:
    """End a pending refund; the bank may also send back one that was COMPLETED."""
    was = refund.body["status"]
    if was != "PENDING" and not (was == "COMPLETED" and status != "COMPLETED"):
        raise wrong_state(f"A refund that is {was} cannot become {status}.")
    refund.body["status"], refund.due_at = status, None
    call.touch(refund)
    call.emit("refund.updated", "refund", refund.body)
    _count(call, call.load("square_payment", refund.body["payment_id"]))


def get_refund(call: Call) -> Json:
    return {"refund": call.load("square_refund", call.path["id"]).body}


def list_refunds(call: Call) -> Json:
    """Refunds by time; all locations unless one is named. Eventually consistent."""
    names = {"location_id": "$.location_id", "status": "$.status"}
    _read.one_of(call.query.get("status"), STATUSES, "status")
    equal = {path: call.query[name] for name, path in names.items() if name in call.query}
    if "source_type" in call.query:
        equal["$.destination_type"] = call.query["source_type"]
    docs = updated_between(call, call.find_all("square_refund", equal, window(call)))
    return listed(call, docs, ordering(call, "refunds", SORTS))
