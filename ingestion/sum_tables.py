"""Tables whose header names sums: tax rates with base, tax and gross; or one row of totals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from ingestion.amounts import AmountSpan
from ingestion.draft import Box
from ingestion.labels import AMOUNT_KINDS, LabelHit, fold, lexicon, squash
from ingestion.page import Cell, Row
from ingestion.stacked import stacks

CENT: Final = Decimal("0.01")
_REACH: Final = 40
"""Rows under a header within which its sum row must come."""
_ORDER: Final = (
    "rate",
    "net",
    "tax",
    "due",
    "current",
    "previous",
    "paid",
    "shipping",
    "discount",
    "rounding",
    "withholding",
    "total",
    "total_plain",
)
_TOTALS: Final = frozenset({"total", "total_plain", "net", "subtotal_row"})
_OF_ITEMS: Final = frozenset({"col_description", "col_quantity", "col_unit_price"})
_OF_SUMS: Final = frozenset({"net", "tax", "total", "total_plain", "rate"})
_SPLIT: Final = frozenset({"net", "tax", "total"})


@dataclass(frozen=True, slots=True)
class SumColumn:
    kind: str
    box: Box


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
    for span in amounts:
        if not span.percent:
            money.setdefault(span.cell.row, []).append(span)
    found: list[SumTable] = []
    last = -1
    for row in rows:
        if row.index <= last:
            continue
        table = _best(rows, row, by_row, money)
        if table is not None:
            found.append(table)
            last = max(table.rows)
    return tuple(found)


def _best(
    rows: Sequence[Row],
    row: Row,
    by_row: Mapping[int, list[LabelHit]],
    money: Mapping[int, list[AmountSpan]],
) -> SumTable | None:
    """The table under this row as header, or under it and the next one or two lines together."""
    best: SumTable | None = None
    if not any(hit.kinds & AMOUNT_KINDS for hit in by_row.get(row.index, ())):
        return None
    if any(span.money for span in money.get(row.index, ())):
        return None
    views = [(row, by_row.get(row.index, []), row.index + 1)]
    views += [(joined, list(hits), first) for joined, hits, first in stacks(rows, row.index, money)]
    for header, hits, first in views:
        seen = {**by_row, row.index: hits}
        columns = _columns(header, seen, money)
        table = _read(rows, header, columns, seen, money, first) if columns else None
        if table is not None and (best is None or len(table.sums) > len(best.sums)):
            best = table
    return best


def _columns(
    row: Row, by_row: Mapping[int, list[LabelHit]], money: Mapping[int, list[AmountSpan]]
) -> tuple[SumColumn, ...]:
    """The header's columns, if two name different sums; unknown ones are kept as `other`."""
    if len(row.cells) < 2 and len(by_row.get(row.index, ())) < 2:
        return ()
    if any(span.money for span in money.get(row.index, ())):
        return ()
    columns: list[SumColumn] = []
    for cell in row.cells:
        columns.extend(
            _cell_columns(cell, [h for h in by_row.get(row.index, ()) if h.cell is cell])
        )
    kinds = {column.kind for column in columns} - {"other", "rate"}
    return tuple(columns) if len(kinds) >= 2 else ()


def _cell_columns(cell: Cell, hits: Sequence[LabelHit]) -> list[SumColumn]:
    whole = (cell.x0, cell.top, cell.x1, cell.bottom)
    named = [(hit, kind) for hit in hits if (kind := _kind_of(hit, cell)) is not None]
    covered = sum(len(squash(cell.text[hit.start : hit.end])) for hit, _ in named)
    letters = sum(char.isalpha() or char == "%" for char in squash(cell.text))
    if not named or covered < 0.45 * letters or cell.text.endswith(":"):
        return [SumColumn("other", whole)]
    # What stands in brackets only qualifies: "Subtotal (excl. VAT)" is one column.
    outside = [(h, kind) for h, kind in named if "(" not in cell.text[: h.start]]
    if not outside:
        return [SumColumn("other", whole)]
    if len({kind for _, kind in outside}) == 1 or len(cell.words) <= 2 or len(outside) < len(named):
        return [SumColumn(outside[0][1], whole)]
    return [SumColumn(kind, hit.box) for hit, kind in outside]


