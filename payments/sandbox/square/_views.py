"""What a test may ask about the truth: payments, refunds, disputes and so on, and totals."""

from collections.abc import Callable

from payments.sandbox._provider import Act
from payments.sandbox._store import Doc, Json, Tx, Wanted

from ._call import Call
from ._refunds import refunded

TOOK = "COMPLETED"


def payments(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Payments of a merchant, newest first; `reference` is theirs, or that of a link's order.

    `charged` is true when money was taken; one on its way, or only approved, is not charged yet.
    """
    call = Call(tx, path["merchant"])
    equal: dict[str, Wanted] = {}
    if "customer" in body:
        equal["$.customer_id"] = str(body["customer"])
    if "reference" not in body:
        found = call.find_all("square_payment", equal)
    else:
        wanted: dict[str, Wanted] = {"reference": str(body["reference"])}
        found = call.find_all("square_payment", equal | wanted)
        for order in call.find_all("square_order", wanted):
            found += call.find_all("square_payment", equal | {"$.order_id": order.id})
        found.sort(key=lambda doc: doc.seq, reverse=True)
    return {"payments": [_payment(call, doc) for doc in found]}


def _payment(call: Call, doc: Doc) -> Json:
    body = doc.body
    order = call.tx.get(call.merchant, "square_order", body["order_id"])
    reference = body.get("reference_id") or (order.body.get("reference_id") if order else None)
    return {
        "id": doc.id,
        "amount": body["total_money"]["amount"],
        "currency": body["total_money"]["currency"],
        "status": body["status"],
        "charged": body["status"] == TOOK,
        "charge": doc.id,
        "refunded": refunded(call, doc.id),
        "metadata": {} if reference is None else {"reference": reference},
        "customer": body.get("customer_id"),
        "method": doc.private.get("source"),
        "link": doc.private.get("link"),
        "idempotency_key": doc.private.get("key"),
        "created": doc.created,
    }


def _listing(kind: str, member: str, shown: Callable[[Doc], Json], **paths: str) -> Act:
    """A control order that lists one kind of a merchant's documents, newest first.

    `paths` are its filters: the query's name and where the document has the value.
    """

    def listed(tx: Tx, body: Json, path: dict[str, str]) -> Json:
        equal: dict[str, Wanted] = {
            where: str(body[name]) for name, where in paths.items() if name in body
        }
        found = Call(tx, path["merchant"]).find_all(kind, equal)
        return {member: [shown(doc) for doc in found]}

    return listed


def _whole(doc: Doc) -> Json:
    return doc.body


def _money(doc: Doc) -> Json:
    body = doc.body
    payment = body.get("payment_id") or body["disputed_payment"]["payment_id"]
    return {
        "id": doc.id,
        "amount": body["amount_money"]["amount"],
        "currency": body["amount_money"]["currency"],
        "status": body.get("status") or body["state"],
        "payment_intent": payment,
        "charge": payment,
        "reason": body.get("reason"),
        "idempotency_key": doc.private.get("key"),
        "created": doc.created,
    }


def _card(doc: Doc) -> Json:
    return doc.body | {"behaviour": doc.private.get("behaviour")}


refunds = _listing(
    "square_refund", "refunds", _money, payment_intent="$.payment_id", status="$.status"
)
disputes = _listing(
    "square_dispute",
    "disputes",
    _money,
    payment_intent="$.disputed_payment.payment_id",
    status="$.state",
)
customers = _listing("square_customer", "customers", _whole)
cards = _listing("square_card", "methods", _card, customer="$.customer_id")
links = _listing("square_link", "links", _whole, order="$.order_id")


def summary(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Counts and sums of the merchant that `merchant` names."""
    call = Call(tx, str(body.get("merchant", "")))
    found = call.find_all("square_payment")
    statuses: dict[str, int] = {}
    charged: dict[str, int] = {}
    given_back: dict[str, int] = {}
    for doc in found:
        status, money = str(doc.body["status"]), doc.body["total_money"]
        statuses[status] = statuses.get(status, 0) + 1
        if status == TOOK:
            currency = str(money["currency"])
            charged[currency] = charged.get(currency, 0) + money["amount"]
            given_back[currency] = given_back.get(currency, 0) + refunded(call, doc.id)
    return {
        "now": tx.now(),
        "customers": len(call.find_all("square_customer")),
        "methods": len(call.find_all("square_card")) + len(call.find_all("square_bank")),
        "payment_intents": statuses,
        "charges": statuses.get(TOOK, 0),
        "refunds": len(call.find_all("square_refund")),
        "disputes": len(call.find_all("square_dispute")),
        "events": len(call.find_all("event")),
        "charged": charged,
        "refunded": given_back,
    }
