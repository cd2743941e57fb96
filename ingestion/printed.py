"""Where on the pages a given value is printed: nothing is found here that nobody asked for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from ingestion.amounts import AMBIGUOUS
from ingestion.draft import Box
from ingestion.iban import find_ibans
from ingestion.labels import fold
from ingestion.page import Cell
from ingestion.reading import Reading

_BETWEEN: Final = "|·•,;:–—-/()"
"""What may part a name from the rest of its line; a word does not, so no sentence names a payee."""


@dataclass(frozen=True, slots=True)
class Place:
    """`bbox` as on the upright page; `clear` is False where the print can be read another way.

    `label`: what the words before it in its row can mean, of the nearest label there.
    """

    page: int
    bbox: Box
    label: frozenset[str]
    clear: bool = True


def dates_at(reading: Reading, value: date) -> Iterator[Place]:
    """Dates that say this day; of an unclear one either reading."""
    for span in reading.dates:
        if value in (span.value, span.swapped):
            label = _label(reading, span.cell, span.start)
            yield Place(span.cell.page, span.box, label, span.swapped is None)


def amounts_at(reading: Reading, value: Decimal, *, any_sign: bool) -> Iterator[Place]:
    """Amounts of money of exactly this value; with `any_sign` the minus does not matter."""
    for span in reading.amounts:
        is_money = span.money or (reading.whole_amounts and not span.percent)
        same = abs(span.value) == abs(value) if any_sign else span.value == value
        if is_money and same:
            yield Place(span.cell.page, span.box, _label(reading, span.cell, span.start))


def currencies_at(reading: Reading, code: str) -> Iterator[Place]:
    """Amounts with a sign of this currency, and its code standing alone."""
    for span in reading.amounts:
        if span.currency is not None and code == AMBIGUOUS.get(span.currency, span.currency):
            yield Place(span.cell.page, span.box, frozenset(), span.currency not in AMBIGUOUS)
    alone = re.compile(rf"(?<!\w){re.escape(code)}(?!\w)")
    for cell in _cells(reading):
        for match in alone.finditer(cell.text):
            yield Place(cell.page, cell.box(*match.span()), frozenset())


def names_at(reading: Reading, name: str) -> Iterator[Place]:
    """These words one after the other, as the whole of a cell or a part set off by marks."""
    wanted = fold(" ".join(name.split()))
    for cell in _cells(reading):
        text = fold(cell.text)
        at = text.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            before, after = text[:at].rstrip(), text[end:].lstrip()
            if (not before or before[-1] in _BETWEEN) and (not after or after[0] in _BETWEEN):
                yield Place(cell.page, cell.box(at, end), frozenset())
            at = text.find(wanted, at + 1)


def numbers_at(reading: Reading, number: str) -> Iterator[Place]:
    """This very text as a piece of its own, and not of a date, an amount or a bank account."""
    alone = re.compile(rf"(?<!\w)(?<!\w[-/.]){re.escape(number)}(?!\w)(?![-/.]\w)")
    for cell in _cells(reading):
        for match in alone.finditer(cell.text):
            start, end = match.span()
            if not any(start < last and end > first for first, last in _taken(reading, cell)):
                yield Place(cell.page, cell.box(start, end), _label(reading, cell, start))


def _taken(reading: Reading, cell: Cell) -> Iterator[tuple[int, int]]:
    dates = ((span.cell, span.start, span.end) for span in reading.dates)
    money = ((span.cell, span.start, span.end) for span in reading.amounts if span.money)
    for other, start, end in (*dates, *money):
        if (other.row, other.col) == (cell.row, cell.col):
            yield start, end
    for _, start, end in find_ibans(cell.text):
        yield start, end


def _cells(reading: Reading) -> Iterator[Cell]:
    for row in reading.rows:
        yield from row.cells


def _label(reading: Reading, cell: Cell, start: int) -> frozenset[str]:
    before = [
        hit
        for hit in reading.labels
        if hit.cell.row == cell.row and (hit.cell.col, hit.end) <= (cell.col, start)
    ]
    nearest = max(before, key=lambda hit: (hit.cell.col, hit.end), default=None)
    return nearest.kinds if nearest is not None else frozenset()
