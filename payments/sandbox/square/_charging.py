"""Charging a source: each behaviour, and what the payment looks like afterwards."""

from collections.abc import Callable
from dataclasses import dataclass

from payments.sandbox._connection import LostBeforeCharge, Reply
from payments.sandbox._store import Doc, Json

from . import _shapes
from ._behaviours import (
    AUTHENTICATING,
    DECLINES,
    DISPUTED_AMOUNTS,
    LATE_FAILURES,
    SAVED_THEN_DECLINES,
    Decline,
)
from ._call import Call
from ._disputes import Objection, open_dispute
from ._errors import broken, error
from ._read import rfc3339
from ._sources import is_bank

DEFAULT_SETTLE_SECONDS = "30"
UNVERIFIED = Decline("CARD_DECLINED_VERIFICATION_REQUIRED", 400)
DETAILS = {
    "INSUFFICIENT_FUNDS": "The funding source has insufficient funds.",
    "CARD_DECLINED_VERIFICATION_REQUIRED": "The payment card was declined with a request for"
    " additional verification.",
}


@dataclass(slots=True)
class Attempt:
    """One try to charge: the payment, its source, and the manner."""

    call: Call
    payment: Doc
    source: Doc
    autocomplete: bool = True
    verified: bool = False  # the payer has answered the bank
    present: bool = True  # false: customer_details.customer_initiated is false


def charge(attempt: Attempt) -> Reply:
    """Charge as the source behaves; the payment is stored whatever the answer is."""
    payment, source = attempt.payment, attempt.source
    bank = is_bank(source)
    payment.private |= {"source": source.id, "behaviour": source.private["behaviour"]}
    payment.private |= {"settle_after_seconds": source.private.get("settle_after_seconds")}
    payment.body["source_type"] = "BANK_ACCOUNT" if bank else "CARD"
    if must_verify(attempt):
        return declined(attempt, UNVERIFIED)
    behaviour = str(source.private["behaviour"])
    if behaviour in DECLINES:
        return declined(attempt, DECLINES[behaviour])
    return ACTS.get(behaviour, start_processing if bank else approve)(attempt)


def must_verify(attempt: Attempt) -> bool:
    """Whether the issuer wants a verification first, as documented for such cards."""
    behaviour = attempt.source.private["behaviour"]
    if attempt.verified or behaviour not in AUTHENTICATING:
        return False
    if behaviour in ("requires_authentication", "authenticate_then_decline") or attempt.present:
        return True
    return behaviour == "authenticate_unless_setup" and not attempt.source.private.get("set_up")


def approve(attempt: Attempt) -> Reply:
    """The issuer says yes: COMPLETED, or APPROVED when the capture is to come later."""
    call, payment = attempt.call, attempt.payment
    body = payment.body
    _show_source(attempt, "AUTHORIZED")
    body |= {"status": "APPROVED", "approved_money": body["amount_money"]}
    body["risk_evaluation"] = {"created_at": body["created_at"], "risk_level": "NORMAL"}
    body["receipt_url"] = call.tx.meta("base_url", "") + "/square/pages/receipt/" + payment.id
    call.save(payment)
    call.emit("payment.created", "payment", body)
    if attempt.autocomplete:
        complete(call, payment)
        _object(attempt)
    else:
        seconds = payment.private["delay_seconds"]
        body["delayed_until"] = rfc3339(payment.created + seconds)
        body["capabilities"] = ["EDIT_AMOUNT_UP", "EDIT_AMOUNT_DOWN", "EDIT_DELAY_ACTION"]
        payment.due_at = payment.created + seconds
        call.tx.has_mail = True
        call.save(payment)
    return Reply(200, {"payment": body})


def complete(call: Call, payment: Doc) -> None:
    """The approved money is taken."""
    body = payment.body
    body["status"], payment.due_at = "COMPLETED", None
    body.pop("capabilities", None)
    if body["source_type"] == "CARD":
        body["card_details"]["status"] = "CAPTURED"
        body["card_details"]["card_payment_timeline"]["captured_at"] = call.stamp()
    call.touch(payment)
    call.emit("payment.updated", "payment", body)


def void(call: Call, payment: Doc) -> None:
    """The approved money is let go."""
    body = payment.body
    body["status"], payment.due_at = "CANCELED", None
    body.pop("capabilities", None)
    body["card_details"]["status"] = "VOIDED"
    body["card_details"]["card_payment_timeline"]["voided_at"] = call.stamp()
    call.touch(payment)
    call.emit("payment.updated", "payment", body)


