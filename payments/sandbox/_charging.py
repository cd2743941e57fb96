"""Charging a payment intent: each behaviour of a method, and the settlement that comes later."""

from collections.abc import Callable
from dataclasses import dataclass

from . import _shapes
from ._behaviours import DECLINES, Decline
from ._call import Call, Reply
from ._catalog import find_method
from ._errors import LostBeforeCharge, broken, error_body, invalid, wrong_state
from ._store import Doc, Json

DEFAULT_SETTLE_SECONDS = "30"
RETURNED = Decline("payment_method_provider_decline", None, "The bank returned the payment.")
UNAUTHENTICATED = Decline(
    "payment_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. Please choose a different one.",
)
CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


@dataclass(slots=True)
class Attempt:
    """One confirmation: the intent, the method it uses, and whether the payer is away."""

    call: Call
    intent: Doc
    method: Doc
    stop_at_action: bool  # off_session or error_on_requires_action
    off_session: bool


def confirm_now(call: Call, intent: Doc) -> Reply:
    """Charge the intent as its method behaves; raises the refusals that precede any charge."""
    body, form = intent.body, call.form
    if body["status"] not in CONFIRMABLE:
        message = (
            f"This PaymentIntent's status is {body['status']}; it could not be confirmed because"
            f" only these are allowed: {', '.join(CONFIRMABLE)}."
        )
        raise wrong_state(message, "payment_intent_unexpected_state", body)
    method_id = form.text("payment_method") or body["payment_method"]
    if method_id is None:
        message = (
            "You cannot confirm this PaymentIntent because it's missing a payment method. Update it"
            " with a payment method and confirm again."
        )
        raise wrong_state(message, "payment_intent_unexpected_state", body)
    method = usable_method(call, method_id, body)
    off_session = form.text("off_session") in ("true", "one_off", "recurring")
    stop = off_session or bool(form.flag("error_on_requires_action"))
    body |= {"payment_method": method.id, "last_payment_error": None, "next_action": None}
    intent.private |= {"method": method.id, "idempotency_key": call.key}
    attempt = Attempt(call, intent, method, stop, off_session)
    behaviour = str(method.private.get("behaviour", "succeed"))
    if behaviour in DECLINES:
        return declined(attempt, DECLINES[behaviour])
    return ACTS[behaviour](attempt)


def usable_method(call: Call, method_id: str, intent: Json) -> Doc:
    """The method, if this intent may be charged with it; raises the provider's 400 otherwise."""
    method = find_method(call, method_id)
    owner = method.body["customer"]
    if owner is not None and owner != intent["customer"]:
        raise invalid(
            "The provided PaymentMethod belongs to a Customer other than the one of this"
            " PaymentIntent.",
            param="payment_method",
        )
    if method.body["type"] not in intent["payment_method_types"]:
        raise invalid(
            f"The PaymentMethod provided ({method.body['type']}) is not allowed for this"
            " PaymentIntent.",
            param="payment_method",
        )
    currencies = method.private.get("currencies") or []
    if currencies and intent["currency"] not in currencies:
        raise invalid(
            f"The currency provided ({intent['currency']}) is invalid. Payments with this method"
            f" support the following currencies: {', '.join(currencies)}.",
            param="currency",
            code="payment_method_currency_mismatch",
        )
    return method


def succeed(attempt: Attempt) -> Reply:
    charge = _new_charge(attempt)
    attempt.intent.body |= {
        "status": "succeeded",
        "amount_received": attempt.intent.body["amount"],
        "latest_charge": charge.id,
    }
    attempt.call.save(attempt.intent)
    attempt.call.emit("charge.succeeded", charge.body)
    attempt.call.emit("payment_intent.succeeded", attempt.intent.body)
    return Reply(200, attempt.intent.body)


def succeed_then_dispute(attempt: Attempt) -> Reply:
    reply = succeed(attempt)
    charge = attempt.call.load("charge", attempt.intent.body["latest_charge"])
    open_dispute(attempt.call, charge, charge.body["amount"], "fraudulent")
    return reply


def lose_reply(attempt: Attempt) -> Reply:
    """timeout_after_charge: the money moves, the answer is lost, once per idempotency key."""
    reply = succeed(attempt)
    return Reply(reply.status, reply.body, lost=attempt.call.first_try)


def lose_request(attempt: Attempt) -> Reply:
    """timeout_before_charge: nothing happens and nothing is answered, once per idempotency key."""
    if attempt.call.first_try:
        raise LostBeforeCharge
    return succeed(attempt)


def fail_inside(attempt: Attempt) -> Reply:
    """error_500: no charge; the answer is kept under the key and replayed."""
    raise broken(executed=True)


