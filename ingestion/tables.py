"""Tables of items: a header row of known column names and the rows under it, ruled or not."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Final

from ingestion.amounts import AmountSpan
from ingestion.draft import Box
from ingestion.labels import AMOUNT_KINDS, LabelHit, fold, squash
from ingestion.page import Cell, Row
from ingestion.phrases import one_of
from ingestion.table_headers import Column, Header, Sheet, distance, find_header, named_columns

__all__ = ["Column", "Table", "find_tables"]

_ENDS: Final = frozenset({"total", "total_plain", "net", "due", "current"})
_SKIPS: Final = frozenset({"previous", "paid", "tax", "rounding", "withholding", "carried"})
_GROUPS: Final = frozenset({"subtotal_row", "net", "total_plain"})
_SUMS: Final = frozenset({"total", "total_plain", "net", "subtotal_row", "tax", "current"})
_SOFT_ENDS: Final = frozenset({"tax", "discount", "shipping", "rounding", "other_amount"})
_MAX_ROWS: Final = 400
CENT: Final = Decimal("0.01")
_LETTERS: Final = re.compile(r"[^\W\d_]")
_GAP: Final = 70.0
"""Points; what follows a table further down is something else."""


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its body; `amounts` holds the numbers of each body row.

    Rows that only repeat a sum (carried forward, a group's subtotal, taxes) are left out.
    """

    header_cells: tuple[Cell, ...]
    columns: tuple[Column, ...]
    body: tuple[Row, ...]
    amounts: Mapping[int, tuple[AmountSpan, ...]]

    def column_of(self, box: Box) -> Column:
        """The column a box belongs to: the one it overlaps most, else the nearest edge."""
        return min(self.columns, key=lambda column: distance(column.box, box))


def find_tables(
    rows: Sequence[Row],
    hits: Sequence[LabelHit],
    amounts: Sequence[AmountSpan],
    of_sums: Collection[int] = (),
) -> tuple[Table, ...]:
    """All item tables from top to bottom; a header repeated on the next page is a table again.

    `of_sums`: rows that head tables of sums.
    """
    sheet = _sheet(rows, hits, amounts)
    tables: list[Table] = []
    at = 0
    while at < len(rows):
        header = find_header(sheet, at) if at not in of_sums else None
        if header is None:
            at += 1
            continue
        at = header.first
        while True:
            body, end, ended = _body(sheet, header, at)
            if body:
                kept = {row.index: tuple(sheet.numbers.get(row.index, ())) for row in body}
                tables.append(Table(header.cells, header.columns, tuple(body), kept))
            at = max(at, end)
            onward = None if ended or not body else _continued(sheet, header, body, at)
            if onward is None:
                break
            at = onward
    return tuple(tables)


def _sheet(rows: Sequence[Row], hits: Sequence[LabelHit], amounts: Sequence[AmountSpan]) -> Sheet:
    labels: dict[int, list[LabelHit]] = {}
    for hit in hits:
        labels.setdefault(hit.cell.row, []).append(hit)
    numbers: dict[int, list[AmountSpan]] = {}
    for amount in amounts:
        numbers.setdefault(amount.cell.row, []).append(amount)
    return Sheet(rows, labels, numbers)


def _continued(sheet: Sheet, header: Header, body: Sequence[Row], at: int) -> int | None:
    """Where the table goes on at the top of the next page without its header, if it does."""
    if at >= len(sheet.rows) or sheet.rows[at].page != body[-1].page + 1:
        return None
    edges = [span.box[2] for row in body for span in sheet.numbers.get(row.index, ())[-1:]]
    starts = [row.cells[0].x0 for row in body]
    for row in sheet.rows[at : at + 12]:
        if row.page != body[-1].page + 1 or find_header(sheet, row.index) is not None:
            return None
        last = sheet.numbers.get(row.index, ())[-1:]
        ends = last and last[0].money and any(abs(last[0].box[2] - edge) < 3 for edge in edges)
        if ends and any(abs(row.cells[0].x0 - start) < 3 for start in starts):
            return row.index
    return None


