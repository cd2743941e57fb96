"""One API call inside one transaction: who calls, with what, and how events are made."""

import hashlib
import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from payments.sandbox._connection import Reply
from payments.sandbox._store import Doc, Json, Page, Tx

from ._errors import missing

CAPITALS = string.ascii_uppercase + string.digits
# The letters of an account's id, as the descriptions give them.
ACCOUNT = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Made:
    """The answer is this document as it is now, also when the same PayPal-Request-Id comes back.

    `lost` means that the effect stays and the connection is cut instead.
    """

    doc: Doc
    status: int = 201
    lost: bool = False


@dataclass(slots=True)
class Call:
    """A request of one merchant; `first_try` is false when a time-out of this key already fired."""

    tx: Tx
    merchant: str
    body: Json = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    path: dict[str, str] = field(default_factory=dict)
    key: str | None = None
    raw: str = ""
    first_try: bool = True

    def load(self, kind: str, doc_id: str) -> Doc:
        """The document, or the provider's 404 (a foreign one is as absent)."""
        doc = self.tx.get(self.merchant, kind, doc_id)
        if doc is None:
            raise missing()
        return doc

    def save(self, doc: Doc) -> Doc:
        return self.tx.put(self.merchant, doc)

    def of_order(self, kind: str, order_id: str) -> list[Doc]:
        """The order's captures (`charge`) or refunds, newest first."""
        page = Page(equal={"payment_intent": order_id}, limit=-1)
        return self.tx.find(self.merchant, kind, page)

    def link(self, path: str, rel: str, method: str = "GET") -> Json:
        """A link of the API: `path` without the leading slash."""
        return {"href": f"{self.base}/{path}", "rel": rel, "method": method}

    @property
    def base(self) -> str:
        return self.tx.meta("base_url", "") + "/paypal"


Handler = Callable[[Call], Json | Reply | Made | None]


def new_ref() -> str:
    """An id as the provider makes them: 17 capitals and digits."""
    return "".join(secrets.choice(CAPITALS) for _ in range(17))


def account_id(seed: str) -> str:
    """The same 13 letters for the same seed, as a payer's or merchant's account."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big")
    letters = []
    for _ in range(13):
        number, rest = divmod(number, len(ACCOUNT))
        letters.append(ACCOUNT[rest])
    return "".join(letters)


def is_address(value: object) -> bool:
    """Whether this is an http address that a person or a letter can be sent to."""
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        return False
    try:
        parts = urlsplit(value)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def instant(seconds: int) -> str:
    """`2026-11-21T10:02:00Z` of seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
