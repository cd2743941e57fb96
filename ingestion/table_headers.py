"""The header of an item table: its named columns, and those that only the rows under it explain."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ingestion.amounts import AmountSpan
from ingestion.draft import Box
from ingestion.labels import AMOUNT_KINDS, LabelHit, squash
from ingestion.page import Cell, Row
from ingestion.stacked import stacks

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
_LETTERS: Final = re.compile(r"[^\W\d_]{3,}")
_AHEAD: Final = 4
"""Rows under a header that must show what an unnamed column holds."""


@dataclass(frozen=True, slots=True)
class Column:
    kind: str
    box: Box


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table, the cells that name them, and the first row under them.

    `named`: how many columns are known by their names.
    """

    columns: tuple[Column, ...]
    cells: tuple[Cell, ...]
    first: int
    named: int

    @property
    def left(self) -> float | None:
        """Where descriptions begin."""
        return next((c.box[0] for c in self.columns if c.kind == "col_description"), None)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All rows with their labels and numbers."""

    rows: Sequence[Row]
    labels: Mapping[int, Sequence[LabelHit]]
    numbers: Mapping[int, Sequence[AmountSpan]]


def distance(column: Box, box: Box) -> float:
    """How far a box is from standing under a column's name; negative where it clearly does."""
    overlap = min(column[2], box[2]) - max(column[0], box[0])
    edges = min(
        abs(column[0] - box[0]),
        abs(column[2] - box[2]),
        abs(column[0] + column[2] - box[0] - box[2]) / 2,
    )
    return edges - (1000 if overlap > 0.6 * (box[2] - box[0]) else 0) - max(0.0, overlap)


def find_header(sheet: Sheet, at: int) -> Header | None:
    """The columns named on this row, or on it and the next one or two, if they make a table."""
    row = sheet.rows[at]
    if not any(column_kind(hit) for hit in sheet.labels.get(at, ())):
        return None
    best = _header(sheet, row, named_columns(sheet, row), at + 1)
    if any(span.money for span in sheet.numbers.get(at, ())):
        return best
    for joined, hits, first in stacks(sheet.rows, at, sheet.numbers):
        view = replace(sheet, labels={**sheet.labels, at: hits})
        header = _header(view, joined, named_columns(view, joined), first)
        if header is not None and (best is None or header.named >= best.named):
            cells = tuple(cell for row in sheet.rows[at:first] for cell in row.cells)
            best = replace(header, cells=cells)
    return best


def _header(sheet: Sheet, row: Row, columns: list[Column], first: int) -> Header | None:
    known = {column.kind for column in columns} - {"col_unknown"}
    if not known & {"col_description", "col_amount", "col_gross", "col_unit_price"}:
        return None
    named = sum(column.kind != "col_unknown" for column in columns)
    columns = _explained(sheet, columns, first, known)
    strange = {column.box[0] for column in columns if column.kind == "col_unknown"}
    cells = tuple(cell for cell in row.cells if cell.x0 not in strange)
    kinds = {column.kind for column in columns}
    priced = bool(kinds & {"col_amount", "col_gross"})
    if not priced:
        return None
    if "col_description" in kinds or {"col_quantity", "col_unit_price"} <= kinds:
        return Header(tuple(columns), cells, first, named)
    return None


def named_columns(sheet: Sheet, row: Row) -> list[Column]:
    """The row's cells as columns, if enough of them are names of columns."""
    if any(span.money for span in sheet.numbers.get(row.index, ())):
        return []
    columns: list[Column] = []
    named = 0
    for cell in row.cells:
        hits = [h for h in sheet.labels.get(row.index, ()) if h.cell is cell and column_kind(h)]
        covered = sum(len(squash(cell.text[h.start : h.end])) for h in hits)
        # "Date:" beside a table's header is a label of its own, not the name of a column.
        if not hits or covered < 0.5 * len(squash(cell.text)) or cell.text.endswith(":"):
            columns.append(Column("col_unknown", (cell.x0, cell.top, cell.x1, cell.bottom)))
            continue
        named += 1
        columns.extend(_cell_columns(cell, hits))
    columns = _leading_description(sheet, row, columns)
    known = [column for column in columns if column.kind != "col_unknown"]
    if len(columns) < 2 or not known or named < 0.5 * len(row.cells):
        return []
    return columns


