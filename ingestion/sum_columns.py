"""What the columns of a table of sums are: by their names, else by what their rows come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from ingestion.amounts import AmountSpan
from ingestion.draft import Box
from ingestion.labels import AMOUNT_KINDS, LabelHit, fold, lexicon, squash
from ingestion.near import says_without
from ingestion.page import Cell

CENT: Final = Decimal("0.01")
_ROUNDED: Final = Decimal("0.02")
_HIGHEST: Final = 60
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
_WHOLES: Final = frozenset({"total", "due"})


@dataclass(frozen=True, slots=True)
class SumColumn:
    kind: str
    box: Box


@dataclass(frozen=True, slots=True)
class Line:
    """A row under the header: its money by column, and the rates on it."""

    money: Mapping[int, AmountSpan]
    rates: tuple[Decimal, ...]


def cell_columns(cell: Cell, hits: Sequence[LabelHit]) -> list[SumColumn]:
    """The columns that a cell of a header names; one of kind `other` where it names none."""
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
    words = lexicon().qualifiers
    if kinds == {"tax"}:
        if says_without(hit):
            return "net"
        head = {squash(word) for word in fold(cell.text[: hit.start]).split()}
        return "total" if head & words["incl"] else "tax"
    if kinds & {"net", "total", "total_plain"}:
        tail = {squash(word) for word in fold(cell.text[hit.end :]).replace("(", " ").split()}
        if tail & words["excl"]:
            return "net"
        if tail & words["incl"]:
            return "total"
    for kind in _ORDER:
        if kind in kinds:
            return "total" if kind == "total_plain" else kind
    return None


def reckoned(columns: Sequence[SumColumn], lines: Sequence[Line]) -> tuple[SumColumn, ...]:
    """The columns with those named that the rows explain; unchanged where a row contradicts.

    With a tax column, and rates on the rows, what the rates are on is the net; what is net plus
    tax is the total.
    """
    columns = _with_tax(columns, lines)
    tax = next((at for at, column in enumerate(columns) if column.kind == "tax"), None)
    taxed = [line for line in lines if tax in line.money]
    if tax is None or not any(line.money[tax].value for line in taxed):
        return tuple(columns)
    found = list(columns)
    net = next((at for at, column in enumerate(columns) if column.kind == "net"), None)
    rated = [line for line in taxed if line.rates]
    if net is None and rated:
        net = next((at for at in _open(columns) if _is_base(at, tax, rated)), None)
        if net is not None:
            found[net] = replace(columns[net], kind="net")
    whole = next((at for at, column in enumerate(columns) if column.kind in _WHOLES), None)
    if net is None and whole is not None and len(taxed) > 1:
        net = next((at for at in _open(columns) if _is_whole(whole, at, tax, taxed)), None)
        if net is not None:
            found[net] = replace(columns[net], kind="net")
    if net is not None and not any(column.kind == "total" for column in columns):
        for at in _open(found):
            if _is_whole(at, net, tax, taxed):
                found[at] = replace(found[at], kind="total")
                break
    return tuple(found)


def _with_tax(columns: Sequence[SumColumn], lines: Sequence[Line]) -> Sequence[SumColumn]:
    """The column right of the net sum that is just its share by the rates on the rows."""
    net = next((at for at, column in enumerate(columns) if column.kind == "net"), None)
    rated = [line for line in lines if line.rates and net in line.money]
    if net is None or not rated or any(column.kind == "tax" for column in columns):
        return columns
    for at in _open(columns):
        if at > net and _is_base(net, at, rated) and any(line.money[at].value for line in rated):
            return [*columns[:at], replace(columns[at], kind="tax"), *columns[at + 1 :]]
    return columns


def _open(columns: Sequence[SumColumn]) -> list[int]:
    return [at for at, column in enumerate(columns) if column.kind == "other"]


def _is_base(at: int, tax: int, lines: Sequence[Line]) -> bool:
    return all(
        at in line.money
        and tax in line.money
        and any(
            0 <= rate < _HIGHEST
            and abs(line.money[at].value * rate / 100 - line.money[tax].value) <= _ROUNDED
            for rate in line.rates
        )
        for line in lines
    )


def _is_whole(at: int, net: int, tax: int, lines: Sequence[Line]) -> bool:
    return all(
        at in line.money
        and net in line.money
        and abs(line.money[net].value + line.money[tax].value - line.money[at].value) <= CENT
        for line in lines
    )
