"""The Payments API: create, get, list, complete, cancel, and cancel by the create's key."""

from payments.sandbox._connection import Reply
from payments.sandbox._store import Doc, Json

from . import _read, _shapes
from ._call import Call, Listing, listed
from ._charging import Attempt, charge, complete, void
from ._errors import invalid, wrong_state
from ._locations import find_location
from ._sources import check_owner, check_usable, find_source, is_bank, is_verified, spend

CREATE_PARAMS = frozenset(
    "source_id idempotency_key amount_money tip_money app_fee_money delay_duration delay_action"
    " autocomplete order_id customer_id location_id team_member_id reference_id verification_token"
    " accept_partial_authorization buyer_email_address buyer_phone_number billing_address"
    " shipping_address note statement_description_identifier cash_details external_details"
    " customer_details offline_payment_details".split()
)
ABSENT = ("tip_money", "app_fee_money", "cash_details", "external_details", "order_id")
# Members that a payment shows as they came, and their longest value.
SHOWN = {
    "reference_id": 40,
    "note": 500,
    "buyer_email_address": 255,
    "statement_description_identifier": 20,
    "team_member_id": 192,
}
WEEK = 7 * 86_400
MAX_PAGE = 100
SORTS = ("CREATED_AT", "UPDATED_AT", "OFFLINE_CREATED_AT")


def create_payment(call: Call) -> Reply:
    body = call.body
    _read.refuse_unknown(body, CREATE_PARAMS)
    for name in ABSENT:
        if name in body:
            raise invalid("SANDBOX_NOT_SUPPORTED", "This sandbox does not have it.", name)
    source_id = _read.need(body, "source_id")
    _read.need(body, "idempotency_key")
    amount = _read.money(body, "amount_money")
    place = find_location(call, _read.text(body, "location_id", 50), amount["currency"])
    payment = Doc("square_payment", "", call.tx.now(), {})
    payment.body = _shapes.payment(payment.created, amount, place["id"], _shapes.fresh(30))
    payment.id = payment.body["id"]
    for name, longest in SHOWN.items():
        value = _read.text(body, name, longest)
        if value is not None:
            payment.body[name] = value
    autocomplete = _delay(call, payment)
    source = find_source(call, source_id)
    customer = _customer(call, source)
    if customer is not None:
        payment.body["customer_id"] = customer
    check_usable(source, amount["currency"])
    if is_bank(source) and not autocomplete:
        raise invalid("INVALID_VALUE", "ACH payments are always completed.", "autocomplete")
    token = _read.text(body, "verification_token")
    verified = is_verified(call, source.id, token)
    details = _read.mapping(body, "customer_details") or {}
    present = details.get("customer_initiated") is not False
    spend(call, source)
    payment.private |= {"key": call.key, "saved": source.kind != "square_nonce"}
    return charge(Attempt(call, payment, source, autocomplete, verified, present))


def _customer(call: Call, source: Doc) -> str | None:
    """The customer the payment is for; raises when it is unknown or not the source's."""
    customer = _read.text(call.body, "customer_id", 191)
    if customer is not None:
        call.load("square_customer", customer, param="customer_id")
    check_owner(source, customer)
    return customer


def _delay(call: Call, payment: Doc) -> bool:
    """Reads `autocomplete` and its delay; they may be set for a later capture only."""
    body, autocomplete = call.body, _read.flag(call.body, "autocomplete")
    duration = _read.text(body, "delay_duration")
    action = _read.one_of(_read.text(body, "delay_action"), ("CANCEL", "COMPLETE"), "delay_action")
    if autocomplete is not False:
        if duration is not None:
            detail = "delay_duration can be set with autocomplete=false only."
            raise invalid("INVALID_VALUE", detail, "delay_duration")
        payment.body["delay_duration"] = "PT168H"
        return True
    seconds = WEEK if duration is None else _read.duration(duration, "delay_duration")
    if not 60 <= seconds <= WEEK:
        detail = "delay_duration must be from PT1M to P7D."
        raise invalid("INVALID_VALUE", detail, "delay_duration")
    payment.private["delay_seconds"] = seconds
    payment.body |= {"delay_duration": duration or "PT168H", "delay_action": action or "CANCEL"}
    return False


def get_payment(call: Call) -> Json:
    return {"payment": call.load("square_payment", call.path["id"]).body}


