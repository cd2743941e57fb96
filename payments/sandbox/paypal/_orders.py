"""Orders: created, shown, changed, approved on a page, captured; they do not live for ever."""

import re

from payments.sandbox._store import Doc, Json

from . import _shapes
from ._call import Call, Made, account_id, new_ref
from ._charging import Way, ask_payer, capture_order, must_ask, way_of
from ._errors import malformed, missing, required, unprocessable
from ._events import emit
from ._money import money, read_money
from ._order_requests import (
    LIMITS,
    Wanted,
    check_text,
    read_instruction,
    read_source,
    read_unit,
)

# The provider's documents: an order may be approved for 6 hours (72 on request) ...
LIVES_SECONDS = 6 * 3600
# ... and what was approved must be captured within 3.
APPROVED_SECONDS = 3 * 3600
OVER = "EXPIRED"  # the sandbox's own; on the wire such an order is 404
PATCH_PATH = re.compile(r"/purchase_units/@reference_id=='[^']*'/(\w+)")


def create_order(call: Call) -> Made:
    """A new order; with a saved way to pay it is charged at once."""
    unit, amount, currency = read_unit(call.body)
    wanted = read_source(call.body)
    if call.body.get("payment_source") is not None and call.key is None:
        description = (
            "A PayPal-Request-Id is required if you are trying to process payment for an Order."
            " Please specify a PayPal-Request-Id or Create the Order without a 'payment_source'"
            " specified."
        )
        raise malformed("PAYPAL_REQUEST_ID_REQUIRED", description)
    doc = _new_order(call, unit, amount, currency)
    doc.body["instruction"] = read_instruction(call.body)
    doc.private["pages"] = {"return": wanted.return_url, "cancel": wanted.cancel_url}
    if wanted.vault_id is not None:
        way = way_of(call, str(wanted.vault_id), wanted.type)
        return _charge_saved(call, doc, way)
    if wanted.type is None:
        return Made(call.save(doc))
    doc.body["status"] = "PAYER_ACTION_REQUIRED"
    doc.body["source"] = {"paypal": {}}
    doc.private["keep"] = _keeping(wanted)
    return Made(call.save(doc), 200)


def _keeping(wanted: Wanted) -> Json | None:
    return {"customer": wanted.customer} if wanted.keep else None


def _new_order(call: Call, unit: Json, amount: int, currency: str) -> Doc:
    now, reference = call.tx.now(), unit.get("custom_id") or unit.get("invoice_id")
    body: Json = {
        "intent": call.body["intent"],
        "status": "CREATED",
        "unit": unit | {"amount": unit["amount"] | money(amount, currency)},
        "amount": amount,
        "currency": currency,
        "source": None,
        "payer": None,
        "instruction": None,
        "customer": None,
        "updated": now,
        "metadata": {"reference": reference} if reference else {},
    }
    private: Json = {"idempotency_key": call.key, "keep": None}
    return Doc("order", new_ref(), now, body, private, due_at=now + LIVES_SECONDS)


def _charge_saved(call: Call, doc: Doc, way: Way) -> Made:
    there = bool(doc.private["pages"]["return"])
    if must_ask(way, there=there):
        return ask_payer(call, doc, way, there=there)
    return capture_order(call, doc, way)


def live_order(call: Call) -> Doc:
    """The order of the path; one whose time is over is as absent."""
    doc = call.load("order", call.path["id"])
    if doc.body["status"] == OVER:
        raise missing()
    return doc


def show_order(call: Call) -> Json:
    return _shapes.order(call, live_order(call))


def capture(call: Call) -> Made:
    """Take the money of an approved order, or of a new one with the saved way in the body."""
    doc = live_order(call)
    if doc.body["status"] == "COMPLETED":
        description = (
            "Order already captured.If 'intent=CAPTURE' only one capture per order is allowed."
        )
        raise unprocessable("ORDER_ALREADY_CAPTURED", description)
    doc.private["idempotency_key"] = call.key
    wanted = read_source(call.body)
    if wanted.vault_id is not None and doc.body["status"] == "CREATED":
        doc.private["pages"]["return"] = wanted.return_url or doc.private["pages"]["return"]
        return _charge_saved(call, doc, way_of(call, str(wanted.vault_id), wanted.type))
    if doc.body["status"] != "APPROVED":
        description = (
            "Payer has not yet approved the Order for payment. Please redirect the payer to the"
            " 'rel':'approve' url returned as part of the HATEOAS links within the Create Order"
            " call or provide a valid payment_source in the request."
        )
        raise unprocessable("ORDER_NOT_APPROVED", description)
    return capture_order(call, doc, Way(**doc.private["way"]))


