"""Why a bill is higher: the difference of two bills, line by line, adding up to the cent.

Pure arithmetic on our own rows. Nobody guesses here: where a line prints a quantity with a unit,
the change is parted into what the quantity did at the old price and what the price did at the new
quantity; elsewhere the amounts alone speak.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from billing._line_text import LineText, printed_unit, read_line
from billing.bills import Bill, BillLine
from billing.errors import InvalidRequest
from billing.money import MINOR_LIMIT, Money, currency_exponent, total

NOT_ITEMISED: Final = "(not itemised)"
"""The part of a bill that its lines do not explain; bills of ours have none."""


class PartKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Effect:
    """What the quantity did and what the price did; `by_quantity + by_price` is the whole change.

    Prices are exact, in minor units per `unit`. `by_quantity` is (new - old quantity) at the old
    price, rounded once, half to even; `by_price` is the rest, the new quantity at the price's rise.
    """

    unit: str
    quantity_before: Fraction
    quantity_after: Fraction
    price_before_minor: Fraction
    price_after_minor: Fraction
    by_quantity: Money
    by_price: Money

    @property
    def note(self) -> str:
        """`355 → 402 kWh`, and the price per unit where it moved: the same in every language."""
        unit = printed_unit(self.unit)
        quantities = [decimal_text(self.quantity_before), decimal_text(self.quantity_after)]
        prices = list(self.unit_prices)
        parts = [f"{' → '.join(dict.fromkeys(quantities))} {unit}".strip()]
        if prices[0] != prices[1]:
            parts.append(f"{' → '.join(prices)} {self.by_price.currency}/{unit or '1'}")
        return ", ".join(parts)

    @property
    def unit_prices(self) -> tuple[str, str]:
        """Old and new price per unit in the main unit of the currency, to six places."""
        scale = 10 ** currency_exponent(self.by_price.currency)
        old, new = (Fraction(p, scale) for p in (self.price_before_minor, self.price_after_minor))
        return decimal_text(old), decimal_text(new)


def decimal_text(value: Fraction) -> str:
    """A decimal string without needless zeros, to six places."""
    exact = Decimal(round(value * 10**6)).scaleb(-6)
    return f"{exact:f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the difference; `before` is None for an added line, `after` for a removed one."""

    kind: PartKind
    description: str
    before: Money | None
    after: Money | None
    change: Money
    effect: Effect | None = None


@dataclass(frozen=True, slots=True)
class BillDifference:
    """`bill` held against an earlier one (None: there is none, everything is added)."""

    bill: Bill
    against: Bill | None
    before: Money
    after: Money
    parts: tuple[Part, ...]

    @property
    def change(self) -> Money:
        """What the bill is higher (or, negative, lower) by; the parts' changes add up to it."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class _Row:
    line: BillLine
    read: LineText


def difference(bill: Bill, against: Bill | None) -> BillDifference:
    """The line-by-line difference of the billed amounts (not of what is still due).

    Lines are matched by what they are about: quantities, dates, months and percentages printed in
    them do not part them. Raises `InvalidRequest` for bills in two currencies.
    """
    currency = bill.amount.currency
    if against is not None and against.amount.currency != currency:
        raise InvalidRequest("bills in different currencies cannot be compared")
    after, before = _rows(bill), _rows(against) if against is not None else []
    pairs = _pair(before, after)
    parts = [_part(before[pairs[at]] if at in pairs else None, row) for at, row in enumerate(after)]
    matched = set(pairs.values())
    parts += [_removed(row) for at, row in enumerate(before) if at not in matched]
    start = against.amount if against is not None else Money.zero(currency)
    result = BillDifference(bill, against, start, bill.amount, tuple(parts))
    if total((part.change for part in parts), currency) != result.change:
        raise ArithmeticError("a bill difference does not add up")
    return result


def _rows(bill: Bill) -> list[_Row]:
    """The bill's lines, and what they leave unexplained as one line more."""
    lines = list(bill.lines) or [BillLine(1, bill.description, bill.amount)]
    rest = bill.amount - total((line.amount for line in lines), bill.amount.currency)
    if not rest.is_zero:
        lines.append(BillLine(len(lines) + 1, NOT_ITEMISED, rest))
    return [_Row(line, read_line(line.description)) for line in lines]


_SAMENESS: Final[tuple[Callable[[_Row], Hashable], ...]] = (
    lambda row: (row.read.text, row.line.amount),
    lambda row: row.read.text,
    lambda row: (row.read.subject, row.read.quantity and row.read.quantity.unit, row.line.amount),
    lambda row: (row.read.subject, row.read.quantity and row.read.quantity.unit),
    lambda row: row.read.subject or row.read.text,
)
"""How alike two lines must be to be one, strictest first; repeated lines pair in their order."""


def _pair(before: Sequence[_Row], after: Sequence[_Row]) -> dict[int, int]:
    """Which line of `after` continues which line of `before`, by index."""
    pairs: dict[int, int] = {}
    free = dict.fromkeys(range(len(before)))
    for key in _SAMENESS:
        waiting: dict[Hashable, list[int]] = {}
        for at in free:
            waiting.setdefault(key(before[at]), []).append(at)
        for at, row in enumerate(after):
            if at not in pairs and waiting.get(key(row)):
                pairs[at] = waiting[key(row)].pop(0)
                del free[pairs[at]]
    return pairs


def _part(before: _Row | None, after: _Row) -> Part:
    line = after.line
    if before is None:
        return Part(PartKind.ADDED, line.description, None, line.amount, line.amount)
    change = line.amount - before.line.amount
    effect = _effect(before, after)
    moved = effect is not None and effect.quantity_before != effect.quantity_after
    kind = PartKind.SAME if change.is_zero and not moved else PartKind.CHANGED
    shown = effect if kind is PartKind.CHANGED else None
    return Part(kind, line.description, before.line.amount, line.amount, change, shown)


def _removed(row: _Row) -> Part:
    line = row.line
    return Part(PartKind.REMOVED, line.description, line.amount, None, -line.amount)


def _effect(before: _Row, after: _Row) -> Effect | None:
    """Quantity and price apart; None where a quantity is missing, zero or of another unit."""
    old, new = before.read.quantity, after.read.quantity
    if old is None or new is None or old.unit != new.unit:
        return None
    was, now = before.line.amount, after.line.amount
    readings = [(q, p) for q in old.readings for p in new.readings if q > 0 and p > 0]
    if not readings or was.is_zero:
        return None
    # A doubtful "1,204" is read so that the price per unit jumps least.
    first, second = min(readings, key=lambda pair: _jump(was, now, *pair))
    ratio = Fraction(second, first)
    if abs(was.amount_minor * ratio) >= MINOR_LIMIT:
        return None
    at_old_price = was.times(ratio)
    return Effect(
        unit=old.unit,
        quantity_before=first,
        quantity_after=second,
        price_before_minor=Fraction(was.amount_minor, first),
        price_after_minor=Fraction(now.amount_minor, second),
        by_quantity=at_old_price - was,
        by_price=now - at_old_price,
    )


def _jump(was: Money, now: Money, first: Fraction, second: Fraction) -> Fraction:
    """By what factor the price per unit changes, as a number from 1 up."""
    factor = Fraction(abs(now.amount_minor) * first, abs(was.amount_minor) * second)
    return max(factor, Fraction(1, factor)) if factor else Fraction(MINOR_LIMIT)
