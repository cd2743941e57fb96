"""True and false statements about random facts: sentences of `statements/*.txt` with slots filled.

A true sentence is filled with the facts of its world; its false twins have one slot altered; the
sentences marked `!` are false as they stand. Slots and worlds are named in the files.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date
from babel.numbers import format_currency

from agent.facts import FactBook
from agent.speech import Speech
from tools._tool import Card

LANGUAGES: Final = ("en", "es", "de", "fr")
TODAY: Final = date(2026, 3, 2)
_LINE: Final = re.compile(r"(\w+)(?:(!)|:) (.+)")
_SLOT: Final = re.compile(r"\{(\w+)\}")
_SYMBOL: Final = {"USD": "$", "EUR": "€", "GBP": "£"}
_CATEGORIES: Final = ("electricity", "water", "internet", "gas", "phone")
_MORE: Final = {
    "en": ("more", "less"), "es": ("más", "menos"), "de": ("mehr", "weniger"),
    "fr": ("de plus", "de moins"),
}  # fmt: skip
_ROSE: Final = {
    "en": ("rose", "fell"), "es": ("Subió", "Bajó"), "de": ("stieg", "sank"),
    "fr": ("augmente", "baisse"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """One template: where it holds, in which language, and whether it is false as it stands."""

    language: str
    world: str
    text: str
    false: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A filled sentence, the cards of its turn, whether it is true, and what was altered."""

    said: Said
    text: str
    cards: tuple[Card, ...]
    true: bool
    altered: str = ""


def templates(language: str) -> list[Said]:
    """All templates of a language."""
    path = Path(__file__).with_name("statements") / f"{language}.txt"
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            world, mark, text = _LINE.fullmatch(line).groups()  # type: ignore[union-attr] # own data
            found.append(Said(language, world, text, mark is not None))
    return found


def passes(statement: Statement) -> tuple[bool, str]:
    """Whether the statement would leave whole, and why not."""
    book = FactBook(TODAY)
    book.add(statement.cards)
    out: list[str] = []
    speech = Speech(statement.said.language, lambda: book.prose, lambda: book.names, out.append)
    speech.text(statement.text)
    speech.end_round()
    return not speech.lost, ",".join(speech.reasons)


@dataclass(slots=True)
class World:
    """One customer's random facts; slots have a true value and one that is false."""

    rng: random.Random
    language: str
    currency: str = "USD"
    slots: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    cards: list[Card] = field(default_factory=list)
    _style: int = 0

    # --- values as a model writes them -------------------------------------------------------

    def money(self, minor: int, *, whole: bool = False) -> str:
        amount = Decimal(minor) / 100
        if whole:
            number = f"{amount:.0f}"
            return (
                f"{_SYMBOL[self.currency]}{number}"
                if self.language == "en"
                else (f"{number} {_SYMBOL[self.currency]}")
            )
        plain = f"{amount:.2f}"
        local = plain if self.language == "en" else plain.replace(".", ",")
        styles = [
            format_currency(amount, self.currency, locale=self.language),
            f"{local} {self.currency}",
        ]
        if self.language == "en":
            styles += [f"{_SYMBOL[self.currency]}{plain}"] * 2
        else:
            styles += [f"{local} {_SYMBOL[self.currency]}"] * 2
        return styles[self._style % len(styles)]

    def day(self, day: date) -> str:
        styles = {
            "en": ("MMMM d, y", "d MMMM y", "MMMM d", "MMM d", "d MMMM", "y-MM-dd"),
            "de": ("d. MMMM y", "d. MMMM", "dd.MM.y", "d.M.y"),
            "es": ("d 'de' MMMM 'de' y", "d 'de' MMMM", "d/M/y"),
            "fr": ("d MMMM y", "d MMMM", "dd/MM/y"),
        }[self.language]
        return format_date(day, styles[self._style % len(styles)], locale=self.language)

    # --- slots -----------------------------------------------------------------------------------

    def amount(self, name: str, minor: int, *instead: int) -> None:
        off = self.rng.choice((1, -1, 9, -10, 100, -250, 1000, 4321, minor * 9))
        wrong = self.rng.choice([*instead, minor + off])
        self.put(name, self.money(minor), self.money(wrong if wrong != minor else minor + 7))

    def on(self, name: str, day: date, *instead: date) -> None:
        off = timedelta(days=self.rng.choice((1, -1, 2, 5, 9, -13, 31)))
        wrong = self.rng.choice([*instead, day + off])
        self.put(name, self.day(day), self.day(wrong if wrong != day else day + timedelta(1)))

    def number(self, name: str, value: int, *off: int) -> None:
        wrong = value + self.rng.choice(off or (1, -1, 2, 5))
        self.put(name, str(value), str(wrong if wrong > 0 else value + 1))

    def put(self, name: str, true: str, false: str) -> None:
        self.slots[name], self.wrong[name] = true, false


