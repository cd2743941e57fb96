"""The rows of item tables: wrapped descriptions joined, numbers put to their columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from ingestion.amounts import AmountSpan, money_text, plain_text
from ingestion.draft import MAX_ITEMS, LineItem
from ingestion.page import Cell, Row
from ingestion.reading import Reading
from ingestion.tables import Table

CENT: Final = Decimal("0.01")


@dataclass(slots=True)
class _Open:
    """An item while its rows are being read."""

    page: int
    bottom: float
    words: list[str] = field(default_factory=list)
    quantity: AmountSpan | None = None
    unit_price: AmountSpan | None = None
    amount: AmountSpan | None = None


def read_line_items(reading: Reading, currency: str | None) -> tuple[LineItem, ...]:
    """The items of all item tables in order; rows without an amount belong to the item above."""
    items: list[LineItem] = []
    for table in reading.tables:
        items.extend(_item(found, currency) for found in _of_table(table))
    return tuple(items[:MAX_ITEMS])


def _of_table(table: Table) -> list[_Open]:
    kinds = {column.kind for column in table.columns}
    amount_kind = "col_amount" if "col_amount" in kinds else "col_gross"
    found: list[_Open] = []
    before: list[tuple[str, float]] = []
    for at, row in enumerate(table.body):
        current = _read_row(table, row, amount_kind)
        if current.amount is None:
            text = " ".join(current.words)
            if not text:
                continue
            following = table.body[at + 1].top - row.bottom if at + 1 < len(table.body) else 1e9
            if found and row.top - found[-1].bottom <= following + 1.5:
                found[-1].words.append(text)
                found[-1].bottom = row.bottom
            else:
                before.append((text, row.bottom))
            continue
        current.words = [text for text, bottom in before if row.top - bottom < 14] + current.words
        before = []
        found.append(current)
    return found


def _read_row(table: Table, row: Row, amount_kind: str) -> _Open:
    current = _Open(row.page, row.bottom)
    spans = table.amounts.get(row.index, ())
    for span in spans:
        if span.percent:
            continue
        kind = table.column_of(span.box).kind
        if kind == amount_kind:
            current.amount = span
        elif kind == "col_unit_price" and current.unit_price is None:
            current.unit_price = span
        elif kind == "col_quantity" and current.quantity is None:
            current.quantity = span
    current.words = [text for cell in row.cells if (text := _description(table, cell, spans))]
    if current.amount is not None and not _is_column_value(current.amount, table, amount_kind):
        current.amount = None
    return current


def _is_column_value(span: AmountSpan, table: Table, kind: str) -> bool:
    """An amount stands in its column, not in the words of a description beside it."""
    column = next((c for c in table.columns if c.kind == kind), None)
    if column is None:
        return False
    left = max((c.box[2] for c in table.columns if c.box[2] <= column.box[0]), default=0.0)
    return span.box[2] > left - 2 and (span.money or span.decimals <= 2)


def _description(table: Table, cell: Cell, spans: Sequence[AmountSpan]) -> str:
    words = []
    for word in cell.words:
        box = (word.x0, word.top, word.x1, word.bottom)
        column = table.column_of(box)
        if column.kind != "col_description" and not _left_open(table, cell, column.kind):
            continue
        words.append(word.text)
    return " ".join(words)


def _left_open(table: Table, cell: Cell, kind: str) -> bool:
    """Long descriptions run on under the next header: the whole cell goes where it starts."""
    description = next((c for c in table.columns if c.kind == "col_description"), None)
    if description is None:
        return kind == "col_unknown"
    return abs(cell.x0 - description.box[0]) < 6


def _item(found: _Open, currency: str | None) -> LineItem:
    quantity, price, amount = found.quantity, found.unit_price, found.amount
    return LineItem(
        description=" ".join(found.words).strip() or None,
        quantity=plain_text(quantity.value) if quantity is not None else None,
        unit_price=money_text(price.value, currency) if price is not None else None,
        amount=money_text(amount.value, currency) if amount is not None else None,
        page=found.page,
    )
