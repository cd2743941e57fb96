"""The idempotency store: first answer per merchant and key, kept for a time of the virtual clock.

That time is 24 hours unless the provider says otherwise for an answer. `saved_at` is then moved by
the difference, so that every answer is over `WINDOW_SECONDS` after its `saved_at`.
"""

import json
from dataclasses import dataclass

from ._store import Json, Tx

WINDOW_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Saved:
    """What was answered under a key, to which endpoint and parameters."""

    endpoint: str
    fingerprint: str
    status: int
    body: Json


def saved(tx: Tx, merchant: str, key: str) -> Saved | None:
    """The stored answer to `key`, None when it is new or its window has passed."""
    row = tx.sql.execute(
        "SELECT endpoint, fingerprint, status, body FROM idempotency"
        " WHERE merchant = ? AND key = ? AND saved_at > ?",
        (merchant, key, tx.now() - WINDOW_SECONDS),
    ).fetchone()
    return None if row is None else Saved(row[0], row[1], int(row[2]), json.loads(row[3]))


def save(
    tx: Tx, merchant: str, key: str, answer: Saved, window_seconds: int = WINDOW_SECONDS
) -> None:
    tx.sql.execute(
        "INSERT OR REPLACE INTO idempotency (merchant, key, fingerprint, endpoint, status, body,"
        " saved_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            merchant,
            key,
            answer.fingerprint,
            answer.endpoint,
            answer.status,
            json.dumps(answer.body),
            tx.now() + window_seconds - WINDOW_SECONDS,
        ),
    )


def forget(tx: Tx, *, expired_only: bool) -> int:
    """Prune the store; returns how many keys went."""
    limit = tx.now() - WINDOW_SECONDS if expired_only else None
    return tx.sql.execute(
        "DELETE FROM idempotency WHERE ? IS NULL OR saved_at <= ?", (limit, limit)
    ).rowcount


def fired(tx: Tx, merchant: str, key: str | None) -> bool:
    """Whether a time-out behaviour already fired for this key; remembered beyond the window."""
    sql = "SELECT 1 FROM fired WHERE merchant = ? AND key = ?"
    return key is not None and tx.sql.execute(sql, (merchant, key)).fetchone() is not None


def mark_fired(tx: Tx, merchant: str, key: str | None) -> None:
    if key is not None:
        tx.sql.execute("INSERT OR IGNORE INTO fired VALUES (?, ?)", (merchant, key))