def _money(minor: int, currency: str) -> dict[str, object]:
    return {"amount_minor": minor, "currency": currency}


@dataclass(frozen=True, slots=True)
class _Bill:
    number: str
    category: str
    minor: int
    balance: int
    issued: date
    due: date
    state: str = "open"
    flags: tuple[str, ...] = ()

    def view(self, currency: str) -> dict[str, Any]:
        start = self.issued.replace(day=1) - timedelta(days=1)
        return {
            "id": self.number, "number": self.number, "category": self.category,
            "description": f"{self.category.capitalize()} {start:%B %Y}",
            "issued_on": self.issued.isoformat(), "due_on": self.due.isoformat(),
            "period": {"start_on": start.replace(day=1).isoformat(),
                       "end_before_on": self.issued.replace(day=1).isoformat()},
            "amount": _money(self.minor, currency), "balance": _money(self.balance, currency),
            "state": self.state, "flags": [*self.flags], "open_payment": None, "disputed": None,
            "promised_on": None, "extended_until": None, "version": 1,
        }  # fmt: skip


def _bills(world: World, count: int, *, overdue: bool = False) -> list[_Bill]:
    rng, found = world.rng, []
    numbers = rng.sample(range(100, 999), count)
    minors = rng.sample(range(1200, 48000), count)
    days = rng.sample(range(3, 28), count)
    for place in range(count):
        late = overdue and place == 0
        due = TODAY + timedelta(days=-days[place] if late else days[place])
        issued = date(2026, 3, 1) if not late else date(2026, 2, 1)
        flags = ("overdue",) if late else ()
        category = _CATEGORIES[place]
        number = f"{rng.choice(('HB', 'HW', 'INV', 'SK'))}-{numbers[place]}"
        found.append(
            _Bill(number, category, minors[place], minors[place], issued, due, "open", flags)
        )
    return found


def _list(world: World, bills: list[_Bill]) -> None:
    total = sum(bill.balance for bill in bills)
    data = {"bills": [bill.view(world.currency) for bill in bills],
            "totals": [_money(total, world.currency)] if bills else []}  # fmt: skip
    world.cards.append(Card("bill_list", "bills", data))


