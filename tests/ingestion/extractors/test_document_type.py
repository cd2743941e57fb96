"""What a document calls itself, told apart by its title."""

import pytest

from ingestion.pipeline import read_page
from ingestion.readers.pdf_words import read_words
from tests.ingestion.sheets import sheet


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("INVOICE", "invoice"),
        ("Ihre Mobilfunkrechnung für Februar 2026", "invoice"),
        ("Facture de vente", "invoice"),
        ("Verkoopfactuur", "invoice"),
        ("HONORARNOTE NR. 44/2026", "invoice"),
        ("CREDIT MEMO", "credit_note"),
        ("Nota di credito n. 5", "credit_note"),
        ("PRO-FORMA INVOICE", "pro_forma"),
        ("STATEMENT OF ACCOUNT", "statement"),
        ("2. Mahnung", "reminder"),
        ("Sollecito di pagamento", "reminder"),
        ("QUOTATION", "quote"),
        ("Devis", "quote"),
        ("Auftragsbestätigung AB-2210", "order_confirmation"),
        ("Albarán", "delivery_note"),
    ],
)
def test_the_title_tells_the_kind(title: str, kind: str) -> None:
    page = f"""
50:Brandt & Moore Ltd
50@18:{title}
50:Total|>300:GBP 100.00
"""
    assert read_page(read_words(sheet(page))).value("document_type") == kind


def test_an_invoice_that_is_a_delivery_note_too_asks_for_money() -> None:
    page = """
50@18:Rechnung|300@18:Lieferschein
50:Rechnungs-Nr. 4711
50:Gesamt|>300:100,00 EUR
"""
    assert read_page(read_words(sheet(page))).value("document_type") == "invoice"
