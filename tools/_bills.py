"""Which bill a customer means: "HB-100", "the electricity one", "latest", "february", "97.40"."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from billing._heard import heard, matching, meaning, words_of
from billing.bills import Bill, BillLine, BillQuery, BillState
from billing.periods import add_months
from billing.ports import Tx

POOL: Final = 200
_NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*[A-Za-z0-9]")
_ISO_MONTH: Final = re.compile(r"\b(20\d{2})-(0[1-9]|1[0-2])(?:-\d{2})?\b")
_AMOUNT: Final = re.compile(r"(?<![\w.,])\d{1,9}[.,]\d{2,3}(?!\w)")
_YEAR: Final = re.compile(r"20\d{2}")
_A_MONTH: Final = frozenset({"month", "monat", "mes", "mois"})
_EARLIER: Final = frozenset({"previous", "pasado", "vorigen", "passe", "prior"})


@dataclass(frozen=True, slots=True)
class _Wish:
    """A reference taken apart. `picks` are keys of the words' `pick` table."""

    words: frozenset[str]
    picks: frozenset[str]
    month: int | None
    year: int | None
    amounts: frozenset[str]


def find_bills(tx: Tx, reference: str, *, today: date, owing: bool) -> tuple[Bill, ...]:
    """The bills `reference` may mean: one when it is clear, several when not, none when unknown.

    `owing`: bills with something due are preferred; else the newest of a category is meant.
    Drafts do not exist for customers.
    """
    by_number = _by_number(tx, reference)
    if by_number is not None:
        return by_number
    wish = _read(reference, today)
    fitting = _narrow(_pool(tx), wish, today)
    if not wish.picks.isdisjoint(_ORDER):
        return _extreme(_due(fitting) or fitting if owing else fitting, wish)
    if owing:
        return _due(fitting) or fitting[:1]
    newest: dict[str, Bill] = {}
    for bill in fitting:
        newest.setdefault(bill.category, bill)
    return tuple(newest.values())


def find_category(tx: Tx, said: str) -> str | None:
    """The category of the customer's bills that is meant ("power": `electricity`), if it is one."""
    slugs = {bill.category for bill in _pool(tx)}
    found = (said,) if said in slugs else matching(said, slugs)
    return found[0] if len(found) == 1 else None


def _by_number(tx: Tx, reference: str) -> tuple[Bill, ...] | None:
    """Bills named by id or number; empty when a number is named that is nobody's of ours."""
    exact = tx.bills.find(reference.strip())
    if exact is not None:
        return (exact,) if exact.state is not BillState.DRAFT else ()
    text = _AMOUNT.sub(" ", _ISO_MONTH.sub(" ", reference))
    numbers = [
        word
        for word in _NUMBER.findall(text)
        if any(char.isdigit() for char in word) and not _YEAR.fullmatch(word)
    ]
    found = {
        bill.id: bill
        for word in numbers
        if (bill := tx.bills.find(word) or tx.bills.find(_tidy(word))) is not None
    }
    if found:
        return tuple(bill for bill in found.values() if bill.state is not BillState.DRAFT)
    looks_like_one = any(any(char.isalpha() for char in word) for word in numbers)
    return () if looks_like_one else None


def _tidy(word: str) -> str:
    """ "hb100" as our numbers are written: "HB-100"."""
    hurried = re.fullmatch(r"([a-z]{1,4})[ _.]?(\d+)", word.casefold())
    return f"{hurried[1]}-{hurried[2]}".upper() if hurried is not None else word.upper()


def _pool(tx: Tx) -> tuple[Bill, ...]:
    """What is due, however old, and the newest bills; newest first."""
    due = tx.bills.list(BillQuery(owing_only=True, limit=POOL)).items
    recent = tx.bills.list(BillQuery(limit=POOL)).items
    bills = {bill.id: bill for bill in (*recent, *due)}.values()
    return tuple(sorted(bills, key=lambda bill: (bill.issued_on, bill.id), reverse=True))


def _read(reference: str, today: date) -> _Wish:
    said, table = words_of(reference), heard()
    picks = {name for name, words in table.pick.items() if not words.isdisjoint(said)}
    month = next((table.months[word] for word in said if word in table.months), None)
    year = next((int(word) for word in said if _YEAR.fullmatch(word)), None)
    iso = _ISO_MONTH.search(reference)
    if iso is not None:
        year, month = int(iso[1]), int(iso[2])
    elif month is None and not _A_MONTH.isdisjoint(said):
        earlier = "latest" in picks or not _EARLIER.isdisjoint(said)
        day = add_months(today, -1) if earlier else today
        year, month, picks = day.year, day.month, picks - {"latest"}
    used = {word for words in table.pick.values() for word in words} | set(table.months)
    about = meaning(" ".join(word for word in said if word not in used | _A_MONTH | _EARLIER))
    return _Wish(
        words=frozenset(word for word in about if not word.isdigit()),
        picks=frozenset(picks),
        month=month,
        year=year,
        amounts=frozenset(text.replace(",", ".") for text in _AMOUNT.findall(reference)),
    )


def _narrow(bills: tuple[Bill, ...], wish: _Wish, today: date) -> tuple[Bill, ...]:
    """The bills that fit everything in `wish`; none where its words fit no bill at all."""
    left = _in_month(bills, wish)
    if wish.amounts:
        left = tuple(bill for bill in left if not wish.amounts.isdisjoint(_amounts(bill)))
    for flag in wish.picks & {"overdue", "disputed"}:
        left = tuple(bill for bill in left if flag in bill.flags(today))
    if "paid" in wish.picks:
        left = tuple(bill for bill in left if bill.state is BillState.PAID)
    if "owing" in wish.picks:
        left = _due(left)
    scored = [(len(wish.words & _about(bill)), bill) for bill in left]
    best = max((score for score, _ in scored), default=0)
    if wish.words and best == 0:
        return ()
    return tuple(bill for score, bill in scored if score == best)