def _leading_description(sheet: Sheet, row: Row, columns: list[Column]) -> list[Column]:
    """ "Charges", "Cost", "Service" may name what is charged or the amount: the first column is
    what, where no other column is.
    """
    if any(column.kind == "col_description" for column in columns):
        return columns
    for hit in sheet.labels.get(row.index, ()):
        if "col_description" in hit.kinds and "col_amount" in hit.kinds:
            at = next(
                (n for n, c in enumerate(columns) if c.box[0] <= hit.box[0] <= c.box[2]), None
            )
            if at is not None and at < len(columns) - 1:
                return [
                    *columns[:at],
                    Column("col_description", columns[at].box),
                    *columns[at + 1 :],
                ]
    return columns


def _cell_columns(cell: Cell, hits: Sequence[LabelHit]) -> list[Column]:
    """Narrow columns may run together into one cell: then each phrase is a column of its own."""
    whole = (cell.x0, cell.top, cell.x1, cell.bottom)
    # What stands in brackets only qualifies: "Price (VAT incl.)" is one column.
    hits = [hit for hit in hits if "(" not in cell.text[: hit.start]] or hits[:1]
    kinds = [column_kind(hit) or "" for hit in hits]
    if len(set(kinds)) == 1:
        return [Column(kinds[0], whole)]
    if len(cell.words) == 2 and set(kinds) <= {"col_amount", "col_tax", "col_gross"}:
        # "VAT amount" is one thing of which the second word says what.
        return [Column("col_tax" if "col_tax" in kinds else kinds[-1], whole)]
    return [Column(kind, hit.box) for kind, hit in zip(kinds, hits, strict=True)]


def column_kind(hit: LabelHit) -> str | None:
    """The kind of column a phrase names first of all."""
    return next((kind for kind in COLUMNS if kind in hit.kinds), None)


def _explained(sheet: Sheet, columns: list[Column], first: int, known: set[str]) -> list[Column]:
    """Columns whose names say nothing get their kind from what stands in the rows under them."""
    ahead = [
        row for row in sheet.rows[first : first + _AHEAD] if row.page == sheet.rows[first - 1].page
    ]
    if not known & {"col_amount", "col_gross"}:
        columns = _with_amount(sheet, columns, ahead)
    # Rates and sums without quantities or prices are a tax table, whose first column is no item.
    sums = "col_tax" in known and not known & {"col_quantity", "col_unit_price"}
    if "col_description" not in known and not sums:
        columns = _with_description(sheet, columns, ahead)
    return columns


def _with_amount(sheet: Sheet, columns: list[Column], ahead: Sequence[Row]) -> list[Column]:
    """The last column with money under it, unless its name says that it is something else."""
    places = [
        min(range(len(columns)), key=lambda at: distance(columns[at].box, span.box))
        for row in ahead
        for span in sheet.numbers.get(row.index, ())
        if span.money
    ]
    last = max(places, default=None)
    if last is None or columns[last].kind not in ("col_unknown", "col_unit_price"):
        return columns
    return [*columns[:last], Column("col_amount", columns[last].box), *columns[last + 1 :]]


def _with_description(sheet: Sheet, columns: list[Column], ahead: Sequence[Row]) -> list[Column]:
    """The first unnamed column with words under it, or words left of all columns."""
    left = min(column.box[0] for column in columns)
    for row in ahead:
        if not any(span.money for span in sheet.numbers.get(row.index, ())):
            continue
        cell = row.cells[0]
        if not _LETTERS.search(cell.text) or _names_sum(sheet, cell):
            continue
        if cell.x0 < left - 12:
            return [Column("col_description", (cell.x0, cell.top, left - 6, cell.bottom)), *columns]
        at = _unnamed_over(columns, row)
        if at is not None:
            return [*columns[:at], Column("col_description", columns[at].box), *columns[at + 1 :]]
    return columns


def _unnamed_over(columns: Sequence[Column], row: Row) -> int | None:
    """The first column without a known name that stands over words of the row."""
    for at, column in enumerate(columns):
        if column.kind == "col_unknown" and any(
            min(cell.x1, column.box[2]) > max(cell.x0, column.box[0])
            or abs(cell.x0 - column.box[0]) < 4
            for cell in row.cells
            if _LETTERS.search(cell.text)
        ):
            return at
    return None


def _names_sum(sheet: Sheet, cell: Cell) -> bool:
    return any(
        hit.cell is cell and hit.start <= 2 and hit.kinds & AMOUNT_KINDS and not column_kind(hit)
        for hit in sheet.labels.get(cell.row, ())
    )
