"""What a reader of the whole file should know: a specimen, or several invoices in one file."""

from ingestion.draft import Check
from ingestion.extractors.number import numbers_by_page
from ingestion.labels import fold
from ingestion.phrases import one_of
from ingestion.reading import Reading


def read_notices(reading: Reading) -> tuple[Check, ...]:
    """Failed checks `specimen` and `several_invoices`, where the pages say so; else nothing."""
    found: list[Check] = []
    specimen = _specimen(reading)
    if specimen is not None:
        found.append(Check("specimen", False, f"the page says: {specimen}"))
    several = _several(reading)
    if several:
        found.append(Check("several_invoices", False, "numbers: " + ", ".join(several[:10])))
    return tuple(found)


def _specimen(reading: Reading) -> str | None:
    """ "MUSTER", "SAMPLE - NOT AN INVOICE": in large type, or in a line of its own in capitals."""
    for row in reading.rows:
        for cell in row.cells:
            if one_of("titles", "specimen").fullmatch(fold(cell.text).strip(" -*!.()")) is None:
                continue
            if cell.size >= 16 or cell.text.isupper():
                return cell.text[:60]
    return None


def _several(reading: Reading) -> list[str]:
    """Invoice numbers of pages that each name their own and never the first one's."""
    pages = numbers_by_page(reading)
    if len(pages) < 2:
        return []
    first_page = min(pages)
    first = pages[first_page]
    others = [
        number
        for page, number in sorted(pages.items())
        if page != first_page and number != first and not _names(reading, page, first)
    ]
    return [first, *dict.fromkeys(others)] if others else []


def _names(reading: Reading, page: int, number: str) -> bool:
    return any(number in row.text for row in reading.rows if row.page == page)
