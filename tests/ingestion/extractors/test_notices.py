"""A specimen, and several invoices in one file, are said."""

from ingestion.pipeline import read_page
from ingestion.readers.pdf_words import read_words
from tests.ingestion.sheets import sheet


def _failed(page: str) -> set[str]:
    draft = read_page(read_words(sheet(page)))
    return {check.name for check in draft.checks if check.ok is False}


def test_a_specimen_is_noticed() -> None:
    page = "50@30:MUSTER\n50:Rechnung Nr. 4711\n50:Gesamt|>300:100,00 EUR"
    assert "specimen" in _failed(page)
    page = "50@30:SAMPLE - NOT AN INVOICE\n50:Invoice no. 7\n50:Total|>300:GBP 1.00"
    assert "specimen" in _failed(page)


def test_a_word_in_a_line_of_goods_makes_no_specimen() -> None:
    page = "50:Invoice no. 7\n50:Sample|>300:GBP 1.00\n50:Total|>300:GBP 1.00"
    assert "specimen" not in _failed(page)
