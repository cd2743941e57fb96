"""What a test may ask about the truth: payments, refunds, disputes and so on, and totals.

Amounts are whole numbers of the smallest unit by the provider's list of currencies.
"""

from payments.sandbox._provider import Act
from payments.sandbox._store import Doc, Json, Page, Tx

from ._call import Call


def payments(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Orders that were charged or tried, newest first; `reference` is the custom or invoice id.

    `charged` is true when money was taken; an eCheck on its way is not charged yet. `id` is the
    order's, `charge` the capture's; what a lost dispute took is not in `refunded`.
    """
    call = Call(tx, path["merchant"])
    found = tx.find(call.merchant, "charge", Page(equal=_equal(body), limit=-1))
    return {"payments": [_payment(call, doc) for doc in found]}


def _equal(body: Json) -> dict[str, str | int | tuple[str, ...] | None]:
    names = ("customer", "payment_intent", "reference")
    return {name: str(body[name]) for name in names if name in body}


def _payment(call: Call, doc: Doc) -> Json:
    charge = doc.body
    order = call.load("order", charge["payment_intent"])
    given = [
        refund.body["amount"]
        for refund in call.of_order("refund", order.id)
        if refund.body["status"] != "failed" and not refund.body["reversal"]
    ]
    return {
        "id": order.id,
        "amount": charge["amount"],
        "currency": charge["currency"],
        "status": charge["status"],
        "charged": charge["status"] == "succeeded",
        "charge": doc.id,
        "refunded": sum(given),
        "metadata": charge["metadata"],
        "customer": charge["customer"],
        "method": order.private.get("method"),
        "idempotency_key": order.private.get("idempotency_key"),
        "created": doc.created,
    }


def _listing(kind: str, member: str, *names: str) -> Act:
    """A control order that lists one kind of a merchant's documents, newest first."""

    def listed(tx: Tx, body: Json, path: dict[str, str]) -> Json:
        equal = _equal(body)
        if "status" in body:
            equal["$.status"] = str(body["status"])
        found = tx.find(path["merchant"], kind, Page(equal=equal, limit=-1))
        return {member: [_taken(doc, names) for doc in found]}

    return listed


def _taken(doc: Doc, names: tuple[str, ...]) -> Json:
    shown = {"id": doc.id} | {name: doc.body.get(name) for name in names}
    return shown | {"created": doc.created}


MONEY = ("amount", "currency", "status", "payment_intent", "charge", "metadata")
orders = _listing("order", "orders", "status", "amount", "currency", "customer", "metadata")
refunds = _listing("refund", "refunds", *MONEY, "reversal")
disputes = _listing("dispute", "disputes", *MONEY, "reason", "stage", "outcome")
setups = _listing("setup_token", "setups", "status", "customer")
customers = _listing("customer", "customers", "name", "email")


def summary(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Counts and sums of the merchant that `merchant` names."""
    merchant = str(body.get("merchant", ""))

    def rows(sql: str) -> list[tuple[str, int]]:
        return tx.sql.execute(sql, (merchant,)).fetchall()

    kinds = dict(rows("SELECT kind, count(*) FROM objects WHERE merchant = ? GROUP BY kind"))

    def statuses(kind: str) -> dict[str, int]:
        return dict(
            rows(
                "SELECT json_extract(body, '$.status'), count(*) FROM objects"
                f" WHERE kind = '{kind}' AND merchant = ? GROUP BY 1"
            )
        )

    sums = tx.sql.execute(
        "SELECT json_extract(body, '$.currency'), count(*), sum(json_extract(body, '$.amount')),"
        " sum(json_extract(body, '$.amount_refunded')) FROM objects WHERE kind = 'charge'"
        " AND json_extract(body, '$.status') = 'succeeded' AND merchant = ? GROUP BY 1",
        (merchant,),
    ).fetchall()
    return {
        "now": tx.now(),
        "customers": kinds.get("customer", 0),
        "methods": kinds.get("payment_token", 0),
        "orders": statuses("order"),
        "captures": statuses("charge"),
        "charges": sum(row[1] for row in sums),
        "refunds": kinds.get("refund", 0),
        "disputes": kinds.get("dispute", 0),
        "events": kinds.get("event", 0),
        "charged": {row[0]: row[2] for row in sums},
        "refunded": {row[0]: row[3] for row in sums},
    }
