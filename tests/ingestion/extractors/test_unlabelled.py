"""Numbers, days and names that no label of their own announces."""

import pytest

from ingestion.draft import Draft
from ingestion.pipeline import read_page
from ingestion.readers.pdf_words import read_words
from tests.ingestion.sheets import sheet


def _read(page: str) -> Draft:
    return read_page(read_words(sheet(page)))


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("50:Bolletta gas naturale n. 2600041 del 08/02/2026", "2600041"),
        ("50:Beitragsrechnung 2026 - Nr. B26/0871", "B26/0871"),
        ("50:Fatura FT A/1187 Original", "FT A/1187"),
        ("50:Factura A/257", "A/257"),
        ("50:FATTURA n° 452/E in data 09/02/2026", "452/E"),
        ("50:Ricevuta fiscale n. R-4230 del 06/08/2024", "R-4230"),
        ("50:Facture n° F2025-31 - Situation n° 2", "F2025-31"),
        ("50:Factura|200:Fecha|350:Kms\n50:T/26/0388|200:13/02/2026|350:128.450", "T/26/0388"),
        ("50:INVOICE\n50:B7389309", "B7389309"),
    ],
)
def test_a_title_brings_its_number_along(line: str, number: str) -> None:
    assert (
        _read(f"50@14:Larkfield Services\n{line}\n50:Total|>300:48.00\n").value("invoice_number")
        == number
    )


def test_the_order_s_day_is_not_the_invoice_s() -> None:
    draft = _read(
        "50:TAX INVOICE\n50:Invoice No.|300:Dated\n50:GST/6274|300:27-Jun-2024\n"
        "50:Buyer's Order No.|300:Dated\n50:PO/948|300:18-Jun-2024\n50:Total|>300:48.00\n"
    )
    assert draft.value("issue_date") == "2024-06-27"


def test_the_end_of_a_period_is_neither_issue_nor_due_date() -> None:
    draft = _read(
        "50:Receipt\n50:Date paid: Mar 21, 2026\n50:Mar 21 - Apr 21, 2026\n50:Total|>300:$87.00\n"
    )
    assert draft.value("issue_date") == "2026-03-21"


def test_a_house_is_named_after_its_street_and_a_town_is_no_name() -> None:
    draft = _read(
        "50:Elevatori Sartori S.r.l.\n50:FATTURA n. 7\n"
        "50:Spett.le\n50:Condominio Via Garibaldi 67\n50:80146 Napoli (NA)\n"
    )
    assert draft.value("buyer_name") == "Condominio Via Garibaldi 67"
    till = _read(
        "50:TIMBER HARDWARE\n50:488 Sycamore Ave\n50:Tucson, AZ 85720\n50:(630) 555-0294\n"
        "50:TOTAL|>300:$35.58\n"
    )
    assert till.value("buyer_name") is None


def test_an_exchange_rate_names_no_currency_of_the_invoice() -> None:
    draft = _read(
        "50:COMMERCIAL INVOICE\n50:Invoice total USD|>300:5,656.42\n"
        "50:Exchange rate for customs: 1 USD = 0.9241 EUR; value EUR 5.227,10\n"
    )
    assert draft.value("currency") == "USD"
