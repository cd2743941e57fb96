"""One API call inside one transaction: who calls, with what; events and lists that resume."""

import base64
import binascii
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from payments.sandbox._store import Doc, Json, Page, Tx, Wanted

from . import _shapes
from ._errors import invalid, not_found

MAX_PAGE = 200
CURRENCY = re.compile(r"[A-Z]{3}")
AMOUNT = re.compile(r"[0-9]{1,12}(?:\.([0-9]{1,3}))?")


@dataclass(slots=True)
class Call:
    """A request of one biller; there are no keys, so nothing is remembered between two."""

    tx: Tx
    merchant: str
    body: Json = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    path: dict[str, str] = field(default_factory=dict)

    def load(self, kind: str, doc_id: str) -> Doc:
        """The document, or 404 (a foreign one is as absent)."""
        doc = self.tx.get(self.merchant, kind, doc_id)
        if doc is None:
            raise not_found(kind.removeprefix("paymentus_"))
        return doc

    def save(self, doc: Doc) -> Doc:
        """Store the document as changed now: pulls that are not past this see it again."""
        number = int(self.tx.meta("paymentus_changes", "0")) + 1
        self.tx.set_meta("paymentus_changes", str(number))
        doc.private |= {"change": number, "changed_at": self.tx.now()}
        if "updatedAt" in doc.body:
            doc.body["updatedAt"] = _shapes.instant(self.tx.now())
        return self.tx.put(self.merchant, doc)

    def emit(self, kind: str, data: Json) -> None:
        """Record the event and queue it for the biller's webhook, in this same transaction."""
        now = self.tx.now()
        body = _shapes.event(kind, self.merchant, data, now)
        self.tx.queue(self.merchant, body["id"])
        self.tx.put(self.merchant, Doc("event", body["id"], now, body))

    def find_all(self, kind: str, equal: Mapping[str, Wanted] | None = None) -> list[Doc]:
        return self.tx.find(self.merchant, kind, Page(equal=equal or {}, limit=-1))

    def lag(self) -> int:
        """How late, in seconds, a payment is found by its reference or in a history."""
        return int(self.tx.meta("search_lag_seconds", "0"))


def changes(call: Call, docs: list[Doc], member: str) -> Json:
    """One page of what changed since the query's instant or cursor, the oldest change first."""
    since, after = _since(call), _cursor(call)
    rows = sorted((doc for doc in docs if doc.private["change"] > after), key=_change)
    rows = [doc for doc in rows if doc.private["changed_at"] >= since]
    size = _limit(call)
    shown = rows[:size]
    last = _change(shown[-1]) if shown else after
    return {
        member: [doc.body for doc in shown],
        "nextCursor": base64.urlsafe_b64encode(f"c{last}".encode()).decode(),
        "hasMore": len(rows) > size,
        "asOf": _shapes.instant(call.tx.now()),
    }


def _change(doc: Doc) -> int:
    return int(doc.private["change"])


def _since(call: Call) -> int:
    given = call.query.get("changedSince")
    if given is None:
        return 0
    try:
        found = datetime.fromisoformat(given.replace("Z", "+00:00"))
    except ValueError:
        raise invalid("INVALID_TIME", "Use an RFC 3339 instant.", "changedSince") from None
    if found.tzinfo is None or not 1970 < found.year < 9999:
        raise invalid("INVALID_TIME", "Use an RFC 3339 instant.", "changedSince")
    return int(found.timestamp())


def _cursor(call: Call) -> int:
    given = call.query.get("cursor")
    if given is None:
        return 0
    try:
        text = base64.b64decode(given.encode(), b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        text = ""
    if not re.fullmatch(r"c\d{1,15}", text):
        raise invalid("INVALID_CURSOR", "The cursor is not one of ours.", "cursor")
    return int(text[1:])


def _limit(call: Call) -> int:
    given = call.query.get("limit", "50")
    if not re.fullmatch(r"[1-9]\d{0,4}", given) or int(given) > MAX_PAGE:
        raise invalid("INVALID_LIMIT", f"limit is from 1 to {MAX_PAGE}.", "limit")
    return int(given)


def refuse_unknown(body: Json, known: Collection[str]) -> None:
    for name in body:
        if name not in known:
            raise invalid("UNKNOWN_FIELD", "There is no such field.", name)


def text(body: Json, name: str, *, longest: int = 64) -> str | None:
    value = body.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise invalid("INVALID_FIELD", f"A text of 1 to {longest} characters.", name)
    return value


def need(body: Json, name: str, *, longest: int = 64) -> str:
    value = text(body, name, longest=longest)
    if value is None:
        raise invalid("MISSING_FIELD", "This field is required.", name)
    return value


def money(body: Json, name: str) -> tuple[int, str]:
    """(minor units, currency) of a member that is money; raises when it is none, or not positive.

    Decimal text only: a JSON number would have been rounded on the way.
    """
    value = body.get(name)
    if not isinstance(value, dict) or value.keys() != {"amount", "currency"}:
        raise invalid("INVALID_MONEY", "Money is an amount and a currency.", name)
    amount, currency = value["amount"], value["currency"]
    if not isinstance(currency, str) or not CURRENCY.fullmatch(currency):
        raise invalid("INVALID_MONEY", "The currency has three capitals.", name)
    match = AMOUNT.fullmatch(amount) if isinstance(amount, str) and amount.isascii() else None
    if match is None or len(match[1] or "") not in (0, _shapes.places(currency)):
        raise invalid("INVALID_MONEY", "The amount is decimal text with the right places.", name)
    whole = str(amount).replace(".", "")
    minor = int(whole if match[1] else whole + "0" * _shapes.places(currency))
    if minor < 1:
        raise invalid("INVALID_MONEY", "The amount must be above zero.", name)
    return minor, currency
