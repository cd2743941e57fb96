"""What a test may ask about the truth: payments by reference, totals, the webhook queue."""

from ._call import Call
from ._refunds import refunds_of
from ._store import Doc, Json, Page, Tx


def payments(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Payment intents of a merchant, newest first; `reference` is their metadata's.

    `charged` is true when money was taken; a bank payment on its way is not charged yet.
    """
    call = Call(tx, path["merchant"])
    equal: dict[str, str | int] = {
        name: str(body[name]) for name in ("reference", "customer") if name in body
    }
    found = tx.find(call.merchant, "payment_intent", Page(equal=equal, limit=-1))
    return {"payments": [_payment(call, doc) for doc in found]}


def _payment(call: Call, doc: Doc) -> Json:
    intent = doc.body
    counted = [
        refund.body["amount"]
        for refund in refunds_of(call, doc.id)
        if refund.body["status"] in ("succeeded", "pending")
    ]
    return {
        "id": doc.id,
        "amount": intent["amount"],
        "currency": intent["currency"],
        "status": intent["status"],
        "charged": intent["status"] == "succeeded",
        "charge": intent["latest_charge"],
        "refunded": sum(counted),
        "metadata": intent["metadata"],
        "customer": intent["customer"],
        "method": doc.private.get("method"),
        "idempotency_key": doc.private.get("idempotency_key"),
        "created": intent["created"],
    }


def summary(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """Counts and sums over all merchants, or over the one that `merchant` names."""
    where, bound = (
        ("AND merchant = ?", (str(body["merchant"]),)) if "merchant" in body else ("", ())
    )
    kinds = dict(
        tx.sql.execute(
            f"SELECT kind, count(*) FROM objects WHERE 1 {where} GROUP BY kind", bound
        ).fetchall()
    )
    statuses = dict(
        tx.sql.execute(
            "SELECT json_extract(body, '$.status'), count(*) FROM objects"
            f" WHERE kind = 'payment_intent' {where} GROUP BY 1",
            bound,
        ).fetchall()
    )
    sums = tx.sql.execute(
        "SELECT json_extract(body, '$.currency'), count(*), sum(json_extract(body, '$.amount')),"
        " sum(json_extract(body, '$.amount_refunded')) FROM objects"
        f" WHERE kind = 'charge' AND json_extract(body, '$.status') = 'succeeded' {where}"
        " GROUP BY 1",
        bound,
    ).fetchall()
    return {
        "now": tx.now(),
        "merchants": _count(tx, "merchants"),
        "customers": kinds.get("customer", 0),
        "methods": kinds.get("payment_method", 0),
        "payment_intents": statuses,
        "charges": sum(row[1] for row in sums),
        "refunds": kinds.get("refund", 0),
        "disputes": kinds.get("dispute", 0),
        "events": kinds.get("event", 0),
        "charged": {row[0]: row[2] for row in sums},
        "refunded": {row[0]: row[3] for row in sums},
        "idempotency_keys": _count(tx, "idempotency"),
        "faults": _count(tx, "faults WHERE times > 0"),
        "webhooks": _states(tx),
    }


def webhooks(tx: Tx, body: Json, path: dict[str, str]) -> Json:
    """The delivery queue, oldest first, and the mode it is in."""
    rows = tx.sql.execute(
        "SELECT d.merchant, d.event_id, json_extract(o.body, '$.type'), d.state, d.attempts,"
        " d.last_status FROM deliveries d JOIN objects o ON o.merchant = d.merchant"
        " AND o.kind = 'event' AND o.id = d.event_id ORDER BY d.seq"
    ).fetchall()
    names = ("merchant", "event", "type", "state", "attempts", "last_status")
    return {
        "mode": tx.meta("webhook_mode", "deliver"),
        "deliveries": [dict(zip(names, row, strict=True)) for row in rows],
    }


def _count(tx: Tx, table: str) -> int:
    return int(tx.sql.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _states(tx: Tx) -> Json:
    rows = tx.sql.execute("SELECT state, count(*) FROM deliveries GROUP BY state").fetchall()
    return {"pending": 0, "delivered": 0} | dict(rows)
