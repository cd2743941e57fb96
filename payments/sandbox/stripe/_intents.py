"""Payment intents and charges as the API offers them: create, read, confirm, cancel, search."""

import re
from dataclasses import dataclass

from payments.sandbox._connection import Reply
from payments.sandbox._store import Doc, Json, Page

from . import _shapes
from ._call import MAX_PAGE, Call
from ._charging import confirm_now, usable_method
from ._errors import invalid, wrong_state
from ._forms import Form

CREATE_PARAMS = frozenset(
    "amount currency customer payment_method confirm off_session error_on_requires_action metadata"
    " description payment_method_types allowed_payment_method_types automatic_payment_methods"
    " receipt_email return_url"
    " setup_future_usage statement_descriptor statement_descriptor_suffix capture_method"
    " confirmation_method payment_method_options mandate_data transfer_group shipping"
    " use_stripe_sdk".split()
)
CONFIRM_PARAMS = frozenset(
    "payment_method off_session amount_to_confirm error_on_requires_action return_url"
    " mandate_data receipt_email"
    " setup_future_usage payment_method_options payment_method_types shipping"
    " use_stripe_sdk".split()
)
CANCELABLE = ("requires_payment_method", "requires_confirmation", "requires_action")
REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
MAX_AMOUNT = 999_999_999_999  # twelve digits, the documented maximum
KNOWN_TYPES = ("card", "us_bank_account", "sepa_debit", "link", "paypal")
CLAUSE = re.compile(
    r"""\s*(metadata\[(?:"([^"\\]+)"|'([^'"\\]+)')\]|[a-z_]+)\s*:\s*(?:"([^"]*)"|'([^']*)'|(\d+))\s*"""
)
SEARCHABLE = {"status": "$.status", "currency": "$.currency", "customer": "customer"}


def create_intent(call: Call) -> Json | Reply:
    form = call.form
    form.refuse_unknown(CREATE_PARAMS)
    confirm = bool(form.flag("confirm"))
    intent = _new_intent(call)
    method_id = form.text("payment_method")
    if not confirm:
        for name in ("off_session", "error_on_requires_action"):
            if form.text(name):
                raise invalid(f"{name} can only be used when confirm=true.", param=name)
        if method_id:
            method = usable_method(call, method_id, intent.body)
            intent.body |= {"payment_method": method.id, "status": "requires_confirmation"}
            intent.private["method"] = method.id
        call.save(intent)
        call.emit("payment_intent.created", intent.body)
        return intent.body
    if method_id is None:
        raise invalid(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            param="payment_method",
            code="parameter_missing",
        )
    call.save(intent)
    call.emit("payment_intent.created", intent.body)
    return confirm_now(call, intent)


def _new_intent(call: Call) -> Doc:
    form = call.form
    amount, currency = read_amount(call), read_currency(form)
    if form.text("capture_method") not in (None, "automatic", "automatic_async"):
        raise invalid("This account cannot capture later.", param="capture_method")
    body = _shapes.payment_intent(call.tx.now(), amount, currency)
    customer = form.text("customer")
    if customer:
        body["customer"] = call.load("customer", customer, param="customer").id
    # The newest API version calls the first one by the second name.
    kinds = form.words("payment_method_types") or form.words("allowed_payment_method_types")
    automatic = form.mapping("automatic_payment_methods")
    if kinds and automatic:
        message = (
            "You may only specify one of these: automatic_payment_methods, payment_method_types."
        )
        raise invalid(message, param="payment_method_types")
    unknown = [kind for kind in kinds if kind not in KNOWN_TYPES]
    if unknown:
        raise invalid(
            f"The payment method type {unknown[0]} is invalid.", param="payment_method_types"
        )
    if not kinds:
        enabled = automatic.get("enabled", "true") == "true"
        body["automatic_payment_methods"] = {"enabled": enabled}
        if automatic.get("allow_redirects"):
            body["automatic_payment_methods"]["allow_redirects"] = automatic["allow_redirects"]
    body["payment_method_types"] = kinds or list(KNOWN_TYPES)
    body["metadata"] = form.metadata()
    for name in ("description", "receipt_email", "setup_future_usage", "transfer_group"):
        body[name] = form.text(name)
    for name in ("statement_descriptor", "statement_descriptor_suffix"):
        body[name] = form.text(name)
    return Doc("payment_intent", body["id"], body["created"], body, {"idempotency_key": call.key})


@dataclass(frozen=True, slots=True)
class NewPayment:
    """A payment that an invoice or a session makes: minor units, currency, owner (kind, id)."""

    amount: int
    currency: str
    owner: tuple[str, str]


