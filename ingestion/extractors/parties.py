"""Who sends the invoice and who gets it: labelled blocks, letterheads, footers, address windows."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ingestion.draft import Box, FieldRead
from ingestion.extractors._protocol import DOUBT
from ingestion.labels import (
    AMOUNT_KINDS,
    DATE_KINDS,
    NUMBER_KINDS,
    PARTY_KINDS,
    LabelHit,
    squash,
)
from ingestion.page import Cell, Row
from ingestion.phrases import one_of, phrases
from ingestion.reading import Reading

_LEGAL: Final = one_of("names", "legal", r"(?<!\w){}(?!\w)")
_STREET: Final = one_of("names", "street", flags=re.IGNORECASE)
_POSTAL: Final = one_of("names", "postal")
_NOT_NAME: Final = one_of("names", "not_name", flags=re.IGNORECASE)
_HONORIFIC: Final = one_of("names", "honorific", r"^{}(?:\s+|$)", re.IGNORECASE)
_FREE_MAIL: Final = frozenset(phrases("names", "free_mail"))
_DAY: Final = re.compile(r"\b\d{1,2}[ ./-](?:\d{1,2}|[A-Za-zéû]{3,9}\.?)[ ./-]\d{2,4}\b")
_DOMAIN: Final = re.compile(r"(?i)(?:@|www\.|https?://)([a-z0-9\-]+(?:\.[a-z0-9\-]+)+)")
_CUT: Final = re.compile(r"\s+[·•|–—]\s+|\s{2,}|\s-\s(?=\D)")


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    cell: Cell
    score: float


def read_parties(reading: Reading) -> Mapping[str, FieldRead]:
    """`seller_name` and `buyer_name`; each is left out where nothing speaks for one name."""
    buyer = _buyer(reading)
    blocks = _addresses(reading)
    names = _seller_candidates(reading, buyer)
    width = reading.document.pages[0].width if reading.document.pages else 595.0
    beside = _side_by_side(blocks, width) if buyer is None else None
    if beside is not None:
        names = [n for n in names if n.cell.row == 0 or n.cell.x0 >= 0.5 * width] + [beside]
    found: dict[str, FieldRead] = {}
    seller = _best(names)
    if seller is not None and seller.score >= DOUBT:
        found["seller_name"] = _field(seller)
    if buyer is None:
        buyer = _window(blocks, seller)
    same = seller is not None and buyer is not None and squash(seller.text) == squash(buyer.text)
    if buyer is not None and buyer.score >= DOUBT and not same:
        found["buyer_name"] = _field(buyer)
    return found


def _field(name: _Name) -> FieldRead:
    box: Box = (name.cell.x0, name.cell.top, name.cell.x1, name.cell.bottom)
    return FieldRead(name.text, min(0.95, name.score), name.cell.page, box)


def _best(names: Sequence[_Name]) -> _Name | None:
    """Names printed several times (letterhead, footer, bank block) gain by it."""
    if not names:
        return None
    grouped: dict[str, list[_Name]] = {}
    for name in names:
        grouped.setdefault(squash(name.text), []).append(name)
    ranked: list[_Name] = []
    for same in grouped.values():
        top = max(same, key=lambda n: n.score)
        ranked.append(_Name(top.text, top.cell, top.score + 0.12 * min(2, len(same) - 1)))
    ranked.sort(key=lambda n: -n.score)
    return ranked[0]


def _buyer(reading: Reading) -> _Name | None:
    names = [n for hit in reading.labels if (n := _labelled(hit, "buyer", reading)) is not None]
    return max(names, key=lambda n: n.score, default=None)


def _labelled(hit: LabelHit, kind: str, reading: Reading) -> _Name | None:
    """The name behind or under a party label; short words ("to", "An") must stand alone."""
    if kind not in hit.kinds or hit.start > 1:
        return None
    rest = _without_labels(hit, reading)
    weak = len(hit.phrase) <= 4 or hit.phrase in (
        "customer",
        "client",
        "kunde",
        "klant",
        "cliente",
        "firma",
        "name",
    )
    colon = rest.lstrip().startswith(":")
    after = _clean(rest.lstrip(" :.-"))
    if after and (colon or not weak) and _is_name(after) and not _starts_label(hit, reading):
        return _Name(after, hit.cell, 0.9)
    if rest.strip(" :.-"):
        return None
    if colon or weak:
        beside = _beside(hit, reading)
        if beside is not None:
            return beside
    return _under(hit, reading, 0.85 if colon or not weak else 0.75) or _beside(hit, reading)


def _without_labels(hit: LabelHit, reading: Reading) -> str:
    """What follows the label; "Buyer (Bill to)" is all label."""
    rest = hit.cell.text[hit.end :]
    for other in reading.labels:
        after = other.cell is hit.cell and other.start >= hit.end and other.kinds & PARTY_KINDS
        if after and not hit.cell.text[hit.end : other.start].strip(" :(/-"):
            rest = hit.cell.text[other.end :].lstrip(") ")
    return rest


def _starts_label(hit: LabelHit, reading: Reading) -> bool:
    """ "Customer number 17" is no name behind "Customer"."""
    return any(
        other.cell is hit.cell
        and 0 <= other.start - hit.end <= 3
        and bool(other.kinds & (NUMBER_KINDS | DATE_KINDS | AMOUNT_KINDS))
        for other in reading.labels
    )


def _beside(hit: LabelHit, reading: Reading) -> _Name | None:
    row = reading.rows[hit.cell.row]
    for cell in row.cells[hit.cell.col + 1 : hit.cell.col + 2]:
        text = _clean(cell.text)
        labelled = any(o.cell is cell and o.start <= 1 for o in reading.labels)
        if _is_name(text) and not labelled and cell.x0 - hit.box[2] < 140:
            return _Name(text, cell, 0.8)
    return None


def _under(hit: LabelHit, reading: Reading, score: float) -> _Name | None:
    size = max(6.0, hit.box[3] - hit.box[1])
    for row in reading.rows[hit.cell.row + 1 : hit.cell.row + 6]:
        if row.page != hit.cell.page or row.top - hit.box[3] > 3 * size:
            return None
        for cell in row.cells:
            if abs(cell.x0 - hit.box[0]) > 12:
                continue
            text = _clean(cell.text)
            if _HONORIFIC.sub("", cell.text).strip() == "":
                break
            return _Name(text, cell, score) if _is_name(text) else None
    return None


def _clean(text: str) -> str:
    """The name alone: no salutation before it, no address after it on the same line."""
    text = _HONORIFIC.sub("", text.strip(" :·•|,"))
    text = _CUT.split(text)[0]
    head, comma, tail = text.partition(",")
    if comma and not _LEGAL.match(tail.strip()):
        text = head
    elif comma:
        text = head + comma + tail.split(",")[0]
    return text.strip(" :·•|,;")


def _is_name(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    if letters < 2 or len(text) > 70 or _NOT_NAME.search(text):
        return False
    if _STREET.search(text) and not _LEGAL.search(text):
        return False
    if _DAY.search(text) or (_POSTAL.search(text) and not _LEGAL.search(text)):
        return False
    return (len(text.split()) <= 9 and not text.endswith((".", "!", "?"))) or bool(
        _LEGAL.search(text)
    )


def _seller_candidates(reading: Reading, buyer: _Name | None) -> list[_Name]:
    names = [n for hit in reading.labels if (n := _labelled(hit, "seller", reading)) is not None]
    names = [_Name(n.text, n.cell, n.score - 0.05) for n in names]
    labelled = {(hit.cell.row, hit.cell.col) for hit in reading.labels if hit.start <= 1}
    items = {row.index for table in reading.tables for row in table.body}
    domains = _domains(reading)
    sizes = [c.size for row in reading.rows[:40] for c in row.cells]
    usual = Counter(round(size) for size in sizes).most_common(1)[0][0] if sizes else 10
    buyer_rows = range(0)
    if buyer is not None:
        buyer_rows = range(buyer.cell.row, buyer.cell.row + 5)
    for row in reading.rows:
        if row.index in items:
            continue
        for cell in row.cells:
            text = _wrapped(cell, reading)
            if not _is_name(text) or (buyer is not None and squash(text) == squash(buyer.text)):
                continue
            near_buyer = (
                row.index in buyer_rows and buyer is not None and abs(cell.x0 - buyer.cell.x0) < 30
            )
            if near_buyer or ((cell.row, cell.col) in labelled and not _LEGAL.search(text)):
                continue
            score = _letterhead_score(cell, text, reading, usual, domains)
            if score > 0.3:
                names.append(_Name(text, cell, score))
    return names


def _wrapped(cell: Cell, reading: Reading) -> str:
    """The name on this line, with the line above it where only the rest of a name stands here."""
    text = _clean(cell.text)
    legal = _LEGAL.search(text)
    if legal is None or cell.row == 0 or len(text[: legal.start()].split()) > 1:
        return text
    for up in reading.rows[cell.row - 1].cells:
        near = cell.top - up.bottom < 0.8 * cell.size and abs(up.x0 - cell.x0) < 3
        if near and abs(up.size - cell.size) < 1 and not _LEGAL.search(up.text):
            return f"{_clean(up.text)} {text}"
    return text if legal.start() > 0 else ""


def _letterhead_score(
    cell: Cell, text: str, reading: Reading, usual: float, domains: Sequence[str]
) -> float:
    """What speaks for a sender's name: its legal form, its place and size, its web address."""
    height = reading.document.pages[0].height if reading.document.pages else 842.0
    legal = bool(_LEGAL.search(text))
    known = any(_akin(squash(text), domain) for domain in domains)
    heads = _heads_address(cell, reading)
    score = 0.45 * legal + 0.35 * known + (0.25 if cell.row <= 1 else 0.15) * heads
    if cell.page == 1 and cell.top < 0.25 * height:
        score += 0.15
        score += 0.3 if cell.size >= 1.25 * usual else 0.0
        score += 0.12 if cell.row <= 1 else 0.0
    elif cell.top > 0.85 * height and (legal or known):
        score += 0.15
    elif not (legal or known) or cell.page > 1:
        return 0.0
    return score