def _object(attempt: Attempt) -> None:
    """Payments that end in a dispute: by their source, or by a documented amount."""
    behaviour = attempt.source.private["behaviour"]
    money = attempt.payment.body["amount_money"]
    reason = DISPUTED_AMOUNTS.get(money["amount"])
    if behaviour in ("succeed_then_dispute", "succeed_then_inquiry"):
        reason = "NO_KNOWLEDGE"
    if reason is not None:
        inquiry = behaviour == "succeed_then_inquiry"
        open_dispute(attempt.call, attempt.payment, Objection(money, reason, inquiry=inquiry))


def lose_reply(attempt: Attempt) -> Reply:
    """timeout_after_charge: the money moves, the answer is lost, once per idempotency key."""
    reply = approve(attempt)
    return Reply(reply.status, reply.body, lost=attempt.call.first_try)


def lose_request(attempt: Attempt) -> Reply:
    """timeout_before_charge: nothing happens and nothing is answered, once per idempotency key."""
    if attempt.call.first_try:
        raise LostBeforeCharge
    return approve(attempt)


def fail_inside(attempt: Attempt) -> Reply:
    """error_500: no payment; the answer is kept under the key and replayed."""
    raise broken(executed=True)


def settle_seconds(call: Call, own: int | None) -> int:
    """How long a bank takes: the source's own time, else the setting, else the default."""
    return own if own is not None else int(call.tx.meta("settle_seconds", DEFAULT_SETTLE_SECONDS))


def start_processing(attempt: Attempt) -> Reply:
    """Bank transfers, succeed_later and its kin: PENDING until `settle` says how it ended."""
    call, payment = attempt.call, attempt.payment
    behaviour = str(attempt.source.private["behaviour"])
    _show_source(attempt, "AUTHORIZED")
    if behaviour != "never_settles":
        seconds = settle_seconds(call, payment.private["settle_after_seconds"])
        payment.due_at = call.tx.now() + seconds
        payment.private["outcome"] = "failed" if behaviour in LATE_FAILURES else "succeeded"
        payment.private["failure_code"] = LATE_FAILURES.get(behaviour)
        call.tx.has_mail = True
    call.save(payment)
    call.emit("payment.created", "payment", payment.body)
    return Reply(200, {"payment": payment.body})


def _show_source(attempt: Attempt, status: str) -> None:
    body, source = attempt.payment.body, attempt.source
    if is_bank(source):
        body["bank_account_details"] = _shapes.bank_details(source.body)
        return
    entry = "ON_FILE" if source.kind == "square_card" else "KEYED"
    created = attempt.payment.created
    body["card_details"] = _shapes.card_details(source.body, status, entry, created)


def declined(attempt: Attempt, why: Decline) -> Reply:
    """The FAILED payment is kept, and shown beside the error."""
    _show_source(attempt, "FAILED")
    call, payment = attempt.call, attempt.payment
    failure = payment_error(why.code)
    fail(payment, failure)
    details = payment.body.get("card_details", {})
    if why.code == "CVV_FAILURE":
        details["cvv_status"] = "CVV_REJECTED"
    if why.code == "ADDRESS_VERIFICATION_FAILURE":
        details["avs_status"] = "AVS_REJECTED"
    call.save(payment)
    call.emit("payment.created", "payment", payment.body)
    return Reply(why.status, {"errors": [failure], "payment": payment.body})


def payment_error(code: str) -> Json:
    detail = DETAILS.get(code, f"Authorization error: '{code}'")
    return error("PAYMENT_METHOD_ERROR", code, detail)


def fail(payment: Doc, failure: Json) -> None:
    """The payment is over without money; its details say why."""
    body = payment.body
    body["status"], payment.due_at = "FAILED", None
    if body["source_type"] == "BANK_ACCOUNT":
        body["bank_account_details"]["errors"] = [failure]
    else:
        body["card_details"] |= {"status": "FAILED", "errors": [failure]}


def _declining(code: str) -> Callable[[Attempt], Reply]:
    return lambda attempt: declined(attempt, Decline(code))


ACTS: dict[str, Callable[[Attempt], Reply]] = {
    "succeed_later": start_processing,
    "never_settles": start_processing,
    "timeout_after_charge": lose_reply,
    "timeout_before_charge": lose_request,
    "error_500": fail_inside,
    "authenticate_then_decline": _declining("INSUFFICIENT_FUNDS"),
    SAVED_THEN_DECLINES: _declining("GENERIC_DECLINE"),
    **dict.fromkeys(LATE_FAILURES, start_processing),
}
