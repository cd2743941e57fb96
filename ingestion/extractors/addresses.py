"""Blocks of an address without a label: name, street, town; and the line of a sender above one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingestion.extractors.names import CONTACT, HONORIFIC, LEGAL, POSTAL, clean, is_name, is_street
from ingestion.labels import DATE_KINDS, NUMBER_KINDS, PARTY_KINDS, squash
from ingestion.page import Cell, Row
from ingestion.reading import Reading

_SPLIT: Final = re.compile(r"\s*[·•|∙*]\s*|\s+[–—-]\s+|,\s+|\s{3,}")
_PHONE: Final = re.compile(r"\(\d{3}\) ?\d{3}-\d{4}|\b\d{3}-\d{3}-\d{4}\b|^\+?[\d ()/-]{8,}$")
"""Digits of a telephone look like those of a postal code."""
_CARE: Final = frozenset("attn attention tnv tav contact zhd co".split())
"""Labels of whoever opens the letter: a line of an address."""
_NAMED: Final = re.compile(r"[^·•|,]{1,25}:\s")
"""A line that says what it holds is no letterhead: "Bill to: A. Tran, 5 Elm St"."""
_REACH: Final = re.compile(
    r"@|\bwww\.|https?:|\b(?:tel|t[ée]l|phone|telefon[oe]?|telefoon|fax|mobil|ph)\b"
    r"|\(0?\d{2,4}\) ?\d{3}",
    re.IGNORECASE,
)
_UPPER: Final = 0.5
"""Addresses of both parties stand in this upper part of page one."""


@dataclass(frozen=True, slots=True)
class Block:
    """An address: `name` as cleaned, `cell` where it stands, `text` of all its lines.

    `is_addressed`: a form of address, or a sender's line right above, says who receives the letter.
    `has_contact`: phone, web or register lines stand with it, as senders print them.
    `is_reachable`: of these a phone, a mail or a web line.
    """

    name: str
    cell: Cell
    text: str
    is_addressed: bool
    has_contact: bool
    is_reachable: bool


def sender_lines(reading: Reading) -> list[tuple[str, Cell]]:
    """Names that open a line "Name · Street · Town" in the upper part of page one (DIN 5008)."""
    height = reading.document.pages[0].height if reading.document.pages else 842.0
    dated = {(span.cell.row, span.cell.col) for span in reading.dates}
    items = {row.index for table in reading.tables for row in table.body}
    found: list[tuple[str, Cell]] = []
    for row in reading.rows:
        if row.page > 1 or row.top > _UPPER * height:
            break
        if row.index in items:
            continue
        for cell in row.cells:
            parts = [part for part in _SPLIT.split(cell.text) if part]
            named = _NAMED.match(cell.text) is not None or (cell.row, cell.col) in dated
            if len(parts) < 3 or len(cell.text) > 130 or named:
                continue
            if is_street(parts[0]):
                # The street first, the firm behind: "Singel 88, 3311 HK Dordrecht - Brants N.V.".
                parts.sort(key=lambda part: LEGAL.search(part) is None)
            rest = parts[1:]
            if any(POSTAL.search(part) for part in rest) and any(is_street(p) for p in rest):
                name = clean(parts[0])
                if LEGAL.fullmatch(parts[1]) is not None:
                    name = f"{name}, {parts[1]}"
                if HONORIFIC.match(cell.text) is None and is_name(name):
                    found.append(_named_above(cell, reading) or (name, cell))
    return found


def _named_above(cell: Cell, reading: Reading) -> tuple[str, Cell] | None:
    """The name right above "Translator · Street · Town", where the line begins with a calling."""
    if cell.row == 0 or LEGAL.search(cell.text) is not None:
        return None
    for up in reading.rows[cell.row - 1].cells:
        near = cell.top - up.bottom < 1.5 * cell.size and up.page == cell.page
        if near and _aligned(up, cell) and up.size >= cell.size and _may_name(up):
            return clean(up.text), up
    return None


def addresses(reading: Reading) -> list[Block]:
    """The unlabelled addresses of page one, top to bottom."""
    height = reading.document.pages[0].height if reading.document.pages else 842.0
    items = {row.index for table in reading.tables for row in table.body}
    rows = [
        row
        for row in reading.rows
        if row.page == 1 and row.top < _UPPER * height and row.index not in items
    ]
    facts = {
        (hit.cell.row, hit.cell.col)
        for hit in reading.labels
        if hit.start <= 1
        and hit.kinds & (NUMBER_KINDS | DATE_KINDS)
        # "Attn: Accounts" is a line of an address.
        and hit.phrase not in _CARE
        and (not hit.kinds & PARTY_KINDS or any(char.isdigit() for char in hit.cell.text))
        and (":" in hit.cell.text or not is_street(hit.cell.text))
    }
    facts |= {
        (hit.cell.row, hit.cell.col)
        for hit in reading.labels
        if hit.kinds & PARTY_KINDS and hit.start == 0 and squash(hit.cell.text) == hit.phrase
    } - {(c.row, c.col) for row in rows for c in row.cells if HONORIFIC.match(c.text)}
    dated = {(span.cell.row, span.cell.col) for span in reading.dates}
    senders = {(cell.row, cell.col) for _, cell in sender_lines(reading)}
    found: list[Block] = []
    for at, row in enumerate(rows):
        for cell in row.cells:
            here = (cell.row, cell.col)
            if len(row.cells) > 3:
                # Columns of a list: "Zone" over "Utrecht 31100".
                continue
            longest = 60 if is_street(cell.text) else 45
            if here in dated or here in facts or len(cell.text) > longest:
                continue
            if POSTAL.search(cell.text) and "@" not in cell.text:
                if _PHONE.search(cell.text) is not None:
                    continue
                block = _above(rows[max(0, at - 7) : at], cell, facts | dated)
                made = _block(block, cell, rows, senders)
                if made is not None:
                    found.append(made)
    return found


def _block(
    lines: list[Cell], town: Cell, rows: Sequence[Row], senders: set[tuple[int, int]]
) -> Block | None:
    sender = any((line.row, line.col) in senders for line in lines)
    lines = [line for line in lines if (line.row, line.col) not in senders]
    # A form of address behind a gap begins a block of its own.
    greeting = [
        at
        for at, line in enumerate(lines)
        if HONORIFIC.match(line.text + " ")
        and (at == 0 or line.top - lines[at - 1].bottom > 0.5 * line.size)
    ]
    lines = lines[greeting[0] :] if greeting else lines
    # A farm or a cottage has no street; then the form of address says that this is one.
    if not greeting and not any(is_street(line.text) for line in (*lines, town)):
        return None
    names = [line for line in lines if _may_name(line)]
    if not names or (len(lines) < 2 and not is_street(town.text)):
        return None
    first = names[0]
    text = " ".join(line.text for line in (*lines, town))
    below = [
        c
        for row in rows
        if town.row < row.index <= town.row + 5 and row.top - town.bottom < 5 * town.size
        for c in row.cells
        if abs(c.x0 - town.x0) < 6 or abs(c.x1 - town.x1) < 6
    ]
    contact = any(CONTACT.search(c.text) for c in (*below, *lines))
    reach = any(_REACH.search(c.text) for c in (*below, *lines))
    return Block(clean(first.text), first, text, sender or bool(greeting), contact, reach)


def _may_name(line: Cell) -> bool:
    """Whether a line of an address may be its name; "Tucson, AZ 85715" is a town."""
    name = clean(line.text)
    if not is_name(name) or line.text.endswith(":"):
        return False
    return POSTAL.search(line.text) is None or LEGAL.search(line.text) is not None


def _above(rows: Sequence[Row], town: Cell, facts: set[tuple[int, int]]) -> list[Cell]:
    """Lines of one edge and one size right above a town line, top one first."""
    block: list[Cell] = []
    last = town
    for row in reversed(rows):
        aligned = next((c for c in row.cells if _aligned(c, town)), None)
        if aligned is None:
            continue
        gap = last.top - aligned.bottom
        fact = (aligned.row, aligned.col) in facts
        # A tax number may stand between the name and the street.
        between = CONTACT.search(aligned.text) is not None and not any(map(_may_name, block))
        if gap > 1.3 * max(6.0, town.size) or (fact and not between):
            break
        if fact:
            last = aligned
            continue
        if abs(aligned.size - town.size) > 1.5 and block:
            break
        block.insert(0, aligned)
        last = aligned
    return block


def _aligned(cell: Cell, town: Cell) -> bool:
    if abs(cell.x0 - town.x0) < 4 or abs(cell.x1 - town.x1) < 3:
        return True
    return abs(cell.x0 + cell.x1 - town.x0 - town.x1) < 6
