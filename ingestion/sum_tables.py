"""Tables whose header names sums: tax rates with base, tax and gross; or one row of totals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from ingestion.amounts import AmountSpan
from ingestion.draft import Box
from ingestion.labels import AMOUNT_KINDS, LabelHit, squash
from ingestion.page import Row
from ingestion.stacked import stacks
from ingestion.sum_columns import Line, SumColumn, cell_columns, reckoned

CENT: Final = Decimal("0.01")
_REACH: Final = 40
"""Rows under a header within which its sum row must come."""
_NEXT: Final = 12
"""The same where no items come between."""
_TOTALS: Final = frozenset({"total", "total_plain", "net", "subtotal_row"})
_OF_ITEMS: Final = frozenset({"col_description", "col_quantity", "col_unit_price"})
_OF_SUMS: Final = frozenset({"net", "tax", "total", "total_plain", "rate"})
_UNPLACED: Final = frozenset({"other", "rate"})
_SPLIT: Final = frozenset({"net", "tax", "total"})


@dataclass(frozen=True, slots=True)
class Summed:
    """One column's sum: printed in the sum row, or added up from the rows (`span` is the first)."""

    kind: str
    value: Decimal
    span: AmountSpan
    printed: bool
    agrees: bool


@dataclass(frozen=True, slots=True)
class SumTable:
    """What the columns come to, and which rows are thereby explained.

    `right`: where its last column ends. `of_items`: the header also names items, so only its sum
    row is a sum.
    """

    sums: tuple[Summed, ...]
    rows: frozenset[int]
    header: int
    right: float
    of_items: bool = False


def find_sum_tables(
    rows: Sequence[Row], hits: Sequence[LabelHit], amounts: Sequence[AmountSpan]
) -> tuple[SumTable, ...]:
    """All such tables, top to bottom; no row belongs to two of them."""
    by_row: dict[int, list[LabelHit]] = {}
    for hit in hits:
        by_row.setdefault(hit.cell.row, []).append(hit)
    money: dict[int, list[AmountSpan]] = {}
    rates: dict[int, list[AmountSpan]] = {}
    for span in amounts:
        (rates if span.percent else money).setdefault(span.cell.row, []).append(span)
    sheet = _Sheet(rows, by_row, money, rates, any(span.decimals == 2 for span in amounts))
    found: list[SumTable] = []
    last = -1
    for row in rows:
        if row.index <= last:
            continue
        table = _best(sheet, row)
        if table is not None:
            found.append(table)
            last = max(table.rows)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """All rows with their labels, their numbers and, apart from these, their percentages.

    `cents`: the document prints amounts with two decimals.
    """

    rows: Sequence[Row]
    labels: Mapping[int, Sequence[LabelHit]]
    money: Mapping[int, Sequence[AmountSpan]]
    rates: Mapping[int, Sequence[AmountSpan]]
    cents: bool


def _best(sheet: _Sheet, row: Row) -> SumTable | None:
    """The table under this row as header, or under it and the next one or two lines together."""
    best: SumTable | None = None
    hits: Sequence[LabelHit] = sheet.labels.get(row.index, ())
    if not any(hit.kinds & AMOUNT_KINDS for hit in hits):
        return None
    if any(span.money for span in sheet.money.get(row.index, ())):
        return None
    views = [(row, hits, row.index + 1), *stacks(sheet.rows, row.index, sheet.money)]
    for header, hits, first in views:
        seen = replace(sheet, labels={**sheet.labels, row.index: hits})
        table = _read(seen, header, _columns(seen, header), first)
        if table is not None and (best is None or len(table.sums) > len(best.sums)):
            best = table
    return best


def _columns(sheet: _Sheet, row: Row) -> tuple[SumColumn, ...]:
    """The header's columns, if one names a sum; unknown ones are kept as `other`."""
    hits = sheet.labels.get(row.index, ())
    if len(row.cells) < 2 and len(hits) < 2:
        return ()
    if any(span.money for span in sheet.money.get(row.index, ())):
        return ()
    columns: list[SumColumn] = []
    for cell in row.cells:
        columns.extend(cell_columns(cell, [h for h in hits if h.cell is cell]))
    return tuple(columns) if _sums_named(columns) else ()


def _sums_named(columns: Sequence[SumColumn]) -> int:
    return len({column.kind for column in columns} - {"other", "rate"})


