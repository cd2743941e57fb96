"""The vault: setup tokens that a payer approves, and payment tokens that can be charged."""

from payments.sandbox._store import Doc, Json, Page, new_id

from . import _shapes
from ._call import Call, Made, account_id, is_address, new_ref
from ._errors import invalid_value, malformed, missing, record, required, unprocessable
from ._events import emit

SETUP_SECONDS = 3 * 86_400  # a setup token that nobody used is gone after three days
MAX_PAGE = 64


def read_customer(call: Call) -> str:
    """The customer's id of the request, or a fresh one as the provider makes them."""
    given = record(call.body, "customer", "").get("id")
    if given is None:
        return new_id("customer", 10)
    if not isinstance(given, str) or not 1 <= len(given) <= 22:
        raise invalid_value("/customer/id", given)
    return given


def create_setup_token(call: Call) -> Made:
    """Ask a payer to save the wallet: the answer has the address of the page."""
    source = call.body.get("payment_source")
    if not isinstance(source, dict) or not source:
        raise required("/payment_source")
    asked = source.get("paypal")
    if not isinstance(asked, dict):
        # No card number ever enters the sandbox; cards are planted by the control API.
        description = "The payment source is not supported for this account."
        raise unprocessable("PAYMENT_SOURCE_NOT_SUPPORTED", description, "/payment_source")
    context = record(asked, "experience_context", "/payment_source/paypal")
    for name in ("return_url", "cancel_url"):
        url = context.get(name)
        if not is_address(url):
            field = f"/payment_source/paypal/experience_context/{name}"
            raise required(field) if url is None else invalid_value(field, url)
    shown = {k: v for k, v in asked.items() if k in ("description", "usage_type", "customer_type")}
    body: Json = {
        "status": "PAYER_ACTION_REQUIRED",
        "customer": read_customer(call),
        "paypal": shown,
        "pages": {"return": context["return_url"], "cancel": context["cancel_url"]},
    }
    now = call.tx.now()
    doc = Doc("setup_token", new_ref(), now, body, {}, due_at=now + SETUP_SECONDS)
    return Made(call.save(doc))


def live_setup(call: Call, doc_id: str) -> Doc:
    doc = call.load("setup_token", doc_id)
    if doc.body["status"] == "EXPIRED":
        raise missing()
    return doc


def show_setup_token(call: Call) -> Json:
    return _shapes.setup_token(call, live_setup(call, call.path["id"]))


def approve_setup(call: Call, doc: Doc, behaviour: str) -> None:
    """The payer agreed that this wallet is saved."""
    doc.body["status"] = "APPROVED"
    doc.private["behaviour"] = behaviour
    call.save(doc)


def expire_setup(call: Call, doc: Doc) -> None:
    doc.body["status"], doc.due_at = "EXPIRED", None
    call.save(doc)


def create_payment_token(call: Call) -> Made:
    """Save what the payer approved: one payment token of one setup token."""
    source = call.body.get("payment_source")
    token = source.get("token") if isinstance(source, dict) else None
    if not isinstance(token, dict):
        raise required("/payment_source/token")
    if token.get("type") != "SETUP_TOKEN":
        raise invalid_value("/payment_source/token/type", token.get("type"))
    setup = call.tx.get(call.merchant, "setup_token", str(token.get("id")))
    if setup is None or setup.body["status"] == "EXPIRED":
        description = "Specified token was not found. Verify the token and try the request again."
        raise unprocessable("TOKEN_NOT_FOUND", description, "/payment_source/token/id")
    if setup.body["status"] != "APPROVED":
        description = "The setup token has not been approved by the payer, or was used already."
        raise unprocessable("SETUP_TOKEN_NOT_APPROVED", description, "/payment_source/token/id")
    setup.body["status"], setup.due_at = "VAULTED", None
    call.save(setup)
    return Made(keep_wallet(call, setup.body["customer"], setup.private["behaviour"]))


def keep_wallet(call: Call, customer: str | None, behaviour: str) -> Doc:
    """A wallet saved by its owner, whose charges behave so."""
    email = f"buyer-{behaviour.replace('_', '-')}@personal.example"
    body: Json = {
        "type": "paypal",
        "customer": customer or new_id("customer", 10),
        "email": email,
        "payer_id": account_id(email),
    }
    doc = Doc("payment_token", new_ref(), call.tx.now(), body, {"behaviour": behaviour})
    call.save(doc)
    emit(call, "VAULT.PAYMENT-TOKEN.CREATED", doc)
    return doc


def show_payment_token(call: Call) -> Json:
    return _shapes.payment_token(call, call.load("payment_token", call.path["id"]))


def list_payment_tokens(call: Call) -> Json:
    """A customer's saved ways to pay, newest first, in pages."""
    customer = call.query.get("customer_id")
    if not customer:
        raise required("customer_id")
    size, number = _whole(call, "page_size", 5), _whole(call, "page", 1)
    size = min(size, MAX_PAGE)
    found = call.tx.find(
        call.merchant, "payment_token", Page(equal={"customer": customer}, limit=-1)
    )
    pages = -(-len(found) // size)
    shown = found[(number - 1) * size : number * size]
    path = f"v3/vault/payment-tokens?customer_id={customer}&page_size={size}&page="
    links = [call.link(f"{path}{number}", "self"), call.link(f"{path}1", "first")]
    if number < pages:
        links.append(call.link(f"{path}{number + 1}", "next"))
    answer: Json = {
        "customer": {"id": customer},
        "payment_tokens": [_shapes.payment_token(call, doc) for doc in shown],
        "links": links,
    }
    if call.query.get("total_required") == "true":
        answer |= {"total_items": len(found), "total_pages": pages}
    return answer


def _whole(call: Call, name: str, default: int) -> int:
    given = call.query.get(name, str(default))
    if not given.isdecimal() or not 1 <= int(given) <= 10_000:
        description = "The value of a field does not conform to the expected format."
        raise malformed("INVALID_PARAMETER_SYNTAX", description, name, given)
    return int(given)


def delete_payment_token(call: Call) -> None:
    """Forget a saved way to pay; one that is gone already is fine."""
    doc = call.tx.get(call.merchant, "payment_token", call.path["id"])
    if doc is not None:
        call.tx.remove(call.merchant, "payment_token", doc.id)
        emit(call, "VAULT.PAYMENT-TOKEN.DELETED", doc)
