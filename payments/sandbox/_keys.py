"""The idempotency store: first answer per merchant and key, kept 24 hours of the virtual clock."""

import json

from ._call import Reply
from ._errors import invalid, other_endpoint, other_parameters
from ._store import Tx

WINDOW_SECONDS = 24 * 3600
MAX_KEY = 255


def check_key(key: str | None) -> str | None:
    """The header's value, None when absent or empty; raises 400 when too long."""
    if not key:
        return None
    if len(key) > MAX_KEY:
        raise invalid("Idempotency keys may be at most 255 characters.", param="idempotency_key")
    return key


def saved(tx: Tx, merchant: str, key: str, request: tuple[str, str]) -> Reply | None:
    """The stored answer to `key`; `request` is (endpoint, fingerprint of the parameters).

    Raises idempotency_error when the key was first used for something else.
    """
    endpoint, fingerprint = request
    row = tx.sql.execute(
        "SELECT endpoint, fingerprint, status, body FROM idempotency"
        " WHERE merchant = ? AND key = ? AND saved_at > ?",
        (merchant, key, tx.now() - WINDOW_SECONDS),
    ).fetchone()
    if row is None:
        return None
    if row[0] != endpoint:
        raise other_endpoint(key, row[0], endpoint)
    if row[1] != fingerprint:
        raise other_parameters(key)
    return Reply(int(row[2]), json.loads(row[3]))


def save(tx: Tx, merchant: str, key: str, request: tuple[str, str], reply: Reply) -> None:
    tx.sql.execute(
        "INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?, ?, ?, ?)",
        (merchant, key, request[1], request[0], reply.status, json.dumps(reply.body), tx.now()),
    )


def forget(tx: Tx, *, expired_only: bool) -> int:
    """Prune the store; returns how many keys went."""
    limit = tx.now() - WINDOW_SECONDS if expired_only else tx.now()
    return tx.sql.execute("DELETE FROM idempotency WHERE saved_at <= ?", (limit,)).rowcount


def fired(tx: Tx, merchant: str, key: str | None) -> bool:
    """Whether a time-out behaviour already fired for this key; remembered beyond the window."""
    sql = "SELECT 1 FROM fired WHERE merchant = ? AND key = ?"
    return key is not None and tx.sql.execute(sql, (merchant, key)).fetchone() is not None


def mark_fired(tx: Tx, merchant: str, key: str | None) -> None:
    if key is not None:
        tx.sql.execute("INSERT OR IGNORE INTO fired VALUES (?, ?)", (merchant, key))
