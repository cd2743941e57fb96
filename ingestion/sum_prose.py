"""Sums told in sentences: "a fee of 640.00 plus 19 % VAT of 121.60, together 761.60"."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from ingestion.amounts import AmountSpan
from ingestion.page import Row
from ingestion.reading import Reading
from ingestion.sum_candidates import Candidate

_WORDS: Final = 7
"""A line of text has so many; a label or a heading has fewer."""
_MOST: Final = 10
"""Amounts of one paragraph that are looked at."""
_ROUNDED: Final = Decimal("0.02")


def said_sums(reading: Reading) -> list[Candidate]:
    """Net, tax and total of the one paragraph whose amounts are these by a rate it names.

    Nothing where two paragraphs, or two choices of amounts, come to different totals.
    """
    money, rates = _by_row(reading.amounts, percent=False), _by_row(reading.amounts, percent=True)
    if not rates:
        return []
    found: dict[Decimal, list[Candidate]] = {}
    for paragraph in _paragraphs(reading.rows):
        spans = [span for row in paragraph for span in money.get(row.index, ())]
        named = {span.value for row in paragraph for span in rates.get(row.index, ())}
        for triple in _triples(spans[:_MOST], named):
            found.setdefault(triple[2].value, triple)
    return next(iter(found.values())) if len(found) == 1 else []


def _by_row(spans: Sequence[AmountSpan], *, percent: bool) -> dict[int, list[AmountSpan]]:
    by_row: dict[int, list[AmountSpan]] = {}
    for span in spans:
        if span.percent if percent else span.money:
            by_row.setdefault(span.cell.row, []).append(span)
    return by_row


def _paragraphs(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Lines of text that follow closely; the last line of a paragraph may be short."""
    paragraph: list[Row] = []
    for row in rows:
        before = paragraph[-1] if paragraph else None
        near = before is not None and before.page == row.page
        near = near and before is not None and row.top - before.bottom < row.bottom - row.top
        if near and (_is_text(row) or (before is not None and _is_text(before))):
            paragraph.append(row)
            continue
        if paragraph:
            yield paragraph
        paragraph = [row] if _is_text(row) else []
    if paragraph:
        yield paragraph


def _is_text(row: Row) -> bool:
    return any(
        len(cell.words) >= _WORDS and sum(char.isalpha() for char in cell.text) >= 20
        for cell in row.cells
    )


def _triples(spans: Sequence[AmountSpan], rates: set[Decimal]) -> Iterator[list[Candidate]]:
    """Amounts of which the third is the sum of the first and of a rate's share of it."""
    for three in combinations(spans, 3):
        tax, net, total = sorted(three, key=lambda span: span.value)
        if tax.value <= 0 or net.value + tax.value != total.value:
            continue
        if any(abs(net.value * rate / 100 - tax.value) <= _ROUNDED for rate in rates):
            yield [
                Candidate("net", net.value, 0.84, net, "said"),
                Candidate("tax", tax.value, 0.86, tax, "said"),
                Candidate("total", total.value, 0.86, total, "said"),
            ]
