"""Dates as printed, in six languages; the order of day and month is decided by evidence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from ingestion.draft import Box
from ingestion.labels import fold
from ingestion.page import Cell, Row

Order = Literal["dmy", "mdy"]

_MONTHS: Final = (
    "january jan januar janner janvier janv enero ene januari gennaio gen janeiro stycznia styczen",
    "february feb febr februar fevrier fevr fev febrero februari febbraio febb fevereiro lutego",
    "march mar marz mrz maerz mars marzo maart mrt marco marca marzec marts",
    "april apr avril avr abril abr aprile kwietnia kwiecien",
    "may mai mayo mei maggio mag maio maja maj",
    "june jun juni juin junio giugno giu junho czerwca",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec",
    "august aug aout aou agosto ago augustus ag augusti sierpnia",
    "september sept sep septembre septiembre settembre sett set setembro wrzesnia",
    "october oct oktober okt octobre octubre ottobre ott outubro pazdziernika",
    "november nov novembre noviembre novembro listopada",
    "december dec dezember dez decembre diciembre dic dicembre dezembro desember grudnia",
)
MONTHS: Final = {name: at for at, names in enumerate(_MONTHS, start=1) for name in names.split()}
_MONTH: Final = "(" + "|".join(sorted(MONTHS, key=lambda name: -len(name))) + r")\b"
_ISO: Final = re.compile(r"(?<![\w.,/-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d]|[-/.]\d)(?=\D|$)")
_NUMERIC: Final = re.compile(
    r"(?<![\w/-])(?<!\d[.,])(\d{1,2})\s?([./\-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\w]|[/-]\d|[.,]\d)"
)
_DAY_FIRST: Final = re.compile(
    r"(?<![\w.,])(\d{1,2})(?:st|nd|rd|th|er|\.|°)?[ \-/.]{0,2}(?:de |of |di )?"
    + _MONTH
    + r"[.,]{0,2}[ \-/]{0,2}(?:de |del |di )?(\d{4}|'?\d{2})(?!\w|[.,]\d)"
)
_MONTH_FIRST: Final = re.compile(
    r"(?<!\w)"
    + _MONTH
    + r"\.?[ \-/]{0,2}(\d{1,2})(?:st|nd|rd|th)?(?: ?, ?| |[\-/])(\d{4}|'\d{2}|(?<=\d/)\d{2})(?!\w)"
)
_YEAR_MONTH_DAY: Final = re.compile(r"(?<!\w)(\d{4})[ \-/]" + _MONTH + r"[ \-/](\d{1,2})(?!\w)")
_BROKEN: Final = re.compile(
    r"(?<![\w.,/-])(?:\d{1,2}(?:st|nd|rd|th|er|\.|°)?(?: de| of| di)?-?|"
    r"(?:\d{1,2}(?:st|nd|rd|th|er|\.|°)?[ -]?(?:de |of |di )?)?"
    + _MONTH
    + r"(?: \d{1,2}(?:st|nd|rd|th)?|[.-])?,?(?: de| del)?-?)$"
)
"""The beginning of a date at the end of a line."""
_HAN: Final = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")


@dataclass(frozen=True, slots=True)
class DateSpan:
    """One printed date; `swapped` is the other reading of an unclear one (day <-> month)."""

    cell: Cell
    start: int
    end: int
    box: Box
    value: date
    swapped: date | None
    text: str


def find_dates(rows: Sequence[Row]) -> list[DateSpan]:
    """All dates on the rows in reading order; unclear ones carry both readings."""
    found: list[DateSpan] = []
    for row in rows:
        if not any(char.isdigit() for cell in row.cells for char in cell.text):
            continue
        inside = [span for cell in row.cells for span in _in_cell(cell)]
        found.extend(inside)
        if len(row.cells) > 1:
            found.extend(_over_cells(row, {span.cell.col for span in inside}))
        if row.index + 1 < len(rows):
            found.extend(_over_lines(row, rows[row.index + 1]))
    return found


def _over_lines(row: Row, under: Row) -> Iterator[DateSpan]:
    """ "27 de octubre de" over "2025": a date that goes on on the next line of its column."""
    for cell in row.cells:
        match = _BROKEN.search(fold(cell.text))
        if match is None or (cell.text[match.start() :].isdigit() and len(cell.words) < 2):
            continue
        below = next((c for c in under.cells if abs(c.x0 - cell.x0) < 3), None)
        if below is None or below.page != cell.page or below.top - cell.bottom > cell.size:
            continue
        offset = match.start()
        tail = cell.text[offset:]
        text = f"{tail}{'' if tail.endswith('-') else ' '}{below.text[:22]}"
        whole = replace(cell, text=text, words=cell.words[:1], starts=(0,))
        for span in _in_cell(whole):
            if span.start == 0 and span.end > len(tail):
                box = cell.box(offset, len(cell.text))
                yield replace(span, cell=cell, start=offset, end=len(cell.text), box=box)


def _over_cells(row: Row, taken: set[int]) -> Iterator[DateSpan]:
    """A date set in boxes, "05 | 03 | 2026": three neighbouring cells that are nothing else."""
    for at in range(len(row.cells) - 2):
        parts = row.cells[at : at + 3]
        if any(part.col in taken or len(part.text) > 10 for part in parts):
            continue
        if not (parts[0].text.isdigit() and parts[2].text.isdigit()) or len(parts[2].text) != 4:
            continue
        if parts[2].x0 - parts[0].x1 > 12 * parts[0].size:
            continue
        words = tuple(word for part in parts for word in part.words)
        mark = "/" if parts[1].text.isdigit() else " "
        text = mark.join(part.text for part in parts)
        first = parts[0]
        box = (first.x0, first.top, parts[2].x1, first.bottom)
        whole = replace(first, words=words[:1], text=text, starts=(0,), x1=parts[2].x1)
        for span in _in_cell(whole):
            if span.start == 0 and span.end == len(text):
                yield replace(span, box=box)


def _in_cell(cell: Cell) -> list[DateSpan]:
    text = fold(cell.text)
    spans: list[DateSpan] = []
    used: list[tuple[int, int]] = []
    for pattern in (_ISO, _HAN, _YEAR_MONTH_DAY, _MONTH_FIRST, _DAY_FIRST, _NUMERIC):
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < b and end > a for a, b in used):
                continue
            values = _values(pattern, match)
            if values is None:
                continue
            used.append((start, end))
            value, swapped = values
            box = cell.box(start, end)
            spans.append(DateSpan(cell, start, end, box, value, swapped, cell.text[start:end]))
    return sorted(spans, key=lambda span: span.start)


def _values(pattern: re.Pattern[str], match: re.Match[str]) -> tuple[date, date | None] | None:
    groups = match.groups()
    if pattern is _ISO:
        first = _date(groups[0], groups[2], groups[3])
    elif pattern is _HAN:
        first = _date(*groups)
    elif pattern is _YEAR_MONTH_DAY:
        first = _date(groups[0], groups[1], groups[2])
    elif pattern is _MONTH_FIRST:
        first = _date(groups[2], groups[0], groups[1])
    elif pattern is _DAY_FIRST:
        first = _date(groups[2], groups[1], groups[0])
    else:
        return _numeric(*groups)
    return (first, None) if first is not None else None


def _numeric(a: str, mark: str, b: str, year: str) -> tuple[date, date | None] | None:
    day_first, month_first = _date(year, b, a), _date(year, a, b)
    if mark == "." or month_first is None or month_first == day_first:
        return (day_first, None) if day_first is not None else None
    if day_first is None:
        return (month_first, None)
    return (day_first, month_first)


def _date(year: str, month: str, day: str) -> date | None:
    whole = int(year.lstrip("'"))
    try:
        found = date(
            whole + 2000 if whole < 100 else whole, MONTHS.get(month) or int(month), int(day)
        )
    except ValueError:
        return None
    return found if 1990 <= found.year <= (2045 if whole >= 100 else 2039) else None


def order_by_numbers(spans: Sequence[DateSpan]) -> Order | None:
    """What the clear slash and dash dates of the document say; None when silent or torn."""
    day_first = month_first = 0
    for span in spans:
        match = _NUMERIC.fullmatch(fold(span.text))
        if match is None or match[2] == "." or span.swapped is not None:
            continue
        if int(match[1]) > 12:
            day_first += 1
        elif int(match[3]) > 12:
            month_first += 1
    if day_first and not month_first:
        return "dmy"
    return "mdy" if month_first and not day_first else None


def settle(spans: Sequence[DateSpan], order: Order | None) -> list[DateSpan]:
    """The dates under one order; with no order the unclear ones keep both readings."""
    if order is None:
        return list(spans)
    return [_settled(span, order) for span in spans]


def _settled(span: DateSpan, order: Order) -> DateSpan:
    if span.swapped is None:
        return span
    return replace(span, value=span.value if order == "dmy" else span.swapped, swapped=None)
