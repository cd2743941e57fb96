"""Items without a table's header: lists of "description ..... amount" that lead to a sum."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ingestion.amounts import AmountSpan
from ingestion.draft import Box
from ingestion.labels import AMOUNT_KINDS, LabelHit, fold
from ingestion.near import says_without
from ingestion.page import Cell, Row
from ingestion.phrases import one_of

CENT: Final = Decimal("0.01")
_WORD: Final = re.compile(r"[^\W\d_]{2,}|(?:[^\W\d_]\.){2,}")
_SAME_EDGE: Final = 3.0
_SOFT: Final = frozenset({"discount", "shipping"})
_PERHAPS: Final = frozenset({"other_amount", "withholding"})
_TAXES: Final = frozenset({"tax", "rounding"})
_CARRIED: Final = frozenset({"carried", "subtotal_row"})
_DAYS: Final = frozenset({"due_date", "issue_date"})


@dataclass(frozen=True, slots=True)
class LooseRow:
    """A row that ends in an amount; `spans` are the numbers before it.

    `role`: item | soft (shipping, discount) | tax | sum | perhaps (named like what is no charge,
    a commission or an instalment, which may be one all the same).
    """

    row: Row
    amount: AmountSpan
    spans: tuple[AmountSpan, ...]
    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A document's rows with their labels and numbers.

    `explained`: rows that other tables account for; `own`: where the total and the tax were read.
    """

    rows: Sequence[Row]
    hits: Sequence[LabelHit]
    amounts: Sequence[AmountSpan]
    explained: frozenset[int]
    own: frozenset[tuple[int, Box]] = frozenset()


def find_loose(
    page: Listing, targets: Sequence[Decimal], grouped: bool = True
) -> tuple[LooseRow, ...]:
    """The rows whose amounts come to one of the targets, alone or with the taxes among them.

    Nothing is taken where nothing closes. `targets`: what items may come to, before tax first;
    `grouped`: sums of groups may stand among the rows under any name.
    """
    for nearest in (False, True):
        found = list(_loose_rows(page, nearest))
        for column in (*_columns(found), found):
            for run in _runs(column):
                chosen = _closing(_without_subtotals(run) if grouped else run, targets)
                if chosen:
                    return _without_tail(chosen)
    return ()


def _loose_rows(page: Listing, nearest: bool) -> Iterator[LooseRow]:
    """`nearest`: the page has two columns, so only the words next to an amount name it."""
    labels: dict[int, list[LabelHit]] = {}
    for hit in page.hits:
        labels.setdefault(hit.cell.row, []).append(hit)
    numbers: dict[int, list[AmountSpan]] = {}
    for span in page.amounts:
        numbers.setdefault(span.cell.row, []).append(span)
    for row in page.rows:
        spans = numbers.get(row.index, ())
        if row.index in page.explained or not spans or spans[-1].percent or not spans[-1].money:
            continue
        last = spans[-1]
        if (row.index, last.box) in page.own:
            continue
        if len(last.cell.text) - last.end > 4:
            continue
        if last.cell is not row.cells[-1] and not nearest:
            continue
        text, named = _text_before(row, spans, nearest), row
        if not _WORD.search(text) and len(row.cells) == 1:
            text, named = _text_around(page.rows, row, numbers)
        if not _WORD.search(text):
            continue
        cell = _name_cell(named, last, nearest)
        role = _role(labels.get(named.index, ()), cell, last)
        yield LooseRow(row, last, tuple(spans[:-1]), role, text)


def _text_around(
    rows: Sequence[Row], row: Row, numbers: Mapping[int, Sequence[AmountSpan]]
) -> tuple[str, Row]:
    """The two lines of text between which an amount is set in the middle, and the first of them."""
    parts: list[str] = []
    first = row
    for at in (row.index - 1, row.index + 1):
        if not 0 <= at < len(rows) or rows[at].page != row.page:
            continue
        other = rows[at]
        apart = abs(other.top + other.bottom - row.top - row.bottom) / 2
        if apart < 0.8 * (row.bottom - row.top) and not any(
            span.money and span.cell.col > 0 for span in numbers.get(at, ())
        ):
            parts.append(other.text)
            first = other if first is row else first
    return " ".join(parts), first