def _body(sheet: Sheet, header: Header, first: int) -> tuple[list[Row], int, bool]:
    """The rows of items, the row after the last one looked at, and whether a sum ended them."""
    if first >= len(sheet.rows):
        return [], first, True
    body: list[Row] = []
    page, bottom, at = sheet.rows[first].page, None, first
    for row in sheet.rows[first : first + _MAX_ROWS]:
        if row.page != page:
            return body, row.index, False
        if bottom is not None and row.top - bottom > _GAP:
            return body, at, True
        if row.index > first and named_columns(sheet, row) and _is_header(sheet, row):
            return body, at, True
        role = _role(sheet, row, header)
        if role == "end" or (body and _is_sum(sheet, row, header, body)):
            return body, row.index, True
        if role == "item" and not _taxes_above(sheet, row, body):
            body.append(row)
        bottom, at = row.bottom, row.index + 1
    return body, at, True


def _is_header(sheet: Sheet, row: Row) -> bool:
    """A row of two or more column names is the header of another table."""
    known = [column for column in named_columns(sheet, row) if column.kind != "col_unknown"]
    return len(known) >= 2


def _heads_sums(sheet: Sheet, row: Row) -> bool:
    """ "Net | VAT | Gross" as the header of a small table of its own."""
    named = [
        hit
        for hit in sheet.labels.get(row.index, ())
        if hit.kinds & {"total", "net", "tax"}
        and len(squash(hit.cell.text[hit.start : hit.end])) > 0.6 * len(squash(hit.cell.text))
    ]
    return len({hit.cell.col for hit in named}) >= 2


def _role(sheet: Sheet, row: Row, header: Header) -> str:
    """ "item", "skip" for a row that repeats a sum, "end" for the sums under the items."""
    if _heads_sums(sheet, row):
        return "end"
    if _pays_by_card(sheet, row):
        return "skip"
    if not _has_number(sheet, row) or _multiplies(sheet.numbers.get(row.index, ())):
        return "item"
    for hit in sheet.labels.get(row.index, ()):
        role = _named_role(sheet, row, header, hit) if hit.start <= 2 else None
        if role is not None:
            return role
    return "item"


def _pays_by_card(sheet: Sheet, row: Row) -> bool:
    spans = sheet.numbers.get(row.index, ())
    if not spans or spans[-1].value >= 0:
        return False
    return any(one_of("amounts", "card").match(fold(cell.text)) for cell in row.cells[:2])


def _named_role(sheet: Sheet, row: Row, header: Header, hit: LabelHit) -> str | None:
    """What a label at the beginning of a cell makes of its row; None where it says nothing."""
    left = header.left
    alone = len(re.sub(r"[0-9]", "", squash(hit.cell.text[hit.end :]))) <= 12
    indented = left is not None and hit.box[0] > left + 25
    edge = min(column.box[0] for column in header.columns)
    before = [cell for cell in row.cells[: hit.cell.col] if cell.x1 > edge - 12]
    opens = not before or all(_is_place(cell.text) for cell in before)
    if "carried" in hit.kinds and opens and (alone or len(hit.phrase) > 6):
        return "skip"
    if _GROUPS & hit.kinds and opens and _goes_on(sheet, row, header):
        return "skip"
    if hit.kinds & _ENDS and alone and (indented or (opens and len(hit.phrase) > 4)):
        return "end"
    if hit.kinds & _SOFT_ENDS and indented and alone and hit.cell.col == 0:
        return "end"
    if hit.kinds & _SKIPS and opens and alone and not hit.kinds & {"discount", "shipping"}:
        return "skip"
    return None


def _is_sum(sheet: Sheet, row: Row, header: Header, body: Sequence[Row]) -> bool:
    return (
        _stands_apart(sheet, row, header, body)
        or _adds_up(sheet, row, body)
        or _repeats(sheet, row, body)
    )


def _multiplies(spans: Sequence[AmountSpan]) -> bool:
    """Quantity times price is the amount: whatever its name, that is an item."""
    values = [span.value for span in spans if not span.percent]
    return len(values) >= 3 and any(
        abs(quantity * price - values[-1]) <= CENT and quantity != 0
        for quantity, price in combinations(values[:-1], 2)
    )


def _adds_up(sheet: Sheet, row: Row, body: Sequence[Row]) -> bool:
    """A row called a total that repeats what the rows above it come to."""
    spans = sheet.numbers.get(row.index, ())
    opens = any(hit.start <= 2 and hit.kinds & _SUMS for hit in sheet.labels.get(row.index, ()))
    if not opens or len(spans) != 1 or len(body) < 2:
        return False
    amounts = [
        sheet.numbers[item.index][-1].value for item in body if sheet.numbers.get(item.index)
    ]
    return abs(sum(amounts, Decimal(0)) - spans[0].value) <= CENT