def _lines(sheet: _Sheet, header: Row, columns: Sequence[SumColumn], first: int) -> list[Line]:
    """The rows under a header with all their money, also what stands under no known name."""
    lines: list[Line] = []
    bottom = header.bottom
    for row in sheet.rows[first : first + _NEXT]:
        if row.page != header.page or row.top - bottom > 30:
            break
        bottom = row.bottom
        spans = sheet.money.get(row.index, ())
        placed = _placed([span for span in spans if span.money], columns, _UNPLACED - {"other"})
        rates = [span.value for span in sheet.rates.get(row.index, ())]
        for span in spans:
            if columns[_nearest(columns, span)].kind == "rate":
                rates.append(span.value)
        if placed:
            lines.append(Line(placed, tuple(rates)))
        elif lines:
            break
    return lines


def _read(sheet: _Sheet, header: Row, columns: Sequence[SumColumn], first: int) -> SumTable | None:
    """The rows under the header up to its sum row; None where they do not fit its columns."""
    items = _names_items(sheet, header) and not _is_all_numbers(sheet, first)
    if columns and (not items or {"net", "tax"} <= {column.kind for column in columns}):
        columns = reckoned(columns, _lines(sheet, header, columns, first))
    if _sums_named(columns) < 2:
        return None
    body: list[tuple[Row, dict[int, AmountSpan]]] = []
    bottom = header.bottom
    for row in sheet.rows[first : first + (_REACH if items else _NEXT)]:
        if row.page != header.page or row.top - bottom > (70 if items else 30):
            break
        if items and _sums_named(_columns(sheet, row)) >= 2:
            break
        placed = _placed(_sums_of(sheet, row), columns)
        # The total of all rates may stand in the middle, between two of them.
        if len(placed) >= 2 or (body and placed and not items and _is_bare(row)):
            body.append((row, placed))
            if _is_sum_row(sheet, row) or (items and _is_added_up(body, _by_column(body))):
                return replace(_of_row(row, placed, columns, header, body), of_items=items)
        elif not items and (body or row.index > first + 2 or _begins_else(sheet, row, placed)):
            break
        bottom = row.bottom
    if items or not body or _is_first_of_more(sheet, body):
        return None
    return _added(body, columns, header)


def _names_items(sheet: _Sheet, header: Row) -> bool:
    return any(
        hit.kinds & _OF_ITEMS and not hit.kinds & _OF_SUMS and hit.start <= 2
        for hit in sheet.labels.get(header.index, ())
    )


def _is_all_numbers(sheet: _Sheet, first: int) -> bool:
    """Whether the only row under a header is several amounts: parts, base, tax, total."""
    if first >= len(sheet.rows) or any(char.isalpha() for char in sheet.rows[first].text):
        return False
    counts = [sum(s.money for s in sheet.money.get(at, ())) for at in (first, first + 1)]
    return counts[0] >= 3 > counts[1]


def _sums_of(sheet: _Sheet, row: Row) -> list[AmountSpan]:
    """The row's money; whole numbers too where the document has no cents."""
    return [
        span
        for span in sheet.money.get(row.index, ())
        if span.money or (not sheet.cents and span.decimals == 0 and len(span.text) > 2)
    ]


def _is_first_of_more(sheet: _Sheet, body: Sequence[tuple[Row, Mapping[int, AmountSpan]]]) -> bool:
    """Whether the only row is followed by others in its last column: a list, not a row of sums."""
    row, placed = body[0]
    if len(body) > 1 or row.index + 2 >= len(sheet.rows):
        return False
    last = max(placed.values(), key=lambda span: span.box[2])
    return all(
        any(abs(span.box[2] - last.box[2]) < 2 for span in _sums_of(sheet, under))
        and under.page == row.page
        and not _is_stranger(sheet, under)
        for under in sheet.rows[row.index + 1 : row.index + 3]
    )


def _is_bare(row: Row) -> bool:
    """Whether nothing but an amount stands on the row."""
    return len(row.cells) == 1 and sum(char.isalpha() for char in row.text) <= 3


def _begins_else(sheet: _Sheet, row: Row, placed: Mapping[int, AmountSpan]) -> bool:
    """Whether a row before any of the table's own is a sum with a name of its own."""
    return bool(placed) and _is_stranger(sheet, row)


def _is_stranger(sheet: _Sheet, row: Row) -> bool:
    return any(hit.kinds & AMOUNT_KINDS for hit in sheet.labels.get(row.index, ()))


