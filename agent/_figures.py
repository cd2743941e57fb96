"""How many, how much more, and which is the largest: whether a sentence agrees with the cards.

Machinery of `prose`.
"""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from agent._mentions import amounts_in
from agent._said import Said, is_one_of, standing_words, word_pattern
from agent._standing import Standing

_NUMBER: Final = r"(\d{1,3}(?:[.,']\d{3})*(?:[.,]\d+)?)"
_PERCENT: Final = re.compile(
    rf"(?<![\w.,]){_NUMBER}\s?(?:%|percent\b|prozent\b|por ciento\b|pour cent\b)", re.IGNORECASE
)

# --- how many ------------------------------------------------------------------------------------


def counted(said: Said, standing: Standing) -> bool:
    """So many bills, so many payments, as were listed."""
    if said.asks:
        return True
    return all(
        not known or number in known
        for number, known in (
            *((each, standing.bill_counts) for each in _counts(said.text, "bills")),
            *((each, standing.payment_counts) for each in _counts(said.text, "payments")),
        )
    )


def _counts(text: str, what: str) -> Iterator[int]:
    for found in _count_pattern(what).finditer(text.lower()):
        word = found["number"]
        if word.isdigit():
            yield int(word)
            continue
        number = next(
            n for n, words in standing_words()["numbers"].items() if re.fullmatch(words, word)
        )
        # "one bill" alone may be any; said to be open, or to be the only one, it is a count.
        if number not in "01" or found["between"].strip() or found["after"] or found["only"]:
            yield int(number)


@lru_cache(maxsize=4)
def _count_pattern(what: str) -> re.Pattern[str]:
    words = standing_words()
    numbers = "|".join(words["numbers"].values())
    return re.compile(
        rf"(?<!\w)(?<!of )(?<!von )(?<!de )(?P<only>only |just |nur |solo |sólo |qu['’])?"
        rf"(?P<number>\d{{1,3}}|{numbers}) (?P<between>{words['between']}){words[what]}(?!\w)"
        rf"(?P<after>{words['after_bill']}(?!\w))?"
    )


def measured(said: Said, standing: Standing) -> bool:
    """Quantities with a unit are those of a card."""
    if "measured" not in standing.marks:
        return True
    for found in _unit_pattern().finditer(said.text):
        if not any(each in standing.numbers for each in _decimals(found[1])):
            return False
    return True


@lru_cache(maxsize=1)
def _unit_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w.,]){_NUMBER}(?=\s?(?:{standing_words()['units']})(?!\w)|\s(?:of|de|von|sur)\s\d)",
        re.IGNORECASE,
    )


def _decimals(text: str) -> Iterator[Decimal]:
    for plain in (text.replace(",", ""), text.replace(".", "").replace(",", "."), text):
        try:
            yield Decimal(plain).normalize()
        except InvalidOperation:
            continue


# --- more or less ----------------------------------------------------------------------------


def percents(text: str) -> Iterator[str]:
    return (found[1] for found in _PERCENT.finditer(text))


def percent_known(text: str, standing: Standing, lent: frozenset[str]) -> bool:
    said = Decimal(text.replace(",", "."))
    if text.replace(",", ".") in lent or said.normalize() in standing.numbers:
        return True
    places = Decimal(1).scaleb(-1 if said != said.to_integral() else 0)
    return any(
        -places / 2 <= abs(Decimal(each.after - each.before)) * 100 / each.before - said < places
        for each in standing.changes
        if each.before
    )


def compared(said: Said, standing: Standing) -> bool:
    """What went up went up, and from what to what."""
    if not standing.changes:
        return True
    return _ordered(said.text, standing) and _directed(said, standing)


def _ordered(text: str, standing: Standing) -> bool:
    pairs = {(each.before, each.after) for each in standing.changes}
    for name, swapped in (
        ("was_is", False),
        ("is_was", True),
        ("last_now", False),
        ("versus", True),
    ):
        amount = (
            r"((?:US)?[$€£]?\s?\d[\d.,'\u00a0\u202f]*\d\s?(?:[$€£](?:US|GB)?|US[$]|[A-Z]{3}\b)?)"
        )
        for found in re.finditer(standing_words()[name] % (amount, amount), text, re.IGNORECASE):
            one, two = _minor(found[1]), _minor(found[2])
            if one and two:
                pair = (
                    {(b, a) for a in one for b in two}
                    if swapped
                    else {(a, b) for a in one for b in two}
                )
                if not pair & pairs:
                    return False
    return True


def _minor(text: str) -> frozenset[int]:
    mention = next(amounts_in(text.strip()), None)
    return frozenset(minor for minor, _ in mention.readings) if mention else frozenset()


def _directed(said: Said, standing: Standing) -> bool:
    up, down = word_pattern("up").search(said.text), word_pattern("down").search(said.text)
    if bool(up) == bool(down) or re.search(r"\b(?:not|n['’]t|nicht|pas|no)\b", said.text):
        return True
    minors = {minor for each in said.amounts for minor, _ in each.readings}
    shares = [Decimal(each.replace(",", ".")) for each in percents(said.text)]
    signs = {
        each.sign
        for each in standing.changes
        if abs(each.after - each.before) in minors
        or {each.before, each.after} <= minors
        or any(abs(each.share - share) <= 1 for share in shares)
    } or {each.sign for each in standing.changes}
    return (1 if up else -1) in signs


def superlative(said: Said, standing: Standing) -> bool:
    """The largest is the largest, the first due is the first due."""
    listed = [line for line in standing.listed if line.owed and line.owed[0]]
    if len(listed) < 2:
        return True
    owed = [line.owed for line in listed if line.owed]
    for name, choose in (("largest", max), ("smallest", min)):
        of_a_bill = frozenset().union(*(line.amounts for line in listed))
        said_of = [each for each in said.amounts if is_one_of(each, of_a_bill)]
        if said_of and word_pattern(name).search(said.text):
            best = choose(owed)
            if not any(is_one_of(each, frozenset({best})) for each in said_of):
                return False
    if said.days and word_pattern("first_due").search(said.text):
        first = min(line.due for line in listed if line.due)
        return any(day.holds(first, None) for day in said.days)
    return True
