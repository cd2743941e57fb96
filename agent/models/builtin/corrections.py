"""What a customer says a document says: "the due date is 5 December", in four languages.

Only plain statements with a value; a question, or a value that could be read two ways, is none.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

Values = dict[str, str]

_KINDS: Final = {
    "due_date": "date",
    "issue_date": "date",
    "total_amount": "amount",
    "net_amount": "amount",
    "tax_amount": "amount",
    "currency": "currency",
    "invoice_number": "number",
    "account_number": "number",
}
_DOCUMENT: Final = "invoice_fields:"
_REACH: Final = 40
"""How far behind the name of a field its value may begin, in characters."""

_AMOUNT: Final = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)"
)
_NUMBER: Final = re.compile(r"(?<![\w.-])(?=[\w./-]*\d)[A-Za-z0-9][\w./-]{1,39}")
_CURRENCY: Final = re.compile(r"(?<!\w)([A-Z]{3})(?!\w)")
_ISO: Final = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_DOTTED: Final = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?!\d)")


def about_document(
    text: str, language: str, shown: Sequence[str]
) -> tuple[str, dict[str, object]] | None:
    """The tool call that puts right the document among `shown` (`invoice_fields:up-1`), if any."""
    documents = [ref for ref in shown if ref.startswith(_DOCUMENT)]
    values = corrections(text, language) if documents else {}
    if not values:
        return None
    if "currency" in values:
        values["printed_currency"] = values.pop("currency")
    return "correct_invoice", {"upload_id": documents[-1].partition(":")[2], **values}


def corrections(text: str, language: str) -> Values:
    """The fields that the message gives a value, as `correct_invoice` takes them; empty if none.

    Days without a year are `MM-DD`.
    """
    if "?" in text or not text.strip():
        return {}
    read = plain(text)
    named = _named(read, language)
    found: Values = {}
    for at, (_, end, field) in enumerate(named):
        stop = named[at + 1][0] if at + 1 < len(named) else len(text)
        value = _value(_KINDS[field], text[end:stop], read[end:stop], language)
        if value is not None and field not in found:
            found[field] = value
    return found


def day_in(text: str, language: str) -> str | None:
    """The first day written in `text`, ISO or `MM-DD` without a year; None where it is unclear."""
    return _day(plain(text), language)


def months(language: str) -> Mapping[str, int]:
    """The names of the months, and their short forms, with their numbers."""
    return _months(language)


def plain(text: str) -> str:
    """Small letters without accents, character for character, so that places stay the same."""
    return "".join(unicodedata.normalize("NFD", char)[0].lower()[:1] or " " for char in text)


def _named(plain: str, language: str) -> list[tuple[int, int, str]]:
    """Where fields are named, in order; of two that overlap the longer name counts."""
    hits = [
        (match.start(), match.end(), field)
        for field, pattern in _fields(language).items()
        for match in pattern.finditer(plain)
    ]
    hits.sort(key=lambda hit: (hit[0] - hit[1], hit[0]))
    kept: list[tuple[int, int, str]] = []
    for hit in hits:
        if all(hit[1] <= other[0] or hit[0] >= other[1] for other in kept):
            kept.append(hit)
    return sorted(kept)


def _value(kind: str, raw: str, plain: str, language: str) -> str | None:
    """The value said of a field, within reach and behind a word like "is"."""
    said = _is(language).match(plain)
    if said is None:
        return None
    start = said.end()
    denied = _but(language).search(plain)
    start = denied.end() if denied is not None else start
    no = _not(language)
    if denied is None and (no.match(plain, start) or no.search(said.group())):
        return None
    rest, folded = raw[start:], plain[start:]
    if kind == "date":
        return _day(folded, language)
    if kind == "amount":
        return _figure(_first(_AMOUNT, rest))
    if kind == "currency":
        return _first(_CURRENCY, rest)
    number = _first(_NUMBER, rest)
    return number.rstrip("./-") if number is not None else None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group() if found is not None and found.start() <= _REACH else None


def _figure(written: str | None) -> str | None:
    """`1.234,50` and `1,234.50` as `1234.50`; None where the marks could mean either."""
    if written is None:
        return None
    bare = re.sub(r"[' ]", "", written)
    marks = [char for char in bare if char in ".,"]
    if marks and len(bare) - bare.rindex(marks[-1]) <= 3:
        whole, places = bare[: bare.rindex(marks[-1])], bare[bare.rindex(marks[-1]) + 1 :]
        return f"{re.sub(r'[.,]', '', whole)}.{places.ljust(2, '0')}"
    return None if len(marks) == 1 else re.sub(r"[.,]", "", bare) + ".00"


def _day(plain: str, language: str) -> str | None:
    """ISO day, or `MM-DD` without a year; None where there is none or it is unclear."""
    iso = _ISO.search(plain)
    if iso is not None and iso.start() <= _REACH:
        return _checked(iso[1], iso[2], iso[3])
    named = _spelled(language).search(plain)
    if named is not None and named.start() <= _REACH:
        day, month = (named["d1"], named["m1"]) if named["d1"] else (named["d2"], named["m2"])
        return _checked(named["y1"] or named["y2"], str(_months(language)[month]), day)
    dotted = _DOTTED.search(plain)
    if dotted is None or dotted.start() > _REACH:
        return None
    first, mark, second, year = dotted.groups()
    if mark != "." and language == "en" and int(first) <= 12 and int(second) <= 12:
        return None if first != second else _checked(year, second, first)
    if int(second) > 12 and language == "en":
        first, second = second, first
    return _checked(year, second, first)


def _checked(year: str | None, month: str, day: str) -> str | None:
    try:
        full = f"20{year}" if year is not None and len(year) == 2 else year
        made = date(int(full or 2000), int(month), int(day))
    except ValueError:
        return None
    return made.isoformat() if full is not None else made.strftime("%m-%d")


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    path = Path(__file__).with_name("corrections.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _fields(language: str) -> Mapping[str, re.Pattern[str]]:
    words = _table()[language]
    return {field: re.compile(rf"(?<!\w)(?:{words[field]})(?!\w)") for field in _KINDS}


@cache
def _is(language: str) -> re.Pattern[str]:
    """Between a field and its value: a few words, one of them like "is"."""
    return re.compile(
        rf"[^?!\d]{{0,{_REACH}}}?(?:(?<!\w)(?:{_table()[language]['is']})(?!\w)|[:=])"
    )


@cache
def _not(language: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?<!\w)(?:{_table()[language]['not']})(?!\w)")


@cache
def _but(language: str) -> re.Pattern[str]:
    """`not 5 May but`: what follows counts."""
    words = _table()[language]
    return re.compile(
        rf"(?<!\w)(?:{words['not']})(?!\w).{{0,{_REACH}}}?(?<!\w)(?:{words['but']})(?!\w)"
    )


@cache
def _months(language: str) -> Mapping[str, int]:
    names = _table()[language]["months"].split()
    return {name: number for number, both in enumerate(names, start=1) for name in both.split("|")}


@cache
def _spelled(language: str) -> re.Pattern[str]:
    """`5 December 2026`, `5. Dezember`, `5 de diciembre de 2026`, `December 5th, 2026`."""
    month = "|".join(sorted(_months(language), key=len, reverse=True))
    return re.compile(
        rf"(?<!\d)(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s+(?:of |de )?(?P<m1>{month})(?!\w)\.?"
        r"(?:,? (?:de |del )?(?P<y1>\d{4}))?"
        rf"|(?<!\w)(?P<m2>{month})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
        r"(?:,? (?P<y2>\d{4}))?"
    )
