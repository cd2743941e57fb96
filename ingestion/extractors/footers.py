"""Who the foot of a page names: the firm's own register, address and bank line."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from ingestion.extractors.addresses import Block
from ingestion.extractors.names import CONTACT, LEGAL, POSTAL, REGISTER, Name, is_street
from ingestion.labels import squash
from ingestion.page import Cell
from ingestion.reading import Reading

_BANK: Final = re.compile(
    r"\b\w*(?:bank|banken|sparkasse|raiffeisen|banque|banco|banca|caja|cr[ée]dit|caisse)\b", re.I
)
"""A bank's name, which stands at the foot of a bill as often as the seller's."""
_SURE: Final = 0.86


def foot_score(cell: Cell, text: str, reading: Reading) -> float:
    """What speaks for a sender at the foot: a legal form, what registers and banks know."""
    if _BANK.search(text) is not None:
        return 0.0
    legal = LEGAL.search(text) is not None
    contact = CONTACT.search(cell.text) is not None or POSTAL.search(cell.text) is not None
    return 0.4 * legal + 0.12 * contact + 0.01 * (legal and _registers(cell, reading))


def only_below(names: Iterable[Name], blocks: Sequence[Block], reading: Reading) -> list[Name]:
    """The names without the one in the window, where nothing but the foot tells the seller.

    A page that bears one address, with nothing under it that senders print, and at its foot a firm
    with its register or bank, has no letterhead: the address is the buyer's.
    """
    found = list(names)
    firms = [name for name in found if _at_foot(name, reading)]
    if len({squash(name.text) for name in firms}) != 1:
        return found
    firm = firms[0]
    windows = [block for block in blocks if not _akin(block.name, firm.text)]
    if len({squash(block.name) for block in windows}) != 1 or windows[0].is_reachable:
        return found
    window = windows[0]
    inside = squash(window.text)
    apart = firm.cell.top - window.cell.bottom > 8 * window.cell.size
    if not (apart or firm.cell.page > 1) or squash(firm.text) in inside:
        return found
    kept = [name for name in found if squash(name.text) not in inside]
    return [*kept, replace(firm, score=max(_SURE, firm.score))]


def full_name(best: Name, names: Iterable[Name], reading: Reading) -> Name:
    """The firm by its registered name where a brand stands at the head and the firm at the foot."""
    brand = squash(best.text)
    if LEGAL.search(best.text) is not None or len(brand) < 5:
        return best
    firms = {
        squash(name.text): name
        for name in names
        if _at_foot(name, reading)
        and LEGAL.search(name.text) is not None
        and squash(name.text).startswith(brand[: max(5, len(brand) - 3)])
    }
    if len(firms) != 1:
        return best
    return replace(next(iter(firms.values())), score=best.score)


def _at_foot(name: Name, reading: Reading) -> bool:
    firm = LEGAL.search(name.text) is not None or is_street(name.cell.text)
    known = _BANK.search(name.text) is None and _registers(name.cell, reading)
    return firm and known and _is_low(name.cell, reading)


def _is_low(cell: Cell, reading: Reading) -> bool:
    heights = {page.number: page.height for page in reading.document.pages}
    low = cell.top > 0.75 * heights.get(cell.page, 842.0)
    return low or cell.row >= len(reading.rows) - 5


def _registers(cell: Cell, reading: Reading) -> bool:
    """Whether the line, or one of the two under it, tells of registers, taxes or banks."""
    rows = reading.rows[cell.row : cell.row + 3]
    return any(
        REGISTER.search(other.text) is not None
        for row in rows
        for other in row.cells
        if row.page == cell.page
    )


def _akin(one: str, other: str) -> bool:
    first, second = squash(one), squash(other)
    return first[:5] == second[:5] or first in second or second in first
