"""Number words 0 to 99 of English, Spanish, German and French, written without accents.

Read by the redaction (people type card numbers in words) and by the check of spelled amounts.
"""

from collections.abc import Iterator, Mapping

_EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ES = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince "
    "dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro "
    "veinticinco veintiseis veintisiete veintiocho veintinueve"
).split()
_ES_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
_DE = (
    "null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn "
    "funfzehn sechzehn siebzehn achtzehn neunzehn"
).split()
_DE_TENS = "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig".split()
_FR = (
    "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
    "seize dix-sept dix-huit dix-neuf"
).split()
_FR_TENS = "vingt trente quarante cinquante soixante".split()

# Said instead of a digit's usual word: "oh" for 0, "zwo" and "fuenf" on German telephones.
_SPOKEN: Mapping[str, str] = {
    "oh": "0",
    "nought": "0",
    "zwo": "2",
    "fuenf": "5",
    "ein": "1",
    "una": "1",
    "une": "1",
    "fourty": "40",
}

TIMES: Mapping[str, int] = {
    "double": 2,
    "triple": 3,
    "treble": 3,
    "quadruple": 4,
    "doble": 2,
    "doppel": 2,
    "doppelt": 2,
    "dreifach": 3,
}
"""Words that repeat the digit after them: "double four" is 44."""

JOINERS: frozenset[str] = frozenset({"y", "et", "und", "and"})
"""Words that may stand between a ten and a unit: "cuarenta y dos", "vingt et un"."""


def _german(tens: int, units: int) -> str:
    return f"{'ein' if units == 1 else _DE[units]}und{_DE_TENS[tens - 2]}"


def _pairs() -> Iterator[tuple[str, str]]:
    for words in (_EN, _ES, _DE, _FR):
        yield from ((word, str(value)) for value, word in enumerate(words))
    for words, first in ((_EN_TENS, 20), (_ES_TENS, 30), (_DE_TENS, 20), (_FR_TENS, 20)):
        yield from ((word, str(first + 10 * step)) for step, word in enumerate(words))
    for tens in range(2, 10):
        for units in range(1, 10):
            yield _german(tens, units), str(10 * tens + units)
    yield from _SPOKEN.items()


VALUES: Mapping[str, str] = dict(_pairs())
"""Folded word -> its digits, for example ``four -> 4``, ``zweiundvierzig -> 42``."""

DIGIT_WORDS: tuple[str, ...] = tuple(
    sorted({word for word, digits in VALUES.items() if len(digits) == 1}, key=len, reverse=True)
)
"""The words of single digits, longest first, so that a glued "fourtwo" can be cut apart."""
