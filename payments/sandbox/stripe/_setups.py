"""Set-up intents: saving a way to pay for later, with the bank's challenge where it wants one."""

from collections.abc import Callable
from dataclasses import dataclass

from payments.sandbox._connection import Reply
from payments.sandbox._store import Doc, Json, new_id

from ._behaviours import DECLINES, Decline
from ._call import Call
from ._charging import redirect
from ._errors import Refusal, error_body, invalid
from ._hosted_shapes import setup_intent
from ._methods import attach, find_method

CREATE_PARAMS = frozenset(
    "customer payment_method confirm metadata description usage return_url payment_method_types"
    " allowed_payment_method_types automatic_payment_methods payment_method_options mandate_data"
    " use_stripe_sdk".split()
)
UPDATE_PARAMS = frozenset("customer payment_method metadata description".split())
CONFIRM_PARAMS = frozenset(
    "payment_method return_url mandate_data payment_method_options use_stripe_sdk".split()
)
CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
REASONS = ("abandoned", "requested_by_customer", "duplicate")
TYPES = ("card", "us_bank_account", "sepa_debit", "link", "paypal")
# The issuer wants to see the payer when these cards are set up.
CHALLENGED = ("requires_authentication", "authenticate_unless_setup", "authenticate_then_decline")
UNAUTHENTICATED = Decline(
    "setup_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. Please choose a different one.",
)
# Whom a set-up belongs to (a checkout session) -> what changes with it.
FOLLOWERS: dict[str, Callable[[Call, Doc, str], None]] = {}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a new set-up intent is for."""

    customer: str | None = None
    metadata: dict[str, str] | None = None
    description: str | None = None
    types: tuple[str, ...] = TYPES
    usage: str = "off_session"


def new_setup(call: Call, plan: Plan, owner: tuple[str, str] | None = None) -> Doc:
    """Record and announce a set-up intent; `owner` is told of its end (kind, id)."""
    body = setup_intent(call.tx.now())
    body |= {
        "customer": plan.customer,
        "metadata": plan.metadata or {},
        "description": plan.description,
        "payment_method_types": list(plan.types),
        "usage": plan.usage,
    }
    private: Json = {"owner": owner} if owner else {}
    doc = call.save(Doc("setup_intent", body["id"], body["created"], body, private))
    call.emit("setup_intent.created", body)
    return doc


def create_setup(call: Call) -> Json | Reply:
    form = call.form
    form.refuse_unknown(CREATE_PARAMS)
    customer = form.text("customer")
    if customer:
        call.load("customer", customer, param="customer")
    kinds = form.words("payment_method_types") or form.words("allowed_payment_method_types")
    unknown = [kind for kind in kinds if kind not in TYPES]
    if unknown:
        message = f"The payment method type {unknown[0]} is invalid."
        raise invalid(message, param="payment_method_types")
    usage = form.text("usage") or "off_session"
    if usage not in ("off_session", "on_session"):
        raise invalid("Invalid usage: must be one of on_session or off_session", param="usage")
    text = form.text("description")
    plan = Plan(customer, form.metadata(), text, tuple(kinds) or TYPES, usage)
    method_id = form.text("payment_method")
    return_url = form.web_address("return_url")
    confirm = form.flag("confirm")
    if return_url and not confirm:
        raise invalid("return_url can only be used when confirm=true.", param="return_url")
    if confirm and method_id is None:
        raise invalid(
            "You cannot confirm this SetupIntent because it's missing a payment method.",
            param="payment_method",
            code="parameter_missing",
        )
    doc = new_setup(call, plan)
    if method_id is not None:
        method = _usable(call, method_id, doc.body)
        doc.body |= {"payment_method": method.id, "status": "requires_confirmation"}
        call.save(doc)
        if confirm:
            return confirm_with(call, doc, method.id, return_url)
    return doc.body


def retrieve_setup(call: Call) -> Json:
    return call.load("setup_intent", call.path["id"]).body


def list_setups(call: Call) -> Json:
    names = {"customer": "customer", "payment_method": "$.payment_method"}
    given = {path: call.form.text(name) for name, path in names.items()}
    return call.listed("setup_intent", {path: value for path, value in given.items() if value})


def update_setup(call: Call) -> Json:
    call.form.refuse_unknown(UPDATE_PARAMS)
    doc = call.load("setup_intent", call.path["id"])
    if doc.body["status"] not in CONFIRMABLE:
        raise wrong_setup(f"This SetupIntent is {doc.body['status']}; it cannot change.", doc.body)
    doc.body["metadata"] = call.form.merged(doc.body["metadata"])
    if "description" in call.form.data:
        doc.body["description"] = call.form.text("description")
    customer, method_id = call.form.text("customer"), call.form.text("payment_method")
    if customer:
        doc.body["customer"] = call.load("customer", customer, param="customer").id
    if method_id:
        method = _usable(call, method_id, doc.body)
        doc.body |= {"payment_method": method.id, "status": "requires_confirmation"}
    return call.save(doc).body


def confirm_setup(call: Call) -> Json | Reply:
    form = call.form
    form.refuse_unknown(CONFIRM_PARAMS)
    doc = call.load("setup_intent", call.path["id"])
    _refuse_owned(doc, "confirm")
    method_id = form.text("payment_method") or doc.body["payment_method"]
    if method_id is None:
        message = (
            "You cannot confirm this SetupIntent because it's missing a payment method. Update it"
            " with a payment method and confirm again."
        )
        raise wrong_setup(message, doc.body)
    return confirm_with(call, doc, method_id, form.web_address("return_url"))


def _refuse_owned(doc: Doc, verb: str) -> None:
    if doc.private.get("owner"):
        message = f"You cannot {verb} a SetupIntent that was created by a Checkout Session."
        raise wrong_setup(message, doc.body)


def confirm_with(call: Call, doc: Doc, method_id: str, return_url: str | None) -> Reply:
    """Save the method as it behaves: at once, after the bank's challenge, or not at all."""
    body = doc.body
    if body["status"] not in CONFIRMABLE:
        message = (
            f"You cannot confirm this SetupIntent because it has already {body['status']}."
            if body["status"] == "succeeded"
            else f"This SetupIntent's status is {body['status']}; it could not be confirmed."
        )
        raise wrong_setup(message, body)
    method = _usable(call, method_id, body)
    body |= {"payment_method": method.id, "last_setup_error": None, "next_action": None}
    body["latest_attempt"] = new_id("setatt")
    doc.private["method"] = method.id
    behaviour = str(method.private.get("behaviour", "succeed"))
    if behaviour in DECLINES:
        return _failed(call, doc, method, DECLINES[behaviour])
    if behaviour in CHALLENGED:
        action = redirect(call, doc.id, return_url)
        body |= {"status": "requires_action", "next_action": action}
        call.save(doc)
        call.emit("setup_intent.requires_action", body)
        _follow(call, doc)
        return Reply(200, body)
    return _succeeded(call, doc, method)


