"""One API call inside one transaction: who calls, with what, and how events and lists are made."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from payments.sandbox._store import Doc, Json, Page, Tx, Wanted

from . import _shapes
from ._errors import missing
from ._forms import Form, read_integer

MAX_PAGE = 100
NOUNS = {
    "payment_method": "PaymentMethod",
    "session": "checkout.session",
    "setup_intent": "setupintent",
}
WINDOW = {"gte": ">=", "gt": ">", "lte": "<=", "lt": "<"}


@dataclass(slots=True)
class Call:
    """A request of one merchant; `first_try` is false when a time-out of this key already fired."""

    tx: Tx
    merchant: str
    form: Form = field(default_factory=lambda: Form(""))
    path: dict[str, str] = field(default_factory=dict)
    url: str = ""
    key: str | None = None
    request_id: str | None = None
    first_try: bool = True

    def load(self, kind: str, doc_id: str, *, param: str | None = None) -> Doc:
        """The document, or the provider's resource_missing (a foreign one is as absent)."""
        doc = self.tx.get(self.merchant, kind, doc_id)
        if doc is None:
            raise missing(NOUNS.get(kind, kind), doc_id, param=param)
        return doc

    def save(self, doc: Doc) -> Doc:
        return self.tx.put(self.merchant, doc)

    def emit(self, kind: str, subject: Json) -> None:
        """Record the event and queue it for the merchant's webhook, in this same transaction."""
        request: Json = {"id": self.request_id, "idempotency_key": self.key}
        body = _shapes.event(kind, subject, self.tx.now(), request)
        if self.tx.queue(self.merchant, body["id"]):
            body["pending_webhooks"] = 1
        self.save(Doc("event", body["id"], body["created"], body))

    def listed(self, kind: str, equal: Mapping[str, Wanted]) -> Json:
        """A page in the provider's list shape, newest first, by created window and cursor."""
        form = self.form
        limit = form.integer("limit")
        limit = 10 if limit is None else max(1, min(limit, MAX_PAGE))
        after, before = form.text("starting_after"), form.text("ending_before")
        page = Page(
            equal=equal,
            created=self._window(),
            starting_after=self.load(kind, after, param="starting_after").seq if after else None,
            ending_before=self.load(kind, before, param="ending_before").seq if before else None,
            limit=limit + 1,
        )
        found = self.tx.find(self.merchant, kind, page)
        shown = found[-limit:] if before and not after else found[:limit]
        return {
            "object": "list",
            "data": [doc.body for doc in shown],
            "has_more": len(found) > limit,
            "url": self.url,
        }

    def _window(self) -> dict[str, int]:
        given = self.form.data.get("created")
        if isinstance(given, dict):
            return {
                WINDOW[name]: read_integer(f"created[{name}]", value)
                for name, value in given.items()
                if name in WINDOW
            }
        exact = self.form.integer("created")
        return {} if exact is None else {"=": exact}
