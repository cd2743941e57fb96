"""Tables of items: a header row of known column names and the rows under it, ruled or not."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ingestion.amounts import AmountSpan
from ingestion.draft import Box
from ingestion.labels import LabelHit, squash
from ingestion.page import Cell, Row

COLUMNS: Final = (
    "col_gross",
    "col_amount",
    "col_unit_price",
    "col_quantity",
    "col_tax",
    "col_discount",
    "col_description",
    "col_other",
)
_ENDS: Final = frozenset({"total", "total_plain", "net", "due", "previous", "current", "paid"})
_SOFT_ENDS: Final = frozenset({"tax", "discount", "shipping", "rounding", "other_amount"})
_MAX_ROWS: Final = 400


@dataclass(frozen=True, slots=True)
class Column:
    kind: str
    box: Box


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its body; `rows` holds the text and numbers of each body row by column."""

    header_cells: tuple[Cell, ...]
    columns: tuple[Column, ...]
    body: tuple[Row, ...]
    amounts: Mapping[int, tuple[AmountSpan, ...]]

    def column_of(self, box: Box) -> Column:
        """The column a box belongs to: the one it overlaps most, else the nearest edge."""
        return min(self.columns, key=lambda column: _distance(column.box, box))


def _distance(column: Box, box: Box) -> float:
    overlap = min(column[2], box[2]) - max(column[0], box[0])
    edges = min(
        abs(column[0] - box[0]),
        abs(column[2] - box[2]),
        abs(column[0] + column[2] - box[0] - box[2]) / 2,
    )
    return edges - (1000 if overlap > 0.6 * (box[2] - box[0]) else 0) - max(0.0, overlap)


def find_tables(
    rows: Sequence[Row], hits: Sequence[LabelHit], amounts: Sequence[AmountSpan]
) -> tuple[Table, ...]:
    """All item tables from top to bottom; a header repeated on the next page is a table again."""
    by_row: dict[int, list[LabelHit]] = {}
    for hit in hits:
        by_row.setdefault(hit.cell.row, []).append(hit)
    numbers: dict[int, list[AmountSpan]] = {}
    for amount in amounts:
        numbers.setdefault(amount.cell.row, []).append(amount)
    tables: list[Table] = []
    at = 0
    while at < len(rows):
        header = _header(rows, at, by_row, numbers)
        if header is None:
            at += 1
            continue
        columns, cells, first = header
        body = _body(rows, first, by_row, numbers, columns)
        if body:
            kept = {row.index: tuple(numbers.get(row.index, ())) for row in body}
            tables.append(Table(cells, columns, tuple(body), kept))
        at = body[-1].index + 1 if body else first
    return tuple(tables)


def _header(
    rows: Sequence[Row],
    at: int,
    by_row: Mapping[int, list[LabelHit]],
    numbers: Mapping[int, list[AmountSpan]],
) -> tuple[tuple[Column, ...], tuple[Cell, ...], int] | None:
    """The columns named on this row (and on a second header line), if they make a table."""
    columns = _columns(rows[at], by_row, numbers)
    if len(columns) < 2:
        return None
    cells, first = rows[at].cells, at + 1
    if first < len(rows) and _is_second_line(rows[at], rows[first], by_row, numbers):
        columns = _merge(columns, rows[first], by_row)
        cells, first = cells + rows[first].cells, first + 1
    strange = {column.box[0] for column in columns if column.kind == "col_unknown"}
    cells = tuple(cell for cell in cells if cell.x0 not in strange)
    kinds = {column.kind for column in columns}
    priced = bool(kinds & {"col_amount", "col_gross"})
    named = "col_description" in kinds
    if (priced and named) or (priced and {"col_quantity", "col_unit_price"} <= kinds):
        return tuple(columns), cells, first
    return None


def _columns(
    row: Row, by_row: Mapping[int, list[LabelHit]], numbers: Mapping[int, list[AmountSpan]]
) -> list[Column]:
    if any(span.money for span in numbers.get(row.index, ())):
        return []
    columns: list[Column] = []
    named = 0
    for cell in row.cells:
        hits = [h for h in by_row.get(row.index, ()) if h.cell is cell and _column_kind(h)]
        covered = sum(len(squash(cell.text[h.start : h.end])) for h in hits)
        # "Date:" beside a table's header is a label of its own, not the name of a column.
        if not hits or covered < 0.5 * len(squash(cell.text)) or cell.text.endswith(":"):
            columns.append(Column("col_unknown", (cell.x0, cell.top, cell.x1, cell.bottom)))
            continue
        named += 1
        columns.extend(_cell_columns(cell, hits))
    known = [column for column in columns if column.kind != "col_unknown"]
    if len(known) < 2 or named < 0.5 * len(row.cells):
        return []
    return columns


