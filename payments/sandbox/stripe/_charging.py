"""Charging a payment intent: each behaviour of a method, and the settlement that comes later."""

from collections.abc import Callable
from dataclasses import dataclass

from payments.sandbox._connection import LostBeforeCharge, Reply
from payments.sandbox._store import Doc, Json

from . import _shapes
from ._behaviours import (
    ATTACHES_THEN_DECLINES,
    AUTHENTICATING,
    DECLINES,
    LATE_FAILURES,
    Decline,
)
from ._call import Call
from ._disputes import Objection, open_dispute
from ._errors import broken, error_body, invalid, wrong_state
from ._methods import attach, find_method

DEFAULT_SETTLE_SECONDS = "30"
DAYS_AT_A_BANK = str(4 * 86_400)
UNAUTHENTICATED = Decline(
    "payment_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. Please choose a different one.",
)
CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


# Whom a payment belongs to (an invoice, a checkout session) -> what changes with it; the modules of
# those objects enter themselves, since they stand above this one.
FOLLOWERS: dict[str, Callable[[Call, Doc, str], None]] = {}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a payment is confirmed: with the payer away, without asking, and where to return."""

    off_session: bool = False
    stop_at_action: bool = False  # off_session or error_on_requires_action
    return_url: str | None = None


@dataclass(slots=True)
class Attempt:
    """One confirmation: the intent, the method it uses, and the manner."""

    call: Call
    intent: Doc
    method: Doc
    manner: Manner


def follow(call: Call, intent: Doc) -> None:
    """Tell the payment's owner, if it has one, that the payment's status changed."""
    owner = intent.private.get("owner")
    if owner:
        FOLLOWERS[owner[0]](call, intent, owner[1])


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
    off_session = form.text("off_session") in ("true", "one_off", "recurring")
    stop = off_session or bool(form.flag("error_on_requires_action"))
    return_url = form.text("return_url") or intent.private.get("return_url")
    return charge_now(call, intent, method_id, Manner(off_session, stop, return_url))


def charge_now(call: Call, intent: Doc, method_id: str, manner: Manner) -> Reply:
    """Charge a confirmable intent with the method, as the method behaves."""
    body = intent.body
    method = usable_method(call, method_id, body)
    body |= {"payment_method": method.id, "last_payment_error": None, "next_action": None}
    intent.private |= {"method": method.id, "idempotency_key": call.key}
    attempt = Attempt(call, intent, method, manner)
    if must_authenticate(method, off_session=manner.off_session):
        return ask_authentication(attempt)
    return act(attempt)


def must_authenticate(method: Doc, *, off_session: bool) -> bool:
    """Whether the issuer wants to see the payer before this payment, as documented for the card."""
    behaviour = method.private.get("behaviour")
    if behaviour not in AUTHENTICATING:
        return False
    if behaviour == "requires_authentication" or not off_session:
        return True
    return behaviour == "authenticate_unless_setup" and not method.private.get("set_up")


def act(attempt: Attempt) -> Reply:
    """What the method does once nobody has to be asked any more."""
    behaviour = str(attempt.method.private.get("behaviour", "succeed"))
    if behaviour in DECLINES:
        return declined(attempt, DECLINES[behaviour])
    return ACTS.get(behaviour, succeed)(attempt)


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
    _keep_method(attempt)
    attempt.call.save(attempt.intent)
    attempt.call.emit("charge.succeeded", charge.body)
    attempt.call.emit("payment_intent.succeeded", attempt.intent.body)
    follow(attempt.call, attempt.intent)
    return Reply(200, attempt.intent.body)


def _keep_method(attempt: Attempt) -> None:
    """setup_future_usage: the method is saved with the customer and counts as set up."""
    intent, method = attempt.intent.body, attempt.method
    if not intent["setup_future_usage"] or not intent["customer"]:
        return
    method.private["set_up"] = True
    attach(attempt.call, method, intent["customer"])


def succeed_then_dispute(attempt: Attempt) -> Reply:
    reply = succeed(attempt)
    charge = attempt.call.load("charge", attempt.intent.body["latest_charge"])
    inquiry = attempt.method.private["behaviour"] == "succeed_then_inquiry"
    objection = Objection(charge.body["amount"], "fraudulent", inquiry=inquiry)
    open_dispute(attempt.call, charge, objection)
    return reply


def decline_at_last(attempt: Attempt) -> Reply:
    """authenticate_then_decline: the bank knows the payer, and has nothing to give."""
    return declined(attempt, DECLINES["decline_insufficient_funds"])


def decline_after_attaching(attempt: Attempt) -> Reply:
    return declined(attempt, DECLINES["decline_generic"])


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


def settle_seconds(call: Call, method: Doc) -> int:
    """How long this method's bank takes: its own time, else the setting, else the default."""
    own = method.private.get("settle_after_seconds")
    if own is not None:
        return int(own)
    # A bank account added on a hosted page takes days, as in life.
    default = DAYS_AT_A_BANK if method.private.get("real_pace") else DEFAULT_SETTLE_SECONDS
    return int(call.tx.meta("settle_seconds", default))


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
        intent.due_at = call.tx.now() + settle_seconds(call, attempt.method)
        intent.private["outcome"] = "failed" if behaviour in LATE_FAILURES else "succeeded"
        intent.private["failure_code"] = LATE_FAILURES.get(behaviour)
        call.tx.has_mail = True
    _keep_method(attempt)
    call.save(intent)
    call.emit("charge.pending", charge.body)
    call.emit("payment_intent.processing", intent.body)
    follow(call, intent)
    return Reply(200, intent.body)