def _is_sum_row(sheet: _Sheet, row: Row) -> bool:
    """ "Total" opens the row that closes the table; "Total" beside a rate is only a rate's row."""
    for hit in sheet.labels.get(row.index, ()):
        if hit.kinds & _TOTALS and hit.start <= 2 and hit.cell.col <= 1:
            return len(squash(hit.cell.text[hit.end :])) <= 8
    return False


def _nearest(columns: Sequence[SumColumn], span: AmountSpan) -> int:
    return min(range(len(columns)), key=lambda at: _distance(columns[at].box, span.box))


def _placed(
    spans: Sequence[AmountSpan],
    columns: Sequence[SumColumn],
    without: frozenset[str] = _UNPLACED,
) -> dict[int, AmountSpan]:
    """Amounts by the index of the column they stand under, columns `without` sums left out."""
    placed: dict[int, AmountSpan] = {}
    for span in spans:
        best = _nearest(columns, span)
        if columns[best].kind in without or _distance(columns[best].box, span.box) > 60:
            continue
        placed.setdefault(best, span)
    return placed


def _distance(column: Box, box: Box) -> float:
    overlap = min(column[2], box[2]) - max(column[0], box[0])
    edges = min(
        abs(column[0] - box[0]),
        abs(column[2] - box[2]),
        abs(column[0] + column[2] - box[0] - box[2]) / 2,
    )
    return edges - max(0.0, overlap)


def _of_row(
    row: Row,
    placed: Mapping[int, AmountSpan],
    columns: Sequence[SumColumn],
    header: Row,
    body: Sequence[tuple[Row, Mapping[int, AmountSpan]]],
) -> SumTable:
    values = {columns[at].kind: span.value for at, span in placed.items()}
    agrees = _closes(values)
    sums = tuple(
        Summed(columns[at].kind, span.value, span, printed=True, agrees=agrees)
        for at, span in placed.items()
    )
    explained = frozenset(member.index for member, _ in body)
    return SumTable(sums, explained, header.index, _right(body))


def _right(body: Sequence[tuple[Row, Mapping[int, AmountSpan]]]) -> float:
    return max(span.box[2] for _, placed in body for span in placed.values())


def _closes(values: Mapping[str, Decimal]) -> bool:
    if not values.keys() >= _SPLIT:
        return False
    return abs(values["net"] + values["tax"] - values["total"]) <= CENT


def _by_column(
    body: Sequence[tuple[Row, Mapping[int, AmountSpan]]],
) -> dict[int, list[AmountSpan]]:
    per_column: dict[int, list[AmountSpan]] = {}
    for _, placed in body:
        for at, span in placed.items():
            per_column.setdefault(at, []).append(span)
    return per_column


def _is_added_up(
    body: Sequence[tuple[Row, Mapping[int, AmountSpan]]],
    per_column: Mapping[int, Sequence[AmountSpan]],
) -> bool:
    """Whether the last row, without a name, is what the rows above it come to in each column."""
    last = body[-1][1]
    return (
        len(body) > 2
        and len(last) >= 2
        and all(
            len(per_column[at]) > 2
            and abs(sum((s.value for s in per_column[at][:-1]), Decimal(0)) - span.value) <= CENT
            for at, span in last.items()
        )
    )


def _added(
    body: Sequence[tuple[Row, Mapping[int, AmountSpan]]],
    columns: Sequence[SumColumn],
    header: Row,
) -> SumTable | None:
    """Each column added up; a last row that already is the sum of the others is not added again."""
    # Where amounts have cents, a row of whole numbers (an account, a telephone) is none of them.
    cents = [entry for entry in body if any(span.money for span in entry[1].values())]
    body = cents or body
    per_column = _by_column(body)
    totalled = _is_added_up(body, per_column)
    sums: list[Summed] = []
    closing = {}
    for at, spans in per_column.items():
        chosen = [spans[-1]] if totalled and at in body[-1][1] else spans
        value = sum((span.value for span in chosen), Decimal(0))
        closing[columns[at].kind] = value
        sums.append(
            Summed(columns[at].kind, value, chosen[0], printed=len(chosen) == 1, agrees=False)
        )
    kinds = {entry.kind for entry in sums}
    if len(body) > 1 and not kinds & {"net", "tax"}:
        return None
    agrees = _closes(closing)
    return SumTable(
        tuple(Summed(s.kind, s.value, s.span, s.printed, agrees) for s in sums),
        frozenset(row.index for row, _ in body),
        header.index,
        _right(body),
    )
