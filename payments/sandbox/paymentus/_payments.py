"""Payments: submitted without a key, found by reference later, settled by the clock."""

from dataclasses import dataclass

from payments.sandbox._connection import LostBeforeCharge, Reply
from payments.sandbox._store import Doc, Json, Wanted

from . import _shapes
from ._behaviours import DECLINES, LATE_FAILURES, SLOW
from ._bills import credit
from ._call import Call, changes, money, need, refuse_unknown, text
from ._errors import broken, conflict, invalid, not_found

PARAMS = frozenset("customerId billId payment convenienceFee profileId source reference".split())
DEFAULT_SETTLE_SECONDS = "30"
TOOK = ("completed", "returned")
STATUSES = ("processing", "completed", "declined", "returned", "voided")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be paid: minor units, the fee the payer accepted, for whom and what."""

    customer: str
    bill: str | None
    minor: int
    fee: int
    currency: str
    reference: str | None
    staged: str | None = None


def submit(call: Call) -> Reply:
    """Charge a saved method now. Sent twice, it charges twice: there are no keys."""
    body = call.body
    refuse_unknown(body, PARAMS)
    if need(body, "source") != _shapes.SOURCE:
        raise invalid("INVALID_SOURCE", f"These credentials pay as {_shapes.SOURCE}.", "source")
    profile = call.load("paymentus_profile", need(body, "profileId"))
    wish = read_wish(call, profile.body["type"])
    if profile.body["customerId"] != wish.customer or profile.body["status"] != "active":
        raise not_found("profile")
    currencies = profile.private.get("currencies") or []
    if currencies and wish.currency not in currencies:
        raise invalid("CURRENCY_NOT_SUPPORTED", "The method cannot pay this currency.", "payment")
    return charge(call, wish, profile)


def read_wish(call: Call, kind: str | None) -> Wish:
    """The request's money and what it is for; a stated fee must be the published one."""
    body = call.body
    customer = call.load("paymentus_customer", need(body, "customerId")).id
    minor, currency = money(body, "payment")
    fee = 0
    if kind is not None and body.get("convenienceFee") is not None:
        fee = _shapes.FEES[kind]
        if body["convenienceFee"] != _shapes.money(fee, currency):
            raise invalid("FEE_MISMATCH", "The fee is not the published one.", "convenienceFee")
    bill = text(body, "billId")
    if bill is not None:
        check_bill(call, bill, customer, currency)
    return Wish(customer, bill, minor, fee, currency, text(body, "reference"))


def check_bill(call: Call, bill_id: str, customer: str, currency: str) -> None:
    """A bill that is paid can be paid again: the rest is the customer's credit."""
    doc = call.load("paymentus_bill", bill_id)
    if doc.body["customerId"] != customer:
        raise not_found("bill")
    if doc.body["status"] == "cancelled":
        raise conflict("BILL_NOT_PAYABLE", "The bill was cancelled.")
    if doc.body["total"]["currency"] != currency:
        raise invalid("CURRENCY_MISMATCH", "The bill has another currency.", "payment")


def charge(call: Call, wish: Wish, profile: Doc) -> Reply:
    """Charge as the method behaves; the payment is kept whatever becomes of it."""
    now, behaviour = call.tx.now(), str(profile.private["behaviour"])
    if behaviour == "error_500":
        raise broken()
    if behaviour == "timeout_before_charge":
        raise LostBeforeCharge
    body = _shapes.payment(now)
    body |= {
        "reference": wish.reference,
        "customerId": wish.customer,
        "billId": wish.bill,
        "profileId": None if wish.staged else profile.id,
        "stagedPaymentId": wish.staged,
        "payment": _shapes.money(wish.minor, wish.currency),
        "convenienceFee": _shapes.money(wish.fee, wish.currency),
        "total": _shapes.money(wish.minor + wish.fee, wish.currency),
        "method": _shapes.method(profile.body),
    }
    private = {"minor": wish.minor, "fee": wish.fee, "method": profile.id}
    payment = Doc("paymentus_payment", body["paymentId"], now, body, private)
    if behaviour in DECLINES:
        body |= {"status": "declined", "declineReason": DECLINES[behaviour]}
        call.save(payment)
    elif behaviour in SLOW or (profile.body["type"] == "bank" and behaviour == "succeed"):
        _start(call, payment, profile)
    else:
        complete(call, payment)
    return Reply(201, body, lost=behaviour == "timeout_after_charge")


def _start(call: Call, payment: Doc, profile: Doc) -> None:
    """A bank takes its time: processing until the clock, or a control order, ends it."""
    behaviour = str(profile.private["behaviour"])
    if behaviour != "never_settles":
        own = profile.private.get("settle_after_seconds")
        seconds = (
            int(call.tx.meta("settle_seconds", DEFAULT_SETTLE_SECONDS)) if own is None else own
        )
        payment.due_at = call.tx.now() + seconds
        payment.private["failure"] = LATE_FAILURES.get(behaviour)
        call.tx.has_mail = True
    call.save(payment)


def complete(call: Call, payment: Doc) -> None:
    """The money is there: the bill is credited, and the biller told."""
    payment.body["status"], payment.due_at = "completed", None
    call.save(payment)
    if payment.body["billId"] is not None:
        credit(call, payment.body["billId"], payment.private["minor"])
    call.emit("payment.completed", payment.body)


def settle(call: Call, payment: Doc, *, succeeded: bool, reason: str | None = None) -> None:
    """End a payment on its way, or send a completed one back; a return has no webhook."""
    status = payment.body["status"]
    if status == "processing" and succeeded:
        complete(call, payment)
        return
    if status not in ("processing", "completed") or succeeded:
        raise conflict("WRONG_STATUS", f"The payment is {status}.")
    if status == "completed" and payment.body["billId"] is not None:
        credit(call, payment.body["billId"], -payment.private["minor"])
    payment.due_at = None
    payment.body |= {"status": "returned", "declineReason": reason or "returned"}
    call.save(payment)


def retrieve_payment(call: Call) -> Json:
    return call.load("paymentus_payment", call.path["id"]).body


def list_payments(call: Call) -> Json:
    """By reference, customer, bill or status; a fresh one is not found yet (`search lag`)."""
    names = ("customerId", "billId", "status")
    equal: dict[str, Wanted] = {
        f"$.{name}": call.query[name] for name in names if name in call.query
    }
    if "reference" in call.query:
        equal["reference"] = call.query["reference"]
    return _late(call, equal)


def history(call: Call) -> Json:
    """A customer's payments, as late as the others."""
    customer = call.load("paymentus_customer", call.path["id"])
    return _late(call, {"$.customerId": customer.id})


def _late(call: Call, equal: dict[str, Wanted]) -> Json:
    latest = call.tx.now() - call.lag()
    found = call.find_all("paymentus_payment", equal)
    return changes(call, [doc for doc in found if doc.created <= latest], "payments")


def void_payment(call: Call) -> Json:
    """Stop a payment that is still on its way."""
    doc = call.load("paymentus_payment", call.path["id"])
    if doc.body["status"] != "processing":
        raise conflict("WRONG_STATUS", f"The payment is {doc.body['status']}.")
    doc.body["status"], doc.due_at = "voided", None
    call.save(doc)
    return doc.body


def quote_fees(call: Call) -> Json:
    """What each type of method costs the payer of this amount."""
    asked: Json = {"payment": dict(call.query)}
    minor, currency = money(asked, "payment")
    return {"fees": [_shapes.fee(kind, minor, currency) for kind in _shapes.FEES]}
