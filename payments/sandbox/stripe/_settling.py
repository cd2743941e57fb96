"""The end of a payment that was on its way or waited for its payer."""

from payments.sandbox._store import Doc

from ._behaviours import Decline
from ._call import Call
from ._charging import (
    UNAUTHENTICATED,
    Attempt,
    Manner,
    act,
    follow,
    payment_error,
    refused,
)
from ._errors import wrong_state

DEFAULT_CODE = "payment_method_provider_decline"
RETURNED = {
    DEFAULT_CODE: "The bank returned the payment.",
    "insufficient_funds": "The customer's account has insufficient funds to cover this payment.",
    "account_closed": "The customer's bank account has been closed.",
    "debit_not_authorized": "The customer told their bank that this debit was not authorized.",
    "no_account": "The bank account could not be located.",
}


def settle(call: Call, intent: Doc, *, succeeded: bool, failure_code: str | None = None) -> None:
    """End a processing or waiting intent; raises wrong_state when it is neither.

    A failure's code is the wire's decline code, `insufficient_funds` and so on.
    """
    body = intent.body
    if body["status"] == "requires_action":
        _finish_authentication(call, intent, succeeded=succeeded)
        return
    if body["status"] != "processing":
        message = (
            f"Only a processing or waiting payment can be settled, not a {body['status']} one."
        )
        raise wrong_state(message, "payment_intent_unexpected_state", body)
    charge = call.load("charge", body["latest_charge"])
    intent.due_at = None
    body["processing"] = None
    if succeeded:
        charge.body |= {"status": "succeeded", "paid": True, "captured": True}
        charge.body["amount_captured"] = charge.body["amount"]
        body |= {"status": "succeeded", "amount_received": body["amount"]}
        names = ("charge.succeeded", "payment_intent.succeeded")
    else:
        code = failure_code or DEFAULT_CODE
        why = Decline(code, failure_code, RETURNED.get(code, RETURNED[DEFAULT_CODE]))
        charge.body |= {
            "status": "failed",
            "failure_code": why.code,
            "failure_message": why.message,
        }
        method = call.load("payment_method", charge.body["payment_method"])
        body |= {"status": "requires_payment_method", "payment_method": None}
        body["last_payment_error"] = payment_error(why, charge.id, method.body)
        names = ("charge.failed", "payment_intent.payment_failed")
    call.save(charge)
    call.save(intent)
    call.emit(names[0], charge.body)
    call.emit(names[1], body)
    follow(call, intent)


def _finish_authentication(call: Call, intent: Doc, *, succeeded: bool) -> None:
    method = call.load("payment_method", intent.private["method"])
    attempt = Attempt(call, intent, method, Manner(stop_at_action=True))
    intent.body["next_action"] = None
    if succeeded:
        act(attempt)
    else:
        refused(attempt, UNAUTHENTICATED, None)