def is_due(bill: Bill) -> bool:
    """Whether anything is left to pay on it."""
    return bill.state is BillState.OPEN and not bill.balance.is_zero


def _due(bills: Iterable[Bill]) -> tuple[Bill, ...]:
    return tuple(bill for bill in bills if is_due(bill))


def _about(bill: Bill) -> frozenset[str]:
    return meaning(bill.category) | meaning(bill.description)


def _amounts(bill: Bill) -> frozenset[str]:
    return frozenset({bill.amount.to_decimal(), bill.balance.to_decimal()})


def _in_month(bills: tuple[Bill, ...], wish: _Wish) -> tuple[Bill, ...]:
    """Bills for that month, else issued in it; without a year, the newest such year."""
    if wish.month is None and wish.year is None:
        return bills
    for_it = tuple(b for b in bills if _fits(b.period.start_on if b.period else b.issued_on, wish))
    found = for_it or tuple(bill for bill in bills if _fits(bill.issued_on, wish))
    if wish.year is not None or not found:
        return found
    newest = max((bill.period.start_on if bill.period else bill.issued_on).year for bill in found)
    return tuple(
        bill
        for bill in found
        if (bill.period.start_on if bill.period else bill.issued_on).year == newest
    )


def _fits(day: date, wish: _Wish) -> bool:
    return wish.month in (None, day.month) and wish.year in (None, day.year)


_ORDER: Final[dict[str, Callable[[Bill], tuple[int, int]]]] = {
    "latest": lambda bill: (bill.issued_on.toordinal(), 0),
    "oldest": lambda bill: (-bill.issued_on.toordinal(), 0),
    "biggest": lambda bill: (bill.balance.amount_minor, bill.amount.amount_minor),
    "smallest": lambda bill: (-bill.balance.amount_minor, -bill.amount.amount_minor),
}


def _extreme(bills: tuple[Bill, ...], wish: _Wish) -> tuple[Bill, ...]:
    """The one furthest along; all where they are equal, or amounts of two currencies compete."""
    kind = next(name for name in _ORDER if name in wish.picks)
    by_amount = kind in ("biggest", "smallest")
    if not bills or (by_amount and len({bill.amount.currency for bill in bills}) > 1):
        return bills
    best = max(_ORDER[kind](bill) for bill in bills)
    return tuple(bill for bill in bills if _ORDER[kind](bill) == best)


# --- which line of a bill ------------------------------------------------------------------------


def lines_named(bill: Bill, said: str) -> tuple[BillLine, ...]:
    """The lines of `bill` that fit `said` best; none where it names none.

    A word that says which bill is meant ("water", "February") names no line of it.
    """
    amounts = {text.replace(",", ".") for text in _LINE_AMOUNT.findall(said)}
    same = tuple(line for line in bill.lines if line.amount.to_decimal() in amounts)
    if same:
        return same
    own = meaning(bill.category) | meaning(bill.description) | set(heard().months)
    wanted = meaning(said) - own
    scored = [(_fit(wanted, line, own), line) for line in bill.lines]
    best = max((score for score, _ in scored), default=0)
    return tuple(line for score, line in scored if score == best and best > 0)


def bills_with_line(tx: Tx, said: str) -> tuple[Bill, ...]:
    """The bills with a line of these words, or of that kind: what is due, else the newest."""
    due = tx.bills.list(BillQuery(owing_only=True, limit=_LINE_POOL)).items
    if found := _with_line(due, said) or _described(due, said):
        return found
    recent = tx.bills.list(BillQuery(limit=_LINE_POOL)).items
    return _with_line(recent, said)[:1]


def _described(bills: Sequence[Bill], said: str) -> tuple[Bill, ...]:
    """The one bill whose own words fit best: "the valve"; none where that is not one."""
    wanted = meaning(said) - set(heard().months)
    scored = [
        (len(wanted & (meaning(bill.category) | meaning(bill.description))), bill) for bill in bills
    ]
    best = max((score for score, _ in scored), default=0)
    found = tuple(bill for score, bill in scored if score == best and best > 0)
    return found if len(found) == 1 else ()


def _with_line(bills: Iterable[Bill], said: str) -> tuple[Bill, ...]:
    known = (bill for bill in bills if bill.state is not BillState.DRAFT)
    named = [bill for bill in known if lines_named(bill, said)]
    return tuple(sorted(named, key=lambda bill: (bill.issued_on, bill.id), reverse=True))


def _fit(wanted: frozenset[str], line: BillLine, own: frozenset[str]) -> int:
    """How many of the words that tell the line from its bill are wanted; a bare "fee" is none."""
    words = {word for word in meaning(line.description) - own if not word.isdigit()}
    shared = wanted & words
    return len(shared) if shared - _BARE else 0


_BARE: Final = frozenset("fee charge cost above day hour kwh m3 gb min plan".split())
"""Words that many lines have, so that one alone points to none."""


_LINE_POOL: Final = 60
_LINE_AMOUNT: Final = re.compile(r"(?<![\w.,])\d{1,9}[.,]\d{2}(?![\w.,]*\d)")
