"""Checkout sessions: one visit to the hosted page, to save a method or to pay."""

from dataclasses import dataclass, field

from payments.sandbox._connection import Reply
from payments.sandbox._store import Doc, Json, Page

from . import _charging, _setups
from . import _hosted_shapes as shapes
from ._call import Call
from ._charging import Manner, charge_now
from ._errors import invalid
from ._intents import CANCELABLE, NewPayment, cancel_now, new_payment, read_currency
from ._prices import Line, read_lines
from ._setups import Plan, confirm_with, end_setup, new_setup

PARAMS = frozenset(
    "mode customer customer_email customer_creation currency line_items metadata success_url"
    " cancel_url client_reference_id expires_at locale payment_intent_data setup_intent_data"
    " payment_method_types allowed_payment_method_types payment_method_options ui_mode"
    " billing_address_collection submit_type saved_payment_method_options"
    " payment_method_collection customer_update phone_number_collection".split()
)
TYPES = ("card", "us_bank_account")
DAY, HALF_HOUR = 86_400, 1_800


@dataclass(frozen=True, slots=True)
class Visit:
    """What a new session is for; amounts come from the lines."""

    mode: str
    customer: str | None = None
    lines: tuple[Line, ...] = ()
    currency: str | None = None
    data: Json = field(default_factory=dict)  # the intent's metadata and description
    shown: Json = field(default_factory=dict)  # further members of the session
    expires_at: int | None = None


def page_url(call: Call, kind: str, doc_id: str) -> str:
    return f"{call.tx.meta('base_url', '')}/stripe/pages/{kind}/{doc_id}"


def create_session(call: Call) -> Json:
    form = call.form
    form.refuse_unknown(PARAMS)
    mode = form.need("mode")
    if mode not in ("setup", "payment"):
        raise invalid("Invalid mode: this account has setup and payment.", param="mode")
    success = form.web_address("success_url")
    if success is None:
        raise invalid(
            "Missing required param: success_url.", param="success_url", code="parameter_missing"
        )
    customer = form.text("customer")
    if customer:
        call.load("customer", customer, param="customer")
    shown: Json = {
        "success_url": success,
        "cancel_url": form.web_address("cancel_url"),
        "client_reference_id": form.text("client_reference_id"),
        "customer_email": form.text("customer_email"),
        "locale": form.text("locale"),
        "metadata": form.metadata(),
        "payment_method_types": _types(call, mode),
    }
    data = form.inside("setup_intent_data" if mode == "setup" else "payment_intent_data")
    about: Json = {"metadata": data.metadata(), "description": data.text("description")}
    about["setup_future_usage"] = data.text("setup_future_usage")
    lines = tuple(read_lines(call, "line_items")) if mode == "payment" else ()
    currency = lines[0].price["currency"] if lines else None
    if mode == "setup" and form.text("currency"):
        currency = read_currency(form)
    visit = Visit(mode, customer, lines, currency, about, shown, _expiry(call))
    return new_session(call, visit).body


def _types(call: Call, mode: str) -> list[str]:
    form = call.form
    given = form.words("payment_method_types") or form.words("allowed_payment_method_types")
    unknown = [kind for kind in given if kind not in TYPES]
    if unknown:
        message = f"The payment method type provided: {unknown[0]} is invalid."
        raise invalid(message, param="payment_method_types")
    if mode == "setup" and not given and not form.text("currency"):
        message = "You must provide `currency` in setup mode when payment_method_types is not set."
        raise invalid(message, param="currency", code="parameter_missing")
    return given or list(TYPES)


def _expiry(call: Call) -> int | None:
    asked, now = call.form.integer("expires_at"), call.tx.now()
    if asked is not None and not now + HALF_HOUR - 60 <= asked <= now + DAY + 60:
        message = "expires_at must be between 30 minutes and 24 hours from now."
        raise invalid(message, param="expires_at")
    return asked


def new_session(call: Call, visit: Visit) -> Doc:
    """Open the session; the page at its `url` works until it is done or expired."""
    now = call.tx.now()
    body: Json = shapes.session(visit.mode, now, visit.expires_at or now + DAY)
    body |= visit.shown
    body |= {"customer": visit.customer, "currency": visit.currency}
    body["url"] = page_url(call, "checkout", body["id"])
    items = [shapes.item(line.price, line.quantity, line.name) for line in visit.lines]
    if visit.mode == "payment":
        total = sum(line.amount for line in visit.lines)
        body |= {"amount_subtotal": total, "amount_total": total}
        body["total_details"] = {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}
        if total < 1:
            raise invalid("The total must be at least 1.", param="line_items")
    else:
        plan = Plan(visit.customer, visit.data["metadata"], visit.data["description"], TYPES)
        body["setup_intent"] = new_setup(call, plan, ("session", body["id"])).id
    private: Json = {"items": items, "data": visit.data}
    call.tx.has_mail = True  # so that its expiry is planned
    return call.save(Doc("session", body["id"], now, body, private, body["expires_at"]))


def retrieve_session(call: Call) -> Json:
    return call.load("session", call.path["id"]).body


def session_items(call: Call) -> Json:
    items = call.load("session", call.path["id"]).private["items"]
    return {"object": "list", "data": items, "has_more": False, "url": call.url}


