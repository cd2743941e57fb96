"""The invoice's own number and the customer's account number, told apart from all other numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ingestion.dates import MONTHS
from ingestion.draft import FieldRead
from ingestion.extractors._protocol import DOUBT
from ingestion.extractors.identifiers import FILL, DatePlaces, Identifier, identifier_in
from ingestion.extractors.titled_numbers import names_another, titled_ids
from ingestion.labels import DATE_KINDS, NUMBER_KINDS, PARTY_KINDS, LabelHit, fold
from ingestion.near import FAR
from ingestion.page import Cell
from ingestion.phrases import one_of
from ingestion.reading import Reading

_STRENGTH: Final = {
    "invoice_number": 1.0,
    "document_number": 0.72,
    "account_number": 1.0,
    "customer_number": 0.9,
    "contract_number": 0.65,
}
_BARE: Final = frozenset(
    "ac account acct customer client member kunde debitor konto cliente klant debiteur"
    " abonado".split()
)
"""Labels that are also common words: their number must be all that stands there."""
_PERIODS: Final = frozenset({"other_date"})
_MONTHLY: Final = re.compile(rf"(?<!\d )(?<!\. )\b(?:{'|'.join(MONTHS)}) 20\d\d\b")
"""A month without a day: "Miete Juni 2025"."""
_JOINT: Final = re.compile(r"[\s.:]*[/&][\s.:]*|\.?,? (?:und|and|et|y|en|e) ")
_REST: Final = re.compile(r"[A-Z\d][A-Z\d/-]{0,11}")
_DOCUMENT: Final = frozenset({"document", "documento", "dokument", "beleg"})
_PREFIXED: Final = re.compile(
    r"(?:INV|INVOICE|RE|RG|RNG|FA|FAC|FACT|FV|VF|FT|SI|CN|CR|GS|RN|TI|PF)[-/ _]?\d{3,}(?:[-/]\d+)*"
)


def read_numbers(reading: Reading) -> Mapping[str, FieldRead]:
    """`invoice_number` and `account_number` as printed."""
    found: dict[str, FieldRead] = {}
    dates = DatePlaces(reading.dates)
    taken = {
        (i.cell.row, i.cell.col, i.start)
        for i in _candidates(reading, frozenset({"other_number", "bank"}), dates)
        if i.score >= 0.9
    }
    number = _choose(_numbers(reading, dates), set()) or _by_prefix(reading, dates)
    if number is not None:
        found["invoice_number"] = _field(number)
    ids = [
        i
        for kind in ("account_number", "customer_number", "contract_number")
        for i in _candidates(reading, frozenset({kind}), dates)
        if not (kind == "account_number" and _in_bank_block(reading, i))
        and not _in_column(i, reading)
        and (kind != "contract_number" or _names_period(reading))
        and (number is None or i.text != number.text)
    ]
    account = _choose(ids, taken)
    if account is not None:
        found["account_number"] = _field(account)
    return found


def numbers_by_page(reading: Reading) -> dict[int, str]:
    """The invoice number that each page names by a clear label of its own."""
    if len(reading.document.pages) < 2:
        return {}
    best: dict[int, Identifier] = {}
    for found in _candidates(reading, frozenset({"invoice_number"}), DatePlaces(reading.dates)):
        if found.score >= 0.9 and found.score > (
            best[found.cell.page].score if found.cell.page in best else 0.0
        ):
            best[found.cell.page] = found
    return {page: found.text for page, found in best.items()}


def _numbers(reading: Reading, dates: DatePlaces) -> list[Identifier]:
    strong = list(_candidates(reading, frozenset({"invoice_number"}), dates))
    titled = list(titled_ids(reading, dates))
    weak = list(_candidates(reading, frozenset({"document_number"}), dates))
    both = strong + titled + weak
    counts: dict[str, int] = {}
    for found in both:
        counts[found.text] = counts.get(found.text, 0) + 1
    return [replace(i, score=min(1.0, i.score + 0.05 * (counts[i.text] - 1))) for i in both]


def _candidates(reading: Reading, kinds: frozenset[str], dates: DatePlaces) -> Iterator[Identifier]:
    rivals = _rivals(reading)
    amends = "invoice_number" in kinds and any(
        "title_credit" in hit.kinds and hit.start <= 2 and hit.cell.page == 1
        for hit in reading.labels
    )
    for hit in reading.labels:
        for kind in sorted(hit.kinds & kinds):
            if kind == "invoice_number" and names_another(hit):
                continue
            found = _value(hit, reading, rivals, dates)
            if found is None:
                continue
            if _is_bare(hit, kind) and not _fills(found, _chained(hit, rivals)):
                continue
            found = _whole(found, reading)
            if found is None:
                continue
            yield replace(found, score=_strength(kind, hit, amends) * found.score)


def _is_bare(hit: LabelHit, kind: str) -> bool:
    """Words that begin many a line: "No. 26, 4th Cross", "Customer since 2019"."""
    if kind == "document_number":
        return len(hit.phrase) <= 6 or hit.phrase in _DOCUMENT
    if hit.phrase == "folio":
        return True
    return hit.phrase in _BARE


def _fills(found: Identifier, hit: LabelHit) -> bool:
    """Whether the number is all that stands in its cell besides the label."""
    begin = hit.end if found.cell is hit.cell else 0
    before = FILL.sub("", found.cell.text[begin : found.start]).strip(" :#(")
    after = found.cell.text[found.end :].strip(" .)")
    return hit.start <= 1 and not before and not after


def _strength(kind: str, hit: LabelHit, amends: bool) -> float:
    """ "Document number" says more than a bare "No."; of a credit note, its own number counts."""
    if kind == "document_number":
        return 0.86 if len(hit.phrase) > 8 else _STRENGTH[kind]
    if hit.phrase in _BARE:
        return 0.8
    if kind == "invoice_number":
        words = fold(hit.cell.text[hit.start : hit.end])
        if one_of("titles", "receipt").search(words) is not None:
            return 0.85
        if amends and one_of("titles", "credit").search(words) is None:
            return 0.7
    return _STRENGTH.get(kind, 1.0)


def _by_prefix(reading: Reading, dates: DatePlaces) -> Identifier | None:
    """No label at all: one number near the top that begins as invoice numbers do ("INV-0042")."""
    height = reading.document.pages[0].height if reading.document.pages else 0.0
    found: dict[str, Identifier] = {}
    for row in reading.rows:
        if row.page > 1 or row.top > 0.45 * height:
            break
        for cell in row.cells if len(row.cells) < 4 else ():
            match = _PREFIXED.fullmatch(cell.text.strip("# "))
            start = cell.text.find(match[0]) if match is not None else -1
            if match is not None and not dates.cover(cell, start, start + len(match[0])):
                found[match[0]] = Identifier(match[0], cell, start, start + len(match[0]), 0.55)
    return next(iter(found.values())) if len(found) == 1 else None


def _whole(found: Identifier, reading: Reading) -> Identifier | None:
    """A number that ends in a dash goes on under it; without the rest it is not known."""
    cell = found.cell
    if not cell.text[found.start : found.end].endswith("-") or found.end < len(cell.text):
        return found
    for row in reading.rows[cell.row + 1 : cell.row + 3]:
        for under in row.cells:
            level = abs(under.x0 - cell.x0) < 4 or abs(under.x1 - cell.x1) < 4
            near = under.page == cell.page and under.top - cell.bottom < cell.size
            if level and near and _REST.fullmatch(under.text) is not None:
                return replace(found, text=f"{found.text}-{under.text}")
    return None


def _rivals(reading: Reading) -> dict[int, list[LabelHit]]:
    rivals: dict[int, list[LabelHit]] = {}
    for hit in reading.labels:
        if hit.kinds & (NUMBER_KINDS | DATE_KINDS | PARTY_KINDS | {"title_other"}):
            rivals.setdefault(hit.cell.row, []).append(hit)
    return rivals


def _value(
    hit: LabelHit, reading: Reading, rivals: Mapping[int, list[LabelHit]], dates: DatePlaces
) -> Identifier | None:
    """The identifier after the label, in the next cell, or under it."""
    hit = _chained(hit, rivals)
    inside = identifier_in(hit.cell, hit.end, dates, _limit(hit, rivals))
    if inside is not None:
        return inside
    rest = FILL.sub("", hit.cell.text[hit.end :]).strip(" :()")
    # "Account e-mail" is another label than "Account".
    most = 0 if hit.phrase in _BARE else 12
    beside = _beside(hit, reading, rivals, dates) if len(rest) <= most else None
    if beside is not None and beside.cell.x0 - hit.box[2] <= FAR:
        return beside
    under = _under(hit, reading, rivals, dates) if len(rest) <= 2 * most else None
    return under or beside or (_above(hit, reading, rivals, dates) if not rest else None)


def _beside(
    hit: LabelHit, reading: Reading, rivals: Mapping[int, list[LabelHit]], dates: DatePlaces
) -> Identifier | None:
    row = reading.rows[hit.cell.row]
    for cell in row.cells[hit.cell.col + 1 : hit.cell.col + 3]:
        if any(r.cell is cell and r.start == 0 for r in rivals.get(row.index, ())):
            return None
        found = identifier_in(cell, 0, dates)
        if found is not None:
            return replace(found, score=0.97 - 0.0006 * max(0.0, cell.x0 - hit.box[2]))
    return None


def _above(
    hit: LabelHit, reading: Reading, rivals: Mapping[int, list[LabelHit]], dates: DatePlaces
) -> Identifier | None:
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
        found = identifier_in(cell, 0, dates)
        return replace(found, score=0.7) if found is not None else None
    return None


def _chained(hit: LabelHit, rivals: Mapping[int, list[LabelHit]]) -> LabelHit:
    """ "Numéro / Nummer: 17", "Rechnung-Nr./Datum: 17 / 3.2.26": one label to its end."""
    end = hit.end
    for other in rivals.get(hit.cell.row, ()):
        if other.cell is not hit.cell or other.start < end:
            continue
        same = other.kinds & (hit.kinds | DATE_KINDS)
        if not same or _JOINT.fullmatch(hit.cell.text[end : other.start]) is None:
            break
        end = other.end
    return hit if end == hit.end else replace(hit, end=end, box=hit.cell.box(hit.start, end))


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
    hit: LabelHit, reading: Reading, rivals: Mapping[int, list[LabelHit]], dates: DatePlaces
) -> Identifier | None:
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
            below = identifier_in(cell, offset, dates)
            return replace(below, score=0.88) if below is not None else None
    return None


def _offset_under(cell: Cell, hit: LabelHit) -> int:
    """Values of narrow columns may run into one cell: start at the word under the label."""
    for word, start in zip(cell.words, cell.starts, strict=True):
        if word.x1 > hit.box[0] - 1:
            return start
    return 0


def _in_column(found: Identifier, reading: Reading) -> bool:
    """Whether the like stands right under a number: one of the column of a list."""
    rows = reading.rows[found.cell.row : found.cell.row + 2]
    if len(rows) < 2 or min(len(row.cells) for row in rows) < 4:
        return False
    if any(h.cell.row == found.cell.row and h.cell.col < found.cell.col for h in reading.labels):
        # Named from the left, so no column of a list.
        return False
    return any(
        abs(cell.x0 - found.cell.x0) < 3 and any(char.isdigit() for char in cell.text)
        for cell in rows[1].cells
        if cell.page == found.cell.page
    )


def _names_period(reading: Reading) -> bool:
    """Whether a period is billed; the contract of a single sale is no account."""
    return any(
        one.cell is other.cell and 0 < other.start - one.end <= 14
        for one, other in pairwise(reading.dates)
    ) or bool(reading.labelled(_PERIODS) or _MONTHLY.search(reading.folded))


def _in_bank_block(reading: Reading, found: Identifier) -> bool:
    """An "account number" beside a sort code or a BIC is where to pay, not who the customer is."""
    near = range(max(0, found.cell.row - 4), found.cell.row + 5)
    for hit in reading.labels:
        bank = "bank" in hit.kinds and hit.cell.row in near and hit.cell.page == found.cell.page
        across, down = abs(hit.box[0] - found.box[0]), abs(hit.box[1] - found.box[1])
        # "... Sort code 49-73-91" at the end of a line, "Account 76620845" on the next one.
        runs_on = found.cell.col == 0 and hit.cell.row == found.cell.row - 1 and hit.start > 20
        if bank and (runs_on or across < 220) and down < 50:
            return True
    return False


def _choose(found: Sequence[Identifier], taken: set[tuple[int, int, int]]) -> Identifier | None:
    ranked = sorted(
        (i for i in found if (i.cell.row, i.cell.col, i.start) not in taken),
        key=lambda i: (-i.score, i.cell.row),
    )
    if not ranked:
        return None
    best = ranked[0]
    rivals = {i.text for i in ranked if i.score >= best.score - 0.05}
    score = best.score - (0.2 if len(rivals) > 1 else 0.0)
    return replace(best, score=score) if score >= DOUBT else None


def _field(found: Identifier) -> FieldRead:
    return FieldRead(found.text, min(0.98, found.score), found.cell.page, found.box)
