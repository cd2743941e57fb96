"""The account the seller wants the money on."""

from collections.abc import Mapping

from ingestion.draft import FieldRead
from ingestion.iban import find_ibans
from ingestion.reading import Reading

_CUSTOMERS = (
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


def read_bank(reading: Reading) -> Mapping[str, FieldRead]:
    """`iban` of the seller; the account a debit is taken from is the customer's and left out."""
    seen: dict[str, FieldRead] = {}
    for row in reading.rows:
        line = " ".join(cell.text for cell in row.cells)
        for iban, _, _ in find_ibans(line):
            around = " ".join(
                " ".join(c.text for c in r.cells).lower()
                for r in reading.rows[max(0, row.index - 1) : row.index + 1]
            )
            if any(word in around for word in _CUSTOMERS) and "iban" not in seen:
                continue
            cell = next((c for c in row.cells if iban[:4] in c.text.replace(" ", "")), row.cells[0])
            box = cell.box(0, len(cell.text))
            seen.setdefault(iban, FieldRead(iban, 0.97, row.page, box))
    if len(seen) == 1:
        return {"iban": next(iter(seen.values()))}
    if seen:
        first = next(iter(seen.values()))
        return {"iban": FieldRead(first.value, 0.7, first.page, first.bbox)}
    return {}