def _about_bills(world: World, bills: list[_Bill]) -> None:
    first, second = bills[0], bills[-1]
    total = sum(bill.balance for bill in bills)
    world.put("bill", first.number, second.number if len(bills) > 1 else "HB-7731")
    world.put("bill2", second.number, first.number)
    world.put("name", first.category, second.category if len(bills) > 1 else "gas")
    world.amount("amount", first.minor, *([second.minor] if len(bills) > 1 else []))
    world.amount("amount2", second.minor, first.minor)
    world.amount("total", total)
    world.amount("largest", max(b.minor for b in bills), min(b.minor for b in bills))
    world.amount("smallest", min(b.minor for b in bills), max(b.minor for b in bills))
    world.on("due", first.due, *([second.due] if len(bills) > 1 else []))
    world.on("due2", second.due, first.due)
    world.on("first_due", min(b.due for b in bills), max(b.due for b in bills))
    world.on("issued", first.issued)
    start = first.issued.replace(day=1) - timedelta(days=1)
    world.on("from", start.replace(day=1))
    world.on("until", start, start + timedelta(days=9))
    world.number("count", len(bills), 1, -1, 3)
    world.number("days", abs((first.due - TODAY).days))
    world.number("late", abs((first.due - TODAY).days))
    units = -(-first.minor // 100) if first.minor % 100 >= 50 else first.minor // 100
    world.put("about", world.money(units * 100, whole=True),
              world.money((units + world.rng.choice((3, -4, 15))) * 100, whole=True))  # fmt: skip
    weekday, other = first.due, first.due + timedelta(days=1)
    world.put("weekday", f"{weekday:%A}", f"{other:%A}")


def _open(world: World) -> None:
    bills = _bills(world, 2)
    _list(world, bills)
    _about_bills(world, bills)


def _one(world: World) -> None:
    bills = _bills(world, 1)
    _list(world, bills)
    _about_bills(world, bills)


def _overdue(world: World) -> None:
    bills = _bills(world, 2, overdue=True)
    _list(world, bills)
    _about_bills(world, bills)


def _none(world: World) -> None:
    _list(world, [])
    world.number("count", 2)


def _payment(world: World, bill: _Bill, state: str, on: date, minor: int, place: int) -> Any:
    label, _ = _METHODS[place % 2]
    return {
        "id": f"pay-{place}", "bill_id": bill.number, "bill_number": bill.number,
        "amount": _money(minor, world.currency), "fee": _money(0, world.currency),
        "total": _money(minor, world.currency), "state": state,
        "reason": "declined" if state == "failed" else None,
        "method": {"id": f"pm-{place}", "label": label}, "by_hand": None,
        "created_at": f"{on}T10:00:00Z", "settled_at": f"{on}T10:00:00Z", "receipt_id": None,
        "receipt_number": f"R-0000{31 + place}" if state == "succeeded" else None,
        "refunded": _money(0, world.currency), "action": None,
    }  # fmt: skip


_METHODS: Final = (("Visa •••• 4242", "4242"), ("Mastercard •••• 5555", "5555"))


def _one_payment(world: World, state: str) -> None:
    (bill,) = _bills(world, 1)
    on = TODAY - timedelta(days=world.rng.randrange(4, 25))
    if state == "succeeded":
        bill = _Bill(bill.number, bill.category, bill.minor, 0, bill.issued, bill.due, "paid")
    if state == "unknown":
        bill = _Bill(
            bill.number, bill.category, bill.minor, bill.minor, bill.issued, bill.due,
            flags=("payment_pending",),
        )  # fmt: skip
    _about_bills(world, [bill])
    payment = _payment(world, bill, state, on, bill.minor, 0)
    world.cards += [
        Card("bill", bill.number, bill.view(world.currency)),
        Card("payments", "payments", {"payments": [payment]}),
    ]
    world.on("paid_on", on)
    world.on("failed_on", on)
    world.put("card", "4242", "1881")
    world.put("method", "Visa ending in 4242", "Mastercard ending in 5454")
    world.put("receipt", "R-000031", "R-000078")


def _part(world: World) -> None:
    (bill,) = _bills(world, 1)
    paid = world.rng.randrange(200, bill.minor - 300)
    _about_bills(world, [bill])
    bill = _Bill(
        bill.number, bill.category, bill.minor, bill.minor - paid, bill.issued, bill.due,
        flags=("partially_paid",),
    )  # fmt: skip
    payment = _payment(world, bill, "succeeded", TODAY - timedelta(days=3), paid, 0)
    world.cards += [
        Card("bill", bill.number, bill.view(world.currency)),
        Card("payments", "payments", {"payments": [payment]}),
    ]
    world.amount("paid_part", paid)
    world.amount("balance", bill.minor - paid)


def _history(world: World) -> None:
    bills = _bills(world, world.rng.randrange(2, 5))
    days = sorted(world.rng.sample(range(3, 60), len(bills)))
    on = [TODAY - timedelta(days=each) for each in days]
    rows = [
        _payment(world, bill, "succeeded", day, bill.minor, place)
        for place, (bill, day) in enumerate(zip(bills, on, strict=True))
    ]
    _about_bills(world, [bills[0], bills[1]])
    world.cards.append(Card("payments", "payments", {"payments": rows}))
    world.on("paid_on", on[0], on[1])
    world.on("paid_on2", on[1], on[0])
    world.number("count", len(rows))
    world.put("method", "Visa ending in 4242", "Mastercard ending in 8888")


def _diff(world: World) -> None:
    rng = world.rng
    now, old = _bills(world, 2)
    fixed, tax = rng.randrange(900, 2000), rng.randrange(100, 900)
    before, after = rng.sample(range(3000, 9000), 2)
    used_before, used = rng.sample(range(120, 900), 2)
    total_old, total_new = before + fixed + tax, after + fixed + tax
    change = total_new - total_old
    effect = {
        "unit": "kWh", "quantity_before": str(used_before), "quantity_after": str(used),
        "unit_price_before": "0.19", "unit_price_after": "0.19",
        "by_quantity": _money(after - before, world.currency),
        "by_price": _money(0, world.currency),
    }  # fmt: skip

    def part(kind: str, text: str, was: int, new: int, why: object = None) -> dict[str, object]:
        return {
            "kind": kind, "description": text, "before": _money(was, world.currency),
            "after": _money(new, world.currency), "change": _money(new - was, world.currency),
            "note": None, "effect": why,
        }  # fmt: skip

    data = {
        "bill": {"id": now.number, "number": now.number},
        "against": {"id": old.number, "number": old.number},
        "from": _money(total_old, world.currency), "to": _money(total_new, world.currency),
        "difference": _money(change, world.currency),
        "parts": [part("changed", "Energy", before, after, effect),
                  part("same", "Grid fee", fixed, fixed), part("same", "Taxes", tax, tax)],
    }  # fmt: skip
    world.cards.append(Card("bill_diff", now.number, data))
    world.put("bill", now.number, now.number)
    world.put("before", old.number, old.number)
    world.amount("diff", abs(change))
    world.amount("old", total_old, total_new)
    world.amount("new", total_new, total_old)
    world.put("line", "Energy", "Energy")
    world.amount("line_old", before)
    world.amount("line_new", after)
    world.amount("line_diff", abs(after - before))
    world.amount("fixed", fixed)
    world.number("used", used, 3, -20, 100)
    world.number("used_before", used_before, 3, -20, 100)
    up = change > 0
    more, rose = _MORE[world.language], _ROSE[world.language]
    world.put("more", more[not up], more[up])
    world.put("rose", rose[not up], rose[up])
    world.put("up", ("down", "up")[up], ("up", "down")[up])
    share = round(Decimal(abs(change)) * 100 / total_old)
    of_line = round(Decimal(abs(after - before)) * 100 / before)
    off = next(off for off in (23, 41, 57) if abs(share + off - of_line) > 3)
    world.put("percent", str(share), str(share + off))


def _plan_data(name: str, world: World, renews: date, price: int) -> dict[str, Any]:
    plan = {
        "id": name.lower(), "name": name, "price": _money(price, world.currency),
        "interval": "month", "annual_price": None,
        "features": {"autopay": True, "csv_export": False, "uploads_per_month": 20},
    }  # fmt: skip
    subscription = {
        "id": "sub-1", "plan": {"id": name.lower(), "name": name}, "status": "active",
        "interval": "month", "renews_on": renews.isoformat(), "trial_end_on": None,
        "current_period": {"start_on": "2026-03-01", "end_before_on": renews.isoformat()},
        "seats_used": None, "autopay": False, "changes": None, "ends_on": None,
        "cancelled": False,
    }  # fmt: skip
    usage = [{"metric": "uploads", "used": "7", "included": "20", "unlimited": False,
              "period": None, "resets_on": renews.isoformat()}]  # fmt: skip
    return {"plan": plan, "subscription": subscription, "usage": usage}


def _plan(world: World) -> None:
    name = world.rng.choice(("Home", "Plus", "Pro"))
    renews = TODAY + timedelta(days=world.rng.randrange(5, 40))
    price = world.rng.randrange(300, 6000)
    world.cards.append(Card("plan", "sub-1", _plan_data(name, world, renews, price)))
    world.put("plan", name, world.rng.choice(("Family", "Platinum", "Basic")))
    world.amount("price", price)
    world.on("renews", renews)
    world.number("quota", 20, 5, 10)
    world.number("used_up", 7, 1, 2)


def _upgrade(world: World) -> None:
    price, now = world.rng.sample(range(300, 6000), 2)
    offer = {
        "plan": {"id": "hb-plus", "name": "Plus"}, "due_now": _money(now, world.currency),
        "price": _money(price, world.currency), "interval": "month",
        "effective_on": TODAY.isoformat(), "credit": _money(0, world.currency),
        "charge": _money(now, world.currency),
    }  # fmt: skip
    data = {
        "feature": "csv_export", "metric": None, "included": False, "unlimited": False,
        "suspended": False, "limit": None, "used": None,
        "current_plan": {"id": "hb-home", "name": "Home"}, "offer": offer,
    }  # fmt: skip
    world.cards.append(Card("upgrade", "csv_export", data))
    world.put("plan", "Home", "Family")
    world.put("offer", "Plus", "Platinum")
    world.amount("offer_price", price)
    world.amount("due_now", now)


def _ticket(world: World) -> None:
    ticket = "tk_01M80V83A4Y5JA1TKWTBWMN08S"
    data = {"id": ticket, "category": "other", "priority": "normal", "status": "open",
            "subject": "other", "about": None, "opened_at": "2026-03-02T09:00:06.395Z",
            "conversation_id": "cnv_01M80V836ZDKE2FTMA5XW1C18Q"}  # fmt: skip
    world.cards.append(Card("ticket", ticket, data))
    world.put("ticket", ticket, ticket[:-3] + "9ZQ")


def _usage(world: World) -> None:
    used = world.rng.randrange(120, 900)
    row = {"metric": "electricity_kwh", "used": str(used), "included": None, "unlimited": False,
           "period": {"start_on": "2026-02-01", "end_before_on": "2026-03-01"},
           "resets_on": None}  # fmt: skip
    world.cards.append(Card("usage", "usage", {"usage": [row]}))
    world.number("used", used, 3, -20, 100)
    world.on("from", date(2026, 2, 1))
    world.on("until", date(2026, 2, 28), date(2026, 2, 17))


def _nothing(_world: World) -> None:
    """A turn whose tools said nothing."""


_WORLDS: Final[Mapping[str, Callable[[World], None]]] = {
    "open": _open, "one": _one, "overdue": _overdue, "none": _none, "part": _part,
    "paid": lambda world: _one_payment(world, "succeeded"),
    "failed": lambda world: _one_payment(world, "failed"),
    "pending": lambda world: _one_payment(world, "unknown"),
    "history": _history, "diff": _diff, "plan": _plan, "upgrade": _upgrade, "ticket": _ticket,
    "usage": _usage, "nothing": _nothing,
}  # fmt: skip
# Altered, these name the same thing or something as true: no false twin comes of them alone.
_NOT_ALTERED: Final = frozenset({"line", "before"})
# Where these stand alone, without what ties them to a bill, the other bill's value is as true.
_SWAPPED: Final = frozenset({"amount", "amount2", "due", "due2", "bill", "bill2", "paid_on"})


def statements(said: Said, rng: random.Random) -> Iterator[Statement]:
    """The template's sentence in one random world, then its false twins, each slot altered."""
    world = World(rng, said.language, rng.choice(("USD", "EUR", "GBP")), _style=rng.randrange(60))
    _WORLDS[said.world](world)
    cards = tuple(world.cards)
    names = _SLOT.findall(said.text)
    text = said.text.format(**world.slots)
    yield Statement(said, text, cards, not said.false)
    if said.false or said.text.endswith("?"):
        return
    tied = {"bill", "name", "amount", "due", "paid_on", "bill2"} & set(names)
    for name in dict.fromkeys(names):
        if name in _NOT_ALTERED or (name in _SWAPPED and len(tied) < 2):
            continue
        twin = said.text.format(**{**world.slots, name: world.wrong[name]})
        if twin != text:
            yield Statement(said, twin, cards, true=False, altered=name)
