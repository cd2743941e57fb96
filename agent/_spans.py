"""Spans of time in prose ("3 to 5 business days", "zehn Minuten"), and deadlines by a day alone.

Machinery of `prose`: a model that names a waiting time or a deadline which nobody told it has made
it up. The words are those of all supported languages at once, on small letters.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

_UNITS: Final = {
    "minute": r"min(?:ute|uten|utos?|utes?)?s?",
    "hour": r"hours?|hrs?|horas?|stunden?|heures?",
    "day": r"(?:business |working |calendar |werk|arbeits|kalender)?(?:days?|tage?n?)"
    r"|d[ií]as?(?: h[aá]biles| laborables)?|jours?(?: ouvr[ée]s| ouvrables)?",
    "week": r"weeks?|wochen?|semanas?|semaines?",
    "month": r"months?|monate?n?|mes(?:es)?|mois",
    "year": r"years?|jahre?n?|a[nñ]os?|ans?|ann[ée]es?",
}
_WORDS: Final = (
    "one a an un une uno una ein eine einer einem einen|two dos zwei deux|three tres drei trois"
    "|four cuatro vier quatre|five cinco fünf cinq|six seis sechs|seven siete sieben sept"
    "|eight ocho acht huit|nine nueve neun neuf|ten diez zehn dix|eleven once elf onze"
    "|twelve doce zwölf douze|thirteen trece|fourteen catorce vierzehn quatorze|fifteen quince"
)
_NUMBERS: Final = {
    word: number
    for number, words in enumerate(_WORDS.split("|"), start=1)
    for word in words.split()
}
_NUMBER: Final = rf"(?:\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_UNIT: Final = "|".join(f"(?P<{name}>{forms})" for name, forms in _UNITS.items())
_SPAN: Final = re.compile(
    rf"(?P<soon>\b(?:within|in|about|innerhalb|binnen|en|dans|sous)\s+)?(?P<behind>\b(?:last|past|previous|letzten|vergangenen|[uú]ltim[oa]s|derniers|derni[eè]res)"
    rf"(?: los| las| les)?\s+)?\b(?P<number>{_NUMBER})"
    rf"(?:\s*(?:-|–|to|or|bis|oder|a|o|à|ou)\s*(?P<to>{_NUMBER}))?[\s-]+(?:more |m[aá]s |weitere )?"
    rf"(?:{_UNIT})\b(?P<after>\s+(?:anteriores|derniers|derni[eè]res))?"
)
# Said of how long something takes, or of working days: no calendar day is meant.
_TAKES: Final = re.compile(
    r"\b(?:takes?|taking|lasts?|dauert|dauern|tarda[n]?|toma[n]?|prend|prennent|dure)\b[^.;]{0,20}$"
)
_WORKING: Final = re.compile(r"business|working|werk|arbeits|h[aá]biles|laborables|ouvr")
_ARTICLES: Final = frozenset("a an un une uno una ein eine einer einem einen one".split())
_UNTIL: Final = re.compile(
    r"\b(?:until|till|by|before) the (\d{1,2})(?:st|nd|rd|th)?\b(?! of| \w+ \d)"
    r"|\b(?:hasta|antes de)l? (?:el )?(?:d[ií]a )?(\d{1,2})\b(?! de|[./-]\d| \w+ de)"
    r"|\bbis (?:zum )?(\d{1,2})\."
    r"(?!\s?\d| ?[a-zäöü]+ber| ?(?:jan|feb|mär|apr|mai|jun|jul|aug|okt))"
    r"|\b(?:jusqu['’]au|avant le) (\d{1,2})\b(?! [a-zéû]+|[./-]\d)"
    r"|\b(?:jusqu['’]au|avant le) (\d{1,2})(?= (?:pour|afin|à|inclus))"
)
_IN_DAYS: Final = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class Span:
    """So many units of time; `number` is the larger one of a range.

    `behind`: it is over; `takes`: it is how long something takes.
    """

    number: int
    unit: str
    behind: bool = False
    takes: bool = field(default=False, compare=False)

    def holds(self, told: Iterable["Span"], dates: Iterable[date], today: date | None) -> bool:
        """Whether it is past, was told as it is, or is how far from today a known day lies."""
        if self.behind or any((self.number, self.unit) == (one.number, one.unit) for one in told):
            return True
        days = _IN_DAYS.get(self.unit)
        if days is None or today is None or self.takes:
            return False
        return any(abs((known - today).days) == self.number * days for known in dates)


def spans_in(text: str) -> Iterator[Span]:
    """Every span of time in `text`; "a month" and "one hour" count as names of a unit alone."""
    for found in _SPAN.finditer(text.lower()):
        said = found["to"] or found["number"]
        if said in _ARTICLES and found["soon"] is None:
            continue
        number = int(said) if said.isdigit() else _NUMBERS[said]
        unit = next(name for name in _UNITS if found[name] is not None)
        lowered = found.string
        takes = _TAKES.search(lowered[: found.start()]) or _WORKING.search(found[0])
        yield Span(number, unit, bool(found["behind"] or found["after"]), takes is not None)


def deadlines_in(text: str) -> Iterator[int]:
    """Days of the month that stand alone as a deadline: "until the 30th", "bis zum 30."."""
    for found in _UNTIL.finditer(text.lower()):
        yield next(int(day) for day in found.groups() if day is not None)
