"""Who sends the invoice and who gets it: labelled blocks, letterheads, footers, address windows."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ingestion.draft import Box, FieldRead
from ingestion.extractors._protocol import DOUBT
from ingestion.extractors.addresses import Block, addresses, sender_lines
from ingestion.extractors.footers import foot_score, full_name, only_below
from ingestion.extractors.names import (
    CONTACT,
    HEADED,
    HONORIFIC,
    LEGAL,
    POSTAL,
    Name,
    akin,
    clean,
    domains,
    is_name,
    is_street,
)
from ingestion.extractors.party_labels import WEAK, is_label, is_person_of_firm, labelled
from ingestion.extractors.windows import below_slip, window_name
from ingestion.labels import (
    squash,
)
from ingestion.page import Cell, Row
from ingestion.phrases import phrases
from ingestion.reading import Reading

_BESIDES: Final = frozenset(phrases("names", "besides_buyer"))
_LARGE: Final = 14.0
"""Points; names at the head are set in type of this size where they are set large."""
_PERSONS: Final = frozenset("practitioner praticien therapist therapeut behandler".split())
_TOP: Final = 0.2
_HEAD, _FOOT = 0.3, 0.82
"""Letterheads stand above, footers below these shares of a page's height."""


def read_parties(reading: Reading) -> Mapping[str, FieldRead]:
    """`seller_name` and `buyer_name`; each is left out where nothing speaks for one name."""
    if not reading.document.pages:
        return {}
    blocks = addresses(reading)
    lines = sender_lines(reading)
    buyer = _labelled_buyer(reading, lines)
    seller = _seller(reading, buyer, blocks, lines)
    if buyer is None or buyer.score < 0.7:
        window = window_name(blocks, seller, reading)
        if window is not None and (buyer is None or window.score > buyer.score):
            buyer = window
    found: dict[str, FieldRead] = {}
    if seller is not None and seller.score >= DOUBT:
        found["seller_name"] = _field(seller)
    same = seller is not None and buyer is not None and squash(seller.text) == squash(buyer.text)
    if buyer is not None and buyer.score >= DOUBT and not same:
        found["buyer_name"] = _field(buyer)
    return found


def _field(name: Name) -> FieldRead:
    box: Box = (name.cell.x0, name.cell.top, name.cell.x1, name.cell.bottom)
    return FieldRead(name.text, min(0.95, name.score), name.cell.page, box)


def _labelled_buyer(reading: Reading, lines: Sequence[tuple[str, Cell]]) -> Name | None:
    names: list[Name] = []
    senders = {(cell.row, cell.col) for _, cell in lines}
    for hit in reading.labels:
        if (hit.cell.row, hit.cell.col) in senders or is_person_of_firm(hit, reading):
            continue
        name = labelled(hit, "buyer", reading)
        if name is not None and not (len(hit.phrase) <= 4 and below_slip(hit, reading)):
            weak = 0.28 if hit.phrase in _BESIDES else 0.1 if hit.phrase in WEAK else 0.0
            names.append(replace(name, score=name.score - weak))
    return max(names, key=lambda n: n.score, default=None)


def _seller(
    reading: Reading,
    buyer: Name | None,
    blocks: Sequence[Block],
    lines: Sequence[tuple[str, Cell]],
) -> Name | None:
    names = [n for hit in reading.labels if (n := labelled(hit, "seller", reading)) is not None]
    # Who treats is one of those who bill, not always the one.
    persons = {h.cell.row for h in reading.labels if h.phrase in _PERSONS}
    names = [replace(n, score=n.score - (0.25 if n.cell.row in persons else 0.03)) for n in names]
    names += [
        Name(text, cell, 0.95 if any(mark in cell.text for mark in "·•|∙") else 0.52)
        for text, cell in lines
    ]
    names += _printed(reading, buyer, blocks)
    pair = _side_by_side(blocks, reading) if buyer is None else None
    if pair is not None:
        left, right = pair
        names = [n for n in names if n.cell is not left.cell]
        names.append(Name(right.name, right.cell, 0.8))
    if buyer is not None:
        names = [n for n in names if squash(n.text) != squash(buyer.text)]
    else:
        names = only_below(names, blocks, reading)
    return _best(names, reading)