def _heads_address(cell: Cell, reading: Reading) -> bool:
    """Whether a street or a town stands right under this line."""
    for row in reading.rows[cell.row + 1 : cell.row + 4]:
        for under in row.cells:
            near = abs(under.x0 - cell.x0) < 4 and under.top - cell.bottom < 2.5 * cell.size
            if near and (_STREET.search(under.text) or _POSTAL.search(under.text)):
                return True
    return False


def _domains(reading: Reading) -> list[str]:
    found = []
    for domain in _DOMAIN.findall(reading.text):
        parts = domain.lower().strip(".").split(".")
        name = parts[-2] if len(parts[-2]) > 3 or len(parts) < 3 else parts[-3]
        if name not in _FREE_MAIL and len(name) >= 3:
            found.append(squash(name))
    return found


def _akin(name: str, domain: str) -> bool:
    return domain in name or (len(domain) >= 6 and name[:5] == domain[:5])


@dataclass(frozen=True, slots=True)
class _Block:
    """An address without a label: name, street, town."""

    name: str
    cell: Cell
    text: str


def _window(blocks: Sequence[_Block], seller: _Name | None) -> _Name | None:
    """The first unlabelled address in the upper half that is not the seller's."""
    for block in blocks:
        if seller is None or squash(seller.text) not in squash(block.text):
            return _Name(block.name, block.cell, 0.62)
    return None


