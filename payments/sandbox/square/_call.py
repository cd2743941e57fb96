"""One API call inside one transaction: who calls, with what, and how events and lists are made."""

import base64
import binascii
import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from payments.sandbox._store import Doc, Json, Page, Tx, Wanted, new_id

from . import _shapes
from ._errors import invalid, not_found
from ._read import rfc3339

NOUNS = {
    "square_bank": "bank account",
    "square_link": "payment link",
}


@dataclass(slots=True)
class Call:
    """A request of one merchant; `first_try` is false when a time-out of this key already fired."""

    tx: Tx
    merchant: str
    body: Json = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    path: dict[str, str] = field(default_factory=dict)
    key: str | None = None
    first_try: bool = True

    def load(self, kind: str, doc_id: str, *, param: str | None = None) -> Doc:
        """The document, or the provider's NOT_FOUND (a foreign one is as absent)."""
        doc = self.tx.get(self.merchant, kind, doc_id)
        if doc is None:
            noun = NOUNS.get(kind, kind.removeprefix("square_"))
            raise not_found(noun, doc_id, param)
        return doc

    def save(self, doc: Doc) -> Doc:
        return self.tx.put(self.merchant, doc)

    def touch(self, doc: Doc) -> Doc:
        """Save a changed object: its `updated_at` is now, its version goes on."""
        doc.body["updated_at"] = self.stamp()
        if "version_token" in doc.body:
            doc.body["version_token"] = new_id("v", 43).replace("_", "")
        if "version" in doc.body:
            doc.body["version"] += 1
        return self.save(doc)

    def stamp(self) -> str:
        """The virtual clock as the wire writes it."""
        return rfc3339(self.tx.now())

    def emit(self, kind: str, noun: str, subject: Json) -> None:
        """Record the event and queue it for the merchant's webhook, in this same transaction."""
        body: Json = {
            "merchant_id": _shapes.merchant_id(self.merchant),
            "type": kind,
            "event_id": str(uuid.UUID(bytes=secrets.token_bytes(16), version=4)),
            "created_at": self.stamp(),
            "data": {"type": noun, "id": subject["id"], "object": {noun: subject}},
        }
        if noun == "dispute":
            body["location_id"] = subject["location_id"]
        self.tx.queue(self.merchant, body["event_id"])
        self.save(Doc("event", body["event_id"], self.tx.now(), body))

    def search_lag(self) -> int:
        """Lists are eventually consistent: what is younger than this, in seconds, is not shown."""
        return int(self.tx.meta("search_lag_seconds", "0"))

    def find_all(
        self,
        kind: str,
        equal: Mapping[str, Wanted] | None = None,
        created: Mapping[str, int] | None = None,
    ) -> list[Doc]:
        """Everything that matches, newest first."""
        page = Page(equal=equal or {}, created=created or {}, limit=-1)
        return self.tx.find(self.merchant, kind, page)


@dataclass(frozen=True, slots=True)
class Listing:
    """How a list is shown: the member of the answer, its page size, its order."""

    member: str
    size: int
    oldest_first: bool = False
    by: Callable[[Doc], str] = field(default=lambda doc: f"{doc.created:012d}")


def listed(call: Call, found: Sequence[Doc], how: Listing) -> Json:
    """One page of `found`, after the cursor of the query; an empty list has no member, as there."""
    docs = sorted(found, key=lambda doc: _place(doc, how), reverse=not how.oldest_first)
    after = _read_cursor(call)
    if after is not None:
        docs = [doc for doc in docs if (_place(doc, how) > after) is how.oldest_first]
        docs = [doc for doc in docs if _place(doc, how) != after]
    shown = docs[: how.size]
    answer: Json = {how.member: [doc.body for doc in shown]} if shown else {}
    if len(docs) > how.size:
        answer["cursor"] = base64.urlsafe_b64encode(_place(shown[-1], how).encode()).decode()
    return answer


def _place(doc: Doc, how: Listing) -> str:
    return f"{how.by(doc)} {doc.seq:012d}"


def _read_cursor(call: Call) -> str | None:
    given = call.query.get("cursor") or call.body.get("cursor")
    if given is None:
        return None
    try:
        return base64.b64decode(str(given).encode(), b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise invalid("INVALID_CURSOR", "The cursor is not valid.", "cursor") from None
