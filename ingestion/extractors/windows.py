"""Who an unlabelled address, or a line with a form of address, says the letter is for."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ingestion.extractors.addresses import Block
from ingestion.extractors.names import HONORIFIC, POSTAL, STREET, Name, clean, is_name
from ingestion.labels import LabelHit, fold, squash
from ingestion.page import Cell
from ingestion.phrases import one_of
from ingestion.reading import Reading

_CALLED: Final = re.compile(
    r"^(?:customer|client|kunde|kundin|cliente|klant|pour|für|voor|para|per) (?=[A-ZÀ-Ý])", re.I
)
"""Words that may open the first line of an address without being part of the name."""


def window_name(blocks: Sequence[Block], seller: Name | None, reading: Reading) -> Name | None:
    """The unlabelled address that is not the seller's; two of them leave it open."""
    parties = {
        (hit.cell.row, hit.cell.col)
        for hit in reading.labels
        if hit.start <= 1 and hit.kinds & {"seller", "other_party"}
    }
    found: list[Name] = []
    for block in blocks:
        mine = seller is not None and (
            squash(seller.text) in squash(block.text)
            or squash(block.name) in squash(seller.text)
            or _kin(seller.text, block.name)
            or _heads(seller.cell, block)
        )
        if mine or (block.cell.row, block.cell.col) in parties:
            continue
        score = 0.65 + 0.2 * block.is_addressed - 0.08 * block.has_contact
        score -= 0.12 if seller is None else 0.0
        found.append(Name(_CALLED.sub("", block.name), block.cell, score))
    found += [
        n for n in _greeted(reading) if seller is None or squash(n.text) != squash(seller.text)
    ]
    found.sort(key=lambda n: -n.score)
    return found[0] if found else None


def _heads(cell: Cell, block: Block) -> bool:
    """Whether a name stands right above an address: a calling, and the address, are its own."""
    # A sender's line stands above the window, not over its own address.
    if POSTAL.search(cell.text) is not None:
        return False
    near = cell.page == block.cell.page and 0 <= block.cell.top - cell.bottom < 0.9 * cell.size
    middle = abs(cell.x0 + cell.x1 - block.cell.x0 - block.cell.x1) < 6
    edge = abs(cell.x0 - block.cell.x0) < 4 or abs(cell.x1 - block.cell.x1) < 4
    return near and not block.is_addressed and (edge or middle)


def _greeted(reading: Reading) -> Iterator[Name]:
    """Names behind a form of address: "Sig. Davide Ferrero, Via Nizza 77", "M/s. Deccan"."""
    height = reading.document.pages[0].height
    for row in reading.rows[1:]:
        if row.page > 1 or row.top > 0.5 * height:
            return
        for cell in row.cells:
            greeting = HONORIFIC.match(cell.text)
            name = clean(cell.text)
            if greeting is None or len(cell.text) > 120 or not is_name(name):
                continue
            rest = cell.text[cell.text.find(name) + len(name) :]
            if STREET.search(rest) and POSTAL.search(rest):
                yield Name(name, cell, 0.75)
            elif not rest and _is_led(cell, reading):
                yield Name(name, cell, 0.6)


def _is_led(cell: Cell, reading: Reading) -> bool:
    """Whether a line in one column with this one follows closely, as an address does."""
    return any(
        abs(under.x0 - cell.x0) < 3 and under.top - cell.bottom < 0.8 * cell.size
        for row in reading.rows[cell.row + 1 : cell.row + 3]
        for under in row.cells
        if under.page == cell.page
    )


def below_slip(hit: LabelHit, reading: Reading) -> bool:
    """Whether a label stands on the slip that is sent back: its "To" is the seller."""
    return any(
        one_of("names", "slip").search(fold(cell.text)) is not None
        for row in reading.rows[max(0, hit.cell.row - 8) : hit.cell.row]
        for cell in row.cells
        if row.page == hit.cell.page and len(cell.words) <= 8
    )


def _kin(one: str, other: str) -> bool:
    """Whether two names begin with the same word of some length, as a brand and its firm do.

    Two long names that share only that word share a town: "Wyremoor Borough Council".
    """
    words, others = (_words(name) for name in (one, other))
    if not words or not others:
        return False
    first, second = words[0], others[0]
    if len(words) > 2 and len(others) > 2 and words[1] != others[1]:
        return False
    return len(first) >= 5 and (first.startswith(second) or second.startswith(first))


def _words(name: str) -> list[str]:
    """The words of a name, bare."""
    return [word for part in name.split() if (word := squash(part))]
