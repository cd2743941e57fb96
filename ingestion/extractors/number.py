"""The invoice's own number and the customer's account number, told apart from all other numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ingestion.dates import DateSpan
from ingestion.draft import Box, FieldRead
from ingestion.extractors._protocol import DOUBT
from ingestion.iban import is_valid_iban
from ingestion.labels import DATE_KINDS, NUMBER_KINDS, PARTY_KINDS, LabelHit, fold, lexicon
from ingestion.near import FAR
from ingestion.page import Cell
from ingestion.reading import Reading

_STRENGTH: Final = {
    "invoice_number": 1.0,
    "title": 0.78,
    "document_number": 0.72,
    "account_number": 1.0,
    "customer_number": 0.9,
    "contract_number": 0.75,
}
_TITLES: Final = frozenset({"title_invoice", "title_credit"})
_FILL: Final = re.compile(
    r"^[\s:.#°º№\-–=>|]*(?:(?:no|nr|n|number|nummer|num|numero)\b[\s:.#°º]*)?", re.IGNORECASE
)
_TOKEN: Final = re.compile(r"[^\s,;]+")
_WEAK_END: Final = re.compile(r"[.:,;)\]]+$")
_MONEY: Final = re.compile(r"^[$€£]|[$€£%]$|^\d{1,3}(?:[.,' ]\d{3})*[.,]\d{2}$")
_DIGITS: Final = re.compile(r"^\d{1,8}$")


_Value = tuple[str, Cell, int, int, float]


@dataclass(frozen=True, slots=True)
class _Id:
    text: str
    cell: Cell
    start: int
    end: int
    score: float

    @property
    def box(self) -> Box:
        return self.cell.box(self.start, self.end)


def read_numbers(reading: Reading) -> Mapping[str, FieldRead]:
    """`invoice_number` and `account_number` as printed."""
    found: dict[str, FieldRead] = {}
    dates = _Dates(reading.dates)
    taken = {
        (i.cell.row, i.cell.col, i.start)
        for i in _candidates(reading, frozenset({"other_number", "bank"}), dates)
        if i.score >= 0.9
    }
    number = _choose(_numbers(reading, dates), set())
    if number is not None:
        found["invoice_number"] = _field(number)
    for kind in ("account_number", "customer_number", "contract_number"):
        if "account_number" in found:
            break
        ids = [
            i
            for i in _candidates(reading, frozenset({kind}), dates)
            if not (kind == "account_number" and _in_bank_block(reading, i))
        ]
        account = _choose(ids, taken)
        if account is not None and (number is None or account.text != number.text):
            found["account_number"] = _field(account)
    return found


class _Dates:
    """Where dates stand, so that no part of a date is taken for a number."""

    def __init__(self, dates: Sequence[DateSpan]) -> None:
        self._by_cell: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for span in dates:
            key = (span.cell.row, span.cell.col)
            self._by_cell.setdefault(key, []).append((span.start, span.end))

    def cover(self, cell: Cell, start: int, end: int) -> bool:
        spans = self._by_cell.get((cell.row, cell.col), ())
        return any(start < b and end > a for a, b in spans)


def _numbers(reading: Reading, dates: _Dates) -> list[_Id]:
    strong = list(_candidates(reading, frozenset({"invoice_number"}), dates))
    titled = list(_title_ids(reading, dates))
    weak = list(_candidates(reading, frozenset({"document_number"}), dates))
    both = strong + titled + weak
    counts: dict[str, int] = {}
    for found in both:
        counts[found.text] = counts.get(found.text, 0) + 1
    return [
        _Id(i.text, i.cell, i.start, i.end, min(1.0, i.score + 0.05 * (counts[i.text] - 1)))
        for i in both
    ]


def _candidates(reading: Reading, kinds: frozenset[str], dates: _Dates) -> Iterator[_Id]:
    rivals = _rivals(reading)
    for hit in reading.labels:
        for kind in sorted(hit.kinds & kinds):
            if kind == "invoice_number" and "other_number" in hit.kinds:
                continue
            found = _value(hit, reading, rivals, dates)
            if found is not None:
                text, cell, start, end, fit = found
                yield _Id(text, cell, start, end, _strength(kind, hit) * fit)


def _strength(kind: str, hit: LabelHit) -> float:
    """ "Document number" says more than a bare "No."."""
    named = kind == "document_number" and len(hit.phrase) > 8
    return 0.86 if named else _STRENGTH.get(kind, 1.0)


def _rivals(reading: Reading) -> dict[int, list[LabelHit]]:
    rivals: dict[int, list[LabelHit]] = {}
    for hit in reading.labels:
        if hit.kinds & (NUMBER_KINDS | DATE_KINDS | PARTY_KINDS | {"title_other"}):
            rivals.setdefault(hit.cell.row, []).append(hit)
    return rivals


def _value(
    hit: LabelHit, reading: Reading, rivals: Mapping[int, list[LabelHit]], dates: _Dates
) -> _Value | None:
    """The identifier after the label, in the next cell, or under it."""
    inside = _identifier(hit.cell, hit.end, dates, _limit(hit, rivals))
    if inside is not None:
        return (*inside, 1.0)
    rest = _FILL.sub("", hit.cell.text[hit.end :]).strip()
    beside = _beside(hit, reading, rivals, dates) if len(rest) <= 12 else None
    if beside is not None and beside[1].x0 - hit.box[2] <= FAR:
        return beside
    under = _under(hit, reading, rivals, dates) if len(rest) <= 25 else None
    return under or beside or (_above(hit, reading, rivals, dates) if not rest else None)


def _beside(
    hit: LabelHit, reading: Reading, rivals: Mapping[int, list[LabelHit]], dates: _Dates
) -> _Value | None:
    row = reading.rows[hit.cell.row]
    for cell in row.cells[hit.cell.col + 1 : hit.cell.col + 3]:
        if any(r.cell is cell and r.start == 0 for r in rivals.get(row.index, ())):
            return None
        found = _identifier(cell, 0, dates, None)
        if found is not None:
            return (*found, 0.97 - 0.0006 * max(0.0, cell.x0 - hit.box[2]))
    return None


def _above(
    hit: LabelHit, reading: Reading, rivals: Mapping[int, list[LabelHit]], dates: _Dates
) -> _Value | None:
    """A caption in small type under its figure."""
    if hit.cell.row == 0:
        return None
    row = reading.rows[hit.cell.row - 1]
    for cell in row.cells:
        close = row.page == hit.cell.page and hit.box[1] - cell.bottom < hit.cell.size
        if not close or abs(cell.x0 - hit.box[0]) > 4 or cell.size < 1.15 * hit.cell.size:
            continue
        if any(r.cell is cell for r in rivals.get(row.index, ())):
            return None
        found = _identifier(cell, 0, dates, None)
        return (*found, 0.7) if found is not None else None
    return None


def _limit(hit: LabelHit, rivals: Mapping[int, list[LabelHit]]) -> int | None:
    return min(
        (
            r.start
            for r in rivals.get(hit.cell.row, ())
            if r.cell is hit.cell and r.start >= hit.end
        ),
        default=None,
    )


def _under(
    hit: LabelHit, reading: Reading, rivals: Mapping[int, list[LabelHit]], dates: _Dates
) -> _Value | None:
    size = max(6.0, hit.box[3] - hit.box[1])
    for row in reading.rows[hit.cell.row + 1 : hit.cell.row + 5]:
        if row.page != hit.cell.page or row.top - hit.box[3] > 2.6 * size:
            return None
        for cell in row.cells:
            if min(cell.x1, hit.box[2] + 2) - max(cell.x0, hit.box[0] - 2) <= 0:
                continue
            if any(r.cell is cell and r.start == 0 for r in rivals.get(row.index, ())):
                return None
            offset = _offset_under(cell, hit)
            below = _identifier(cell, offset, dates, None)
            return (*below, 0.88) if below is not None else None
    return None


def _offset_under(cell: Cell, hit: LabelHit) -> int:
    """Values of narrow columns may run into one cell: start at the word under the label."""
    for word, start in zip(cell.words, cell.starts, strict=True):
        if word.x1 > hit.box[0] - 1:
            return start
    return 0


def _identifier(
    cell: Cell, offset: int, dates: _Dates, limit: int | None
) -> tuple[str, Cell, int, int] | None:
    """The first thing that looks like a number of record in the text from `offset` on."""
    text = cell.text[offset:limit]
    fill = _FILL.match(text)
    start = offset + (fill.end() if fill is not None else 0)
    tokens = list(_TOKEN.finditer(cell.text, start, limit if limit is not None else len(cell.text)))
    if not tokens:
        return None
    first, used = tokens[0], 1
    if not any(char.isdigit() for char in first.group()):
        if len(tokens) < 2 or not _is_prefix(first.group()) or not tokens[1].group()[0].isdigit():
            return None
        used = 2
    while used < len(tokens) and _continues(tokens[used - 1].group(), tokens[used].group()):
        used += 1
    if used == len(tokens) - 1 and used > 1 and _DIGITS.match(tokens[used].group()):
        used += 1
    last = tokens[used - 1]
    value = _WEAK_END.sub("", cell.text[first.start() : last.end()]).lstrip("#:([")
    end = last.end()
    if dates.cover(cell, first.start(), end) or not _plausible(value):
        return None
    return value, cell, first.start(), end


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


def _plausible(value: str) -> bool:
    bare = value.strip("-/.")
    if not any(char.isdigit() for char in bare) or len(bare) > 40 or "@" in bare:
        return False
    if _MONEY.search(value) or bare.startswith(("+", "(")) or "www." in bare or "://" in bare:
        return False
    return not is_valid_iban(bare) and any(char.isalnum() for char in bare)


def _title_ids(reading: Reading, dates: _Dates) -> Iterator[_Id]:
    """ "INVOICE INV-0042": a number right behind what the document calls itself."""
    links = lexicon().qualifiers["date_link"]
    for hit in reading.labels:
        if not hit.kinds & _TITLES or hit.start > 12 or hit.kinds & NUMBER_KINDS:
            continue
        rest = fold(hit.cell.text[hit.end :]).strip(" :.#")
        if rest.split(" ", 1)[0] in links:
            continue
        found = _identifier(hit.cell, hit.end, dates, None)
        if found is None and not rest:
            row = reading.rows[hit.cell.row]
            nexts = row.cells[hit.cell.col + 1 : hit.cell.col + 2]
            found = _identifier(nexts[0], 0, dates, None) if nexts else None
        if found is None:
            continue
        text, cell, start, end = found
        if text.isdigit() and len(text) == 4 and text.startswith(("19", "20")):
            continue
        yield _Id(text, cell, start, end, _STRENGTH["title"] + (0.1 if hit.cell.size > 11 else 0))


def _in_bank_block(reading: Reading, found: _Id) -> bool:
    """An "account number" beside a sort code or a BIC is where to pay, not who the customer is."""
    near = range(max(0, found.cell.row - 4), found.cell.row + 5)
    for hit in reading.labels:
        bank = "bank" in hit.kinds and hit.cell.row in near and hit.cell.page == found.cell.page
        across, down = abs(hit.box[0] - found.box[0]), abs(hit.box[1] - found.box[1])
        if bank and across < 220 and down < 50:
            return True
    return False


def _choose(found: Sequence[_Id], taken: set[tuple[int, int, int]]) -> _Id | None:
    ranked = sorted(
        (i for i in found if (i.cell.row, i.cell.col, i.start) not in taken),
        key=lambda i: (-i.score, i.cell.row),
    )
    if not ranked:
        return None
    best = ranked[0]
    rivals = {i.text for i in ranked if i.score >= best.score - 0.05}
    score = best.score - (0.2 if len(rivals) > 1 else 0.0)
    return _Id(best.text, best.cell, best.start, best.end, score) if score >= DOUBT else None


def _field(found: _Id) -> FieldRead:
    return FieldRead(found.text, min(0.98, found.score), found.cell.page, found.box)