def _name_cell(row: Row, amount: AmountSpan, nearest: bool) -> Cell:
    """The cell whose words name the row's amount: the first with words, or the last before it."""
    before = [
        cell
        for cell in row.cells
        if (cell.col <= amount.cell.col or row.index != amount.cell.row) and _WORD.search(cell.text)
    ]
    if not before:
        return row.cells[0]
    return before[-1] if nearest else before[0]


def _text_before(row: Row, spans: Sequence[AmountSpan], nearest: bool) -> str:
    """The words of the row before its amount, without leader dots and without the last numbers."""
    last = spans[-1]
    cells: list[Cell] = [cell for cell in row.cells if cell.col < last.cell.col]
    if nearest and cells:
        cells = [_name_cell(row, last, nearest)]
    parts = [cell.text for cell in cells if _WORD.search(cell.text) or cell.col == 0]
    if not nearest or not parts:
        parts.append(last.cell.text[: last.start])
    return re.sub(r"[\s.·…_]{2,}", " ", " ".join(parts)).strip(" .:·…_-–")


def _role(labels: Sequence[LabelHit], cell: Cell, amount: AmountSpan) -> str:
    if amount.value < 0 and one_of("amounts", "card").match(fold(cell.text)):
        return "sum"
    if any(_names(hit, amount) for hit in labels):
        return "sum"
    for hit in labels:
        opens = not _WORD.search(cell.text[: hit.start]) or says_without(hit)
        if hit.cell is cell and opens and (role := _role_of(hit, amount)):
            return role
    return "item"


def _role_of(hit: LabelHit, amount: AmountSpan) -> str | None:
    """What a row's label makes of it; None for one that names no amount."""
    kinds = hit.kinds & (AMOUNT_KINDS | _CARRIED | _DAYS)
    if not kinds:
        return None
    if kinds & _SOFT:
        return "soft"
    if kinds == {"tax"} and says_without(hit):
        return "sum"
    if kinds & _TAXES or ("withholding" in kinds and amount.value < 0):
        return "perhaps" if _goes_on(hit) else "tax"
    if kinds == {"paid"} and amount.value > 0 and _goes_on(hit, 1):
        return "perhaps"
    return "perhaps" if kinds <= _PERHAPS else "sum"


def _names(hit: LabelHit, amount: AmountSpan) -> bool:
    """ "Amount due 435.21" in one cell: that is what the amount is, whatever stands before."""
    own = hit.cell is amount.cell and hit.start <= 2 and hit.end <= amount.start + 4
    return own and amount.cell.col > 0 and bool(hit.kinds & {"total", "due", "current"})


def _goes_on(hit: LabelHit, words: int = 2) -> bool:
    """ "Tax returns of two partners": what begins with a tax's name may be something else."""
    rest = hit.cell.text[hit.end :]
    return len(re.findall(r"[^\W\d_]{3,}", rest)) >= words and "%" not in rest


def _columns(found: Sequence[LooseRow]) -> list[list[LooseRow]]:
    """Rows whose amounts end (or begin) at one edge; the longest column first."""
    columns: list[list[LooseRow]] = []
    for loose in found:
        for column in columns:
            box, other = loose.amount.box, column[-1].amount.box
            if abs(box[2] - other[2]) < _SAME_EDGE or abs(box[0] - other[0]) < 1:
                column.append(loose)
                break
        else:
            columns.append([loose])
    return sorted(columns, key=len, reverse=True)


