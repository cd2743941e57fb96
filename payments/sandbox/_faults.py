"""Planned faults: what a test ordered to go wrong, how often, and on which requests."""

from dataclasses import dataclass

from ._store import Json, Tx

# Every matching request, until it is cleared or its virtual time is over.
OUTAGES = frozenset({"outage", "outage_503"})
# Answered or cut without executing the request.
BEFORE = OUTAGES | {"http_500_before_commit", "http_429", "hang", "drop_before_commit"}
# The request is executed and committed; the reply suffers.
AFTER = frozenset(
    {
        "latency",
        "drop_reply_after_commit",
        "http_500_after_commit",
        "reset_mid_body",
        "html_instead_of_json",
        "truncated_json",
        "wrong_amount",
        "wrong_currency",
    }
)
# The request is executed as if the provider knew no idempotency keys.
NOKEY = "nokey"
KINDS = BEFORE | AFTER | {NOKEY}
DEFAULT_DELAY_MS = {"latency": 300, "hang": 120_000}


@dataclass(frozen=True, slots=True)
class Fault:
    """One use of a planned fault; `delay_ms` is how long the request is held."""

    kind: str
    delay_ms: int


COLUMNS = ("merchant", "path_contains", "method", "kind", "times", "delay_ms", "until")


def plan(tx: Tx, wanted: Json) -> None:
    """Store a validated fault; kind and times are required."""
    tx.sql.execute(
        f"INSERT INTO faults ({', '.join(COLUMNS)}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        tuple(wanted.get(name) for name in COLUMNS),
    )


def planned(tx: Tx) -> list[Json]:
    """What is still to happen, the oldest first."""
    rows = tx.sql.execute(
        f"SELECT {', '.join(COLUMNS)} FROM faults"
        " WHERE times > 0 AND (until IS NULL OR until > ?) ORDER BY seq",
        (tx.now(),),
    ).fetchall()
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


def clear(tx: Tx, merchant: str | None, kind: str | None) -> int:
    """Forget planned faults, all or those of one merchant or kind; returns how many."""
    return tx.sql.execute(
        "DELETE FROM faults WHERE times > 0 AND (? IS NULL OR merchant = ?)"
        " AND (? IS NULL OR kind = ?)",
        (merchant, merchant, kind, kind),
    ).rowcount


def take(
    tx: Tx, merchant: str, method: str, path: str, *, only_named: bool = False
) -> Fault | None:
    """Use up one matching fault: an outage first, then the oldest.

    `only_named` is for requests beside the business, like those for a token: apart from an outage
    they suffer only what was planned with a `path_contains`.
    """
    row = tx.sql.execute(
        "SELECT seq, kind, delay_ms FROM faults WHERE times > 0"
        " AND (until IS NULL OR until > ?)"
        " AND (merchant IS NULL OR merchant = ?) AND (method IS NULL OR method = ?)"
        " AND (path_contains IS NULL OR instr(?, path_contains) > 0)"
        " AND (? = 0 OR path_contains NOTNULL OR kind IN ('outage', 'outage_503'))"
        " ORDER BY kind NOT IN ('outage', 'outage_503'), seq LIMIT 1",
        (tx.now(), merchant, method, path, only_named),
    ).fetchone()
    if row is None:
        return None
    if row[1] not in OUTAGES:
        tx.sql.execute("UPDATE faults SET times = times - 1 WHERE seq = ?", (row[0],))
    delay = DEFAULT_DELAY_MS.get(row[1], 0) if row[2] is None else row[2]
    return Fault(str(row[1]), int(delay))


# The merchants that are out as a whole; bound to the virtual now. Their pages and webhooks rest.
DOWN = (
    "SELECT m.id FROM merchants m JOIN faults f ON f.merchant IS NULL OR f.merchant = m.id"
    " WHERE f.kind IN ('outage', 'outage_503') AND f.times > 0 AND f.path_contains IS NULL"
    " AND f.method IS NULL AND (f.until IS NULL OR f.until > ?)"
)


def is_down(tx: Tx, merchant: str) -> bool:
    """Whether the whole merchant is out."""
    return (merchant,) in tx.sql.execute(DOWN, (tx.now(),)).fetchall()


def spoil(body: Json, kind: str) -> Json:
    """The body with another amount or currency than the store holds; lists are spoilt inside."""
    if isinstance(body.get("data"), list):
        return body | {"data": [spoil(item, kind) for item in body["data"]]}
    if kind == "wrong_amount" and "amount" in body:
        changed = {"amount": body["amount"] + 100}
        if body.get("amount_received"):
            changed["amount_received"] = body["amount_received"] + 100
        return body | changed
    if kind == "wrong_currency" and "currency" in body:
        return body | {"currency": "usd" if body["currency"] == "eur" else "eur"}
    return body
