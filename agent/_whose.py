"""Whether what a sentence says of bills, counts, changes and plans is what the cards say of them.

Machinery of `prose`: the amounts and days that reach it are known; here is looked whose they are.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from agent._called import last_four_known, plans_known, referred
from agent._figures import compared, counted, measured, percent_known, percents, superlative
from agent._mentions import AmountMention, DayMention, amounts_in, days_in
from agent._said import Said, is_one_of, standing_words, word_pattern
from agent._standing import BillLine, Standing

_BREAK: Final = re.compile(
    r"[,;:](?=\s)|[—–(]|\s-\s|\s(?:but|and|while|whereas|y|pero|mientras|aber|und|während|mais|et|tandis)\s",
    re.IGNORECASE,
)


def contradiction(
    said: Said, standing: Standing, heard: frozenset[str], lent: frozenset[str]
) -> str:
    """Which check the sentence fails, or nothing.

    `heard`: references that were named before; `lent`: figures that an article allows.
    """
    if not referred(said, standing.references | heard):
        return "reference"
    for name, holds in _CHECKS.items():
        if not holds(said, standing):
            return name
    if said.asks or all(percent_known(each, standing, lent) for each in percents(said.text)):
        return ""
    return "percent"


def names_in(text: str, standing: Standing) -> frozenset[str]:
    """The bills that a text names by their number, or by what they are for where it says none."""
    known = {line.name for line in standing.bills}
    return frozenset(
        name for name in known if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-]*\w)", text)
    )


def _categories_in(text: str, standing: Standing) -> frozenset[str]:
    words = standing_words()["categories"]
    return frozenset(
        line.name
        for line in standing.listed
        if line.category in words
        and re.search(rf"(?<!\w)(?:{words[line.category]})(?!\w)", text, re.IGNORECASE)
    )


# --- whose an amount or a day is -------------------------------------------------------------


def _belongs(said: Said, standing: Standing) -> bool:
    """Amounts and days said of one bill are of that bill, or of none."""
    named, meant = names_in(said.text, standing), _categories_in(said.text, standing)
    if named and meant and len(named) == 1 and not named & meant:
        return not _beside(said.text, named)
    about = named | meant
    if not about:
        return _together(said, standing)
    if len(about) == 1:
        # "Once HB-100 is paid, $47.88 remains" speaks of all the others.
        if word_pattern("once").search(said.text):
            return True
        return _all_of(about, said.amounts, said.days, standing)
    return all(_all_of(*part, standing) for part in _parts(said.text, standing))


def _together(said: Said, standing: Standing) -> bool:
    """One amount and one day of bills that are not named are of one bill, or of one payment."""
    if not said.amounts or len(said.amounts) != len(said.days):
        return True
    pairs = zip(said.amounts, said.days, strict=True)
    return all(_one_line(amount, day, standing) for amount, day in pairs)


def _one_line(amount: AmountMention, day: DayMention, standing: Standing) -> bool:
    of_amount = [line for line in standing.bills if is_one_of(amount, line.amounts)]
    of_day = [line for line in standing.bills if any(day.holds(one, None) for one in line.days)]
    if not of_amount or not of_day or is_one_of(amount, standing.free):
        return True
    return any(line in of_day for line in of_amount)


def _beside(text: str, named: frozenset[str]) -> bool:
    """Whether what a bill is for stands right beside its number: "the water bill (HB-100)"."""
    words = "|".join(standing_words()["categories"].values())
    bills = standing_words()["bills"]
    return any(
        re.search(
            rf"(?:{words})(?: {bills})? ?[(,]? ?(?:number |nr\.? |n.º? )?{re.escape(name)}",
            text,
            re.IGNORECASE,
        )
        for name in named
    )


_Part = tuple[frozenset[str], Sequence[AmountMention], Sequence[DayMention]]


def _parts(text: str, standing: Standing) -> Iterator[_Part]:
    """The clauses, each from one bill to the next, where each says something of exactly one."""
    clauses: list[tuple[frozenset[str], str]] = []
    for piece in _BREAK.split(text):
        about = names_in(piece, standing) | _categories_in(piece, standing)
        if about:
            clauses.append((about, piece))
        elif clauses:
            clauses[-1] = (clauses[-1][0], f"{clauses[-1][1]} ; {piece}")
    read = [(about, [*amounts_in(_dayless(one))], [*days_in(one)]) for about, one in clauses]
    if len(read) > 1 and all(len(about) == 1 and (sums or days) for about, sums, days in read):
        yield from read


def _dayless(text: str) -> str:
    for day in days_in(text):
        text = text.replace(day.text, " ... ")
    return text


def _all_of(
    about: frozenset[str],
    amounts: Sequence[AmountMention],
    days: Sequence[DayMention],
    standing: Standing,
) -> bool:
    own, others = standing.of(about), [ln for ln in standing.bills if ln.name not in about]
    allowed = frozenset().union(standing.free, *(line.amounts for line in own))
    foreign = frozenset().union(*(line.amounts for line in others)) - allowed
    if any(is_one_of(each, foreign) and not is_one_of(each, allowed) for each in amounts):
        return False
    mine = {day for line in own for day in line.days}
    theirs = {day for line in others for day in line.days} - mine
    return not any(
        any(day.holds(known, None) for known in theirs)
        and not any(day.holds(known, None) for known in mine)
        for day in days
    )


def _in_role(said: Said, standing: Standing) -> bool:
    """A day of issue is one, a day of renewal is one, and so is a day on which something was paid.

    Only where the sentence has one day, so that there is no doubt of which it speaks.
    """
    if len(said.days) != 1:
        return True
    (day,) = said.days
    if day.day is None:
        return True
    for role in ("issued", "renews", "paid", "failed", "falls_due"):
        days = [each for name, each in standing.roles if name == role.removeprefix("falls_")]
        if not days or not word_pattern(role).search(said.text):
            continue
        if role == "paid" and (word_pattern("due").search(said.text) or said.asks):
            continue
        if not any(day.holds(each, None) for each in days):
            return False
    return True


_CHECKS: Final[dict[str, Callable[[Said, Standing], bool]]] = {
    "whose": _belongs,
    "role": _in_role,
    "count": counted,
    "quantity": measured,
    "change": compared,
    "superlative": superlative,
    "plan name": plans_known,
    "card": last_four_known,
}


def lines_of(sentence: str, standing: Standing) -> list[BillLine]:
    """The bills a sentence is about: those it names, else all."""
    about = names_in(sentence, standing) | _categories_in(sentence, standing)
    return standing.of(about) if about else [*standing.bills]


def approximates(said: str, mention: AmountMention, known: Iterable[tuple[int, str]]) -> bool:
    """Whether "about $97" is said of a known amount that is less than one unit away."""
    before = said[: said.find(mention.text)]
    if not re.search(rf"(?<!\w)(?:{standing_words()['approximately']})\s*$", before, re.IGNORECASE):
        return False
    return any(
        minor % 100 == 0 and abs(minor - one) < 100 and currency in ("", other)
        for minor, currency in mention.readings
        for one, other in known
    )
