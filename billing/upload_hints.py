"""What a correction teaches, and what later invoices of the same sender take from it. Pure.

A reader gives, beside the fields, the labels and values it saw side by side (`beside`). When a
customer says that the due date is 5 December and the page says so beside "Zahlziel", then this
sender prints the due date beside "Zahlziel". On a later invoice of that sender the one value beside
that label is taken, if it is of the right type. Only labels are learned: no values, no rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from billing.tenants import JsonValue
from billing.upload_fields import CUSTOMER, KINDS, Fields, WrongValue, checked, sources

LEARNABLE: Final = frozenset(
    name for name, kind in KINDS.items() if kind in ("date", "amount", "number")
)
"""Names and currencies have no label to learn."""

_TOO_MANY: Final = 3


@dataclass(frozen=True, slots=True)
class Beside:
    """One value of the page and a label that stands beside or above it. `kind` as in `KINDS`."""

    label: str
    value: str
    kind: str


def beside_of(fields: Fields) -> tuple[Beside, ...]:
    """The labels and values that the reader gave with the fields."""
    rows = fields.get("beside")
    found = []
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict):
            label, value, kind = (row.get(name) for name in ("label", "value", "kind"))
            if isinstance(label, str) and isinstance(value, str) and isinstance(kind, str):
                found.append(Beside(label, value, kind))
    return tuple(found)


def lessons(fields: Fields, corrected: Mapping[str, str | None]) -> tuple[tuple[str, str], ...]:
    """The (field, label) pairs that these corrections teach: where the page has the value.

    A label that stands beside several values of its kind, or a value with many labels, teaches
    nothing.
    """
    pairs = beside_of(fields)
    found: list[tuple[str, str]] = []
    for field, value in corrected.items():
        kind = KINDS.get(field)
        if value is None or field not in LEARNABLE:
            continue
        labels = {pair.label for pair in pairs if pair.kind == kind and _same(pair, value)}
        sure = [label for label in labels if _only(pairs, label, kind) is not None]
        if 0 < len(sure) < _TOO_MANY:
            found += [(field, label) for label in sorted(sure)]
    return tuple(found)


def hinted(fields: Fields, hints: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The values that hints (field, label) put in place of what was read: only other ones.

    Two hints that disagree, a label with several values, a value that breaks net + tax = total, and
    a field that the customer corrected change nothing.
    """
    pairs, kept = beside_of(fields), sources(fields)
    proposed: dict[str, set[str]] = {}
    for field, label in hints:
        if field not in LEARNABLE or kept.get(field) == CUSTOMER:
            continue
        value = _usable(fields, field, _only(pairs, label, KINDS[field]))
        if value is not None:
            proposed.setdefault(field, set()).add(value)
    chosen = {field: values.pop() for field, values in proposed.items() if len(values) == 1}
    new = {field: value for field, value in chosen.items() if fields.get(field) != value}
    return {} if _breaks_sum(fields, new) else new


def _usable(fields: Fields, field: str, value: str | None) -> str | None:
    """The value as its field has it, None where it is not of the right type."""
    currency = fields.get("currency")
    try:
        known = currency if isinstance(currency, str) else None
        return None if value is None else checked(field, value, known)
    except WrongValue:
        return None


def _only(pairs: Iterable[Beside], label: str, kind: str | None) -> str | None:
    """The one value of this kind beside the label, None where there are none or several."""
    values = {pair.value for pair in pairs if pair.label == label and pair.kind == kind}
    return values.pop() if len(values) == 1 else None


def _same(pair: Beside, value: str) -> bool:
    if pair.kind == "amount":
        return _decimal(pair.value) == _decimal(value)
    return letters_and_digits(pair.value) == letters_and_digits(value)


def letters_and_digits(text: str) -> str:
    """What is left to compare of a printed value: small letters and digits."""
    return "".join(char for char in text.casefold() if char.isalnum())


def _decimal(value: JsonValue) -> Decimal | None:
    try:
        return Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        return None


def _breaks_sum(fields: Fields, new: Mapping[str, str]) -> bool:
    """Whether net + tax = total held before these values and no longer holds with them."""
    names = ("net_amount", "tax_amount", "total_amount")

    def holds(values: Mapping[str, JsonValue]) -> bool:
        net, tax, total = (_decimal(values.get(name)) for name in names)
        return net is not None and tax is not None and total is not None and net + tax == total

    return holds(fields) and not holds({**fields, **new})
