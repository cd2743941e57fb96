"""What the extractors look at, found once: rows, labels, dates, numbers, tables, language."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.amounts import AmountSpan, find_amounts
from ingestion.countries import guess_country
from ingestion.dates import DateSpan, Order, find_dates, order_by_numbers, settle
from ingestion.iban import find_ibans
from ingestion.labels import LabelHit, find_labels, fold, guess_language
from ingestion.page import PrintedDocument, Row, rows_of
from ingestion.sum_tables import SumTable, find_sum_tables
from ingestion.tables import Table, find_tables


@dataclass(frozen=True, slots=True)
class Reading:
    """One document, prepared.

    `labels` leaves out the phrases that are headers of item tables, `hits` has them all.
    `whole_amounts`: no number on the pages has two decimals, so money may come without them.
    """

    document: PrintedDocument
    rows: tuple[Row, ...]
    hits: tuple[LabelHit, ...]
    labels: tuple[LabelHit, ...]
    dates: tuple[DateSpan, ...]
    amounts: tuple[AmountSpan, ...]
    tables: tuple[Table, ...]
    sum_tables: tuple[SumTable, ...]
    whole_amounts: bool
    text: str
    folded: str
    language: str | None
    country: str | None

    def labelled(self, kinds: frozenset[str]) -> list[LabelHit]:
        """The labels that can mean one of these kinds."""
        return [hit for hit in self.labels if hit.kinds & kinds]


def prepare(document: PrintedDocument) -> Reading:
    """Finds what is printed; decides nothing but the order of day and month."""
    rows = rows_of(document)
    text = "\n".join(row.text for row in rows)
    folded = fold(text)
    dates = find_dates(rows)
    amounts = find_amounts(rows, [(d.cell, d.start, d.end) for d in dates])
    hits = find_labels(rows)
    language = guess_language(rows, hits)
    hits = tuple(hit for hit in hits if not _is_foreign(hit, language))
    sum_tables = find_sum_tables(rows, hits, amounts)
    of_sums = {row for t in sum_tables if not t.of_items for row in range(t.header, max(t.rows))}
    tables = find_tables(rows, hits, amounts, of_sums)
    headers = {(cell.row, cell.col) for table in tables for cell in table.header_cells}
    labels = tuple(hit for hit in hits if (hit.cell.row, hit.cell.col) not in headers)
    ibans = find_ibans(text)
    country = guess_country(text, folded, ibans[0][0] if ibans else None)
    return Reading(
        document=document,
        rows=rows,
        hits=tuple(hits),
        labels=labels,
        dates=tuple(settle(dates, _order(dates, language, country, text))),
        amounts=tuple(amounts),
        tables=tables,
        sum_tables=sum_tables,
        whole_amounts=not any(span.decimals == 2 and not span.percent for span in amounts),
        text=text,
        folded=folded,
        language=language,
        country=country,
    )


def _is_foreign(hit: LabelHit, language: str | None) -> bool:
    """ "Bar" is how a German paid; on an English bill it is where the guest had a drink."""
    if hit.kinds != {"paid"} or len(hit.phrase) > 4:
        return False
    other = language is not None and language not in hit.languages
    return other or sum(char.isalpha() for char in hit.cell.text) > len(hit.phrase)


def _order(
    dates: Sequence[DateSpan], language: str | None, country: str | None, text: str
) -> Order | None:
    """Clear dates decide first, then the country, then the language; else it stays open."""
    printed = order_by_numbers(dates)
    if printed is not None:
        return printed
    if country == "US":
        return "mdy"
    if country is not None and country != "CA":
        return "dmy"
    if language not in (None, "en"):
        return "dmy"
    # Nobody who bills in euros puts the month first.
    return "dmy" if country is None and "€" in text and "$" not in text else None
