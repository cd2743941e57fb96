"""Customer-facing sentences, read from `locales/*.json`, with amounts and dates put in.

A sentence is a key such as `quote.expires`. Its text is a string, or an object with `one` and
`other`, chosen by the value `count`. A key missing in a language is said in English.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Final, Protocol, TypeAlias

from billing.money import Money

LANGUAGES: Final = ("en", "es", "de", "fr")
"""The languages with sentences of their own; every other one is answered in English."""

Value: TypeAlias = Money | date | datetime | int | Decimal | str
Sentence: TypeAlias = str | Mapping[str, str]


class Formats(Protocol):
    """How amounts, days and numbers are written in a language (BCP 47 tag)."""

    def money(self, amount: Money, language: str) -> str:
        """An amount with its currency, every minor unit shown."""

    def day(self, day: date, language: str) -> str:
        """A calendar day with its year."""

    def instant(self, at: datetime, language: str, time_zone: str) -> str:
        """A zoned instant as day and time in an IANA time zone."""

    def number(self, number: int | Decimal, language: str) -> str:
        """A plain quantity, exact."""

    def listing(self, items: Sequence[str], language: str) -> str:
        """Several things in one sentence: "a, b and c"."""


class UnknownSentence(KeyError):
    """No such key, or a value that its text needs was not given. A fault of ours."""


def supported(language: str) -> str:
    """The language of LANGUAGES for any BCP 47 tag (`de-AT` is `de`), or `en`."""
    base = _base(language)
    return base if base in LANGUAGES else "en"


@lru_cache(maxsize=len(LANGUAGES))
def sentences(language: str) -> Mapping[str, Sentence]:
    """All sentences of one of LANGUAGES by key, as they are stored."""
    text = files("billing.locales").joinpath(f"{language}.json").read_text(encoding="utf-8")
    table: Mapping[str, Sentence] = json.loads(text)
    return table


class Words:
    """Says sentences in one language. Never shows a key or an unfilled place to a customer."""

    def __init__(self, language: str, formats: Formats, *, time_zone: str = "UTC") -> None:
        self.language = supported(language)
        # The region stays for the formats: `en-GB` writes days another way than `en-US`.
        self._tag = language if self.language == _base(language) else "en"
        self._formats = formats
        self._time_zone = time_zone

    def say(self, key: str, **values: Value) -> str:
        """The sentence `key` with `values` written in this language; `count` chooses the plural.

        Raises `UnknownSentence` if there is no such key or a value is missing.
        """
        sentence = sentences(self.language).get(key) or sentences("en").get(key)
        if sentence is None:
            raise UnknownSentence(key)
        text = sentence if isinstance(sentence, str) else sentence[self._variant(values)]
        written = {name: self.write(value) for name, value in values.items()}
        try:
            return text.format_map(written)
        except KeyError as missing:
            raise UnknownSentence(f"{key} needs the value {missing.args[0]}") from missing

    def write(self, value: Value) -> str:
        """One value as this language writes it; text stays as it is."""
        match value:
            case str():
                return value
            case Money():
                return self._formats.money(value, self._tag)
            case datetime():
                return self._formats.instant(value, self._tag, self._time_zone)
            case date():
                return self._formats.day(value, self._tag)
            case _:
                return self._formats.number(value, self._tag)

    def listing(self, values: Sequence[Value]) -> str:
        """Several values in one sentence: "a, b and c"."""
        return self._formats.listing([self.write(value) for value in values], self._tag)

    def _variant(self, values: Mapping[str, Value]) -> str:
        count = values.get("count")
        if not isinstance(count, int):
            raise UnknownSentence("a sentence with a plural needs the value count")
        # Plural rules of CLDR for whole numbers: French counts zero as one.
        one = count in (0, 1) if self.language == "fr" else count == 1
        return "one" if one else "other"


def named(words: Words, group: str, name: str) -> str:
    """A name of the wire (a state, a flag, a category) as people read it; unknown ones as words."""
    try:
        return words.say(f"{group}.{name}")
    except UnknownSentence:
        return name.replace("_", " ")


def _base(language: str) -> str:
    return language.replace("_", "-").split("-", 1)[0].lower()