def _side_by_side(blocks: Sequence[Block], reading: Reading) -> tuple[Block, Block] | None:
    """Two bare addresses on one level, none at the very top: the right one is the sender's."""
    width = reading.document.pages[0].width
    for left in blocks:
        for right in blocks:
            level = abs(left.cell.top - right.cell.top) < 60 and left.cell.row > 0
            apart = left.cell.x0 < 0.3 * width and right.cell.x0 > 0.5 * width
            if level and apart and not left.has_contact and not right.is_addressed:
                return left, right
    return None


def _best(names: Sequence[Name], reading: Reading) -> Name | None:
    """Names printed several times (letterhead, footer, bank block) gain by it."""
    grouped: dict[str, list[Name]] = {}
    for name in names:
        key = squash(name.text)
        if key:
            grouped.setdefault(key, []).append(name)
    if not grouped:
        return None
    text = squash(reading.text)
    ranked: list[Name] = []
    for key, same in grouped.items():
        top = max(same, key=lambda n: n.score)
        # Only a name of some length says anything by standing there twice.
        again = min(2, text.count(key) - 1) if len(key) >= 6 else 0
        ranked.append(replace(top, score=top.score + 0.1 * again))
    ranked.sort(key=lambda n: -n.score)
    best = ranked[0]
    longer = [n for n in ranked[1:] if n.score > best.score - 0.25 and _is_part(best, n)]
    return replace(longer[0], score=best.score) if longer else full_name(best, ranked, reading)


def _is_part(short: Name, full: Name) -> bool:
    """Whether a name with its legal form is printed about as prominently without it."""
    return (
        full.cell is not short.cell
        and squash(full.text).startswith(squash(short.text))
        and LEGAL.search(full.text) is not None
        and LEGAL.search(short.text) is None
        and full.cell.top < 150
        and full.cell.page == 1
    )


def _printed(reading: Reading, buyer: Name | None, blocks: Sequence[Block]) -> Iterator[Name]:
    """Names that nothing labels, at the head and the foot of a page."""
    hosts = domains(reading.text)
    sizes = [round(c.size) for row in reading.rows[:40] for c in row.cells]
    usual = Counter(sizes).most_common(1)[0][0] if sizes else 10
    heights = {page.number: page.height for page in reading.document.pages}
    addressed = {line.row for block in blocks if block.is_addressed for line in (block.cell,)}
    parties = _party_blocks(reading)
    nameless = _nameless(reading)
    first: int | None = None
    for row in reading.rows:
        share = row.top / heights.get(row.page, 842.0)
        is_head = row.page == 1 and share < _HEAD
        if not is_head and share < _FOOT and row.index < len(reading.rows) - 6:
            continue
        for cell in row.cells:
            text = _wrapped(cell, reading)
            if not text or not is_name(text) or is_label(cell, reading):
                continue
            if (cell.row, cell.col) in nameless:
                continue
            if any(b.cell is cell and b.is_addressed for b in blocks):
                continue
            if (cell.row, cell.col) in parties or (buyer is not None and cell is buyer.cell):
                continue
            prominent = cell.size >= _LARGE or (share < _TOP and len(row.cells) < 4)
            if first is None and is_head and prominent:
                first = row.index
            known = any(akin(squash(text), host) for host in hosts)
            if is_head:
                score = _head_score(cell, text, reading, usual, row.index == first)
                score -= 0.3 if row.index in addressed else 0.0
            else:
                score = foot_score(cell, text, reading)
            yield Name(text, cell, score + 0.2 * known)


def _nameless(reading: Reading) -> set[tuple[int, int]]:
    """Cells of lines that hold a date, and heads of columns: "Valencia, 3 May", "Amount"."""
    dated = {(span.cell.row, span.cell.col) for span in reading.dates}
    heads = {(c.row, c.col) for table in reading.tables for c in table.header_cells}
    return dated | heads


