"""The day or the number of parts that a customer names: "on Friday", "in two weeks", "in 3 parts".

Own grammar: general date readers take "the second one now" for a date and miss the end of a month.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from agent.language import fold
from agent.models.builtin.corrections import day_in, months
from billing.periods import add_months

_WEEK: Final = 7
_MOST_PARTS: Final = 24


def day_said(text: str, language: str, today: date) -> date | None:
    """The day that `text` names, seen from `today`; a day without a year is the next such day."""
    folded = fold(text)
    if written := day_in(text, language):
        return _written(written, today)
    return next(_relative(folded, _words(language), language, today), None)


def parts_said(text: str, language: str) -> int | None:
    """In how many parts the customer wants to pay; None where no number from 2 to 24 is said."""
    words, number_of = _words(language), _number(language)
    alone = rf"\b{number_of} (?:\w+ )?(?:{words['instalments']})\b"
    behind = rf"\b{words['parts'].replace('{number}', number_of)}\b"
    folded = fold(text)
    found = re.search(alone, folded) or re.search(behind, folded)
    number = _value(found[1], language) if found is not None else 0
    return number if 1 < number <= _MOST_PARTS else None


def _relative(folded: str, words: Mapping[str, str], language: str, today: date) -> Iterator[date]:
    """The readings of a day that is told from today, the surest first."""
    number = _number(language)
    for name, unit in (("day", 1), ("week", _WEEK)):
        if span := re.search(rf"\b(?:{words['in']}) {number} (?:{words[name]})\b", folded):
            yield today + timedelta(days=unit * _value(span[1], language))
    if span := re.search(rf"\b(?:{words['in']}) {number} (?:{words['month']})\b", folded):
        yield add_months(today, _value(span[1], language))
    yield from _month_end(folded, words, language, today)
    if re.search(rf"\b(?:{words['after_tomorrow']})\b", folded):
        yield today + timedelta(days=2)
    if re.search(rf"\b(?:{words['tomorrow']})\b", folded):
        yield today + timedelta(days=1)
    for place, names in enumerate(words["weekdays"].split()):
        if re.search(rf"\b(?:{names})\b", folded):
            yield today + timedelta(days=(place - today.weekday() - 1) % _WEEK + 1)
    if re.search(rf"\b(?:{words['next_week']})\b", folded):
        yield today + timedelta(days=_WEEK)
    if ordinal := re.search(rf"\b{words['ordinal']}\b", folded):
        yield from _next_such(int(ordinal[1]), today)


def _month_end(folded: str, words: Mapping[str, str], language: str, today: date) -> Iterator[date]:
    """ "the end of the month", "end of June": the last day of it, this or the next such month."""
    names = "|".join(sorted(months(language), key=len, reverse=True))
    end = re.search(rf"\b(?:{words['end']}) ?(?:({names})\b|{words['month_end']}\b)", folded)
    bare = end is None and re.search(r"\bmonatsende\b", folded) is not None
    if end is None and not bare:
        return
    named = months(language).get(end[1] or "") if end is not None else None
    month = named or today.month
    year = today.year + (1 if month < today.month else 0)
    yield add_months(date(year, month, 1), 1) - timedelta(days=1)


def _next_such(day: int, today: date) -> Iterator[date]:
    for ahead in range(3):
        first = add_months(today.replace(day=1), ahead)
        try:
            found = first.replace(day=day)
        except ValueError:
            continue
        if found > today:
            yield found
            return


def _written(written: str, today: date) -> date | None:
    """`2026-03-20`, or `03-20`: the next one."""
    if len(written) > len("MM-DD"):
        return date.fromisoformat(written)
    for year in (today.year, today.year + 1):
        try:
            found = date.fromisoformat(f"{year}-{written}")
        except ValueError:
            continue
        if found >= today:
            return found
    return None


@cache
def _number(language: str) -> str:
    """A pattern for a small number, in digits or as a word."""
    return rf"(\d{{1,2}}|{_words(language)['numbers'].replace(' ', '|')})"


def _value(said: str, language: str) -> int:
    if said.isdigit():
        return int(said)
    names = _words(language)["numbers"].split()
    return next(n for n, forms in enumerate(names, start=1) if said in forms.split("|"))


@cache
def _words(language: str) -> Mapping[str, str]:
    path = Path(__file__).with_name("days.toml")
    table: Mapping[str, Mapping[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return table[language]
