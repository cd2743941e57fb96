"""The durable store: documents in SQLite, touched by one thread, one transaction per call."""

import asyncio
import json
import secrets
import sqlite3
import string
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

Json = dict[str, Any]
T = TypeVar("T")
Wanted = str | int | tuple[str, ...] | None  # a tuple means: any of these; None: absent

# The two rules a provider must never break are the database's own: no charge is refunded beyond its
# amount, and a payment intent holds at most one charge that took or is taking money.
SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS merchants (
    id TEXT PRIMARY KEY, secret_key TEXT NOT NULL UNIQUE, webhook_secret TEXT, webhook_url TEXT);
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    merchant TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, created INTEGER NOT NULL,
    customer TEXT, payment_intent TEXT, charge TEXT, reference TEXT, due_at INTEGER,
    body TEXT NOT NULL CHECK (json_valid(body)),
    private TEXT NOT NULL CHECK (json_valid(private)),
    UNIQUE (merchant, kind, id),
    CHECK (kind != 'charge' OR
           json_extract(body, '$.amount_refunded') BETWEEN 0 AND json_extract(body, '$.amount')));
CREATE UNIQUE INDEX IF NOT EXISTS one_charge_per_intent ON objects (merchant, payment_intent)
    WHERE kind = 'charge' AND json_extract(body, '$.status') IN ('succeeded', 'pending');
CREATE INDEX IF NOT EXISTS by_kind ON objects (merchant, kind, seq);
CREATE INDEX IF NOT EXISTS by_customer ON objects (merchant, customer, kind) WHERE customer NOTNULL;
CREATE INDEX IF NOT EXISTS by_intent ON objects (merchant, payment_intent, kind)
    WHERE payment_intent NOTNULL;
CREATE INDEX IF NOT EXISTS by_reference ON objects (merchant, reference, kind)
    WHERE reference NOTNULL;
CREATE INDEX IF NOT EXISTS by_due ON objects (due_at) WHERE due_at NOTNULL;
CREATE TABLE IF NOT EXISTS idempotency (
    merchant TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, endpoint TEXT NOT NULL,
    status INTEGER NOT NULL, body TEXT NOT NULL, saved_at INTEGER NOT NULL,
    PRIMARY KEY (merchant, key));
CREATE TABLE IF NOT EXISTS fired (
    merchant TEXT NOT NULL, key TEXT NOT NULL, PRIMARY KEY (merchant, key));
CREATE TABLE IF NOT EXISTS faults (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, merchant TEXT, path_contains TEXT, method TEXT,
    kind TEXT NOT NULL, times INTEGER NOT NULL, delay_ms INTEGER);
CREATE TABLE IF NOT EXISTS deliveries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, merchant TEXT NOT NULL, event_id TEXT NOT NULL,
    due_ms INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'pending', last_status INTEGER);
CREATE INDEX IF NOT EXISTS by_delivery ON deliveries (state, due_ms);
"""
# Columns that a store of an earlier sandbox lacks; (table, column and type).
ADDED = (
    ("merchants", "provider TEXT NOT NULL DEFAULT 'stripe'"),
    ("faults", "until INTEGER"),  # virtual seconds at which an outage ends by itself
    ("deliveries", "not_before INTEGER"),  # virtual seconds; later than due_ms when delayed
)
COLUMNS = ("customer", "payment_intent", "charge", "reference")
ALPHABET = string.ascii_letters + string.digits


def real_ms() -> int:
    """The wall clock in milliseconds; webhook signatures and delivery times use it."""
    return time.time_ns() // 1_000_000


def new_id(prefix: str, length: int = 24) -> str:
    """A fresh id in the provider's manner: prefix, underscore, letters and digits."""
    return prefix + "_" + "".join(secrets.choice(ALPHABET) for _ in range(length))


@dataclass(slots=True)
class Doc:
    """One stored object: what the wire shows and what only the sandbox knows."""

    kind: str
    id: str
    created: int
    body: Json
    private: Json = field(default_factory=dict)
    due_at: int | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """Which documents to read: equal columns or JSON paths, a window of `created`, a cursor."""

    equal: Mapping[str, Wanted] = field(default_factory=dict)
    created: Mapping[str, int] = field(default_factory=dict)  # ">=": 1700000000
    starting_after: int | None = None
    ending_before: int | None = None
    limit: int = 100