def redirect(call: Call, intent_id: str, return_url: str | None) -> Json:
    """The next action that leads a payer to the bank's page and from there to `return_url`."""
    bank = call.tx.meta("base_url", "") + "/stripe/pages/authenticate/" + intent_id
    return {
        "type": "redirect_to_url",
        "redirect_to_url": {"return_url": return_url, "url": bank},
    }


def ask_authentication(attempt: Attempt) -> Reply:
    """requires_authentication: a redirect for a payer who is here, a 402 for one who is not."""
    intent, manner = attempt.intent, attempt.manner
    if not manner.stop_at_action:
        action = redirect(attempt.call, intent.id, manner.return_url)
        intent.body |= {"status": "requires_action", "next_action": action}
        attempt.call.save(intent)
        attempt.call.emit("payment_intent.requires_action", intent.body)
        follow(attempt.call, intent)
        return Reply(200, intent.body)
    if manner.off_session:
        why = "authentication_required"
        message = "Your card was declined. This transaction requires authentication."
        return declined(attempt, Decline(why, why, message))
    message = (
        "This payment required an authentication action to complete, but `error_on_requires_action`"
        " was set. When you're ready, you can upgrade your integration to handle actions."
    )
    return refused(attempt, Decline("authentication_required", None, message), None)


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
    return refused(attempt, why, charge.id)


def refused(attempt: Attempt, why: Decline, charge_id: str | None) -> Reply:
    intent, call = attempt.intent, attempt.call
    error = payment_error(why, charge_id, attempt.method.body)
    intent.body |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        "latest_charge": charge_id or intent.body["latest_charge"],
        "last_payment_error": error,
    }
    call.save(intent)
    call.emit("payment_intent.payment_failed", intent.body)
    follow(call, intent)
    return Reply(402, {"error": error | {"payment_intent": intent.body}})


def payment_error(why: Decline, charge_id: str | None, method: Json) -> Json:
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
    "succeed_later": start_processing,
    "never_settles": start_processing,
    "succeed_then_dispute": succeed_then_dispute,
    "succeed_then_inquiry": succeed_then_dispute,
    "authenticate_then_decline": decline_at_last,
    "timeout_after_charge": lose_reply,
    "timeout_before_charge": lose_request,
    "error_500": fail_inside,
    ATTACHES_THEN_DECLINES: decline_after_attaching,
    **dict.fromkeys(LATE_FAILURES, start_processing),
}