def new_payment(call: Call, wanted: NewPayment, shown: Json) -> Doc:
    """Record and announce a payment that its owner will have confirmed; `shown` are its members."""
    body = _shapes.payment_intent(call.tx.now(), wanted.amount, wanted.currency)
    body |= {"payment_method_types": list(KNOWN_TYPES)} | shown
    private: Json = {"owner": wanted.owner, "idempotency_key": call.key}
    doc = call.save(Doc("payment_intent", body["id"], body["created"], body, private))
    call.emit("payment_intent.created", body)
    return doc


def read_currency(form: Form) -> str:
    """The required three-letter code, in small letters."""
    currency = form.need("currency").lower()
    if not re.fullmatch("[a-z]{3}", currency):
        raise invalid(f"Invalid currency: {currency}", param="currency")
    return currency


def read_amount(call: Call) -> int:
    """The required amount in minor units, 1 to twelve digits."""
    call.form.need("amount")
    amount = call.form.integer("amount")
    if amount is None or amount < 1:
        message = "This value must be greater than or equal to 1."
        raise invalid(message, param="amount", code="parameter_invalid_integer")
    if amount > MAX_AMOUNT:
        message = f"Amount must be no more than {MAX_AMOUNT}"
        raise invalid(message, param="amount", code="amount_too_large")
    return amount


def retrieve_intent(call: Call) -> Json:
    return call.load("payment_intent", call.path["id"]).body


def list_intents(call: Call) -> Json:
    customer = call.form.text("customer")
    return call.listed("payment_intent", {"customer": customer} if customer else {})


def confirm_intent(call: Call) -> Json | Reply:
    call.form.refuse_unknown(CONFIRM_PARAMS)
    intent = call.load("payment_intent", call.path["id"])
    if call.form.integer("amount_to_confirm") not in (None, intent.body["amount"]):
        message = "The amount to confirm differs from the amount of this PaymentIntent."
        raise invalid(message, param="amount_to_confirm")
    return confirm_now(call, intent)


def cancel_intent(call: Call) -> Json:
    call.form.refuse_unknown(frozenset({"cancellation_reason"}))
    reason = call.form.text("cancellation_reason")
    if reason is not None and reason not in REASONS:
        message = f"Invalid cancellation_reason: must be one of {', '.join(REASONS)}"
        raise invalid(message, param="cancellation_reason")
    intent = call.load("payment_intent", call.path["id"])
    if intent.body["status"] not in CANCELABLE:
        message = (
            "You cannot cancel this PaymentIntent because it has a status of"
            f" {intent.body['status']}. Only a PaymentIntent with one of the following statuses may"
            f" be canceled: {', '.join(CANCELABLE)}."
        )
        raise wrong_state(message, "payment_intent_unexpected_state", intent.body)
    return cancel_now(call, intent, reason)


def cancel_now(call: Call, intent: Doc, reason: str | None) -> Json:
    """Cancel an intent whose status allows it, and announce that."""
    intent.body |= {
        "status": "canceled",
        "canceled_at": call.tx.now(),
        "cancellation_reason": reason,
        "next_action": None,
    }
    call.save(intent)
    call.emit("payment_intent.canceled", intent.body)
    return intent.body


def search_intents(call: Call) -> Json:
    """`metadata['k']:'v'`, status, currency, customer, joined by AND; 400 for the rest."""
    query = call.form.need("query")
    equal: dict[str, str | int] = {}
    for part in re.split(r"\s+AND\s+", query):
        clause = CLAUSE.fullmatch(part)
        if clause is None:
            raise invalid(f"Could not parse search query: {query[:200]}", param="query")
        name, double, single, *values = clause.groups()
        key = double or single
        path = f'$.metadata."{key}"' if key else SEARCHABLE.get(name)
        if path is None:
            raise invalid(f"Field `{name}` is an unsupported search field.", param="query")
        equal["reference" if key == "reference" else path] = next(
            value for value in values if value is not None
        )
    lag = int(call.tx.meta("search_lag_seconds", "0"))
    limit = max(1, min(call.form.integer("limit") or 10, MAX_PAGE))
    cursor = call.form.integer("page")
    page = Page(equal, {"<=": call.tx.now() - lag}, starting_after=cursor, limit=limit + 1)
    found = call.tx.find(call.merchant, "payment_intent", page)
    more = len(found) > limit
    return {
        "object": "search_result",
        "data": [doc.body for doc in found[:limit]],
        "has_more": more,
        "next_page": str(found[limit - 1].seq) if more else None,
        "url": call.url,
    }


def retrieve_charge(call: Call) -> Json:
    return call.load("charge", call.path["id"]).body


def list_charges(call: Call) -> Json:
    names = ("customer", "payment_intent")
    given = {name: call.form.text(name) for name in names}
    return call.listed("charge", {name: value for name, value in given.items() if value})
