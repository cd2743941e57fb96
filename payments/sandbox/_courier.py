"""Delivers signed webhooks from the durable queue and settles what has come due, in one thread."""

import http.client
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from ._faults import DOWN
from ._provider import Provider
from ._store import Json, Ledger, Tx, real_ms

MODES = ("deliver", "hold", "duplicate", "reorder")
BACK_OFF_MS = (200, 1_000, 5_000, 30_000, 120_000, 600_000, 3_600_000)
GIVE_UP_AFTER = 80  # about three days at one try an hour
REORDER_WINDOW_MS = 150
REPLY_SECONDS = 5
IDLE_MS = 60_000
BATCH = 100
MAX_ROUNDS = 1_000


@dataclass(frozen=True, slots=True)
class Letter:
    """One delivery: the queue's row, where it goes, and what is to be signed."""

    seq: int
    url: str
    secret: str
    event_id: str
    body: bytes
    attempts: int
    provider: str


def post(letter: Letter, signed: dict[str, str]) -> int:
    """The receiver's status, 0 when there was none; a redirect is a failure, never followed."""
    url = urlsplit(letter.url)
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    headers = {"Content-Type": "application/json; charset=utf-8"} | signed
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

    def __init__(self, ledger: Ledger, providers: Sequence[Provider]) -> None:
        self._ledger, self._providers = ledger, providers
        self._sign = {provider.name: provider.sign for provider in providers}
        self._seal = {provider.name: provider.seal for provider in providers}
        self._signed = {provider.name: provider.signed for provider in providers}
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
            self._ledger.call(lambda tx: settle_due(tx, self._providers))
            with self._posting:
                mode, letters = self._ledger.call(_batch)
                for letter in letters:
                    if not self._stopped:
                        self._deliver(letter, 2 if mode == "duplicate" else 1)
            wait = self._ledger.call(_wait_ms)
            self._woken.wait(timedelta(milliseconds=wait).total_seconds())

    def _deliver(self, letter: Letter, times: int) -> bool:
        status, sign = 0, self._sign[letter.provider]
        secret = self._ledger.call(lambda tx: self._seal[letter.provider](tx, letter.secret))
        message = self._signed[letter.provider](letter.url, letter.body)
        for _ in range(times):
            status = post(letter, sign(secret, message, real_ms() // 1000))
        self._ledger.call(lambda tx: _record(tx, letter, status))
        return status // 100 == 2


def settle_due(tx: Tx, providers: Sequence[Provider]) -> int:
    """End everything whose virtual time has come, as its provider does; returns how many."""
    enders = {provider.name: provider.settle for provider in providers}
    count = 0
    for _ in range(MAX_ROUNDS):  # what ends may be due again: a subscription's next period
        due, ended = tx.due(tx.now()), 0
        for merchant, doc in due:
            row = tx.sql.execute(
                "SELECT provider FROM merchants WHERE id = ?", (merchant,)
            ).fetchone()
            # Again from the store: an earlier one of this round may have changed it.
            fresh = tx.get(merchant, doc.kind, doc.id)
            if row is not None and fresh is not None and fresh.due_at is not None:
                enders[str(row[0])](tx, merchant, fresh)
                ended += 1
        if not ended:
            break
        count += ended
    return count


def _letters(tx: Tx, due_by: int | None) -> list[Letter]:
    """Pending deliveries, oldest first; those of merchants without an endpoint are dropped."""
    tx.sql.execute(
        "UPDATE deliveries SET state = 'dropped' WHERE state = 'pending' AND merchant NOT IN"
        " (SELECT id FROM merchants WHERE webhook_url IS NOT NULL)"
    )
    rows = tx.sql.execute(
        "SELECT d.seq, m.webhook_url, m.webhook_secret, d.event_id, o.body, d.attempts,"
        " m.provider FROM deliveries d JOIN merchants m ON m.id = d.merchant"
        " JOIN objects o ON o.merchant = d.merchant AND o.kind = 'event' AND o.id = d.event_id"
        f" WHERE d.state = 'pending' AND d.merchant NOT IN ({DOWN})"
        " AND (? IS NULL OR (d.due_ms <= ? AND coalesce(d.not_before, 0) <= ?))"
        " ORDER BY d.seq LIMIT ?",
        (tx.now(), due_by, due_by, tx.now(), BATCH if due_by is not None else -1),
    ).fetchall()
    return [
        Letter(row[0], row[1], row[2] or "", row[3], _pretty(row[4]), row[5], row[6])
        for row in rows
    ]


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
    # `due_ms` is on the wall clock, `not_before` on the virtual one.
    offset = int(tx.meta("clock_offset_ms", "0"))
    row = tx.sql.execute(
        "SELECT min(max(due_ms, coalesce(not_before, 0) * 1000 - ?)) FROM deliveries"
        f" WHERE state = 'pending' AND merchant NOT IN ({DOWN})",
        (offset, tx.now()),
    ).fetchone()
    if mode != "hold" and row[0] is not None:
        waits.append(row[0] + (REORDER_WINDOW_MS if mode == "reorder" else 0) - real_ms())
    row = tx.sql.execute("SELECT min(due_at) FROM objects WHERE due_at NOTNULL").fetchone()
    if row[0] is not None:
        waits.append((row[0] - tx.now()) * 1000)
    return max(10, min(waits))