def list_sessions(call: Call) -> Json:
    names = {"customer": "customer", "payment_intent": "payment_intent", "status": "$.status"}
    names["payment_link"] = "$.payment_link"
    given = {path: call.form.text(name) for name, path in names.items()}
    return call.listed("session", {path: value for path, value in given.items() if value})


def expire_session(call: Call) -> Json:
    call.form.refuse_unknown(frozenset())
    doc = call.load("session", call.path["id"])
    if doc.body["status"] != "open":
        message = f"This Session is {doc.body['status']}; only an open one can be expired."
        raise invalid(message, param="session", executed=True)
    return expire(call, doc)


def expire(call: Call, doc: Doc) -> Json:
    """Close the page; what waited behind it is cancelled."""
    doc.due_at = None
    doc.body |= {"status": "expired", "url": None}
    call.save(doc)
    if doc.body["setup_intent"]:
        setup = call.load("setup_intent", doc.body["setup_intent"])
        if setup.body["status"] in _setups.CONFIRMABLE:
            end_setup(call, setup, "abandoned")
    if "intent" in doc.private:
        intent = call.load("payment_intent", doc.private["intent"])
        if intent.body["status"] in CANCELABLE:
            cancel_now(call, intent, "expired")
    call.emit("checkout.session.expired", doc.body)
    return doc.body


def use_method(call: Call, doc: Doc, method: Doc) -> Reply:
    """The person on the page has chosen: save the method, or pay with it.

    Raises the provider's refusal when the session or its link is no longer open.
    """
    body = doc.body
    if body["status"] != "open":
        raise invalid("This page is closed.", executed=True)
    back = page_url(call, "checkout", doc.id)
    if body["mode"] == "setup":
        setup = call.load("setup_intent", body["setup_intent"])
        return confirm_with(call, setup, method.id, back)
    if body["payment_link"]:
        refuse_used_link(call, body["payment_link"])
    intent = _intent(call, doc)
    return charge_now(call, intent, method.id, Manner(return_url=back))


def _intent(call: Call, doc: Doc) -> Doc:
    """The session's payment: made at the first try, used again after a decline."""
    if "intent" in doc.private:
        return call.load("payment_intent", doc.private["intent"])
    body, data = doc.body, doc.private["data"]
    wanted = NewPayment(body["amount_total"], body["currency"], ("session", doc.id))
    shown = {name: value for name, value in data.items() if value}
    intent = new_payment(call, wanted, shown | {"customer": body["customer"]})
    doc.private["intent"] = body["payment_intent"] = intent.id
    call.save(doc)
    return intent


def refuse_used_link(call: Call, link_id: str) -> None:
    """Raises when the link is switched off or has been paid as often as it allows."""
    link = call.load("payment_link", link_id).body
    if not link["active"] or is_used_up(link):
        raise invalid("This payment link is no longer active.", executed=True)


def is_used_up(link: Json) -> bool:
    limit: Json = (link["restrictions"] or {}).get("completed_sessions") or {}
    return bool(limit) and limit["count"] >= limit["limit"]


def _complete(call: Call, doc: Doc, **changes: object) -> None:
    doc.due_at = None
    doc.body |= {"status": "complete", "url": None} | changes
    customer = call.tx.get(call.merchant, "customer", doc.body["customer"] or "")
    known = customer.body if customer else {}
    doc.body["customer_details"] = {
        "address": known.get("address"),
        "business_name": None,
        "email": known.get("email") or doc.body["customer_email"],
        "individual_name": None,
        "name": known.get("name"),
        "phone": known.get("phone"),
        "tax_exempt": "none",
        "tax_ids": [],
    }
    call.save(doc)
    call.emit("checkout.session.completed", doc.body)


def on_setup(call: Call, setup: Doc, session_id: str) -> None:
    """The set-up behind the session changed: its success completes the session."""
    doc = call.load("session", session_id)
    if setup.body["status"] == "succeeded" and doc.body["status"] == "open":
        _complete(call, doc)


def on_payment(call: Call, intent: Doc, session_id: str) -> None:
    """The payment behind the session changed: completed, and for a bank paid or failed later."""
    doc, status = call.load("session", session_id), intent.body["status"]
    if doc.body["status"] == "open" and status in ("succeeded", "processing"):
        paid = "paid" if status == "succeeded" else "unpaid"
        _complete(call, doc, payment_status=paid)
        if doc.body["payment_link"]:
            _count(call, doc)
    elif doc.body["status"] == "complete" and doc.body["payment_status"] == "unpaid":
        if status == "succeeded":
            doc.body["payment_status"] = "paid"
            call.save(doc)
            call.emit("checkout.session.async_payment_succeeded", doc.body)
        elif status == "requires_payment_method":
            call.emit("checkout.session.async_payment_failed", doc.body)


def _count(call: Call, doc: Doc) -> None:
    """Count the completed session on its link; at the limit nobody else may finish."""
    link = call.load("payment_link", doc.body["payment_link"])
    limit = (link.body["restrictions"] or {}).get("completed_sessions")
    if not limit:
        return
    limit["count"] += 1
    call.save(link)
    if not is_used_up(link.body):
        return
    open_ones = Page({"$.payment_link": link.id, "$.status": "open"}, limit=-1)
    for other in call.tx.find(call.merchant, "session", open_ones):
        expire(call, other)


_setups.FOLLOWERS["session"] = on_setup
_charging.FOLLOWERS["session"] = on_payment
