"""What was read from a document: values, how sure we are, and where on the page they stand."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from ingestion.asides import Asides

Box = tuple[float, float, float, float]

DATES: Final = ("issue_date", "due_date")
AMOUNTS: Final = ("net_amount", "tax_amount", "total_amount")
SCALARS: Final = (
    "invoice_number",
    "issue_date",
    "due_date",
    "seller_name",
    "buyer_name",
    "account_number",
    "currency",
    "net_amount",
    "tax_amount",
    "total_amount",
)
"""The fields every reader of `extract --json` may count on; absent ones are null."""
EXTRA: Final = (
    "iban",
    "document_type",
    "amount_due",
    "paid_amount",
    "previous_balance",
    "charges_amount",
)
"""Shown under `fields` only: where the seller wants the money, what is still owed, and what stands
between net plus tax and total (shipping, levies, discounts)."""
MAX_ITEMS: Final = 500
MAX_RECOGNISED: Final = 160 * 1024
"""Letters; four dense pages need half of it. What is longer is not kept and read again."""
_PACKED: Final = re.compile(r"[A-Za-z0-9+/=]*")


@dataclass(frozen=True, slots=True)
class FieldRead:
    """One value: text as contracted (ISO date, decimal string, ISO 4217 code).

    `confidence` 0..1; `page` counts from 1; `bbox` is x0, top, x1, bottom in points from the upper
    left corner; both are None where the value was not printed.
    `source`: page | ocr | xml | derived | model (it said so, and page or arithmetic bear it out).
    """

    value: str
    confidence: float
    page: int | None = None
    bbox: Box | None = None
    source: str = "page"


@dataclass(frozen=True, slots=True)
class LineItem:
    """One row of the invoice's table; amounts are decimal strings."""

    description: str | None
    quantity: str | None
    unit_price: str | None
    amount: str | None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One piece of arithmetic or sense: `ok` is None when there was nothing to compare."""

    name: str
    ok: bool | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as read; a proposal for people and for the ledger's verdict, never an order."""

    fields: Mapping[str, FieldRead]
    line_items: tuple[LineItem, ...] = ()
    checks: tuple[Check, ...] = ()
    pages: int = 0
    reader: str = field(default="page")
    asides: Asides = field(default_factory=Asides)
    views: Mapping[int, Box] = field(default_factory=lambda: MappingProxyType({}))
    """By page: the part that is shown, in the coordinates of the boxes."""
    recognised: str = ""
    """Its pages that were read from pixels, as `recognised.kept` packs them."""

    def value(self, name: str) -> str | None:
        """The value of a field or None."""
        found = self.fields.get(name)
        return found.value if found is not None else None

    def to_json(self) -> dict[str, object]:
        """The contracted object of `extract --json`: scalars first, then `fields` and `checks`."""
        body: dict[str, object] = {name: self.value(name) for name in SCALARS}
        body["line_items"] = [
            {
                "description": item.description,
                "quantity": item.quantity,
                "unit_price": item.unit_price,
                "amount": item.amount,
            }
            for item in self.line_items
        ]
        body["fields"] = {
            name: {
                "value": read.value,
                "confidence": round(read.confidence, 2),
                "page": read.page,
                "bbox": list(read.bbox) if read.bbox is not None else None,
                "source": read.source,
            }
            for name, read in self.fields.items()
        }
        body["checks"] = [
            {"name": check.name, "ok": check.ok, "detail": check.detail} for check in self.checks
        ]
        return body


