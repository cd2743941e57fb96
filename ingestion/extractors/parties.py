"""Who sends the invoice and who gets it: labelled blocks, letterheads, footers, address windows."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ingestion.draft import Box, FieldRead
from ingestion.extractors._protocol import DOUBT
from ingestion.extractors.addresses import Block, addresses, sender_lines
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
from ingestion.extractors.windows import below_slip, window_name
from ingestion.labels import (
    AMOUNT_KINDS,
    DATE_KINDS,
    NUMBER_KINDS,
    PARTY_KINDS,
    LabelHit,
    squash,
)
from ingestion.page import Cell, Row
from ingestion.phrases import phrases
from ingestion.reading import Reading

_WEAK: Final = frozenset(phrases("names", "weak_buyer"))
_BESIDES: Final = frozenset(phrases("names", "besides_buyer"))
_HEAD, _FOOT = 0.3, 0.82
"""Letterheads stand above, footers below these shares of a page's height."""


def read_parties(reading: Reading) -> Mapping[str, FieldRead]:
    """`seller_name` and `buyer_name`; each is left out where nothing speaks for one name."""
    if not reading.document.pages:
        return {}
    blocks = addresses(reading)
    buyer = _labelled_buyer(reading)
    seller = _seller(reading, buyer, blocks)
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


def _labelled_buyer(reading: Reading) -> Name | None:
    names: list[Name] = []
    for hit in reading.labels:
        name = _labelled(hit, "buyer", reading)
        if name is not None and not (len(hit.phrase) <= 4 and below_slip(hit, reading)):
            weak = 0.35 if hit.phrase in _BESIDES else 0.1 if hit.phrase in _WEAK else 0.0
            names.append(replace(name, score=name.score - weak))
    return max(names, key=lambda n: n.score, default=None)


def _labelled(hit: LabelHit, kind: str, reading: Reading) -> Name | None:
    """The name behind or under a party label; common words ("to", "for") must stand alone."""
    if kind not in hit.kinds or hit.start > 2:
        return None
    if {"seller", "buyer"} <= hit.kinds and (kind == "seller") != _by_bank(hit, reading):
        return None
    rest = _without_labels(hit, reading)
    weak = len(hit.phrase) <= 4 or hit.phrase in _WEAK
    colon = rest.lstrip().startswith(":")
    after = clean(rest.lstrip(" :.-)"))
    greeting = HONORIFIC.match(hit.cell.text[hit.start : hit.end] + " ") is not None
    if after and (colon or not weak or greeting) and not _starts_label(hit, reading):
        return Name(after, hit.cell, 0.9) if is_name(after) else None
    if rest.strip(" :.-)"):
        return None
    beside = _beside(hit, reading)
    if (colon or weak) and beside is not None:
        return beside
    return _under(hit, reading, 0.85 if colon or not weak else 0.75) or beside


def _by_bank(hit: LabelHit, reading: Reading) -> bool:
    """ "Account holder" names the seller beside a bank account, and the customer elsewhere."""
    rows = range(hit.cell.row - 2, hit.cell.row + 3)
    return any(
        "bank" in other.kinds and other.cell.row in rows and other.kinds != hit.kinds
        for other in reading.labels
    )


def _without_labels(hit: LabelHit, reading: Reading) -> str:
    """What follows the label; "Buyer (Bill to)" and "Cliente / Destinatario" are all label."""
    rest, end = hit.cell.text[hit.end :], hit.end
    for other in reading.labels:
        after = other.cell is hit.cell and other.start >= end and other.kinds & PARTY_KINDS
        if after and not hit.cell.text[end : other.start].strip(" :(/-"):
            end = other.end
            rest = hit.cell.text[end:].lstrip(") ")
    facts = [
        other.start
        for other in reading.labels
        if other.cell is hit.cell
        and other.start > end + 3
        and len(other.phrase) > 4
        and other.kinds & (NUMBER_KINDS | DATE_KINDS)
    ]
    # "Client: A. Tran (Client ID 7)": the name ends where the next fact begins.
    return hit.cell.text[end : min(facts)].rstrip(" (") if facts else rest


def _starts_label(hit: LabelHit, reading: Reading) -> bool:
    """ "Customer number 17" is no name behind "Customer"."""
    return any(
        other.cell is hit.cell
        and 0 <= other.start - hit.end <= 3
        and bool(other.kinds & (NUMBER_KINDS | DATE_KINDS | AMOUNT_KINDS))
        for other in reading.labels
    )


def _beside(hit: LabelHit, reading: Reading) -> Name | None:
    row = reading.rows[hit.cell.row]
    others = {o.cell.col for o in reading.labels if o.cell.row == row.index and o.start <= 1}
    if len(others) > 2 and not hit.cell.text.rstrip().endswith(":"):
        # The heads of columns: what is meant stands under them.
        return None
    for cell in row.cells[hit.cell.col + 1 : hit.cell.col + 2]:
        text = clean(cell.text)
        if is_name(text) and not _is_label(cell, reading) and cell.x0 - hit.box[2] < 140:
            return Name(text, cell, 0.8)
    return None


