"""Sums that no known label names, told by what they add up to and by where they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from ingestion.amounts import AmountSpan
from ingestion.reading import Reading
from ingestion.sum_candidates import Candidate

CENT: Final = Decimal("0.01")
_EDGE: Final = 2.5
"""Points; amounts that end so close to one another stand in one column."""
_GROSS: Final = frozenset({"total", "total_plain", "due", "current"})
_TOTALS: Final = _GROSS - {"due"}
"""Before a balance stand payments, which are no charges."""
_MOST_BETWEEN: Final = 2
_MOST_ABOVE: Final = 40
_MOST_SUMS: Final = 6


def unnamed_totals(reading: Reading, found: Sequence[Candidate]) -> list[Candidate]:
    """Where nothing is called a total: the last and largest amount of a column if it is the sum
    of the two or more right above it."""
    if any(candidate.kind in _GROSS for candidate in found):
        return []
    largest = max((span.value for span in reading.amounts if span.money), default=Decimal(0))
    for column in columns_of(span for span in reading.amounts if span.money):
        last = column[-1]
        if len(column) < 3 or last.value != largest or not _has_words(last):
            continue
        added = Decimal(0)
        for count, span in enumerate(reversed(column[:-1]), start=1):
            added += span.value
            if count >= 2 and added == last.value:
                return [Candidate("total_plain", last.value, 0.68, last, "sum of its column")]
    return []


def paid_totals(found: Sequence[Candidate]) -> list[Candidate]:
    """Where nothing else is called a total, "total paid" is one."""
    if any(candidate.kind in _GROSS for candidate in found):
        return list(found)
    totals = [
        replace(c, kind="total_plain", score=0.7)
        for c in found
        if c.kind == "paid" and c.phrase.startswith(("tot", "gesamt")) and c.value > 0
    ]
    return [*found, *totals]


def with_columns(reading: Reading, found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, totals that are the sum of three or more amounts above them raised.

    None is raised above a larger sum further down: it may be that of a group.
    """
    gross = [c for c in found if c.kind in _GROSS]
    sums: set[int] = set()
    for column in columns_of(span for span in reading.amounts if span.money):
        for at, span in enumerate(column):
            added, count = Decimal(0), 0
            for above in reversed(column[max(0, at - _MOST_ABOVE) : at]):
                added, count = added + above.value, count + 1
                if count >= 3 and added == span.value:
                    sums.add(id(span))
    return [
        replace(c, score=min(0.9, c.score + 0.2))
        if c.kind in ("total_plain", "current")
        and id(c.span) in sums
        and not any(o.value > c.value and o.span.cell.row > c.span.cell.row for o in gross)
        else c
        for c in found
    ]


def unnamed_charges(reading: Reading, found: Sequence[Candidate]) -> list[Candidate]:
    """Amounts of no known name that stand between the net sum and the total, in their column."""
    named = {id(candidate.span) for candidate in found if candidate.score > 0.5}
    nets = [c.span for c in found if c.kind == "net" and not c.tabled and c.score > 0.7]
    totals = [c.span for c in found if c.kind in _TOTALS and not c.tabled and c.score > 0.6]
    spans = [
        span
        for net in nets[:_MOST_SUMS]
        for total in totals[:_MOST_SUMS]
        if net.cell.row < total.cell.row <= net.cell.row + 10 and _one_column(net, total)
        for span in reading.amounts
        if net.cell.row < span.cell.row < total.cell.row
        and _one_column(span, total)
        and span.money
        and span.value > 0
        and id(span) not in named
    ]
    different = list({id(span): span for span in spans}.values())
    if len(different) > _MOST_BETWEEN:
        return []
    return [Candidate("shipping", span.value, 0.55, span, "between") for span in different]


def columns_of(spans: Iterable[AmountSpan]) -> list[list[AmountSpan]]:
    """Amounts of one page by the edge at which they end, each column from the top."""
    columns: dict[tuple[int, int], list[AmountSpan]] = {}
    for span in spans:
        edge = round(span.box[2] / _EDGE)
        near = ((span.cell.page, edge + step) for step in (0, -1, 1))
        key = next((key for key in near if key in columns), (span.cell.page, edge))
        columns.setdefault(key, []).append(span)
    return list(columns.values())


def paid_off(reading: Reading, found: Sequence[Candidate]) -> Candidate | None:
    """The total of a bill that only shows a balance of nothing: what was paid, if the amounts of
    a column above the payment come to just that."""
    paid = [c for c in found if c.kind == "paid" and c.score > 0.5 and c.value]
    if len({abs(c.value) for c in paid}) != 1:
        return None
    value, span = abs(paid[0].value), paid[0].span
    before = [s for s in reading.amounts if s.money and s.cell.row < span.cell.row]
    if any(sum(s.value for s in column) == value for column in columns_of(before)):
        return Candidate("total", value, 0.8, span, "paid off")
    return None


def _one_column(one: AmountSpan, other: AmountSpan) -> bool:
    return one.cell.page == other.cell.page and abs(one.box[2] - other.box[2]) < _EDGE


def _has_words(span: AmountSpan) -> bool:
    """Whether the amount's own cell has no other words: a sum stands in its column."""
    return len(span.cell.text) <= span.end - span.start + 4
