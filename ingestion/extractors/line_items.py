"""The rows of item tables: wrapped descriptions joined, numbers put to their columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from ingestion.amounts import AmountSpan, money_text, plain_text
from ingestion.draft import MAX_ITEMS, Box, FieldRead, LineItem
from ingestion.loose_items import Listing, LooseRow, find_loose
from ingestion.page import Cell, Row
from ingestion.reading import Reading
from ingestion.tables import Column, Table

CENT: Final = Decimal("0.01")
_ONE_EDGE: Final = 2.5
NO_ROWS: Final[frozenset[int]] = frozenset()
NO_FIELDS: Final[Mapping[str, FieldRead]] = MappingProxyType({})


@dataclass(slots=True)
class _Open:
    """An item while its rows are being read."""

    page: int
    row: int
    bottom: float
    words: list[str] = field(default_factory=list)
    quantity: AmountSpan | None = None
    unit_price: AmountSpan | None = None
    amount: AmountSpan | None = None


def read_line_items(
    reading: Reading, currency: str | None, fields: Mapping[str, FieldRead] = NO_FIELDS
) -> tuple[LineItem, ...]:
    """The items of all item tables in order; rows without an amount belong to the item above.

    Where tables hold none, or do not come to the sums in `fields`, lists without a header that do
    are taken. On a credit note (`fields` says so) amounts are negative, printed or not.
    """
    found = [opened for table in reading.tables for opened in _of_table(table)]
    targets = _targets(fields)
    if targets and not _comes_to(found, targets):
        found = _of_some_tables(reading.tables, targets) or found
    if targets and not _comes_to(found, targets):
        found = _of_other_column(reading.tables, targets) or found
        end = _sum_under(found, reading)
        loose = _loose(reading, targets, end is None, _own_places(fields, reading))
        found = _completed(found, loose, end, reading) or _of_sum_tables(reading, targets)
    items = [_item(opened, currency) for opened in found[:MAX_ITEMS]]
    return tuple(_signed(items, fields))


def _of_some_tables(tables: Sequence[Table], targets: Sequence[Decimal]) -> list[_Open]:
    """The items of one table, or the first ones, where only these come to a target.

    What else looks like an item then is something else, as a transfer slip or taxes.
    """
    each = [_of_table(table) for table in tables]
    starts = [[o for opened in each[:count] for o in opened] for count in range(1, len(each))]
    flat = [opened for found in each for opened in found]
    closing = [found for found in (*starts, *each) if _comes_to(found, targets)]
    closing.append(_first_to(flat, targets))
    return max(closing, key=len, default=[])


def _first_to(found: list[_Open], targets: Sequence[Decimal]) -> list[_Open]:
    """The longest beginning of two items or more that is just a target."""
    added, best = Decimal(0), 0
    for count, opened in enumerate(found, start=1):
        added += opened.amount.value if opened.amount is not None else Decimal(0)
        if count > 1 and added in targets:
            best = count
    return found[:best]


def _completed(
    found: list[_Open], rows: Sequence[LooseRow], end: int | None, page: Reading
) -> list[_Open]:
    """The listed rows, read as the tables read them where these did.

    Shipping and discounts under a table lead to its sum but are no items of it; and a table that
    comes to a sum of its own (on row `end`) is only added to.
    """
    tabled = {opened.row: opened for opened in found}
    listed = {loose.row.index for loose in rows}
    if listed and listed < tabled.keys() and end is None:
        return [opened for opened in found if opened.row in listed]
    if not rows or all(loose.row.index in tabled or loose.role == "soft" for loose in rows):
        return found
    if end is not None:
        rows = [loose for loose in rows if loose.row.index < end] + _after(end, rows, found, page)
        if not tabled.keys() <= {loose.row.index for loose in rows}:
            return found
    return [tabled.get(loose.row.index) or _of_loose(loose) for loose in rows]


def _after(
    end: int, rows: Sequence[LooseRow], found: Sequence[_Open], page: Reading
) -> list[LooseRow]:
    """Rows after a table's sum that are items of another group: with numbers like the table's, or
    with a sum of their own. Freight, on its way to the total, is none."""
    after = [loose for loose in rows if loose.row.index > end]
    if not all(opened.quantity or opened.unit_price for opened in found):
        return after
    added = sum((loose.amount.value for loose in after), Decimal(0))
    last = max((loose.row.index for loose in after), default=end)
    under = [span.value for span in page.amounts if span.money and span.cell.row > last]
    return after if len(after) > 1 and added in under else [each for each in after if each.spans]


def _targets(fields: Mapping[str, FieldRead]) -> list[Decimal]:
    """What items may add up to: net, the total before tax where no net is printed, the total."""
    known = {
        name: Decimal(fields[name].value)
        for name in ("net_amount", "total_amount", "tax_amount")
        if name in fields
    }
    targets = [known["net_amount"]] if "net_amount" in known else []
    if "total_amount" in known and "tax_amount" in known:
        targets.append(known["total_amount"] - known["tax_amount"])
    if "total_amount" in known:
        targets.append(known["total_amount"])
    return [target for target in dict.fromkeys(targets) if target]


def _sum_under(found: Sequence[_Open], reading: Reading) -> int | None:
    """The row after the last item on which the items' own sum is printed."""
    last = max((opened.row for opened in found), default=0)
    under = [span for span in reading.amounts if span.cell.row > last and span.money]
    if not _comes_to(found, [span.value for span in under]):
        return None
    return next(span.cell.row for span in under if _comes_to(found, [span.value]))


