"""What a bill's line is about, apart from the numbers printed in it; machinery of `differences`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from billing._heard import fold, heard

_NUMBER: Final = r"\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*"
_UNITS: Final = """
kwh mwh wh kw m3 cbm gb mb tb gib mib kb min mins minute minutes minuten minutos hour hours hrs hr
stunden std horas heures gal gallon gallons kgal ccf therm therms liter liters litre litres l seat
seats user users licence licences license licenses sms mms message messages call calls anrufe
llamadas appels unit units pcs piece pieces stk stuck uds unidades request requests page pages
email emails token tokens credit credits device devices line lines km gigabyte gigabytes
""".split()
_SPAN: Final = re.compile(r"\b\d+\s?(?:days?|tage?|dias?|jours?|months?|monate?|mes(?:es)?|mois)\b")
_PER: Final = r"(?:@|\bat\b|\bzu\b|\bje\b|\ba\b|x|\*)"
_COIN: Final = r"(?:[$€£¥]|usd|eur|gbp|chf|ct|cents?)"

_QUANTITY: Final = re.compile(
    rf"(?<![\w.,])(?P<number>{_NUMBER})\s?(?P<unit>{'|'.join(_UNITS)})(?![\w³])"
)
_COUNT: Final = re.compile(
    rf"(?<![\w.,])(?P<front>{_NUMBER})\s?x\b(?!\s?\d)|\bx\s?(?P<back>{_NUMBER})(?![\w.,])"
)
_UNIT_PRICE: Final = re.compile(
    rf"{_PER}\s*(?:{_COIN}\s?(?:{_NUMBER})|(?:{_NUMBER})\s?{_COIN})"
    rf"(?:\s?(?:/|per|pro|por|par)\s?\w+)?"
)
_PERCENT: Final = re.compile(rf"(?:{_NUMBER})\s?%")
_DATE: Final = re.compile(
    r"\b\d{4}-\d{1,2}(?:-\d{1,2})?\b|\b\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})\b"
    r"|\b\d{1,2}[./](?:19|20)\d{2}\b|\b(?:19|20)\d{2}\b|\b\d{1,2}\.\d{1,2}\.(?!\d)"
)
_DAY_AROUND_MONTH: Final = r"(?:\d{1,2}(?:st|nd|rd|th|\.)?\s+)?"
_WORDS: Final = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A printed quantity. `readings`: the numbers it may mean, likeliest first (`1,204 kWh`)."""

    readings: tuple[Fraction, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class LineText:
    """`text` as printed but for case and spaces; `subject` without numbers, dates and periods."""

    text: str
    subject: str
    quantity: Quantity | None


def _readings(number: str) -> tuple[Fraction, ...]:
    """A number as printed anywhere: `1,204.5`, `1.204,5`; `1,204` and `1 204` are doubtful."""
    if " " in number:
        # "Tier 1 204 kWh" may be 204 of tier 1.
        return (*_readings(number.replace(" ", "")), *_readings(number.rpartition(" ")[2]))
    digits = re.sub(r"['’]", "", number)
    marks = [char for char in digits if char in ".,"]
    if not marks:
        return (Fraction(digits),)
    if len(marks) == 1:
        whole, places = re.split(r"[.,]", digits)
        as_decimal = Fraction(f"{whole}.{places}")
        doubtful = len(places) == 3 and 1 <= len(whole) <= 3 and not whole.startswith("0")
        return (Fraction(whole + places), as_decimal) if doubtful else (as_decimal,)
    if len(set(marks)) == 1:
        return (Fraction(re.sub(r"[.,]", "", digits)),)
    point = marks[-1]
    other = "," if point == "." else "."
    if marks.count(point) > 1:
        return ()
    return (Fraction(digits.replace(other, "").replace(point, ".")),)


def _unit(word: str) -> str:
    small = {"gigabyte": "gb", "cbm": "m3", "min": "minute", "hr": "hour", "license": "licence"}
    single = word[:-1] if word.endswith("s") and word not in ("sms", "mms", "hours") else word
    single = "hour" if word in ("hours", "hrs") else single
    return small.get(single, single)


_PRINTED: Final = {"kwh": "kWh", "mwh": "MWh", "wh": "Wh", "kw": "kW", "m3": "m³", "x": ""} | {
    unit: unit.upper() for unit in ("gb", "mb", "tb", "gib", "mib", "kb", "ccf", "sms", "mms")
}


def printed_unit(unit: str) -> str:
    """A unit as people write it: `kWh`; nothing for mere pieces."""
    return _PRINTED.get(unit, unit)


def _quantities(text: str) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(text):
        yield Quantity(_readings(match["number"]), _unit(match["unit"]))
    for match in _COUNT.finditer(text):
        yield Quantity(_readings(match["front"] or match["back"]), "x")


def read_line(description: str) -> LineText:
    """Takes a line apart. Two quantities in one line are none: which one was billed?"""
    text = " ".join(fold(description).split())
    left = _UNIT_PRICE.sub(" ", text)
    for _ in range(2):  # a period has two dates
        left = _DATE.sub(" ", left)
    left = _SPAN.sub(" ", left)
    found = [quantity for quantity in _quantities(left) if quantity.readings]
    left = _COUNT.sub(" ", _QUANTITY.sub(lambda match: f" {_unit(match['unit'])} ", left))
    left = _PERCENT.sub(" ", left)
    months = "|".join(sorted(heard().months, key=len, reverse=True))
    left = re.sub(rf"{_DAY_AROUND_MONTH}\b(?:{months})\b\.?", " ", left)
    units = {quantity.unit for quantity in found}
    words = [word for word in _WORDS.findall(left) if _unit(word) not in units]
    return LineText(text, " ".join(words), found[0] if len(found) == 1 else None)