def _is_label(cell: Cell, reading: Reading) -> bool:
    """Whether a cell begins with a label and says little more."""
    for hit in reading.labels:
        if hit.cell is cell and hit.start <= 1:
            rest = cell.text[hit.end :].strip(" :.()#")
            if not rest or any(char.isdigit() for char in rest) or cell.text.rstrip().endswith(":"):
                return LEGAL.search(cell.text) is None
    return False


def _under(hit: LabelHit, reading: Reading, score: float) -> Name | None:
    size = max(6.0, hit.box[3] - hit.box[1])
    last = hit.box[3]
    for row in reading.rows[hit.cell.row + 1 : hit.cell.row + 8]:
        if row.page != hit.cell.page or row.top - last > 2.2 * size:
            return None
        for cell in row.cells:
            if abs(cell.x0 - hit.box[0]) > 12:
                continue
            if _is_label(cell, reading):
                return None
            text = clean(cell.text)
            if is_name(text):
                return Name(text, cell, score)
            last = cell.bottom
            if is_street(cell.text) or POSTAL.search(cell.text) is not None:
                return None
    return None


def _seller(reading: Reading, buyer: Name | None, blocks: Sequence[Block]) -> Name | None:
    names = [n for hit in reading.labels if (n := _labelled(hit, "seller", reading)) is not None]
    names = [replace(n, score=n.score - 0.03) for n in names]
    names += [
        Name(text, cell, 0.8 if any(mark in cell.text for mark in "·•|∙") else 0.6)
        for text, cell in sender_lines(reading)
    ]
    names += _printed(reading, buyer, blocks)
    pair = _side_by_side(blocks, reading) if buyer is None else None
    if pair is not None:
        left, right = pair
        names = [n for n in names if n.cell is not left.cell]
        names.append(Name(right.name, right.cell, 0.8))
    if buyer is not None:
        names = [n for n in names if squash(n.text) != squash(buyer.text)]
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
    return replace(longer[0], score=best.score) if longer else best


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
            if not text or not is_name(text) or _is_label(cell, reading):
                continue
            if (cell.row, cell.col) in nameless:
                continue
            if any(b.cell is cell and b.is_addressed for b in blocks):
                continue
            if (cell.row, cell.col) in parties or (buyer is not None and cell is buyer.cell):
                continue
            if first is None and is_head:
                first = row.index
            known = any(akin(squash(text), host) for host in hosts)
            if is_head:
                score = _head_score(cell, text, reading, usual, row.index == first)
                score -= 0.3 if row.index in addressed else 0.0
            else:
                score = _foot_score(cell, text)
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
    if cell.text.rstrip().endswith((",", "&")) and cell.row + 1 < len(reading.rows):
        for down in (c for r in reading.rows[cell.row + 1 : cell.row + 3] for c in r.cells):
            near = down.top - cell.bottom < 0.8 * cell.size
            if near and abs(down.x0 - cell.x0) < 3 and abs(down.size - cell.size) < 1:
                return clean(f"{cell.text} {down.text}")
    legal = LEGAL.search(text)
    if legal is None or cell.row == 0 or len(text[: legal.start()].split()) > 1:
        return text
    for up in (c for r in reading.rows[max(0, cell.row - 2) : cell.row] for c in r.cells):
        near = cell.top - up.bottom < 0.8 * cell.size and abs(up.x0 - cell.x0) < 3
        upper = clean(up.text)
        if near and abs(up.size - cell.size) < 1 and not LEGAL.search(upper) and is_name(upper):
            return f"{upper} {text}"
    return text if legal.start() > 0 else ""


def _head_score(cell: Cell, text: str, reading: Reading, usual: float, is_first: bool) -> float:
    """What speaks for a sender at the head: first, large, a legal form, an address, a contact."""
    legal = LEGAL.search(text) is not None or HEADED.match(text) is not None
    heads, contact = _what_follows(cell, reading)
    score = 0.2 + 0.28 * is_first + 0.3 * legal + 0.12 * heads + 0.15 * contact
    score += 0.2 if cell.size >= 1.25 * usual else 0.0
    score += 0.04 if all(word.bold for word in cell.words) else 0.0
    if HONORIFIC.match(cell.text) is not None and not is_first:
        score -= 0.3
    # Further down, an address with nothing of a sender's is the window's.
    return score - (0.15 if heads and not contact and not is_first else 0.0)


def _foot_score(cell: Cell, text: str) -> float:
    legal = LEGAL.search(text) is not None
    contact = CONTACT.search(cell.text) is not None or POSTAL.search(cell.text) is not None
    return 0.4 * legal + 0.12 * contact


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
