"""What the document calls itself: an invoice, a credit note, or what asks for no money."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ingestion.draft import Box, FieldRead
from ingestion.extractors._protocol import DOUBT
from ingestion.labels import LabelHit, fold, squash
from ingestion.page import Cell
from ingestion.phrases import one_of
from ingestion.reading import Reading

NO_INVOICE: Final = frozenset(
    {"quote", "order", "order_confirmation", "delivery_note", "reminder", "other"}
)
"""Documents of a trade that are not the bill: whoever uploads one is told so."""

_KINDS: Final = {"title_invoice": "invoice", "title_credit": "credit_note", "title_other": "other"}
_NARROWER: Final = {
    "title_pro_forma": "pro_forma",
    "title_statement": "statement",
    "title_reminder": "reminder",
    "title_quote": "quote",
    "title_order": "order",
    "title_confirmation": "order_confirmation",
    "title_delivery": "delivery_note",
}
_LARGE: Final = 13.0
"""Points; titles are set in type of at least this size more often than not."""
_HIGH: Final = 0.4
"""Titles stand in the upper part of page one; this is the share of its height."""


@dataclass(frozen=True, slots=True)
class _Title:
    value: str
    score: float
    page: int
    box: Box


def read_document_type(reading: Reading) -> Mapping[str, FieldRead]:
    """`document_type`: invoice | credit_note | pro_forma | statement | one of NO_INVOICE.

    Left out when the document calls itself nothing.
    """
    best: dict[str, _Title] = {}
    for title in _titles(reading):
        if title.score > best.get(title.value, title).score or title.value not in best:
            best[title.value] = title
    if not best:
        return {}
    # On a tie a bill is a bill: "Invoice / Delivery note" asks for money.
    won = max(best.values(), key=lambda t: (t.score, t.value in ("invoice", "credit_note")))
    if won.score < DOUBT:
        return {}
    return {"document_type": FieldRead(won.value, min(0.95, won.score), won.page, won.box)}


def _titles(reading: Reading) -> Iterator[_Title]:
    for hit in reading.labels:
        if hit.cell.page != 1:
            continue
        for kind, value in _KINDS.items():
            if kind in hit.kinds:
                narrow = next((_NARROWER[k] for k in _NARROWER if k in hit.kinds), value)
                score = _score(hit, reading)
                # "Order" in small type is the header of a field on many a bill.
                score -= 0.2 * (narrow in NO_INVOICE and hit.cell.size < _LARGE)
                yield _Title(narrow, score, hit.cell.page, hit.box)
        if "invoice_number" in hit.kinds:
            value, score = _named_by_number(hit)
            yield _Title(value, score, hit.cell.page, hit.box)
    yield from _compounds(reading)


def _named_by_number(hit: LabelHit) -> tuple[str, float]:
    """ "Credit note no." tells what is numbered; set large, it is the title itself."""
    score = 0.62 + 0.2 * (hit.cell.size >= _LARGE and hit.start <= 2)
    words = fold(hit.cell.text[hit.start : hit.end])
    if one_of("titles", "credit").search(words):
        return "credit_note", score + 0.03
    if one_of("titles", "pro_forma").search(words):
        return "pro_forma", score + 0.03
    return "invoice", score


def _compounds(reading: Reading) -> Iterator[_Title]:
    """ "Mobilfunkrechnung", "Verkoopfactuur", "Facture de vente": the word within a short line."""
    height = reading.document.pages[0].height if reading.document.pages else 842.0
    plain = one_of("titles", "invoice")
    for row in reading.rows:
        if row.page != 1:
            break
        for cell in row.cells:
            found = plain.search(fold(cell.text))
            if found is None:
                continue
            score = 0.5
            if row.top < _HIGH * height and len(cell.words) <= 7:
                score += 0.12 + 0.15 * (cell.size >= _LARGE)
            start, end = found.span()
            yield _Title("invoice", score, cell.page, cell.box(start, end))


def _score(hit: LabelHit, reading: Reading) -> float:
    """Titles stand alone in their cell, high on page one, in larger or bolder type."""
    if hit.start > 4 or not _is_lead(hit.cell, hit.start):
        return 0.0
    height = reading.document.pages[0].height
    rest = squash(hit.cell.text[hit.end :])
    numbered = any(char.isdigit() for char in rest) and len(rest) < 25
    if rest and not numbered and not (hit.cell.size >= _LARGE and len(hit.cell.words) <= 8):
        return 0.0
    score = 0.5
    if hit.cell.top < _HIGH * height:
        score += 0.15
    elif hit.cell.top > 0.6 * height:
        score -= 0.15
    if hit.cell.size >= _LARGE:
        score += 0.2
    if any(word.bold for word in hit.cell.words):
        score += 0.05
    return score + (0.05 if not rest else 0.0)


def _is_lead(cell: Cell, start: int) -> bool:
    """Nothing but a mark or a count stands before the title: "2. Mahnung", "- INVOICE -"."""
    return re.fullmatch(r"[\W\d]*", cell.text[:start]) is not None