def _usable(call: Call, method_id: str, setup: Json) -> Doc:
    method = find_method(call, method_id)
    if method.body["customer"] not in (None, setup["customer"]):
        message = "The PaymentMethod belongs to a Customer other than the one of this SetupIntent."
        raise invalid(message, param="payment_method")
    if method.body["type"] not in setup["payment_method_types"]:
        message = f"The PaymentMethod ({method.body['type']}) is not allowed for this SetupIntent."
        raise invalid(message, param="payment_method")
    return method


def _succeeded(call: Call, doc: Doc, method: Doc) -> Reply:
    doc.body |= {"status": "succeeded", "next_action": None}
    method.private["set_up"] = True
    call.save(method)
    if doc.body["customer"]:
        attach(call, method, doc.body["customer"])
    call.save(doc)
    call.emit("setup_intent.succeeded", doc.body)
    _follow(call, doc)
    return Reply(200, doc.body)


def _failed(call: Call, doc: Doc, method: Doc, why: Decline) -> Reply:
    error = error_body(
        "card_error",
        why.message,
        why.code,
        decline_code=why.decline_code,
        payment_method=method.body,
    )
    doc.body |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        "last_setup_error": error,
    }
    call.save(doc)
    call.emit("setup_intent.setup_failed", doc.body)
    _follow(call, doc)
    return Reply(402, {"error": error | {"setup_intent": doc.body}})


def settle_setup(call: Call, doc: Doc, *, succeeded: bool) -> None:
    """End the bank's challenge; raises when none is waiting."""
    if doc.body["status"] != "requires_action":
        message = f"Only a waiting SetupIntent can be settled, not a {doc.body['status']} one."
        raise wrong_setup(message, doc.body)
    method = call.load("payment_method", doc.private["method"])
    if succeeded:
        _succeeded(call, doc, method)
    else:
        _failed(call, doc, method, UNAUTHENTICATED)


def cancel_setup(call: Call) -> Json:
    call.form.refuse_unknown(frozenset({"cancellation_reason"}))
    reason = call.form.text("cancellation_reason")
    if reason is not None and reason not in REASONS:
        message = f"Invalid cancellation_reason: must be one of {', '.join(REASONS)}"
        raise invalid(message, param="cancellation_reason")
    doc = call.load("setup_intent", call.path["id"])
    _refuse_owned(doc, "cancel")
    if doc.body["status"] not in CONFIRMABLE:
        message = f"You cannot cancel this SetupIntent because it is {doc.body['status']}."
        raise wrong_setup(message, doc.body)
    return end_setup(call, doc, reason)


def end_setup(call: Call, doc: Doc, reason: str | None) -> Json:
    doc.body |= {"status": "canceled", "cancellation_reason": reason, "next_action": None}
    call.save(doc)
    call.emit("setup_intent.canceled", doc.body)
    return doc.body


def _follow(call: Call, doc: Doc) -> None:
    owner = doc.private.get("owner")
    if owner:
        FOLLOWERS[owner[0]](call, doc, owner[1])


def wrong_setup(message: str, setup: Json) -> Refusal:
    """400 for an act that the set-up intent's status does not allow; carries it."""
    code = "setup_intent_unexpected_state"
    error = error_body("invalid_request_error", message, code, setup_intent=setup)
    return Refusal(400, error, executed=True)