def _taxes_above(sheet: Sheet, row: Row, body: Sequence[Row]) -> bool:
    """A row that names a tax and is just that percentage of all the items above it."""
    spans = sheet.numbers.get(row.index, ())
    if len(body) < 1 or len(spans) < 2 or not spans[-1].money:
        return False
    if not any("tax" in hit.kinds for hit in sheet.labels.get(row.index, ())):
        return False
    if _item_follows(sheet, row):
        return False
    above = sum(
        (sheet.numbers[item.index][-1].value for item in body if sheet.numbers.get(item.index)),
        Decimal(0),
    )
    return any(
        abs(above * span.value / 100 - spans[-1].value) <= CENT
        for span in spans[:-1]
        if span.value or (span.percent and not spans[-1].value)
    )


def _item_follows(sheet: Sheet, row: Row) -> bool:
    """Whether the next amount in this one's column has no name of a sum: the list goes on."""
    edge = sheet.numbers[row.index][-1].box[2]
    for later in sheet.rows[row.index + 1 : row.index + 4]:
        spans = sheet.numbers.get(later.index, ())
        if later.page != row.page or not spans or abs(spans[-1].box[2] - edge) > 3:
            continue
        return not any(hit.kinds & AMOUNT_KINDS for hit in sheet.labels.get(later.index, ()))
    return False


def _stands_apart(sheet: Sheet, row: Row, header: Header, body: Sequence[Row]) -> bool:
    """A name and an amount well right of where all descriptions begin: a sum without known name."""
    spans = sheet.numbers.get(row.index, ())
    if len(row.cells) != 2 or len(spans) != 1 or not spans[0].money or not body:
        return False
    first = row.cells[0]
    left = header.left if header.left is not None else min(item.cells[0].x0 for item in body)
    starts = [cell.x0 for item in body for cell in item.cells if not _is_place(cell.text)]
    return first.x0 > left + 60 and not any(abs(first.x0 - x0) < 4 for x0 in starts)


def _repeats(sheet: Sheet, row: Row, body: Sequence[Row]) -> bool:
    """A row of whatever name whose amounts are each just what its column has come to above.

    Debit and credit come to the same, so an amount may also repeat another one of its row.
    """
    spans = sheet.numbers.get(row.index, ())
    bare = len(row.cells) == len(spans) == 1 and not _LETTERS.search(row.text)
    least = 2 if bare else 3
    if len(body) < least or not spans or (len(row.cells) != len(spans) + 1 and not bare):
        return False
    if not all(span.money and span.value for span in spans):
        return False
    amounts = [span for item in body for span in sheet.numbers.get(item.index, ()) if span.money]
    added = {span.value for span in spans if _is_sum_of(span, amounts, least)}
    return all(span.value in added for span in spans)


def _is_sum_of(span: AmountSpan, above: Sequence[AmountSpan], least: int) -> bool:
    column = [s.value for s in above if abs(s.box[2] - span.box[2]) < 3]
    return len(column) >= least and sum(column, Decimal(0)) == span.value


def _is_place(text: str) -> bool:
    """A position number, a code or a date before the description."""
    return not re.search(r"[^\W\d_]{3,}", text)


def _has_number(sheet: Sheet, row: Row) -> bool:
    """A number on the row, or set in the middle beside a label of two lines."""
    if any(not span.percent for span in sheet.numbers.get(row.index, ())):
        return True
    under = row.index + 1
    if under >= len(sheet.rows) or sheet.rows[under].page != row.page:
        return False
    beside = sheet.rows[under]
    spans = sheet.numbers.get(under, ())
    near = (beside.top + beside.bottom - row.top - row.bottom) / 2 < 0.8 * (row.bottom - row.top)
    return near and len(spans) == 1 and spans[0].cell.col == 0 and spans[0].money


def _goes_on(sheet: Sheet, row: Row, header: Header) -> bool:
    """Whether items follow a subtotal: the next row with money begins like an item of the table."""
    left = header.left
    if left is None:
        return False
    for later in sheet.rows[row.index + 1 : row.index + 8]:
        if later.page != row.page or later.top - row.bottom > _GAP:
            return False
        spans = [s for s in sheet.numbers.get(later.index, ()) if not s.percent]
        if not spans or not any(s.money for s in spans):
            continue
        if later.cells[0].x0 > left + 12 or len(spans) < 2:
            return False
        return not any(
            hit.start <= 2 and hit.kinds & (_ENDS | _SKIPS | _SOFT_ENDS)
            for hit in sheet.labels.get(later.index, ())
        )
    return False
