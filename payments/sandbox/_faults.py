"""Planned faults: what a test ordered to go wrong, how often, and on which requests."""

from dataclasses import dataclass

from ._store import Json, Tx

# Answered or cut without executing the request.
BEFORE = frozenset({"http_500_before_commit", "http_429", "hang", "drop_before_commit"})
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


def plan(tx: Tx, wanted: Json) -> None:
    """Store a validated fault; kind and times are required."""
    names = ("merchant", "path_contains", "method", "kind", "times", "delay_ms")
    tx.sql.execute(
        "INSERT INTO faults (merchant, path_contains, method, kind, times, delay_ms)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        tuple(wanted.get(name) for name in names),
    )


def take(tx: Tx, merchant: str, method: str, path: str) -> Fault | None:
    """Use up one matching fault, the oldest first."""
    row = tx.sql.execute(
        "SELECT seq, kind, delay_ms FROM faults WHERE times > 0"
        " AND (merchant IS NULL OR merchant = ?) AND (method IS NULL OR method = ?)"
        " AND (path_contains IS NULL OR instr(?, path_contains) > 0) ORDER BY seq LIMIT 1",
        (merchant, method, path),
    ).fetchone()
    if row is None:
        return None
    tx.sql.execute("UPDATE faults SET times = times - 1 WHERE seq = ?", (row[0],))
    delay = DEFAULT_DELAY_MS.get(row[1], 0) if row[2] is None else row[2]
    return Fault(str(row[1]), int(delay))


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