def _party_blocks(reading: Reading) -> set[tuple[int, int]]:
    """Cells that stand right under a label of the buyer or of a third party."""
    found: set[tuple[int, int]] = set()
    for hit in reading.labels:
        if not hit.kinds & {"buyer", "other_party"} or hit.start > 2 or "seller" in hit.kinds:
            continue
        rest = hit.cell.text[hit.end :].strip(" :.-")
        found.add((hit.cell.row, hit.cell.col))
        last, lines = hit.box[3], 0
        for row in reading.rows[hit.cell.row + 1 : hit.cell.row + 8]:
            cell = next((c for c in row.cells if abs(c.x0 - hit.box[0]) < 12), None)
            if cell is None:
                continue
            if cell.top - last > 1.5 * cell.size or lines >= 4 or (rest and lines >= 2):
                break
            found.add((cell.row, cell.col))
            last, lines = cell.bottom, lines + 1
    return found


def _wrapped(cell: Cell, reading: Reading) -> str:
    """The name on this line, with the line above it where only the rest of a name stands here."""
    text = clean(cell.text)
    if cell.size >= _LARGE:
        text = _in_two_lines(cell, text, reading) or text
    if cell.text.rstrip().endswith((",", "&")) and cell.row + 1 < len(reading.rows):
        for down in (c for r in reading.rows[cell.row + 1 : cell.row + 3] for c in r.cells):
            near = down.top - cell.bottom < 0.8 * cell.size
            if near and abs(down.x0 - cell.x0) < 3 and abs(down.size - cell.size) < 1:
                return clean(f"{cell.text} {down.text}")
    legal = LEGAL.search(text)
    if legal is None or cell.row == 0 or len(text[: legal.start()].split()) > 1:
        return text
    if legal.start() == 0 and legal.end() < len(text):
        return text
    for up in (c for r in reading.rows[max(0, cell.row - 2) : cell.row] for c in r.cells):
        near = cell.top - up.bottom < 0.8 * cell.size and abs(up.x0 - cell.x0) < 3
        upper = clean(up.text)
        if near and abs(up.size - cell.size) < 1 and not LEGAL.search(upper) and is_name(upper):
            return f"{upper} {text}"
    return text if legal.start() > 0 else ""


def _in_two_lines(cell: Cell, text: str, reading: Reading) -> str | None:
    """ "Crooked Nail" over "Repairs", both large: a name set in two lines."""
    if LEGAL.search(text) is not None or not is_name(text) or len(text.split()) > 3:
        return None
    for down in (c for r in reading.rows[cell.row + 1 : cell.row + 3] for c in r.cells):
        level = abs(down.x0 - cell.x0) < 3 and abs(down.size - cell.size) < 0.5
        if level and down.page == cell.page and down.top - cell.bottom < 0.5 * cell.size:
            rest = clean(down.text)
            return f"{text} {rest}" if is_name(rest) and len(rest.split()) <= 3 else None
    return None


def _head_score(cell: Cell, text: str, reading: Reading, usual: float, is_first: bool) -> float:
    """What speaks for a sender at the head: first, large, a legal form, an address, a contact."""
    legal = LEGAL.search(text) is not None or HEADED.match(text) is not None
    heads, contact = _what_follows(cell, reading)
    score = 0.2 + 0.28 * is_first + 0.3 * legal + 0.12 * heads + (0.15 + 0.1 * is_first) * contact
    score += 0.2 if cell.size >= 1.25 * usual else 0.0
    score += 0.04 if all(word.bold for word in cell.words) else 0.0
    if HONORIFIC.match(cell.text) is not None and not is_first:
        score -= 0.3
    if not is_first and not legal and len(reading.rows[cell.row].cells) > 2:
        # Heads and values side by side.
        score -= 0.2
    # Further down, an address with nothing of a sender's is the window's.
    return score - (0.15 if heads and not contact and not is_first else 0.0)


def _what_follows(cell: Cell, reading: Reading) -> tuple[bool, bool]:
    """Whether a street or town, and whether a phone, web or register line, stands under a line."""
    heads = contact = False
    last: Cell | Row = cell
    for row in reading.rows[cell.row + 1 : cell.row + 8]:
        for under in row.cells:
            level = abs(under.x0 - cell.x0) < 6 or abs(under.x1 - cell.x1) < 4
            middle = abs(under.x0 + under.x1 - cell.x0 - cell.x1) < 12
            if not (level or middle) or under.top - last.bottom > 1.6 * max(8.0, under.size):
                continue
            heads = heads or is_street(under.text) or POSTAL.search(under.text) is not None
            contact = contact or CONTACT.search(under.text) is not None
            last = under
    return heads, contact