def pack(draft: Draft) -> bytes:
    """The draft as one JSON message, for the pipe between the parsing child and its parent."""
    body = draft.to_json()
    body["pages"] = draft.pages
    body["reader"] = draft.reader
    body["item_pages"] = [item.page for item in draft.line_items]
    body["asides"] = draft.asides.to_json()
    body["views"] = [[page, *box] for page, box in draft.views.items()]
    body["recognised"] = draft.recognised
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def unpack(message: bytes) -> Draft:
    """The draft in a child's message; raises ValueError on anything but our own shape.

    The child parsed hostile bytes, so its message is untrusted: unknown fields are dropped, texts
    are cut, numbers are checked.
    """
    body = _mapping(json.loads(message))
    reads = {
        name: read
        for name, raw in _mapping(body.get("fields")).items()
        if (name in SCALARS or name in EXTRA) and (read := _field(raw)).value.strip()
    }
    item_pages = _sequence(body.get("item_pages"))
    rows = _sequence(body.get("line_items"))[:MAX_ITEMS]
    items = tuple(
        _item(raw, item_pages[at] if at < len(item_pages) else None) for at, raw in enumerate(rows)
    )
    checks = tuple(_check(raw) for raw in _sequence(body.get("checks"))[:50])
    return Draft(
        fields=MappingProxyType(reads),
        line_items=items,
        checks=checks,
        pages=_whole(body.get("pages")) or 0,
        reader=_text(body.get("reader")) or "page",
        asides=Asides.from_json(body.get("asides")),
        views=MappingProxyType(dict(_page_view(raw) for raw in _sequence(body.get("views"))[:50])),
        recognised=packed_text(body.get("recognised")),
    )


def packed_text(raw: object) -> str:
    """`raw` where it may be what `recognised.kept` packed, else nothing; it is not unpacked."""
    fits = isinstance(raw, str) and len(raw) <= MAX_RECOGNISED and _PACKED.fullmatch(raw)
    return str(raw) if fits else ""


def _mapping(raw: object) -> Mapping[str, object]:
    if not isinstance(raw, dict):
        raise ValueError("an object was expected")
    return raw


def _sequence(raw: object) -> list[object]:
    if not isinstance(raw, list):
        raise ValueError("a list was expected")
    return raw


def _text(raw: object, limit: int = 500) -> str | None:
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise ValueError("a text was expected")
    return plain(raw[: 2 * limit])[:limit]


def plain(text: str) -> str:
    """The text without signs that nobody sees: controls, marks that turn the direction, halves.

    Every kind of space and line end is one plain space.
    """
    if text.isprintable():
        return text
    return "".join(
        " " if sign.isspace() else sign for sign in text if sign.isprintable() or sign.isspace()
    )


def _whole(raw: object) -> int | None:
    if raw is None:
        return None
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise ValueError("a whole number was expected")
    return raw


def _number(raw: object) -> float:
    if not isinstance(raw, int | float) or isinstance(raw, bool):
        raise ValueError("a number was expected")
    if not math.isfinite(raw):
        raise ValueError("a finite number was expected")
    return float(raw)


def _box(raw: object) -> Box | None:
    if raw is None:
        return None
    x0, top, x1, bottom = (_number(part) for part in _sequence(raw))
    return (x0, top, x1, bottom)


def _page_view(raw: object) -> tuple[int, Box]:
    page, *box = _sequence(raw)
    x0, top, x1, bottom = (_number(part) for part in box)
    return _whole(page) or 0, (x0, top, x1, bottom)


def _field(raw: object) -> FieldRead:
    body = _mapping(raw)
    value = _text(body.get("value"))
    if value is None:
        raise ValueError("a field without a value")
    return FieldRead(
        value=value,
        confidence=min(1.0, max(0.0, _number(body.get("confidence")))),
        page=_whole(body.get("page")),
        bbox=_box(body.get("bbox")),
        source=_text(body.get("source"), 20) or "page",
    )


def _item(raw: object, page: object) -> LineItem:
    body = _mapping(raw)
    return LineItem(
        description=_text(body.get("description")),
        quantity=_text(body.get("quantity"), 40),
        unit_price=_text(body.get("unit_price"), 40),
        amount=_text(body.get("amount"), 40),
        page=_whole(page),
    )


def _check(raw: object) -> Check:
    body = _mapping(raw)
    ok = body.get("ok")
    if ok is not None and not isinstance(ok, bool):
        raise ValueError("a check is true, false or null")
    return Check(_text(body.get("name"), 60) or "", ok, _text(body.get("detail")) or "")