def start_processing(attempt: Attempt) -> Reply:
    """succeed_later and its kin: money is on its way until `settle` says how it ended."""
    call, intent, behaviour = attempt.call, attempt.intent, attempt.method.private["behaviour"]
    charge = _new_charge(attempt, status="pending", paid=False, amount_captured=0, captured=False)
    kind = attempt.method.body["type"]
    intent.body |= {
        "status": "processing",
        "latest_charge": charge.id,
        "processing": {"type": "card", "card": {}} if kind == "card" else None,
    }
    if behaviour != "never_settles":
        wait = attempt.method.private.get("settle_after_seconds")
        wait = call.tx.meta("settle_seconds", DEFAULT_SETTLE_SECONDS) if wait is None else wait
        intent.due_at = call.tx.now() + int(wait)
        intent.private["outcome"] = "failed" if behaviour == "fail_later" else "succeeded"
        call.tx.has_mail = True
    call.save(intent)
    call.emit("charge.pending", charge.body)
    call.emit("payment_intent.processing", intent.body)
    return Reply(200, intent.body)


def ask_authentication(attempt: Attempt) -> Reply:
    """requires_authentication: a redirect for a payer who is here, a 402 for one who is not."""
    intent = attempt.intent
    if not attempt.stop_at_action:
        bank = attempt.call.tx.meta("base_url", "") + "/_control/authenticate/" + intent.id
        url = attempt.call.form.text("return_url")
        intent.body |= {
            "status": "requires_action",
            "next_action": {
                "type": "redirect_to_url",
                "redirect_to_url": {
                    "return_url": url,
                    "url": bank,
                },
            },
        }
        attempt.call.save(intent)
        attempt.call.emit("payment_intent.requires_action", intent.body)
        return Reply(200, intent.body)
    if attempt.off_session:
        why = "authentication_required"
        message = "Your card was declined. This transaction requires authentication."
        return declined(attempt, Decline(why, why, message))
    message = (
        "This payment required an authentication action to complete, but `error_on_requires_action`"
        " was set. When you're ready, you can upgrade your integration to handle actions."
    )
    return _refused(attempt, Decline("authentication_required", None, message), None)


def declined(attempt: Attempt, why: Decline) -> Reply:
    """A failed charge is kept, the intent asks for another method, the answer is 402."""
    charge = _new_charge(
        attempt,
        status="failed",
        paid=False,
        captured=False,
        amount_captured=0,
        balance_transaction=None,
        failure_code=why.code,
        failure_message=why.message,
        outcome=_shapes.outcome("declined_by_network", why.decline_code or why.code),
    )
    attempt.call.emit("charge.failed", charge.body)
    return _refused(attempt, why, charge.id)


def _refused(attempt: Attempt, why: Decline, charge_id: str | None) -> Reply:
    intent, call = attempt.intent, attempt.call
    error = _payment_error(why, charge_id, attempt.method.body)
    intent.body |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        "latest_charge": charge_id or intent.body["latest_charge"],
        "last_payment_error": error,
    }
    call.save(intent)
    call.emit("payment_intent.payment_failed", intent.body)
    return Reply(402, {"error": error | {"payment_intent": intent.body}})


def _payment_error(why: Decline, charge_id: str | None, method: Json) -> Json:
    return error_body(
        "card_error",
        why.message,
        why.code,
        charge=charge_id,
        decline_code=why.decline_code,
        payment_method=method,
    )


def _new_charge(attempt: Attempt, **changes: object) -> Doc:
    now = attempt.call.tx.now()
    body = _shapes.charge(attempt.intent.body, attempt.method.body, now) | changes
    return attempt.call.save(Doc("charge", body["id"], now, body))


ACTS: dict[str, Callable[[Attempt], Reply]] = {
    "succeed": succeed,
    "succeed_later": start_processing,
    "fail_later": start_processing,
    "never_settles": start_processing,
    "succeed_then_dispute": succeed_then_dispute,
    "requires_authentication": ask_authentication,
    "timeout_after_charge": lose_reply,
    "timeout_before_charge": lose_request,
    "error_500": fail_inside,
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
        why = Decline(failure_code or RETURNED.code, failure_code, RETURNED.message)
        charge.body |= {
            "status": "failed",
            "failure_code": why.code,
            "failure_message": why.message,
        }
        method = call.load("payment_method", charge.body["payment_method"])
        body |= {"status": "requires_payment_method", "payment_method": None}
        body["last_payment_error"] = _payment_error(why, charge.id, method.body)
        names = ("charge.failed", "payment_intent.payment_failed")
    call.save(charge)
    call.save(intent)
    call.emit(names[0], charge.body)
    call.emit(names[1], body)


def _finish_authentication(call: Call, intent: Doc, *, succeeded: bool) -> None:
    method = call.load("payment_method", intent.private["method"])
    attempt = Attempt(call, intent, method, stop_at_action=True, off_session=False)
    intent.body["next_action"] = None
    if succeeded:
        succeed(attempt)
    else:
        _refused(attempt, UNAUTHENTICATED, None)


def open_dispute(call: Call, charge: Doc, amount: int, reason: str) -> Json:
    """Record a cardholder's objection and announce it as charge.dispute.created."""
    now = call.tx.now()
    body = _shapes.dispute(charge.body, amount, reason, now)
    call.save(Doc("dispute", body["id"], now, body))
    charge.body["disputed"] = True
    call.save(charge)
    call.emit("charge.dispute.created", body)
    return body
