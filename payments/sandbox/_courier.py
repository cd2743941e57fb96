"""Delivers signed webhooks from the durable queue and settles what has come due, in one thread."""

import hashlib
import hmac
import http.client
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from ._call import Call
from ._charging import settle
from ._refunds import settle_refund
from ._store import Json, Ledger, Tx, real_ms

MODES = ("deliver", "hold", "duplicate", "reorder")
BACK_OFF_MS = (200, 1_000, 5_000, 30_000, 120_000, 600_000, 3_600_000)
GIVE_UP_AFTER = 80  # about three days at one try an hour
REORDER_WINDOW_MS = 150
REPLY_SECONDS = 5
IDLE_MS = 60_000
BATCH = 100


@dataclass(frozen=True, slots=True)
class Letter:
    """One delivery: the queue's row, where it goes, and the signed bytes."""

    seq: int
    url: str
    secret: str
    event_id: str
    body: bytes
    attempts: int


def signature(secret: str, body: bytes, sent_at: int) -> str:
    """The `Stripe-Signature` header: HMAC-SHA256 over `t.body`, t in seconds of the wall clock."""
    digest = hmac.new(secret.encode(), f"{sent_at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={sent_at},v1={digest}"


def post(letter: Letter) -> int:
    """The receiver's status, 0 when there was none; a redirect is a failure, never followed."""
    url = urlsplit(letter.url)
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature(letter.secret, letter.body, real_ms() // 1000),
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    }
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    try:
        connection = kind(url.hostname or "", url.port, timeout=REPLY_SECONDS)
    except ValueError:
        return 0
    try:
        connection.request("POST", target, letter.body, headers)
        with connection.getresponse() as reply:
            return reply.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


class Courier:
    """The background thread; `wake` it after a commit that queued something."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._woken = threading.Event()
        self._stopped = False
        self._posting = threading.Lock()
        self._thread = threading.Thread(target=self._work, name="courier", daemon=True)

    def start(self) -> None:
        self._ledger.on_mail = self.wake
        self._thread.start()

    def wake(self) -> None:
        self._woken.set()

    def stop(self) -> None:
        self._stopped = True
        self.wake()
        self._thread.join(REPLY_SECONDS + 1)

    def flush(self, order: str | Sequence[str], times: int) -> Json:
        """Deliver everything pending now, `times` times, whatever the mode and the back-off.

        `order` is oldest, reverse, or event ids that go first in that order.
        """
        with self._posting:
            letters = self._ledger.call(lambda tx: _letters(tx, None))
            if order == "reverse":
                letters.reverse()
            elif not isinstance(order, str):
                wanted = {event_id: place for place, event_id in enumerate(order)}
                letters.sort(key=lambda letter: wanted.get(letter.event_id, len(wanted)))
            delivered = sum(self._deliver(letter, times) for letter in letters)
        return {"delivered": delivered, "failed": len(letters) - delivered}

    def _work(self) -> None:
        while not self._stopped:
            self._woken.clear()
            self._ledger.call(settle_due)
            with self._posting:
                mode, letters = self._ledger.call(_batch)
                for letter in letters:
                    if not self._stopped:
                        self._deliver(letter, 2 if mode == "duplicate" else 1)
            wait = self._ledger.call(_wait_ms)
            self._woken.wait(timedelta(milliseconds=wait).total_seconds())

    def _deliver(self, letter: Letter, times: int) -> bool:
        status = 0
        for _ in range(times):
            status = post(letter)
        self._ledger.call(lambda tx: _record(tx, letter, status))
        return status // 100 == 2


def settle_due(tx: Tx) -> int:
    """End every payment and refund whose virtual time has come; returns how many."""
    due = tx.due(tx.now())
    for merchant, doc in due:
        call, good = Call(tx, merchant), doc.private.get("outcome", "succeeded") == "succeeded"
        if doc.kind == "refund":
            settle_refund(call, doc, succeeded=good)
        else:
            code = None if good else "insufficient_funds"
            settle(call, doc, succeeded=good, failure_code=code)
    return len(due)


def _letters(tx: Tx, due_by: int | None) -> list[Letter]:
    """Pending deliveries, oldest first; those of merchants without an endpoint are dropped."""
    tx.sql.execute(
        "UPDATE deliveries SET state = 'dropped' WHERE state = 'pending' AND merchant NOT IN"
        " (SELECT id FROM merchants WHERE webhook_url IS NOT NULL)"
    )
    rows = tx.sql.execute(
        "SELECT d.seq, m.webhook_url, m.webhook_secret, d.event_id, o.body, d.attempts"
        " FROM deliveries d JOIN merchants m ON m.id = d.merchant"
        " JOIN objects o ON o.merchant = d.merchant AND o.kind = 'event' AND o.id = d.event_id"
        " WHERE d.state = 'pending' AND (? IS NULL OR d.due_ms <= ?) ORDER BY d.seq LIMIT ?",
        (due_by, due_by, BATCH if due_by is not None else -1),
    ).fetchall()
    return [Letter(row[0], row[1], row[2] or "", row[3], _pretty(row[4]), row[5]) for row in rows]


def _pretty(body: str) -> bytes:
    return json.dumps(json.loads(body), indent=2).encode()


def _batch(tx: Tx) -> tuple[str, list[Letter]]:
    mode, now = tx.meta("webhook_mode", "deliver"), real_ms()
    if mode == "hold":
        return mode, []
    if mode == "reorder":
        newest = tx.sql.execute(
            "SELECT max(due_ms) FROM deliveries WHERE state = 'pending' AND attempts = 0"
        ).fetchone()[0]
        if newest is not None and newest + REORDER_WINDOW_MS > now:
            return mode, []
        return mode, _letters(tx, now)[::-1]
    return mode, _letters(tx, now)


def _record(tx: Tx, letter: Letter, status: int) -> None:
    attempts = letter.attempts + 1
    if status // 100 == 2:
        state = "delivered"
    else:
        state = "failed" if attempts >= GIVE_UP_AFTER else "pending"
    due = real_ms() + BACK_OFF_MS[min(attempts, len(BACK_OFF_MS)) - 1]
    tx.sql.execute(
        "UPDATE deliveries SET state = ?, attempts = ?, due_ms = ?, last_status = ? WHERE seq = ?",
        (state, attempts, due, status, letter.seq),
    )


def _wait_ms(tx: Tx) -> int:
    """How long nothing will be due, at most a minute, at least a few milliseconds."""
    waits = [IDLE_MS]
    mode = tx.meta("webhook_mode", "deliver")
    row = tx.sql.execute("SELECT min(due_ms) FROM deliveries WHERE state = 'pending'").fetchone()
    if mode != "hold" and row[0] is not None:
        waits.append(row[0] + (REORDER_WINDOW_MS if mode == "reorder" else 0) - real_ms())
    row = tx.sql.execute("SELECT min(due_at) FROM objects WHERE due_at NOTNULL").fetchone()
    if row[0] is not None:
        waits.append((row[0] - tx.now()) * 1000)
    return max(10, min(waits))
