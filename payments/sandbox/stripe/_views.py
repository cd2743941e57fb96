"""What a test may ask about the truth: payments, refunds, set-ups and so on, and totals."""

from collections.abc import Callable

from payments.sandbox._provider import Act
from payments.sandbox._store import Doc, Json, Page, Tx

from ._call import Call
from ._refunds import refunds_of


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


def _listing(kind: str, member: str, shown: Callable[[Doc], Json]) -> Act:
    """A control order that lists one kind of a merchant's documents, newest first.

    Filters: `customer`, `payment_intent`, `reference` (of the metadata) and `status`.
    """

    def listed(tx: Tx, body: Json, path: dict[str, str]) -> Json:
        columns = ("customer", "payment_intent", "reference")
        equal = {name: str(body[name]) for name in columns if name in body}
        if "status" in body:
            equal["$.status"] = str(body["status"])
        found = tx.find(path["merchant"], kind, Page(equal=equal, limit=-1))
        return {member: [shown(doc) for doc in found]}

    return listed


def _taking(*names: str) -> Callable[[Doc], Json]:
    return lambda doc: {name: doc.body.get(name) for name in ("id", *names)}


def _setup(doc: Doc) -> Json:
    names = ("status", "customer", "payment_method", "metadata", "created", "next_action")
    error = doc.body["last_setup_error"]
    return _taking(*names)(doc) | {
        "method": doc.private.get("method"),
        "error": error and error["code"],
        "session": (doc.private.get("owner") or (None, None))[1],
    }


def _customer(doc: Doc) -> Json:
    default = doc.body["invoice_settings"]["default_payment_method"]
    return _taking("name", "email", "metadata", "created")(doc) | {"default_method": default}


MONEY = ("amount", "currency", "status", "payment_intent", "charge", "metadata", "created")
refunds = _listing("refund", "refunds", _taking(*MONEY, "reason", "failure_reason"))
disputes = _listing("dispute", "disputes", _taking(*MONEY, "reason"))
setups = _listing("setup_intent", "setups", _setup)
customers = _listing("customer", "customers", _customer)
sessions = _listing(
    "session",
    "sessions",
    _taking(
        *("mode", "status", "payment_status", "customer", "setup_intent", "payment_intent"),
        *("payment_link", "url", "metadata", "expires_at", "created"),
    ),
)
links = _listing("payment_link", "links", _taking("active", "url", "metadata", "restrictions"))
invoices = _listing(
    "invoice",
    "invoices",
    _taking(
        *("number", "status", "customer", "currency", "total", "amount_due", "amount_paid"),
        *("hosted_invoice_url", "metadata", "created"),
    ),
)


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


def _count(tx: Tx, table: str) -> int:
    return int(tx.sql.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _states(tx: Tx) -> Json:
    rows = tx.sql.execute("SELECT state, count(*) FROM deliveries GROUP BY state").fetchall()
    return {"pending": 0, "delivered": 0} | dict(rows)