def _kind_of(hit: LabelHit, cell: Cell) -> str | None:
    kinds = hit.kinds & (AMOUNT_KINDS | {"rate"})
    if "%" in cell.text and "tax" in kinds and not any(char.isdigit() for char in cell.text):
        return "rate"
    if kinds & {"net", "total", "total_plain"}:
        words = lexicon().qualifiers
        tail = {squash(word) for word in fold(cell.text[hit.end :]).replace("(", " ").split()}
        if tail & words["excl"]:
            return "net"
        if tail & words["incl"]:
            return "total"
    for kind in _ORDER:
        if kind in kinds:
            return "total" if kind == "total_plain" else kind
    return None


def _read(
    rows: Sequence[Row],
    header: Row,
    columns: Sequence[SumColumn],
    by_row: Mapping[int, list[LabelHit]],
    money: Mapping[int, list[AmountSpan]],
    first: int,
) -> SumTable | None:
    """The rows under the header up to its sum row; None where they do not fit its columns."""
    items = any(
        hit.kinds & _OF_ITEMS and not hit.kinds & _OF_SUMS and hit.start <= 2
        for hit in by_row.get(header.index, ())
    )
    body: list[tuple[Row, dict[int, AmountSpan]]] = []
    bottom = header.bottom
    for row in rows[first : first + _REACH]:
        if row.page != header.page or row.top - bottom > (70 if items else 30):
            break
        if items and _columns(row, by_row, money):
            break
        placed = _placed(money.get(row.index, ()), columns)
        if len(placed) >= 2:
            body.append((row, placed))
            if _is_sum_row(row, by_row):
                return replace(_of_row(row, placed, columns, header, body), of_items=items)
        elif (not items and placed and _is_stranger(row, by_row)) or (not items and body):
            break
        bottom = row.bottom
    if items or not body:
        return None
    return _added(body, columns, header)


def _is_stranger(row: Row, by_row: Mapping[int, list[LabelHit]]) -> bool:
    return any(hit.kinds & AMOUNT_KINDS for hit in by_row.get(row.index, ()))


def _is_sum_row(row: Row, by_row: Mapping[int, list[LabelHit]]) -> bool:
    """ "Total" opens the row that closes the table; "Total" beside a rate is only a rate's row."""
    for hit in by_row.get(row.index, ()):
        if hit.kinds & _TOTALS and hit.start <= 2 and hit.cell.col <= 1:
            return len(squash(hit.cell.text[hit.end :])) <= 8
    return False


def _placed(spans: Sequence[AmountSpan], columns: Sequence[SumColumn]) -> dict[int, AmountSpan]:
    """Money by the index of the named column it stands under."""
    placed: dict[int, AmountSpan] = {}
    for span in spans:
        best = min(range(len(columns)), key=lambda at: _distance(columns[at].box, span.box))
        if columns[best].kind in ("other", "rate"):
            continue
        if _distance(columns[best].box, span.box) > 60:
            continue
        if span.money or (span.decimals == 0 and len(span.text) > 2):
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


def _added(
    body: Sequence[tuple[Row, Mapping[int, AmountSpan]]],
    columns: Sequence[SumColumn],
    header: Row,
) -> SumTable | None:
    """Each column added up; a last row that already is the sum of the others is not added again."""
    # Where amounts have cents, a row of whole numbers (an account, a telephone) is none of them.
    cents = [entry for entry in body if any(span.money for span in entry[1].values())]
    body = cents or body
    per_column: dict[int, list[AmountSpan]] = {}
    for _, placed in body:
        for at, span in placed.items():
            per_column.setdefault(at, []).append(span)
    totalled = len(body) > 2 and all(
        len(spans) == len(body)
        and abs(sum((s.value for s in spans[:-1]), Decimal(0)) - spans[-1].value) <= CENT
        for spans in per_column.values()
    )
    sums: list[Summed] = []
    closing = {}
    for at, spans in per_column.items():
        chosen = [spans[-1]] if totalled else spans
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