class Tx:
    """One open transaction; valid only inside the callable it was handed to."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.sql = connection
        self.has_mail = False

    def now(self) -> int:
        """The sandbox's virtual clock in seconds since 1970."""
        return (real_ms() + int(self.meta("clock_offset_ms", "0"))) // 1000

    def meta(self, name: str, default: str) -> str:
        row = self.sql.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return default if row is None else str(row[0])

    def set_meta(self, name: str, value: str) -> None:
        self.sql.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def queue(self, merchant: str, event_id: str) -> bool:
        """Queue the stored event for the merchant's webhook; False when it has none."""
        row = self.sql.execute(
            "SELECT webhook_url FROM merchants WHERE id = ?", (merchant,)
        ).fetchone()
        if row is None or not row[0]:
            return False
        delay = int(self.meta("webhook_delay_seconds", "0"))
        self.sql.execute(
            "INSERT INTO deliveries (merchant, event_id, due_ms, not_before) VALUES (?, ?, ?, ?)",
            (merchant, event_id, real_ms(), self.now() + delay if delay else None),
        )
        self.has_mail = True
        return True

    def put(self, merchant: str, doc: Doc) -> Doc:
        """Insert the document, or replace the one of the same kind and id (its place is kept)."""
        shown = doc.body
        names = ("reference", "reference_id")  # where providers have it, besides their metadata
        found = [(shown.get("metadata") or {}).get("reference"), *map(shown.get, names)]
        reference = next((one for one in found if isinstance(one, str)), None)
        links = [shown.get("customer"), shown.get("payment_intent"), shown.get("charge"), reference]
        texts = json.dumps(shown), json.dumps(doc.private)
        columns = [link if isinstance(link, str) else None for link in links]
        self.sql.execute(
            "INSERT INTO objects (merchant, kind, id, created, customer, payment_intent, charge,"
            " reference, due_at, body, private) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (merchant, kind, id) DO UPDATE SET customer = excluded.customer,"
            " payment_intent = excluded.payment_intent, charge = excluded.charge,"
            " reference = excluded.reference, due_at = excluded.due_at, body = excluded.body,"
            " private = excluded.private",
            (merchant, doc.kind, doc.id, doc.created, *columns, doc.due_at, *texts),
        )
        return doc

    def remove(self, merchant: str, kind: str, doc_id: str) -> None:
        self.sql.execute(
            "DELETE FROM objects WHERE merchant = ? AND kind = ? AND id = ?",
            (merchant, kind, doc_id),
        )

    def get(self, merchant: str, kind: str, doc_id: str) -> Doc | None:
        row = self.sql.execute(
            "SELECT kind, id, created, body, private, due_at, seq FROM objects"
            " WHERE merchant = ? AND kind = ? AND id = ?",
            (merchant, kind, doc_id),
        ).fetchone()
        return None if row is None else _doc(row)

    def find(self, merchant: str, kind: str, page: Page | None = None) -> list[Doc]:
        """The matching documents, newest first, at most `page.limit` of them."""
        page = page or Page()
        clauses = ["merchant = ?", "kind = ?"]
        bound: list[str | int] = [merchant, kind]
        for name, wanted in page.equal.items():
            if wanted is None:
                clauses.append("json_extract(body, ?) IS NULL")
                bound.append(name)
                continue
            values = wanted if isinstance(wanted, tuple) else (wanted,)
            marks = ", ".join("?" * len(values))
            if name in COLUMNS:
                clauses.append(f"{name} IN ({marks})")
            else:
                clauses.append(f"json_extract(body, ?) IN ({marks})")
                bound.append(name)
            bound += values
        for operator, instant in page.created.items():
            clauses.append(f"created {operator} ?")
            bound.append(instant)
        if page.starting_after is not None:
            clauses.append("seq < ?")
            bound.append(page.starting_after)
        if page.ending_before is not None:
            clauses.append("seq > ?")
            bound.append(page.ending_before)
        order = "ASC" if page.ending_before is not None else "DESC"
        rows = self.sql.execute(
            "SELECT kind, id, created, body, private, due_at, seq FROM objects WHERE "
            + " AND ".join(clauses)
            + f" ORDER BY seq {order} LIMIT ?",
            (*bound, page.limit),
        ).fetchall()
        found = [_doc(row) for row in rows]
        return found if order == "DESC" else found[::-1]

    def due(self, now: int) -> list[tuple[str, Doc]]:
        """(merchant, document) of everything whose settlement time has come, oldest first."""
        rows = self.sql.execute(
            "SELECT merchant, kind, id, created, body, private, due_at, seq FROM objects"
            " WHERE due_at <= ? ORDER BY due_at, seq",
            (now,),
        ).fetchall()
        return [(str(row[0]), _doc(row[1:])) for row in rows]


def _doc(row: tuple[Any, ...]) -> Doc:
    kind, doc_id, created, body, private, due_at, seq = row
    return Doc(kind, doc_id, created, json.loads(body), json.loads(private), due_at, seq)


class Ledger:
    """The store behind one thread: each call is one transaction, synced to disk before it returns.

    `on_mail` is called, from the store's thread, after a commit that queued something.
    Raises sqlite3.OperationalError when another sandbox holds the same file.
    """

    def __init__(self, path: Path) -> None:
        self.on_mail: Callable[[], None] = lambda: None
        self._thread = ThreadPoolExecutor(1, "ledger")
        self._sql = self._thread.submit(_open, path).result()

    def call(self, work: Callable[[Tx], T]) -> T:
        """Run `work` in one transaction and wait for it; never from the store's own thread."""
        return self._thread.submit(self._transact, work).result()

    async def run(self, work: Callable[[Tx], T]) -> T:
        """Like `call`, without blocking the event loop."""
        return await asyncio.wrap_future(self._thread.submit(self._transact, work))

    def close(self) -> None:
        self._thread.submit(self._sql.close).result()
        self._thread.shutdown()

    def _transact(self, work: Callable[[Tx], T]) -> T:
        self._sql.execute("BEGIN IMMEDIATE")
        tx = Tx(self._sql)
        try:
            result = work(tx)
        except BaseException:
            self._sql.execute("ROLLBACK")
            raise
        self._sql.execute("COMMIT")
        if tx.has_mail:
            self.on_mail()
        return result


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=1, isolation_level=None)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # one sandbox per file
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(SCHEMA)
    for table, column in ADDED:
        present = connection.execute(f"PRAGMA table_info({table})").fetchall()
        if column.split()[0] not in [row[1] for row in present]:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    return connection