def _side_by_side(blocks: Sequence[_Block], width: float) -> _Name | None:
    """Two addresses on one level and no label: the right one is the letterhead's."""
    for left in blocks:
        for right in blocks:
            level = abs(left.cell.top - right.cell.top) < 60
            if level and left.cell.x0 < 0.3 * width and right.cell.x0 > 0.5 * width:
                return _Name(right.name, right.cell, 0.75)
    return None


def _addresses(reading: Reading) -> list[_Block]:
    height = reading.document.pages[0].height if reading.document.pages else 842.0
    rows = [row for row in reading.rows if row.page == 1 and row.top < 0.45 * height]
    labelled = {(hit.cell.row, hit.cell.col) for hit in reading.labels if hit.start <= 1}
    found: list[_Block] = []
    for at, row in enumerate(rows):
        for cell in row.cells:
            if not _POSTAL.search(cell.text) or len(cell.text) > 45 or "@" in cell.text:
                continue
            block = _block_above(rows[max(0, at - 5) : at], cell)
            names = [
                c for c in block if _is_name(_clean(c.text)) and (c.row, c.col) not in labelled
            ]
            if len(block) < 2 or not names or (names[0] is not block[0] and len(block) < 3):
                continue
            text = " ".join([c.text for c in block] + [cell.text])
            if any(_STREET.search(line.text) for line in (*block, cell)):
                found.append(_Block(_clean(names[0].text), names[0], text))
    return found


def _block_above(rows: Sequence[Row], cell: Cell) -> list[Cell]:
    """Left-aligned lines of one size right above a town line, top one first."""
    block: list[Cell] = []
    last = cell
    for row in reversed(rows):
        aligned = next((c for c in row.cells if abs(c.x0 - cell.x0) < 4), None)
        if aligned is None:
            continue
        gap = last.top - aligned.bottom
        if gap > 1.2 * max(6.0, cell.size) or abs(aligned.size - cell.size) > 1.5:
            break
        block.insert(0, aligned)
        last = aligned
    return block
