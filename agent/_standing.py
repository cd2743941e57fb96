"""How bills, plans and changes stand, as a turn's cards say: what a sentence may say of which.

Machinery of `prose`: `standing_from` walks one card. Amounts and days belong to a bill where they
stand inside it or inside one of its payments; sums, differences and prices belong to none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

Amount = tuple[int, str]
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_LAST_FOUR: Final = re.compile(r"[•*]{2,}\s?(\d{4})")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_STATES: Final = {"failed": "failed", "cancelled": "failed"}
_ROLES: Final = {
    "issued_on": "issued",
    "renews_on": "renews",
    "due_on": "due",
    "extended_until": "due",
    "promised_on": "due",
    "settled_at": "paid",
    "paid_on": "paid",
    "issued_at": "paid",
}
_QUANTITIES: Final = frozenset({"used", "quantity_after", "included", "limit"})
_PENDING: Final = frozenset({"created", "submitting", "requires_action", "pending", "unknown"})


@dataclass(frozen=True, slots=True)
class BillLine:
    """What is known of one bill from one card. `due`: None in a row of its payment."""

    name: str
    amounts: frozenset[Amount]
    days: frozenset[date]
    category: str = ""
    due: date | None = None
    owed: Amount | None = None
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Change:
    """Before and after of one thing, in minor units: a whole bill's, or one line's."""

    before: int
    after: int

    @property
    def sign(self) -> int:
        return (self.after > self.before) - (self.after < self.before)

    @property
    def share(self) -> Decimal:
        """How much of what it was, in percent, without sign; -1 where it was nothing."""
        if not self.before:
            return Decimal(-1)
        return abs(Decimal(self.after - self.before)) * 100 / self.before


@dataclass(frozen=True, slots=True)
class Standing:
    """Of all cards of a turn. `free`: amounts that belong to no bill; `numbers`: quantities."""

    bills: frozenset[BillLine] = frozenset()
    free: frozenset[Amount] = frozenset()
    numbers: frozenset[Decimal] = frozenset()
    bill_counts: frozenset[int] = frozenset()
    payment_counts: frozenset[int] = frozenset()
    plans: frozenset[str] = frozenset()
    own_plans: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    changes: frozenset[Change] = frozenset()
    cards: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    roles: frozenset[tuple[str, date]] = frozenset()

    def with_(self, other: "Standing") -> "Standing":
        """Both together."""
        names = [each.name for each in fields(self)]
        return Standing(**{name: getattr(self, name) | getattr(other, name) for name in names})

    def of(self, names: frozenset[str]) -> list[BillLine]:
        """Everything known of these bills."""
        return [line for line in self.bills if line.name in names]

    @property
    def listed(self) -> list[BillLine]:
        """The bills themselves, without the rows of their payments."""
        return [line for line in self.bills if line.due is not None]


@dataclass(slots=True)
class _Walk:
    """What one walk has gathered."""

    bills: set[BillLine] = field(default_factory=set)
    free: set[Amount] = field(default_factory=set)
    numbers: set[Decimal] = field(default_factory=set)
    plans: set[str] = field(default_factory=set)
    changes: set[Change] = field(default_factory=set)
    cards: set[str] = field(default_factory=set)
    references: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)
    roles: set[tuple[str, date]] = field(default_factory=set)


def standing_from(kind: str, data: Mapping[str, object]) -> Standing:
    """What one card says of standing."""
    walk = _Walk()
    _visit(data, walk, owner=None)
    bills, payments = _rows(data.get("bills")), _rows(data.get("payments"))
    own = _own_plans(kind, data)
    counts = _counts(bills, lambda row: "overdue" in _flags(row))
    missing = {str(data["feature"])} if kind == "upgrade" and data.get("included") is False else ()
    return Standing(
        bills=frozenset(walk.bills),
        free=frozenset(walk.free),
        numbers=frozenset(walk.numbers),
        bill_counts=frozenset(counts if kind == "bill_list" else ()),
        payment_counts=frozenset(
            _counts(payments, lambda row: row.get("state") == "succeeded")
            if kind == "payments"
            else ()
        ),
        plans=frozenset(walk.plans),
        own_plans=frozenset(own),
        missing=frozenset(missing),
        changes=frozenset(walk.changes),
        cards=frozenset(walk.cards),
        references=frozenset(walk.references),
        marks=frozenset(walk.marks),
        roles=frozenset(walk.roles),
    )


def _counts(rows: Sequence[Mapping[str, object]], marked: object) -> Iterator[int]:
    some = sum(1 for row in rows if callable(marked) and marked(row))
    yield from (len(rows), some, len(rows) - some)


def _rows(value: object) -> list[Mapping[str, object]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _flags(row: Mapping[str, object]) -> frozenset[str]:
    flags = row.get("flags")
    return frozenset(map(str, flags)) if isinstance(flags, list | tuple) else frozenset()


def _own_plans(kind: str, data: Mapping[str, object]) -> Iterator[str]:
    for name in ("plan", "current_plan") if kind in ("plan", "upgrade") else ():
        plan = data.get(name)
        if isinstance(plan, Mapping) and isinstance(plan.get("name"), str):
            yield str(plan["name"])


def _visit(value: object, walk: _Walk, *, owner: str | None) -> None:
    if isinstance(value, Mapping):
        line = _bill_line(value)
        if line is not None:
            walk.bills.add(line)
            walk.marks |= line.marks
            owner = line.name
        elif owner is None and (amount := _amount(value)):
            walk.free.add(amount)
        _note(value, walk)
        if "method" in value or "settled_at" in value:
            walk.marks |= _payment_marks(value)
        for item in value.values():
            _visit(item, walk, owner=owner)
    elif isinstance(value, list | tuple):
        for item in value:
            _visit(item, walk, owner=owner)
    elif isinstance(value, str):
        walk.cards.update(found[1] for found in _LAST_FOUR.finditer(value))
        walk.numbers.update(_numbers(value))
        walk.references.add(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        walk.numbers.add(Decimal(value))


def _numbers(text: str) -> Iterator[Decimal]:
    if len(text) > 200 or _DAY.match(text):
        return
    for found in _NUMBER.finditer(text):
        try:
            yield Decimal(found[0]).normalize()
        except InvalidOperation:  # pragma: no cover - the pattern gives numbers only
            continue


def _note(value: Mapping[object, object], walk: _Walk) -> None:
    for before, after in (("before", "after"), ("from", "to")):
        one, two = _amount(value.get(before)), _amount(value.get(after))
        if one and two:
            walk.changes.add(Change(one[0], two[0]))
    for name in ("plan", "current_plan"):
        plan = value.get(name)
        if isinstance(plan, Mapping) and isinstance(plan.get("name"), str):
            walk.plans.add(str(plan["name"]))
    if "interval" in value and isinstance(value.get("name"), str):
        walk.plans.add(str(value["name"]))
    _mark(value, walk)


def _mark(value: Mapping[object, object], walk: _Walk) -> None:
    failed = value.get("state") in _STATES
    for key, role in _ROLES.items():
        if day := _date(value.get(key)):
            walk.roles.add(("failed" if failed and role == "paid" else role, day))
    if _QUANTITIES & value.keys():
        walk.marks.add("measured")
    if value.get("suspended") is True:
        walk.marks.add("suspended")
    if isinstance(value.get("status"), str):
        walk.marks.add(f"status:{value['status']}")
    if value.get("ends_on") or value.get("trial_end_on") or value.get("cancelled") is True:
        walk.marks.add("plan_ends")


def _amount(value: object) -> Amount | None:
    if not isinstance(value, Mapping):
        return None
    minor, currency = value.get("amount_minor"), value.get("currency")
    if isinstance(minor, int) and isinstance(currency, str):
        return abs(minor), currency
    return None


def _bill_line(value: Mapping[object, object]) -> BillLine | None:
    name = value.get("number") if "due_on" in value else value.get("bill_number")
    if not isinstance(name, str):
        return None
    amounts: set[Amount] = set()
    days: set[date] = set()
    _inside(value, amounts, days)
    due = _date(value.get("due_on"))
    marks = _bill_marks(value) if due else frozenset[str]()
    return BillLine(
        name=name,
        amounts=frozenset(amounts),
        days=frozenset(days),
        category=str(value.get("category") or ""),
        due=due,
        owed=_amount(value.get("balance")) or _amount(value.get("amount")),
        marks=marks,
    )


def _bill_marks(value: Mapping[object, object]) -> frozenset[str]:
    marks = {str(value.get("state", "")), *_flags({str(k): v for k, v in value.items()})}
    amount, balance = _amount(value.get("amount")), _amount(value.get("balance"))
    if amount and balance and 0 < balance[0] < amount[0]:
        marks.add("partially_paid")
    if value.get("disputed"):
        marks.add("disputed")
    return frozenset(marks - {""})


def _payment_marks(value: Mapping[object, object]) -> frozenset[str]:
    state = str(value.get("state", value.get("status", "")))
    mark = _STATES.get(state) or ("payment_pending" if state in _PENDING else "")
    return frozenset({mark} - {""})


def _inside(value: object, amounts: set[Amount], days: set[date]) -> None:
    if isinstance(value, Mapping):
        if amount := _amount(value):
            amounts.add(amount)
        for key, item in value.items():
            if isinstance(item, str) and (day := _date(item)):
                days.add(day)
                if "end_before" in str(key):
                    days.add(date.fromordinal(day.toordinal() - 1))
            else:
                _inside(item, amounts, days)
    elif isinstance(value, list | tuple):
        for item in value:
            _inside(item, amounts, days)


def _date(value: object) -> date | None:
    if not isinstance(value, str) or not _DAY.match(value):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None
