"""The Cards API and the Bank Accounts API: what is kept on file for a customer."""

from payments.sandbox._connection import Reply
from payments.sandbox._store import Doc, Json, new_id

from . import _read, _shapes
from ._behaviours import DECLINES
from ._call import Call, Listing, listed
from ._charging import payment_error
from ._errors import Refusal, error, invalid, missing
from ._sources import find_source, is_bank, is_verified, refuses_to_be_saved, spend

CREATE_PARAMS = frozenset({"idempotency_key", "source_id", "verification_token", "card"})
CARD_PARAMS = frozenset(
    {"customer_id", "cardholder_name", "billing_address", "reference_id", "exp_month", "exp_year"}
    | {"version"}
)
CARDS_A_PAGE = 25
ASKING = ("requires_authentication", "authenticate_unless_setup", "authenticate_then_decline")


def create_card(call: Call) -> Json | Reply:
    """Keep the card behind a token, or behind a payment's token, for the customer."""
    body = call.body
    _read.refuse_unknown(body, CREATE_PARAMS)
    _read.need(body, "idempotency_key")
    source_id = _read.need(body, "source_id")
    wanted = _read.mapping(body, "card")
    if wanted is None:
        raise missing("card")
    _read.refuse_unknown(wanted, CARD_PARAMS, "card")
    customer = _read.need(wanted, "customer_id", field="card.customer_id")
    if call.tx.get(call.merchant, "square_customer", customer) is None:
        detail = "The customer could not be found."
        raise invalid("CUSTOMER_NOT_FOUND", detail, "card.customer_id")
    source = _card_source(call, source_id)
    verified = is_verified(call, source.id, _read.text(body, "verification_token"))
    if source.private["behaviour"] in ASKING and not verified:
        return _declined("CARD_DECLINED_VERIFICATION_REQUIRED", 400)
    if refuses_to_be_saved(source):
        why = DECLINES[source.private["behaviour"]]
        return _declined(why.code, why.status)
    spend(call, source)
    shown = dict(source.body) | {"id": "ccof:" + _shapes.fresh(20), "customer_id": customer}
    shown |= {"merchant_id": _shapes.merchant_id(call.merchant), "enabled": True, "version": 1}
    for name, longest in (("cardholder_name", 96), ("reference_id", 128)):
        value = _read.text(wanted, name, longest, field=f"card.{name}")
        if value is not None:
            shown[name] = value
    private = {"behaviour": source.private["behaviour"], "set_up": verified}
    call.save(Doc("square_card", shown["id"], call.tx.now(), shown, private))
    call.emit("card.created", "card", shown)
    return {"card": shown}


def _card_source(call: Call, source_id: str) -> Doc:
    """The token's card, or the one that a payment was made with; raises for anything else."""
    payment = call.tx.get(call.merchant, "square_payment", source_id)
    if payment is not None:
        if payment.body["status"] not in ("APPROVED", "COMPLETED"):
            raise invalid("INVALID_CARD_DATA", "The payment took no card.", "source_id")
        if payment.private["saved"]:
            raise invalid("SOURCE_USED", "The source id was used to make a card.", "source_id")
        payment.private["saved"] = True
        call.save(payment)
        spent = call.tx.get(call.merchant, "square_nonce", payment.private["source"])
        source = spent or find_source(call, payment.private["source"])
        source.private["documented"] = True  # spent already, by the payment
        return source
    source = find_source(call, source_id)
    if is_bank(source):
        raise invalid("INVALID_CARD_DATA", "Only a card can be kept here.", "source_id")
    if source.kind == "square_card":
        raise invalid("SOURCE_USED", "The card is on file already.", "source_id")
    return source


def _declined(code: str, status: int) -> Reply:
    return Reply(status, {"errors": [payment_error(code)]})


def retrieve_card(call: Call) -> Json:
    return {"card": call.load("square_card", call.path["id"]).body}


def list_cards(call: Call) -> Json:
    """25 a page; disabled ones only when asked for."""
    query = call.query
    _read.one_of(query.get("sort_order"), ("ASC", "DESC"), "sort_order")
    equal = {f"$.{name}": query[name] for name in ("customer_id", "reference_id") if name in query}
    found = call.find_all("square_card", equal)
    if query.get("include_disabled") != "true":
        found = [doc for doc in found if doc.body["enabled"]]
    oldest = query.get("sort_order") != "DESC"
    return listed(call, found, Listing("cards", CARDS_A_PAGE, oldest))


def disable_card(call: Call) -> Json:
    """The card is charged no more; disabling it again changes nothing."""
    doc = call.load("square_card", call.path["id"])
    if doc.body["enabled"]:
        doc.body["enabled"] = False
        doc.body["version"] += 1
        call.save(doc)
        call.emit("card.disabled", "card", doc.body)
    return {"card": doc.body}


def create_bank(call: Call) -> Json:
    """Keep the account behind a token, for the customer."""
    body = call.body
    _read.refuse_unknown(body, ("idempotency_key", "source_id", "customer_id"))
    _read.need(body, "idempotency_key")
    source = find_source(call, _read.need(body, "source_id"))
    if not is_bank(source) or source.kind == "square_bank":
        raise invalid("INVALID_VALUE", "This is no token of a bank account.", "source_id")
    customer = _read.need(body, "customer_id")
    call.load("square_customer", customer, param="customer_id")
    spend(call, source)
    shown = dict(source.body) | {"id": "bact:" + new_id("b", 20)[2:], "customer_id": customer}
    private = {"behaviour": source.private["behaviour"], "bank": True}
    call.save(Doc("square_bank", shown["id"], call.tx.now(), shown, private))
    call.emit("bank_account.created", "bank_account", shown)
    return {"bank_account": shown}


def retrieve_bank(call: Call) -> Json:
    return {"bank_account": call.load("square_bank", call.path["id"]).body}


def list_banks(call: Call) -> Json:
    equal = {
        f"$.{name}": call.query[name]
        for name in ("customer_id", "location_id")
        if name in call.query
    }
    found = call.find_all("square_bank", equal)
    size = _read.limit(call.query, 1000)
    return listed(call, found, Listing("bank_accounts", size, oldest_first=True))


def disable_bank(call: Call) -> Json:
    """The account is debited no more; disabling it again is refused."""
    doc = call.load("square_bank", call.path["id"])
    if doc.body["status"] == "DISABLED":
        detail = "The bank account is disabled already."
        raise Refusal(400, error("INVALID_REQUEST_ERROR", "BAD_REQUEST", detail))
    doc.body |= {"status": "DISABLED", "debitable": False}
    call.touch(doc)
    call.emit("bank_account.disabled", "bank_account", doc.body)
    return {"bank_account": doc.body}
