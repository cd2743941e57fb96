"""What looks like a number of record ("INV-2026/0042", "Q071 8842 19") within a cell's text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingestion.dates import DateSpan
from ingestion.draft import Box
from ingestion.iban import is_valid_iban
from ingestion.page import Cell

FILL: Final = re.compile(
    r"^[\s:.#°º№\-–=>|/]*(?:(?:no|nr|nro|n|number|nummer|num|núm|numero|número)\b[\s:.#°º]*)?",
    re.IGNORECASE,
)
"""What may stand between a label and its number."""
_TOKEN: Final = re.compile(r"[^\s,;|]+")
_WEAK_END: Final = re.compile(r"[.:,;)\]]+$")
_MONEY: Final = re.compile(r"^[$€£]|[$€£%]$|^\d{1,3}(?:[.,' ]\d{3})*[.,]\d{2}$")
_DIGITS: Final = re.compile(r"^\d{1,8}$")
_GROUP: Final = re.compile(r"^[A-Z]{0,4}\d{2,}$")
_GROUPS: Final = re.compile(
    r"(?:[A-Z]{1,4} )?(?:[A-Z]{0,4}\d{1,8}(?:-\d{1,8})?)(?: \d{2,8}){1,5}"
    r"(?:-\d{1,4}| [A-Z\d])?(?![\w/]|[.,]\d)"
)
"""A number printed in groups, and what may close it: "98 1608 2462-6", "V027 551 904 X"."""
_SERIES: Final = re.compile(r"(?:[A-Z]{1,3}[-/])?\d")
"""How a number goes on behind its prefix: "FT 2026/17", "FT A/1187"."""
_HOST: Final = re.compile(r"\.[a-z]{2,8}$")


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number of record with its place, and how sure it is what its label says."""

    text: str
    cell: Cell
    start: int
    end: int
    score: float = 1.0

    @property
    def box(self) -> Box:
        return self.cell.box(self.start, self.end)


class DatePlaces:
    """Where dates stand, so that no part of a date is taken for a number."""

    def __init__(self, dates: Sequence[DateSpan]) -> None:
        self._by_cell: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for span in dates:
            key = (span.cell.row, span.cell.col)
            self._by_cell.setdefault(key, []).append((span.start, span.end))

    def cover(self, cell: Cell, start: int, end: int) -> bool:
        """Whether any character of this stretch belongs to a date."""
        spans = self._by_cell.get((cell.row, cell.col), ())
        return any(start < b and end > a for a, b in spans)


def identifier_in(
    cell: Cell, offset: int, dates: DatePlaces, limit: int | None = None
) -> Identifier | None:
    """The first thing that looks like a number of record in the text from `offset` on."""
    text = cell.text[offset:limit]
    fill = FILL.match(text)
    start = offset + (fill.end() if fill is not None else 0)
    tokens = list(_TOKEN.finditer(cell.text, start, limit if limit is not None else len(cell.text)))
    if not tokens:
        return None
    used = _length([token.group() for token in tokens])
    if used == 0:
        return None
    groups = _GROUPS.match(cell.text, tokens[0].start(), limit or len(cell.text))
    if groups is not None:
        used = max(used, sum(token.end() <= groups.end() for token in tokens))
    while used > 1 and dates.cover(cell, tokens[0].start(), tokens[used - 1].end()):
        used -= 1
    while used > 1 and tokens[used - 1].group() in ("/", "-"):
        used -= 1
    first, last = tokens[0], tokens[used - 1]
    value = _WEAK_END.sub("", cell.text[first.start() : last.end()]).lstrip("#:([").rstrip(" -–/")
    if dates.cover(cell, first.start(), last.end()) or not is_plausible(value):
        return None
    return Identifier(value, cell, first.start(), last.end())


def _length(tokens: Sequence[str]) -> int:
    """How many tokens make up the number; 0 where the text does not begin with one."""
    used = 1
    if not any(char.isdigit() for char in tokens[0]):
        if len(tokens) < 2 or not _is_prefix(tokens[0]) or not _SERIES.match(tokens[1]):
            return 0
        used = 2
    if len(tokens) > 1 and all(_GROUP.match(token) for token in tokens[:5]) and len(tokens) <= 5:
        return len(tokens)
    while used < len(tokens) and _continues(tokens[used - 1], tokens[used]):
        used += 1
    if used == len(tokens) - 1 and used > 1 and _DIGITS.match(tokens[used]):
        used += 1
    return used


def _is_prefix(token: str) -> bool:
    return (token.isalpha() and token.isupper() and len(token) <= 5) or token in ("/", "-")


def _continues(before: str, token: str) -> bool:
    """ "2026 0042" and "RE - 17" are one number printed in groups."""
    if token in ("-", "/"):
        return True
    if before[-1:] in "-/" or token[:1] in "-/":
        return any(char.isdigit() for char in token)
    return (
        bool(_DIGITS.match(token))
        and bool(_DIGITS.match(before.rsplit("-", 1)[-1]))
        and len(token) >= 2
    )


def is_plausible(value: str) -> bool:
    """Whether this can be a number of record: no money, mail, phone, web or bank account."""
    bare = value.strip("-/.")
    if not any(char.isdigit() for char in bare) or len(bare) > 40 or "@" in bare:
        return False
    if _MONEY.search(value) or bare.startswith(("+", "(")) or "www." in bare or "://" in bare:
        return False
    if _HOST.search(bare) or "**" in bare:
        return False
    return not is_valid_iban(bare) and any(char.isalnum() for char in bare)
