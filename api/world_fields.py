"""The kinds of field a world file has: each reads plain data or says in words what to write."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Annotated, Final, Literal, TypeAlias
from zoneinfo import available_timezones

from babel import Locale
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from billing.errors import InvalidMoney
from billing.money import Money, currency_exponent
from billing.periods import Period, add_months, parse_instant

_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SLUG: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_AMOUNT: Final = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,4})?")
_QUANTITY: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)
_EMAIL: Final = re.compile(r"[^@\s<>,;\"]{1,64}@[^@\s.<>,;\"]+(\.[^@\s.<>,;\"]+)+")
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_ORIGIN: Final = re.compile(
    r"(https://|http://(localhost|127\.0\.0\.1)(?=[:]|$))[a-z0-9.-]*(:\d+)?"
)
_URL: Final = re.compile(r"(https://|http://(localhost|127\.0\.0\.1)(?=[:/]|$))[^\s]*")
_ENVIRONMENT: Final = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
# CLDR names regions that ISO 3166 does not: unions, tests, parts of countries.
_NOT_COUNTRIES: Final = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB XK ZZ".split())


def refusal(sentence: str) -> PydanticCustomError:
    """The error a field raises; `sentence` reaches the reader of the report as it is."""
    return PydanticCustomError("world", "{sentence}", {"sentence": sentence})


class WorldModel(BaseModel):
    """A row: read-only, no unknown keys, no guessing between types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _matches(pattern: re.Pattern[str], sentence: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise refusal(sentence)
        return text

    return check


def _text(limit: int, *, lines: bool = False) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not text.strip():
            raise refusal("is empty: write something or leave the key out")
        if len(text) > limit:
            raise refusal(f"is longer than {limit} characters: shorten it")
        if _CONTROL.search(text) or (not lines and ("\n" in text or "\t" in text)):
            raise refusal("holds line breaks or control characters: remove them")
        return text

    return check


def _amount(value: object) -> object:
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise refusal('write the amount as digits with a point, in quotes, like "97.40"')
    return value


def _quantity(value: object) -> object:
    text = str(value) if type(value) is int else value
    if not isinstance(text, str) or not _QUANTITY.fullmatch(text):
        raise refusal('write a quantity as digits in quotes, like "31.5"')
    return text


def _quantity_or_unlimited(value: object) -> object:
    return value if value == "unlimited" else _quantity(value)


def _currency(text: str) -> str:
    try:
        currency_exponent(text)
    except InvalidMoney:
        raise refusal("is not a currency: use an upper-case ISO 4217 code like USD") from None
    return text


def _day(value: object) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise refusal("is not a day of the calendar") from None
        if 1900 <= day.year < 2200:
            return day
        raise refusal("write a year from 1900 to 2199")
    raise refusal('write a day like "2026-03-20"')


def _instant(value: object) -> datetime:
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        try:
            instant = parse_instant(value)
        except (ValueError, OverflowError):
            raise refusal("is not a moment of the calendar") from None
        if 1900 <= instant.year < 2200:
            return instant
        raise refusal("write a year from 1900 to 2199")
    raise refusal('write a moment with its zone, like "2026-03-02T09:00:00Z"')


def _month_of(text: str) -> Period | None:
    match = _MONTH.fullmatch(text)
    if match is None or not 1900 <= int(match[1]) < 2200:
        return None
    return Period.month(int(match[1]), int(match[2]))


def _period(value: object) -> Period:
    if isinstance(value, str) and (month := _month_of(value)):
        return month
    if isinstance(value, list) and len(value) == 2:
        first, last = _day(value[0]), _day(value[1])
        if last < first:
            raise refusal("ends before it starts: write [first day, last day]")
        return Period(first, last + timedelta(days=1))
    raise refusal('write a month "2026-02" or both days ["2026-02-01", "2026-02-28"]')


def _expiry(value: object) -> date:
    if isinstance(value, str) and (month := _month_of(value)):
        return add_months(month.start_on, 1)
    raise refusal('write the month the card expires, like "2028-04"')


def _day_or_instant(value: object) -> date | datetime:
    return _instant(value) if isinstance(value, str) and "T" in value else _day(value)


@cache
def _iso_codes(kind: Literal["countries", "languages"]) -> frozenset[str]:
    english = Locale("en")
    names = english.territories if kind == "countries" else english.languages
    codes = frozenset(str(code) for code in names)
    return frozenset(c for c in codes if len(c) == 2 and c.isalpha()) - _NOT_COUNTRIES


def _country(text: str) -> str:
    if text not in _iso_codes("countries"):
        raise refusal("is not a country: use an upper-case ISO 3166 code like US")
    return text


def _language(text: str) -> str:
    if text not in _iso_codes("languages"):
        raise refusal("is not a language: use a lower-case ISO 639-1 code like en")
    return text


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _time_zone(text: str) -> str:
    if text not in _zones():
        raise refusal("is not a time zone: use an IANA name like America/New_York")
    return text


def _email(text: str) -> str:
    if len(text) > 254 or not _EMAIL.fullmatch(text) or _CONTROL.search(text):
        raise refusal("is not an e-mail address like nora@mail.example")
    return text


def _iban(text: str) -> str:
    # ISO 13616: move the first four characters to the end, letters become 10..35, modulo 97 is 1.
    if not _IBAN.fullmatch(text):
        raise refusal("is not an IBAN: write it without spaces, in capitals")
    if int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 != 1:
        raise refusal("is not an IBAN: its check digits are wrong")
    return text


def _feature(value: object) -> object:
    if isinstance(value, str):
        return _text(200)(value)
    if isinstance(value, bool) or (isinstance(value, int) and 0 <= value < 10**15):
        return value
    raise refusal('write true, false, a whole number, "unlimited" or a decimal in quotes')


Id = Annotated[
    str, AfterValidator(_matches(_ID, "use 1 to 64 letters, digits, dots, dashes, underscores"))
]
Slug = Annotated[
    str, AfterValidator(_matches(_SLUG, "use lower-case letters, digits and underscores"))
]
Name = Annotated[str, AfterValidator(_text(200))]
Prose = Annotated[str, AfterValidator(_text(20_000, lines=True))]
Amount = Annotated[str, BeforeValidator(_amount)]
Quantity = Annotated[str, BeforeValidator(_quantity)]
QuantityOrUnlimited = Annotated[str, BeforeValidator(_quantity_or_unlimited)]
Feature = Annotated[bool | int | str, BeforeValidator(_feature)]
Currency = Annotated[str, AfterValidator(_currency)]
Country = Annotated[str, AfterValidator(_country)]
Language = Annotated[str, AfterValidator(_language)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Email = Annotated[str, AfterValidator(_email)]
Iban = Annotated[str, AfterValidator(_iban)]
Origin = Annotated[
    str, AfterValidator(_matches(_ORIGIN, "write an origin like https://portal.example, no path"))
]
Url = Annotated[str, AfterValidator(_matches(_URL, "write an address that starts with https://"))]
EnvironmentName = Annotated[
    str,
    AfterValidator(
        _matches(_ENVIRONMENT, "write the NAME of an environment variable, never the secret itself")
    ),
]
Last4 = Annotated[
    str, AfterValidator(_matches(re.compile(r"[0-9]{4}"), 'write four digits in quotes, "4242"'))
]
Day = Annotated[date, BeforeValidator(_day)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
DayOrInstant = Annotated[date | datetime, BeforeValidator(_day_or_instant)]
Days = Annotated[Period, BeforeValidator(_period)]
"""A period; inclusive in the file, half-open here."""
ExpiryMonth = Annotated[date, BeforeValidator(_expiry)]
"""A card's last month in the file; here the first day on which it no longer works."""
Interval: TypeAlias = Literal["month", "year"]
Count = Annotated[int, Field(ge=0, le=1_000_000)]


def money(amount: str | None, currency: str) -> Money:
    """`amount` of the file in `currency`; zero where the file says nothing.

    Raises `InvalidMoney` for a wrong number of places, which `read_world` reports by path.
    """
    return Money.zero(currency) if amount is None else Money.from_decimal(amount, currency)
