"""Amounts, days and numbers as each language writes them, by Babel's copy of the CLDR."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, get_timezone
from babel.lists import format_list
from babel.numbers import NumberPattern, format_decimal

from billing.money import Money, currency_exponent

_LETTER_BEFORE_DIGIT: Final = re.compile(r"(?<=[^\W\d_])(?=\d)")
_FALLBACK: Final = Locale("en", "US")


@lru_cache(maxsize=256)
def _locale(language: str) -> Locale:
    """The locale of a BCP 47 tag; American English where the tag is unknown."""
    try:
        return Locale.parse(language.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError):
        return _FALLBACK


@lru_cache(maxsize=512)
def _pattern(language: str, currency: str) -> NumberPattern:
    """The locale's currency pattern with as many decimals as ISO 4217 gives the currency.

    The CLDR would show cash decimals for some (none for ISK, but also none for LBP or IQD): an
    amount here never loses a minor unit.
    """
    standard = _locale(language).currency_formats["standard"]
    places = currency_exponent(currency)
    return NumberPattern(
        standard.pattern,
        standard.prefix,
        standard.suffix,
        standard.grouping,
        standard.int_prec,
        (places, places),
        standard.exp_prec,
        standard.exp_plus,
        standard.number_pattern,
    )


@lru_cache(maxsize=4096)
def _money(amount_minor: int, currency: str, language: str) -> str:
    value = Decimal(amount_minor).scaleb(-currency_exponent(currency))
    text: str = _pattern(language, currency).apply(
        value, _locale(language), currency=currency, currency_digits=False
    )
    # The CLDR sets a code made of letters apart from the digits; Babel does not do it yet.
    return _LETTER_BEFORE_DIGIT.sub("\u00a0", text)


class BabelFormats:
    """The `Formats` of `billing.words`. Keeps the locale's no-break spaces; never rounds."""

    def money(self, amount: Money, language: str) -> str:
        return _money(amount.amount_minor, amount.currency, language)

    def day(self, day: date, language: str) -> str:
        return format_date(day, format="long", locale=_locale(language))

    def instant(self, at: datetime, language: str, time_zone: str) -> str:
        zone = get_timezone(time_zone)
        locale = _locale(language)
        day = format_date(at.astimezone(zone).date(), format="long", locale=locale)
        time = format_datetime(at, "HH:mm zzz", tzinfo=zone, locale=locale)
        return f"{day}, {time}"

    def number(self, number: int | Decimal, language: str) -> str:
        return format_decimal(number, locale=_locale(language), decimal_quantization=False)

    def listing(self, items: Sequence[str], language: str) -> str:
        return format_list(list(items), locale=_locale(language))


def display(amount: Money, language: str) -> str:
    """The `display` string beside an amount on the wire."""
    return _money(amount.amount_minor, amount.currency, language)
