"""Whether a value is in a customer's own words: an amount, a day, a currency, a name, a number.

Where the words can be read in two ways ("1.234", "3/4/2026") a value may be either of them.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from billing._heard import fold, heard
from billing.money import is_currency
from billing.upload_hints import letters_and_digits

_A_YEAR: Final = timedelta(days=366)

# --- amounts -------------------------------------------------------------------------------------

_DECIMAL: Final = re.compile(r"-?\d+(?:\.\d+)?")
# Neither a part of a number like INV-7 or of a day like 2026-03-22, nor a percentage.
_FIGURE: Final = re.compile(
    r"(?<![\w.,/\-])(?P<minus>[-\u2212])?(?:(?P<code>[A-Za-z]{3})|[A-Za-z]{0,2}[$€£¥₹][ \u00a0]?)?"
    r"(?P<figure>\d+(?:[.,'\u2019]\d+|[ \u00a0\u202f]\d{3}(?!\d))*)(?!\d|[/\-]\d|\s?%)"
)
_GROUPED: Final = re.compile(r"[1-9]\d{0,2}([.,])(?:\d{2,3}\1)*\d{3}")
_WITH_PLACES: Final = re.compile(r"(?P<whole>\d+|[1-9]\d{0,2}(?:[.,]\d{2,3})+)[.,](?P<places>\d+)")

# --- days ----------------------------------------------------------------------------------------

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHORT: Final = {"janv": 1, "ene": 1, "fevr": 2, "mrz": 3, "avr": 4, "juil": 7, "ago": 8}
_MONTHS: Final = {**heard().months, **_SHORT, "setiembre": 9, "dic": 12}
_MONTH: Final = f"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?![a-z])"
_YEAR: Final = r"(?P<year>(?:19|20)\d{2})"
_SHAPES: Final = (
    re.compile(rf"(?<!\d){_YEAR}([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}})(?!\d)"),
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|e|o)?[\s./-]*(?:(?:of|de|del) )?{_MONTH}"
        rf"(?:[\s.,/-]*(?:(?:of|de|del) )?{_YEAR}(?!\d))?"
    ),
    re.compile(
        rf"(?<![a-z]){_MONTH}\.?[\s-]*(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
        rf"(?:[\s,-]*{_YEAR}(?!\d))?"
    ),
)
_NUMERIC: Final = re.compile(
    r"(?<![\d./-])(\d{1,2})(?:\. ?|([/-]))(\d{1,2})(?:(?:\2|\. ?)(\d{4}|\d{2}))?(?!\d|[./-]\d)"
)

# --- currencies ----------------------------------------------------------------------------------

# These codes are words, too; they count only in capitals.
_WORDS_TOO: Final = frozenset("ALL BOB CUP GEL MAD MOP PEN RON SOS TOP TRY".split())
_DOLLARS: Final = "USD CAD AUD NZD MXN SGD HKD ARS CLP COP TWD"
_KRONER: Final = "SEK NOK DKK ISK"
_CALLED: Final = {
    r"\$": _DOLLARS,
    r"r\$|\breais\b": "BRL",
    r"\bdoll?ar(?:es|s)?\b|\bbucks?\b": _DOLLARS,
    r"€|\beuros?\b": "EUR",
    r"£|\b(?:pounds?|quid|sterling|libras?|pfund|livres?)\b": "GBP",
    r"¥": "JPY CNY",
    r"\byen(?:es|s)?\b": "JPY",
    r"\b(?:yuan(?:es|s)?|renminbi)\b": "CNY",
    r"₹|\b(?:rupees?|rupias?|rupien|roupies?)\b": "INR",
    r"\b(?:francs?|franken|francos?)\b|\bfr\.": "CHF XOF XAF XPF",
    r"\bpesos?\b": "MXN ARS CLP COP UYU PHP",
    r"\bkr\b|\b[kc]oron(?:er|or|en|as?|e)\b|\bkron(?:er|or|en|a|e)\b": _KRONER,
    r"zł|\bz[lł]ot(?:y|ys|ych|e)\b": "PLN",
}


def was_said(kind: str, value: str, text: str, near: Collection[date] = ()) -> bool:
    """Whether `text` has `value`, which is of this kind of `upload_fields.KINDS`.

    An amount is a decimal string; a day is ISO with its year, and where the text names none, it
    is within a year of one of the days `near`.
    """
    if kind == "date":
        return _DAY.fullmatch(value) is not None and _day_said(value, text, near)
    if kind == "amount":
        return _DECIMAL.fullmatch(value) is not None and Decimal(value) in set(_amounts(text))
    if kind == "currency":
        return _currency_said(value.strip().upper(), text)
    plain = letters_and_digits(value)
    return plain != "" and plain in letters_and_digits(text)


def _amounts(text: str) -> Iterator[Decimal]:
    for match in _FIGURE.finditer(text):
        if match["code"] is None or is_currency(match["code"].upper()):
            sign = -1 if match["minus"] else 1
            yield from (sign * reading for reading in _readings(match["figure"]))


def _readings(figure: str) -> Iterator[Decimal]:
    """What a figure may mean, with the point or the comma as the decimal mark."""
    bare = re.sub(r"[^\d.,]", "", figure)
    if bare.isdigit() or _GROUPED.fullmatch(bare):
        yield Decimal(re.sub(r"[.,]", "", bare))
    parts = _WITH_PLACES.fullmatch(bare)
    if parts is None:
        return
    mark, whole = bare[parts.end("whole")], parts["whole"]
    if mark not in whole and (whole.isdigit() or _GROUPED.fullmatch(whole)):
        yield Decimal(f"{re.sub(r'[.,]', '', whole)}.{parts['places']}")


def _day_said(value: str, text: str, near: Collection[date]) -> bool:
    year, month, day = (int(part) for part in value.split("-"))
    years = {said for when, said in _days(fold(text)) if when == (month, day)}
    if year in years:
        return True
    try:
        meant = date(year, month, day)
    except ValueError:
        return False
    return None in years and any(abs(meant - each) <= _A_YEAR for each in near)


def _days(plain: str) -> Iterator[tuple[tuple[int, int], int | None]]:
    """Every (month, day) of a folded text, with the year if it has one."""
    for shape in _SHAPES:
        for match in shape.finditer(plain):
            month, year = match["month"], match["year"]
            number = _MONTHS[month] if month in _MONTHS else int(month)
            yield (number, int(match["day"])), None if year is None else int(year)
    for match in _NUMERIC.finditer(plain):
        first, mark, second, given = match.groups()
        year_said = None if given is None else int(given) + (2000 if len(given) == 2 else 0)
        yield (int(second), int(first)), year_said
        if mark is not None:  # with points the day comes first everywhere
            yield (int(first), int(second)), year_said


def _currency_said(code: str, text: str) -> bool:
    capitals = text if code in _WORDS_TOO else text.upper()
    if re.search(rf"(?<![A-Za-z]){re.escape(code)}(?![A-Za-z])", capitals):
        return True
    plain = fold(text)
    return any(
        code in codes.split() and re.search(called, plain) for called, codes in _CALLED.items()
    )