def _cell_columns(cell: Cell, hits: Sequence[LabelHit]) -> list[Column]:
    """Narrow columns may run together into one cell: then each phrase is a column of its own."""
    if len(hits) == 1:
        return [Column(_column_kind(hits[0]) or "", (cell.x0, cell.top, cell.x1, cell.bottom))]
    kinds = [_column_kind(hit) for hit in hits]
    if len(set(kinds)) == 1:
        return [Column(kinds[0] or "", (cell.x0, cell.top, cell.x1, cell.bottom))]
    return [Column(kind or "", hit.box) for kind, hit in zip(kinds, hits, strict=True)]


def _column_kind(hit: LabelHit) -> str | None:
    return next((kind for kind in COLUMNS if kind in hit.kinds), None)


def _is_second_line(
    row: Row,
    under: Row,
    by_row: Mapping[int, list[LabelHit]],
    numbers: Mapping[int, list[AmountSpan]],
) -> bool:
    """A second header line: close under the first, no digits, nothing outside the columns."""
    if under.page != row.page or under.top - row.bottom > 0.6 * (row.bottom - row.top):
        return False
    if numbers.get(under.index) or re.search(r"\d", under.text):
        return False
    if len(under.cells) > len(row.cells):
        return False
    lined_up = [
        cell
        for cell in under.cells
        if any(min(cell.x1, up.x1) - max(cell.x0, up.x0) > 0 for up in row.cells)
    ]
    short = all(len(cell.text) <= 14 for cell in under.cells)
    return short and len(lined_up) == len(under.cells)


def _merge(columns: list[Column], under: Row, by_row: Mapping[int, list[LabelHit]]) -> list[Column]:
    merged: list[Column] = []
    for column in columns:
        extra = [c for c in under.cells if min(c.x1, column.box[2]) - max(c.x0, column.box[0]) > 0]
        box = column.box
        for cell in extra:
            box = (min(box[0], cell.x0), box[1], max(box[2], cell.x1), cell.bottom)
        kind = column.kind
        if kind == "col_unknown":
            hits = [h for h in by_row.get(under.index, ()) if h.cell in extra and _column_kind(h)]
            kind = _column_kind(hits[0]) or kind if hits else kind
        merged.append(Column(kind, box))
    return merged


def _body(
    rows: Sequence[Row],
    first: int,
    by_row: Mapping[int, list[LabelHit]],
    numbers: Mapping[int, list[AmountSpan]],
    columns: Sequence[Column],
) -> list[Row]:
    if first >= len(rows):
        return []
    description = next((c.box[0] for c in columns if c.kind == "col_description"), None)
    body: list[Row] = []
    page = rows[first].page
    for row in rows[first : first + _MAX_ROWS]:
        if row.page != page:
            break
        if body and row.top - body[-1].bottom > 70:
            break
        if _ends_table(row, by_row, numbers, description):
            break
        if _columns(row, by_row, numbers) and row.index > first:
            break
        body.append(row)
    return body


def _heads_sums(row: Row, by_row: Mapping[int, list[LabelHit]]) -> bool:
    """ "Net | VAT | Gross" as the header of a small table of its own."""
    named = [
        hit
        for hit in by_row.get(row.index, ())
        if hit.kinds & {"total", "net", "tax"}
        and len(squash(hit.cell.text[hit.start : hit.end])) > 0.6 * len(squash(hit.cell.text))
    ]
    return len({hit.cell.col for hit in named}) >= 2


def _ends_table(
    row: Row,
    by_row: Mapping[int, list[LabelHit]],
    numbers: Mapping[int, list[AmountSpan]],
    description: float | None,
) -> bool:
    """A sum under the items: its label opens a cell and a number follows on the row or below."""
    if _heads_sums(row, by_row):
        return True
    if not any(not span.percent for span in numbers.get(row.index, ())):
        return False
    for hit in by_row.get(row.index, ()):
        if hit.start > 2 or not hit.kinds & (_ENDS | _SOFT_ENDS):
            continue
        indented = description is not None and hit.box[0] > description + 25
        rest = squash(hit.cell.text[hit.end :])
        alone = len(re.sub(r"[0-9]", "", rest)) <= 12
        if hit.kinds & _ENDS and alone and (indented or len(hit.phrase) > 4):
            return True
        if indented and alone and hit.cell.col == 0:
            return True
    return False
