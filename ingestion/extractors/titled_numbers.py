"""The invoice's number where no label names it: with, or under, what the document calls itself."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ingestion.extractors.identifiers import DatePlaces, Identifier, identifier_in
from ingestion.labels import DATE_KINDS, NUMBER_KINDS, LabelHit, fold, lexicon
from ingestion.page import Cell
from ingestion.phrases import one_of
from ingestion.reading import Reading

_TITLES: Final = frozenset({"title_invoice", "title_credit"})
_NAMED: Final = frozenset(
    {"other_number", "account_number", "customer_number", "contract_number", "bank"}
)
_TITLED: Final = 0.78
_FURTHER: Final = re.compile(
    r"^(?:[^\W\d]|[ '/&().\-–—]|\b20\d\d\b){0,45}?"
    r"(?<!\w)(?:n[°or]?(?![a-z])|num(?![a-z])|numero|nummer|number|#)[\s.:°#]*(?=[\w/-]*\d)"
)
"""Words, or a year, between a title and its number: "Bolletta gas naturale n. 2600044"."""
_ALONE: Final = re.compile(
    r"(?=[\w/.-]*[A-Z])(?=(?:[^\d]*\d){3})[A-Z0-9][\w/.-]{3,24}|\d{1,6}/(?:20)?\d\d"
)
"""A number that needs no sign before it: capitals and at least three digits, one word."""
_LED: Final = re.compile(r"[A-Z]{1,4} (?=(?:\D*\d){3})\d[\d /-]{2,16}")
_COMPOUND: Final = re.compile(
    r"\w{3,}(?:rechnung|rechnungs|factuur|faktura)[ -]?(?P<no>(?:nummer|nr|no|n°)\b\.?)?[\s:.#°]*"
)
_NUMBERED: Final = re.compile(
    r"(?:#|n[o°r]?[.:°]?(?![a-z])|number:?|nummer:?|n[uú]m[.:]?(?![a-z]))\s*(?=\w)", re.I
)


def titled_ids(reading: Reading, dates: DatePlaces) -> Iterator[Identifier]:
    """Every number that a title of the document brings along."""
    yield from _title_ids(reading, dates)
    yield from _compound_ids(reading, dates)
    yield from _further_ids(reading, dates)


def _is_second(hit: LabelHit) -> bool:
    """ "Rent receipt / Invoice 9/2026": the second of two titles in one line."""
    return hit.start <= 30 and hit.cell.text[: hit.start].rstrip().endswith("/")


def names_another(hit: LabelHit) -> bool:
    """ "Mahnung zur Rechnung Nr. 7": the number of another document."""
    before = fold(hit.cell.text[: hit.start])
    another = one_of("references", "to_another").search(before) is not None
    return another or "other_number" in hit.kinds


def _title_ids(reading: Reading, dates: DatePlaces) -> Iterator[Identifier]:
    """ "INVOICE INV-0042": a number right behind, or under, what the document calls itself."""
    links = lexicon().qualifiers["date_link"]
    items = {row.index for table in reading.tables for row in table.body}
    for hit in reading.labels:
        titled = (
            hit.kinds & _TITLES
            and (hit.start <= 12 or _is_second(hit))
            and not hit.kinds & NUMBER_KINDS
        )
        if not titled or hit.cell.row in items or names_another(hit):
            continue
        rest = fold(hit.cell.text[hit.end :]).strip(" :.#-–")
        if rest.split(" ", 1)[0] in links:
            continue
        found = identifier_in(hit.cell, hit.end, dates)
        if found is None and not rest:
            row = reading.rows[hit.cell.row]
            nexts = row.cells[hit.cell.col + 1 : hit.cell.col + 2]
            found = identifier_in(nexts[0], 0, dates) if nexts else None
            found = found or _under_header(hit, reading, dates)
            found = found or _under_title(hit, reading, dates)
        if found is None or _is_year(found.text):
            continue
        yield replace(found, score=_TITLED + (0.1 if hit.cell.size > 11 else 0))


def _compound_ids(reading: Reading, dates: DatePlaces) -> Iterator[Identifier]:
    """ "Beitragsrechnung Nr. 17", "Verkoopfactuur 88": a word that ends as titles do, a number."""
    for row in reading.rows:
        if row.page > 1:
            break
        for cell in row.cells:
            match = _COMPOUND.match(fold(cell.text))
            if match is None or len(cell.words) > 6:
                continue
            found = identifier_in(cell, match.end(), dates)
            nexts = row.cells[cell.col + 1 : cell.col + 2]
            whole = match.end() >= len(cell.text) and bool(nexts)
            if found is None and whole and (match["no"] or _is_alone(nexts[0].text)):
                found = identifier_in(nexts[0], 0, dates)
            if found is not None and not _is_year(found.text):
                yield replace(found, score=0.86 if match["no"] else 0.7)


def _is_alone(text: str) -> bool:
    """Whether a cell is nothing but a number that begins with capitals: "FR 26 004418"."""
    return _ALONE.fullmatch(text) is not None or _LED.fullmatch(text) is not None


def _under_title(hit: LabelHit, reading: Reading, dates: DatePlaces) -> Identifier | None:
    """ "INVOICE" over "# 1047": a line of its own that is nothing but a number, marked as one."""
    for row in reading.rows[hit.cell.row + 1 : hit.cell.row + 4]:
        if row.page != hit.cell.page or row.top - hit.box[3] > 3 * hit.cell.size:
            return None
        for cell in row.cells:
            level = abs(cell.x0 - hit.box[0]) < 6 or abs(cell.x1 - hit.cell.x1) < 6
            level = level or abs(cell.x0 - hit.cell.x0) < 6
            middle = abs(cell.x0 + cell.x1 - hit.cell.x0 - hit.cell.x1) < 12
            mark = _NUMBERED.match(cell.text)
            if not (level or middle) or not (mark or _ALONE.fullmatch(cell.text)):
                continue
            found = identifier_in(cell, mark.end() if mark is not None else 0, dates)
            if found is not None and not cell.text[found.end :].strip(" ."):
                return found
    return None


def _is_year(text: str) -> bool:
    return text.isdigit() and len(text) == 4 and text.startswith(("19", "20"))


def _further_ids(reading: Reading, dates: DatePlaces) -> Iterator[Identifier]:
    """ "Jahresbeitragsrechnung 2026 - Nr. 17": a title, a few more words, a marked number."""
    items = {row.index for table in reading.tables for row in table.body}
    for row in reading.rows:
        if row.page > 1:
            break
        for cell in row.cells:
            text = fold(cell.text)
            title = one_of("titles", "invoice").search(text)
            if title is None or row.index in items or len(cell.words) > 14:
                continue
            before = text[: title.start()]
            if len(before) > 25 or one_of("references", "to_another").search(before):
                continue
            mark = _FURTHER.match(text[title.end() :])
            if mark is None or _other_between(cell, title.end(), title.end() + mark.end(), reading):
                continue
            found = identifier_in(cell, title.end() + mark.end(), dates)
            if found is not None and not _is_year(found.text):
                yield replace(found, score=0.82)


def _other_between(cell: Cell, start: int, end: int, reading: Reading) -> bool:
    """Whether the mark belongs to another number: "Invoice for order no. 9"."""
    return any(
        hit.cell is cell and start <= hit.start < end and hit.kinds & _NAMED
        for hit in reading.labels
    )


def _under_header(hit: LabelHit, reading: Reading, dates: DatePlaces) -> Identifier | None:
    """ "Invoice | Date | Due" as heads of columns: the number stands under the first of them."""
    row = reading.rows[hit.cell.row]
    heads = {
        other.cell.col
        for other in reading.labels
        if other.cell.row == row.index
        and other.cell is not hit.cell
        and other.start <= 1
        and other.kinds & (DATE_KINDS | NUMBER_KINDS)
    }
    if not heads:
        return None
    for under in reading.rows[hit.cell.row + 1 : hit.cell.row + 3]:
        if under.page != row.page or under.top - row.bottom > 2 * hit.cell.size:
            return None
        cell = next((c for c in under.cells if _overlaps(c, hit)), None)
        if cell is not None:
            return identifier_in(cell, 0, dates)
    return None


def _overlaps(cell: Cell, hit: LabelHit) -> bool:
    return min(cell.x1, hit.box[2] + 2) > max(cell.x0, hit.box[0] - 2)