def confirm_source(call: Call) -> Made:
    """Give an order that nobody approved yet the way it is to be paid with."""
    doc = live_order(call)
    if doc.body["status"] not in ("CREATED", "PAYER_ACTION_REQUIRED"):
        captured = doc.body["status"] == "COMPLETED"
        issue = "ORDER_ALREADY_CAPTURED" if captured else "PAYMENT_ALREADY_APPROVED"
        raise unprocessable(issue, "The order cannot be confirmed in its present status.")
    if call.body.get("payment_source") is None:
        raise required("/payment_source")
    wanted = read_source(call.body)
    doc.private["pages"] = {
        "return": wanted.return_url or doc.private["pages"]["return"],
        "cancel": wanted.cancel_url or doc.private["pages"]["cancel"],
    }
    if wanted.vault_id is None:
        doc.body |= {"status": "PAYER_ACTION_REQUIRED", "source": {"paypal": {}}}
        doc.private["keep"] = _keeping(wanted)
        return Made(touch(call, doc), 200)
    way = way_of(call, str(wanted.vault_id), wanted.type)
    if must_ask(way, there=True):
        return ask_payer(call, doc, way, there=True)
    approve(call, doc, way)
    return Made(doc, 200)


def touch(call: Call, doc: Doc) -> Doc:
    doc.body["updated"] = call.tx.now()
    return call.save(doc)


def approve(call: Call, doc: Doc, way: Way) -> None:
    """The payer agreed to pay this way; what asks to be completed by that is captured now."""
    token = None if way.token is None else call.tx.get(call.merchant, "payment_token", way.token)
    email = f"buyer-{way.behaviour.replace('_', '-')}@personal.example"
    who = token.body if token else {"email": email, "payer_id": account_id(email)}
    doc.private["way"] = way.stored()
    doc.body["status"] = "APPROVED"
    if way.type == "paypal":
        doc.body["payer"] = _shapes.payer(who)
        doc.body["source"] = _shapes.wallet({"type": "paypal"} | who)
    doc.due_at = call.tx.now() + APPROVED_SECONDS
    touch(call, doc)
    emit(call, "CHECKOUT.ORDER.APPROVED", doc)
    if doc.body["instruction"] == "ORDER_COMPLETE_ON_PAYMENT_APPROVAL":
        capture_order(call, doc, way)


def void(call: Call, doc: Doc) -> None:
    """Call off what waits for its payer; only the control API can, the provider's has no way."""
    doc.body["status"], doc.due_at = "VOIDED", None
    touch(call, doc)


def expire(call: Call, doc: Doc) -> None:
    """Nobody approved it, or nobody captured what was approved: it is gone."""
    was_approved = doc.body["status"] == "APPROVED"
    doc.body["status"], doc.due_at = OVER, None
    touch(call, doc)
    if was_approved:
        emit(call, "CHECKOUT.PAYMENT-APPROVAL.REVERSED", doc)


def patch_order(call: Call) -> None:
    """Change what an order that is not paid yet says about its purchase."""
    doc = live_order(call)
    if doc.body["status"] == "COMPLETED":
        description = "The order cannot be patched after it is completed."
        raise unprocessable("ORDER_ALREADY_COMPLETED", description)
    operations = call.body.get("patch")
    if not isinstance(operations, list) or not operations:
        raise required("/")
    for place, operation in enumerate(operations):
        _patch(doc, operation if isinstance(operation, dict) else {}, f"/{place}")
    unit = doc.body["unit"]
    reference = unit.get("custom_id") or unit.get("invoice_id")
    doc.body["metadata"] = {"reference": reference} if reference else {}
    touch(call, doc)


def _patch(doc: Doc, operation: Json, field: str) -> None:
    match = PATCH_PATH.fullmatch(str(operation.get("path", "")))
    name, unit = (match[1] if match else ""), doc.body["unit"]
    if name != "amount" and name not in LIMITS:
        raise malformed("FIELD_NOT_PATCHABLE", "Field cannot be patched.", f"{field}/path")
    op, value = operation.get("op"), operation.get("value")
    known = name in unit
    if op not in ("add", "replace", "remove") or (op == "remove" and name == "amount"):
        raise malformed("INVALID_PATCH_OPERATION", "The operation cannot be honored.", field)
    if (op == "replace" and not known) or (op == "remove" and not known):
        raise malformed("INVALID_PATCH_OPERATION", "The operation cannot be honored.", field)
    if op == "remove":
        del unit[name]
    elif name == "amount":
        amount, currency = read_money(value, f"{field}/value")
        unit["amount"] = money(amount, currency)
        doc.body |= {"amount": amount, "currency": currency}
    else:
        check_text(value, name, f"{field}/value")
        unit[name] = value
