"""Which words stand beside the printed values: what a correction can teach about a sender's pages.

The labels here are whatever is printed at the left of a value, or above it; knowing what they mean
is not asked. Words only, no digits: a label is the same on the sender's next page.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol

from ingestion.asides import LABEL_LENGTH, MAX_IBANS, MAX_OF_KIND, VALUE_LENGTH, Asides, Beside
from ingestion.categorise import categorise
from ingestion.draft import Draft, FieldRead, LineItem
from ingestion.extractors.bank import payable_ibans
from ingestion.labels import fold
from ingestion.page import Cell, Row
from ingestion.picture import boxed_pages
from ingestion.reading import Reading

ROWS_ABOVE: Final = 2
WORDS: Final = 4
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_NUMBER: Final = re.compile(r"(?<![\w.,/-])(?=[\w./-]*\d)[A-Za-z0-9][\w./-]{2,39}(?![\w])")


class _Span(Protocol):
    @property
    def cell(self) -> Cell: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def noticed(reading: Reading, fields: Mapping[str, FieldRead], items: Sequence[LineItem]) -> Asides:
    """What is worth keeping of the page beside its fields."""
    seller = fields.get("seller_name")
    lines = (item.description or "" for item in items)
    topics = categorise(seller.value if seller is not None else None, lines, reading.text)
    return Asides(beside(reading), topics, payable_ibans(reading)[:MAX_IBANS])


def with_asides(draft: Draft) -> dict[str, object]:
    """The contracted object of a draft, with what was noticed beside its fields."""
    asides = draft.asides
    if not asides.topics:  # an e-invoice without a page
        lines = (item.description or "" for item in draft.line_items)
        asides = replace(asides, topics=categorise(draft.value("seller_name"), lines))
    body = {**draft.to_json(), **asides.to_json(), "page_images": boxed_pages(draft)}
    # For the index, which would read the pictures of its pages again.
    return {**body, "recognised": draft.recognised} if draft.recognised else body


def beside(reading: Reading) -> tuple[Beside, ...]:
    """Labels with the dates, amounts and numbers next to them, in reading order, each once."""
    found: dict[str, dict[Beside, None]] = {"date": {}, "amount": {}, "number": {}}
    for span, value, kind in _values(reading):
        if len(found[kind]) >= MAX_OF_KIND:
            continue
        for label in _labels(reading.rows, span.cell, span.start):
            found[kind].setdefault(Beside(label, value[:VALUE_LENGTH], kind))
    return tuple(each for kind in found.values() for each in list(kind)[:MAX_OF_KIND])


class _Token:
    """A number of something: letters and digits in one piece."""

    def __init__(self, cell: Cell, start: int, end: int) -> None:
        self.cell, self.start, self.end = cell, start, end


def _values(reading: Reading) -> Iterator[tuple[_Span, str, str]]:
    for day in reading.dates:
        yield day, day.value.isoformat(), "date"
    for amount in reading.amounts:
        if amount.money:
            yield amount, f"{amount.value:f}", "amount"
    taken = _taken(reading)
    for row in reading.rows:
        for cell in row.cells:
            for match in _NUMBER.finditer(cell.text):
                start, end = match.span()
                spans = taken.get((cell.row, cell.col), ())
                if not any(start < last and end > first for first, last in spans):
                    yield _Token(cell, start, end), match.group().rstrip("./-"), "number"


def _taken(reading: Reading) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Where dates and amounts of money stand."""
    spans: list[_Span] = [*reading.dates, *(span for span in reading.amounts if span.money)]
    taken: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for span in spans:
        taken.setdefault((span.cell.row, span.cell.col), []).append((span.start, span.end))
    return taken


def _labels(rows: Sequence[Row], cell: Cell, start: int) -> Iterator[str]:
    """The label before the value in its own cell, else that of the cell at its left, and above."""
    own = _words(cell.text[:start])
    if own:
        yield own
        return
    row = rows[cell.row]
    if cell.col > 0:
        left = _words(row.cells[cell.col - 1].text)
        if left:
            yield left
    for above in reversed(rows[max(0, cell.row - ROWS_ABOVE) : cell.row]):
        words = _above(above, cell)
        if words:
            yield words
            return


def _above(row: Row, cell: Cell) -> str:
    """The label in the cell of `row` that stands over this one."""
    if row.page != cell.page:
        return ""
    over = [each for each in row.cells if min(each.x1, cell.x1) > max(each.x0, cell.x0)]
    return _words(over[0].text) if len(over) == 1 else ""


def _words(text: str) -> str:
    """The last few words after the last digit, folded; nothing for a single letter or a value."""
    tail = re.split(r"\d", text)[-1]
    words = _LETTERS.findall(fold(tail))[-WORDS:]
    label = " ".join(words)[-LABEL_LENGTH:].strip()
    return label if sum(map(len, words)) >= 3 else ""