def _comes_to(found: Sequence[_Open], targets: Sequence[Decimal]) -> bool:
    amounts = [opened.amount.value for opened in found if opened.amount is not None]
    slack = CENT * max(1, len(amounts) // 2)
    added = abs(sum(amounts, Decimal(0)))
    return bool(amounts) and any(abs(added - abs(target)) <= slack for target in targets)


def _own_places(fields: Mapping[str, FieldRead], reading: Reading) -> frozenset[tuple[int, Box]]:
    """The rows and boxes from which total and tax were read."""
    boxes = {
        (read.page, read.bbox)
        for name in ("total_amount", "tax_amount")
        if (read := fields.get(name)) is not None and read.source != "derived"
    }
    return frozenset(
        (span.cell.row, span.box) for span in reading.amounts if (span.cell.page, span.box) in boxes
    )


def _loose(
    reading: Reading,
    targets: Sequence[Decimal],
    grouped: bool,
    own: frozenset[tuple[int, Box]],
) -> tuple[LooseRow, ...]:
    explained = frozenset(
        index for table in reading.sum_tables for index in (*table.rows, table.header)
    )
    page = Listing(reading.rows, reading.hits, reading.amounts, explained, own)
    return find_loose(page, targets, grouped)


def _of_sum_tables(reading: Reading, targets: Sequence[Decimal]) -> list[_Open]:
    """Where no other row is an item, those of a table of net, tax and gross that have names."""
    rows = {index for table in reading.sum_tables for index in table.rows}
    page = Listing(
        [row for row in reading.rows if row.index in rows], reading.hits, reading.amounts, NO_ROWS
    )
    loose = find_loose(page, targets, True)
    if len(loose) < 2 or any(span.percent for each in loose for span in each.spans):
        return []
    return [_of_loose(each) for each in loose]


def _of_loose(loose: LooseRow) -> _Open:
    """A listed row; two numbers before the amount that multiply to it are quantity and price."""
    opened = _Open(
        loose.row.page, loose.row.index, loose.row.bottom, [loose.text], amount=loose.amount
    )
    numbers = [span for span in loose.spans if not span.percent]
    for at, quantity in enumerate(numbers):
        for price in numbers[at + 1 :]:
            if abs(quantity.value * price.value - loose.amount.value) <= CENT:
                opened.quantity, opened.unit_price = quantity, price
    return opened


def _signed(items: Sequence[LineItem], fields: Mapping[str, FieldRead]) -> list[LineItem]:
    """A credit note's items are negative like its total."""
    kind = fields.get("document_type")
    amounts = [Decimal(item.amount) for item in items if item.amount is not None]
    if kind is None or kind.value != "credit_note" or sum(amounts, Decimal(0)) <= 0:
        return list(items)
    return [
        replace(item, amount=f"{-Decimal(item.amount)}") if item.amount is not None else item
        for item in items
    ]


def _of_other_column(tables: Sequence[Table], targets: Sequence[Decimal]) -> list[_Open]:
    """The items by the one column that comes to a target, where the column so named does not."""
    count = len(tables[0].columns) if tables else 0
    if any(len(table.columns) != count for table in tables):
        return []
    for at in reversed(range(count)):
        if tables[0].columns[at].kind in ("col_quantity", "col_description"):
            continue
        found = [opened for table in tables for opened in _of_table(table, table.columns[at])]
        priced = [opened for opened in found if opened.amount is not None]
        if len(priced) > 1 and _comes_to(found, targets):
            return found
    return []


def _of_table(table: Table, only: Column | None = None) -> list[_Open]:
    """The items of a table; `only`: their amounts stand in this column, whatever its name."""
    kinds = {column.kind for column in table.columns}
    amount_kind = "col_amount" if "col_amount" in kinds else "col_gross"
    wanted = [c for c in table.columns if (c == only if only else c.kind == amount_kind)]
    found: list[_Open] = []
    before: list[tuple[str, float]] = []
    for at, row in enumerate(table.body):
        current = _read_row(table, row, wanted)
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


def _read_row(table: Table, row: Row, wanted: Sequence[Column]) -> _Open:
    current = _Open(row.page, row.index, row.bottom)
    spans = table.amounts.get(row.index, ())
    for span in spans:
        if span.percent:
            continue
        column = table.column_of(span.box)
        kind = column.kind
        if column in wanted:
            current.amount = span
        elif kind == "col_unit_price" and current.unit_price is None:
            current.unit_price = span
        elif kind == "col_quantity" and current.quantity is None:
            current.quantity = span
    current.words = [text for cell in row.cells if (text := _description(table, cell, spans))]
    if current.amount is not None and not _is_column_value(current.amount, table, wanted):
        current.amount = None
    return current


def _is_column_value(span: AmountSpan, table: Table, wanted: Sequence[Column]) -> bool:
    """An amount stands in its column, not in the words of a description beside it."""
    if not wanted:
        return False
    edge = wanted[0].box[0]
    left = max((c.box[2] for c in table.columns if c.box[2] <= edge), default=0.0)
    if _is_in_text(span, table):
        return False
    return span.box[2] > left - 2 and (span.money or span.decimals != 3)


def _is_in_text(span: AmountSpan, table: Table) -> bool:
    """Whether a number stands in a line of text, and under no other: "charged to card no. 21"."""
    words = [word for word in span.cell.words if sum(char.isalpha() for char in word.text) >= 2]
    return len(words) >= 5 and not any(
        abs(other.box[2] - span.box[2]) < _ONE_EDGE
        for spans in table.amounts.values()
        for other in spans
        if other.cell.row != span.cell.row
    )


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
