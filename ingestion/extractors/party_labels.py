"""Names that a label brings along: "Bill to: A. Tran", "Rechnungsempfänger" over a block."""

import re
from typing import Final

from ingestion.extractors.names import (
    COUPLE,
    HONORIFIC,
    LEGAL,
    POSTAL,
    Name,
    clean,
    is_name,
    is_street,
)
from ingestion.labels import AMOUNT_KINDS, DATE_KINDS, NUMBER_KINDS, PARTY_KINDS, LabelHit
from ingestion.page import Cell, Row
from ingestion.phrases import phrases
from ingestion.reading import Reading

WEAK: Final = frozenset(phrases("names", "weak_buyer"))
_REMARK: Final = re.compile(r"^\s*\([^()]*\)")
"""What a label says of itself: "Customer (issuing this invoice)"."""


def labelled(hit: LabelHit, kind: str, reading: Reading) -> Name | None:
    """The name behind or under a party label; common words ("to", "for") must stand alone."""
    if kind not in hit.kinds or hit.start > 2:
        return None
    if {"seller", "buyer"} <= hit.kinds and (kind == "seller") != _by_bank(hit, reading):
        return None
    if _heads_column(hit, reading):
        return None
    rest = _without_labels(hit, reading)
    weak = len(hit.phrase) <= 4 or hit.phrase in WEAK
    between = hit.cell.text[hit.end : len(hit.cell.text) - len(rest)]
    nexts = reading.rows[hit.cell.row].cells[hit.cell.col + 1 : hit.cell.col + 2]
    colon = rest.lstrip().startswith(":") or ":" in between
    if not rest.strip(" :") and nexts and nexts[0].text.startswith(":"):
        return _past_colon(hit, reading)
    after = clean(rest.lstrip(" :.-)"))
    if COUPLE.match(hit.cell.text) is not None:
        after, rest = clean(hit.cell.text), "" if COUPLE.fullmatch(hit.cell.text) else rest
    greeting = HONORIFIC.match(hit.cell.text[hit.start : hit.end] + " ") is not None
    if after and (colon or not weak or greeting) and not _starts_label(hit, reading):
        return Name(after, hit.cell, 0.9) if is_name(after) else None
    if rest.strip(" :.-)"):
        return None
    beside = _beside(hit, reading)
    if (colon or weak) and beside is not None:
        return beside
    return _under(hit, reading, 0.85 if colon or not weak else 0.75) or beside


def is_person_of_firm(hit: LabelHit, reading: Reading) -> bool:
    """ "Merz GmbH" over "Herr Weyrauch": the firm is the buyer, not who opens its letters."""
    if hit.start > 0 or hit.cell.row == 0 or HONORIFIC.match(hit.cell.text + " ") is None:
        return False
    return any(
        abs(up.x0 - hit.cell.x0) < 4
        and LEGAL.search(up.text) is not None
        and is_name(clean(up.text))
        and 0 <= hit.cell.top - up.bottom < 0.9 * up.size
        and abs(up.size - hit.cell.size) < 1
        for row in reading.rows[max(0, hit.cell.row - 2) : hit.cell.row]
        for up in row.cells
        if row.page == hit.cell.page
    )


def _heads_column(hit: LabelHit, reading: Reading) -> bool:
    """ "Flight | From | To | Departs": a short word among the heads of a table."""
    row = reading.rows[hit.cell.row]
    bare = hit.start == 0 and hit.end == len(hit.cell.text)
    return (
        bare
        and len(row.cells) > (3 if len(hit.phrase) <= 4 else 4)
        and not any(":" in cell.text for cell in row.cells)
    )


def _by_bank(hit: LabelHit, reading: Reading) -> bool:
    """ "Account holder" names the seller beside a bank account, and the customer elsewhere."""
    rows = range(hit.cell.row - 2, hit.cell.row + 3)
    return any(
        "bank" in other.kinds and other.cell.row in rows and other.kinds != hit.kinds
        for other in reading.labels
    )


def _without_labels(hit: LabelHit, reading: Reading) -> str:
    """What follows the label; "Buyer (Bill to)" and "Cliente / Destinatario" are all label."""
    rest, end = _REMARK.sub("", hit.cell.text[hit.end :]), hit.end
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
        far = 330 if hit.cell.text.endswith(":") or _is_listed(row, reading) else 140
        if is_name(text) and not is_label(cell, reading) and cell.x0 - hit.box[2] < far:
            return Name(text, cell, 0.8)
    return None


def _past_colon(hit: LabelHit, reading: Reading) -> Name | None:
    """ "Kunde | : | A. Tran": colons set in a column of their own, or before the values."""
    cells = reading.rows[hit.cell.row].cells[hit.cell.col + 1 : hit.cell.col + 3]
    cell = next((cell for cell in cells if cell.text.strip(" :")), None)
    if cell is None:
        return None
    text = clean(cell.text)
    return Name(text, cell, 0.85) if is_name(text) else None


def _is_listed(row: Row, reading: Reading) -> bool:
    """Whether a row is one of a list of names and values, the values set to one right edge."""
    if len(row.cells) != 2:
        return False
    near = reading.rows[max(0, row.index - 1) : row.index + 2]
    return any(
        other is not row
        and len(other.cells) == 2
        and abs(other.cells[1].x1 - row.cells[1].x1) < 3
        and abs(other.cells[0].x0 - row.cells[0].x0) < 3
        for other in near
    )


def is_label(cell: Cell, reading: Reading) -> bool:
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
            if is_label(cell, reading):
                return None
            text = clean(cell.text)
            if is_name(text):
                return Name(text, cell, score)
            last = cell.bottom
            if is_street(cell.text) or POSTAL.search(cell.text) is not None:
                return None
    return None
