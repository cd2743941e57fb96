"""The account the seller wants the money on, and every other one that a page shows."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ingestion.draft import FieldRead
from ingestion.iban import find_ibans
from ingestion.labels import fold
from ingestion.page import Row
from ingestion.reading import Reading

_CUSTOMERS: Final = (
    "mandat",
    "lastschrift",
    "direct debit",
    "prelevement",
    "incasso",
    "addebito",
    "domicili",
    "abgebucht",
    "adeudo",
)
_ASKS: Final = re.compile(
    r"\b(?:pay|paying|send|remit|transfer|wire|no(?![.:]| ?\d)|not|without|instead|new|uberweis\w*"
    r"|zahlen|zahlbar|kein\w*|nicht|ohne|neu\w*|payer|payez|virement|virer|sans|pas|nouveau|nouvelle"
    r"|paga|pagare|pagar|bonifico|transferencia|transferir|sin|senza|non|nuovo|nuevo|nueva"
    r"|betaal|betalen|overmaken|geen|niet|nieuw\w*)\b"
)
"""Beside a mandate's words these say that money is wanted, or that nothing is taken."""


def read_bank(reading: Reading) -> Mapping[str, FieldRead]:
    """`iban` of the seller; the account a debit is taken from is the customer's and left out."""
    seen: dict[str, FieldRead] = {}
    for row, iban in _printed(reading):
        around = reading.rows[max(0, row.index - 1) : row.index + 1]
        if any(_is_of_debit(each.text.lower()) for each in around):
            continue
        cell = next((c for c in row.cells if iban[:4] in c.text.replace(" ", "")), row.cells[0])
        seen.setdefault(iban, FieldRead(iban, 0.97, row.page, cell.box(0, len(cell.text))))
    if len(seen) == 1:
        return {"iban": next(iter(seen.values()))}
    if seen:
        first = next(iter(seen.values()))
        return {"iban": FieldRead(first.value, 0.7, first.page, first.bbox)}
    return {}


def payable_ibans(reading: Reading) -> tuple[str, ...]:
    """Every account that a person may take for the one to pay to, in reading order.

    Only one whose own line says that a debit takes the money from it is left out: words on another
    line may be there to hide it, and so may a mandate's words beside "pay to".
    """
    found: dict[str, None] = {}
    for row, iban in _printed(reading):
        line = fold(row.text)
        if not _is_of_debit(line) or _ASKS.search(line) is not None:
            found.setdefault(iban)
    return tuple(found)


def _printed(reading: Reading) -> Iterator[tuple[Row, str]]:
    for row in reading.rows:
        for iban, _, _ in find_ibans(" ".join(cell.text for cell in row.cells)):
            yield row, iban


def _is_of_debit(line: str) -> bool:
    words = " ".join(line.split())
    return any(word in words for word in _CUSTOMERS)