def list_payments(call: Call) -> Json:
    """Payments of one location by time: there is no filter by reference. Eventually consistent."""
    query = call.query
    place = find_location(call, query.get("location_id"))
    docs = call.find_all("square_payment", {"$.location_id": place["id"]}, window(call))
    for name, path in (("last_4", "last_4"), ("card_brand", "card_brand")):
        if name in query:
            docs = [doc for doc in docs if _card(doc).get(path) == query[name]]
    if "total" in query:
        docs = [doc for doc in docs if str(doc.body["total_money"]["amount"]) == query["total"]]
    docs = updated_between(call, docs)
    return listed(call, docs, ordering(call, "payments", SORTS))


def _card(payment: Doc) -> Json:
    found: Json = payment.body.get("card_details", {}).get("card", {})
    return found


def window(call: Call) -> dict[str, int]:
    """The span of `created`: a year back by default; what is too young is not listed yet."""
    now = call.tx.now()
    begin = _read.instant(call.query, "begin_time")
    end = _read.instant(call.query, "end_time")
    if begin is not None and end is not None and end < begin:
        raise invalid("INVALID_TIME_RANGE", "begin_time must be before end_time.")
    latest = now - call.search_lag()
    return {
        ">=": now - 365 * 86_400 if begin is None else begin,
        "<=": latest if end is None else min(end, latest),
    }


def updated_between(call: Call, docs: list[Doc]) -> list[Doc]:
    begin = _read.instant(call.query, "updated_at_begin_time")
    end = _read.instant(call.query, "updated_at_end_time")
    if begin is not None:
        docs = [doc for doc in docs if doc.body["updated_at"] >= _read.rfc3339(begin)]
    if end is not None:
        docs = [doc for doc in docs if doc.body["updated_at"] <= _read.rfc3339(end)]
    return docs


def ordering(call: Call, member: str, sorts: tuple[str, ...]) -> Listing:
    query = call.query
    _read.one_of(query.get("sort_order"), ("ASC", "DESC"), "sort_order")
    _read.one_of(query.get("sort_field"), sorts, "sort_field")
    oldest, size = query.get("sort_order") == "ASC", _read.limit(query, MAX_PAGE)
    if query.get("sort_field") == "UPDATED_AT":
        return Listing(member, size, oldest, lambda doc: str(doc.body["updated_at"]))
    return Listing(member, size, oldest)


def complete_payment(call: Call) -> Json:
    """Capture an APPROVED payment; the version, where given, must be the present one."""
    _read.refuse_unknown(call.body, ("version_token",))
    doc = call.load("square_payment", call.path["id"])
    token = _read.text(call.body, "version_token")
    if token is not None and token != doc.body["version_token"]:
        raise invalid("VERSION_MISMATCH", "The version token is out of date.", "version_token")
    if doc.body["status"] != "APPROVED":
        raise wrong_state(f"A payment that is {doc.body['status']} cannot be completed.")
    complete(call, doc)
    return {"payment": doc.body}


def cancel_payment(call: Call) -> Json:
    doc = call.load("square_payment", call.path["id"])
    _cancel(call, doc)
    return {"payment": doc.body}


def _cancel(call: Call, doc: Doc) -> None:
    if doc.body["status"] != "APPROVED":
        raise wrong_state(f"A payment that is {doc.body['status']} cannot be canceled.")
    void(call, doc)


def cancel_by_key(call: Call) -> Json:
    """Void the payment that a create with this key made; a key that made none is fine.

    Afterwards the same create can be sent again, as documented, and makes a new payment.
    """
    _read.refuse_unknown(call.body, ("idempotency_key",))
    key = _read.need(call.body, "idempotency_key", 45)
    row = call.tx.sql.execute(
        "SELECT id FROM objects WHERE merchant = ? AND kind = 'square_payment'"
        " AND json_extract(private, '$.key') = ? ORDER BY seq DESC LIMIT 1",
        (call.merchant, key),
    ).fetchone()
    if row is None:
        return {}
    doc = call.load("square_payment", str(row[0]))
    if doc.body["status"] in ("CANCELED", "FAILED"):
        return {}
    _cancel(call, doc)
    call.tx.sql.execute(
        "DELETE FROM idempotency WHERE merchant = ? AND key = ?",
        (call.merchant, f"/v2/payments {key}"),
    )
    return {}