def _runs(column: Sequence[LooseRow]) -> Iterator[list[LooseRow]]:
    """The whole column, and its stretches that end before a sum."""
    yield list(column)
    run: list[LooseRow] = []
    for loose in column:
        if loose.role == "sum":
            if run:
                yield run
            run = []
        else:
            run.append(loose)
    if run:
        yield run


def _without_subtotals(run: Sequence[LooseRow]) -> list[LooseRow]:
    """Without rows that only add up the two or more above them, whatever they are called."""
    kept: list[LooseRow] = []
    group: list[Decimal] = []
    for loose in run:
        value = loose.amount.value
        if len(group) > 1 and abs(sum(group, Decimal(0)) - value) <= CENT:
            group = []
            continue
        kept.append(loose)
        if loose.role not in ("tax", "sum"):
            group.append(value)
    return kept


def _without_tail(chosen: tuple[LooseRow, ...]) -> tuple[LooseRow, ...]:
    """Without amounts of nothing at the end: the change given, a balance."""
    last = max((at for at, loose in enumerate(chosen) if loose.amount.value), default=-1)
    return chosen[: last + 1]


def _closing(run: Sequence[LooseRow], targets: Sequence[Decimal]) -> tuple[LooseRow, ...]:
    """The run's items if they come to a target, with or without those that perhaps are none."""
    certain = [loose for loose in run if loose.role != "perhaps"]
    for each in (run, certain) if len(certain) < len(run) else (run,):
        chosen = _coming_to(each, targets)
        if chosen:
            return chosen
    return ()


def _coming_to(run: Sequence[LooseRow], targets: Sequence[Decimal]) -> tuple[LooseRow, ...]:
    """The items if they come to a target; taxes count only towards the total."""
    items = [loose for loose in run if loose.role in ("item", "soft", "perhaps")]
    taxes = [loose for loose in run if loose.role == "tax"]
    if not any(loose.role != "perhaps" for loose in items):
        return ()
    slack = CENT * max(1, len(items) // 2)
    added = sum((loose.amount.value for loose in items), Decimal(0))
    with_taxes = added + sum((loose.amount.value for loose in taxes), Decimal(0))
    for target in targets:
        if _is(added, target, slack):
            return tuple(items)
        if _is(added, 2 * target, slack) and (first := _prefix(items, target)):
            # The groups are added up once more under the items.
            return first
        some = _with_some_taxes(items, taxes, added, target)
        if some:
            return some
    rated = any(span.percent for loose in taxes for span in loose.spans)
    added_on = bool(taxes) and all(loose.amount.value > 0 for loose in taxes)
    if added_on and not (rated and len(targets) == 1) and _is(with_taxes, targets[0], slack):
        # What is taxed itself is a levy, charged like any item ("electricity tax").
        return tuple(loose for loose in run if loose.role != "sum")
    if taxes and any(_is(with_taxes, target, slack) for target in targets):
        return tuple(items)
    return ()


def _prefix(items: Sequence[LooseRow], target: Decimal) -> tuple[LooseRow, ...]:
    added = Decimal(0)
    for at, loose in enumerate(items, start=1):
        added += loose.amount.value
        if at > 1 and added == target:
            return tuple(items[:at])
    return ()


def _is(added: Decimal, target: Decimal, slack: Decimal) -> bool:
    return abs(abs(added) - abs(target)) <= slack


def _with_some_taxes(
    items: Sequence[LooseRow], taxes: Sequence[LooseRow], added: Decimal, target: Decimal
) -> tuple[LooseRow, ...]:
    """A levy that is charged like any other item ("electricity tax") belongs to the items."""
    if not 1 < len(taxes) <= 5:
        return ()
    for at in range(1, len(taxes)):
        levies = taxes[:at]
        value = added + sum((loose.amount.value for loose in levies), Decimal(0))
        if abs(abs(value) - abs(target)) <= CENT:
            return tuple(sorted((*items, *levies), key=lambda loose: loose.row.index))
    return ()
