"""The invoice's own number among all the others a page prints, and the customer's account."""

import pytest

from ingestion.pipeline import read_page
from ingestion.readers.pdf_words import read_words
from tests.ingestion.sheets import sheet


def _read(lines: str, name: str = "invoice_number") -> str | None:
    page = f"50@16:Harrow Works Ltd\n{lines}\n50:Total|>300:GBP 100.00"
    return read_page(read_words(sheet(page))).value(name)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("50:Inv. No.:|150:HH0029917", "HH0029917"),
        ("50:Tax Invoice 88412", "88412"),
        ("50@18:INVOICE\n50:# 1047", "1047"),
        ("50:Beleg-Nr.: RE-10442", "RE-10442"),
        ("50:Re.-Nr.|200:Kd.-Nr.\n50:R260031|200:1107", "R260031"),
        ("50:N° de pièce|150:VEN/2026/0077", "VEN/2026/0077"),
        ("50:Factura núm.|200:Cliente\n50:A/260118|200:00412", "A/260118"),
        ("50:Nº Fra.|150:2026/014", "2026/014"),
        ("50:Fattura n. 12 del 03/05/2026", "12"),
        ("50:Notanummer|150:TN26020091", "TN26020091"),
        ("50:Bill number|150:Q071 8842 19", "Q071 8842 19"),
        ("50:Faktura VAT nr FV/17/03/2026", "FV/17/03/2026"),
        ("50:INV-2026-0193", "INV-2026-0193"),
        ("50:Your bill number|150:V027 551 904 X", "V027 551 904 X"),
        ("50:Frachtrechnung|150:FR 26 004418", "FR 26 004418"),
        ("50:INVOICE / TSHQ-2026-10-0771", "TSHQ-2026-10-0771"),
        ("50:Numéro / Nummer: 94/3427", "94/3427"),
        ("50:Rechnung-Nr./Datum: 2026/441 / 03.03.2026", "2026/441"),
        ("50:Factuur NZ-2026-11882 voor bestelling #88204", "NZ-2026-11882"),
        ("50:Invoice no.|>300:INV-GB-41-2025-\n>300:56", "INV-GB-41-2025-56"),
        ("50:Reno, NV 89501 and Salt Lake City", None),
    ],
)
def test_a_number_is_found_by_the_many_names_it_has(line: str, number: str | None) -> None:
    assert _read(line) == number


@pytest.mark.parametrize(
    "line",
    [
        "50:Order no. 55-1198",
        "50:VAT Reg No. GB 284 9917 35",
        "50:No. 26, 4th Cross Street",
        "50:2. Mahnung zur Rechnung Nr. F-33891",
        "50:Account number|150:4410-228-0917",
    ],
)
def test_other_numbers_are_not_the_invoices(line: str) -> None:
    assert _read(line) is None


def test_a_credit_note_has_its_own_number_beside_the_invoices() -> None:
    lines = "50@18:CREDIT NOTE\n50:Invoice no.|150:INV-46513\n50:Credit note no.|150:CR9784"
    assert _read(lines) == "CR9784"


@pytest.mark.parametrize(
    ("line", "account"),
    [
        ("50:Acct. Code KEN044", "KEN044"),
        ("50:Customer|150:B3468", "B3468"),
        ("50:Client: A. Tran (Client ID 10442)", "10442"),
        ("50:Codice cliente: C00128", "C00128"),
        ("50:Sort code 20-11-43|200:Account no. 73920011", None),
        ("50:Account e-mail|200:user@mail.example", None),
    ],
)
def test_the_account_is_the_customers_not_the_banks(line: str, account: str | None) -> None:
    assert _read(line, "account_number") == account


@pytest.mark.parametrize(
    ("lines", "account"),
    [
        ("50:Account number 98 1608 2462-6", "98 1608 2462-6"),
        ("50:A/C|150:SCA014", "SCA014"),
        ("50:Relationship no.|150:1-4471 0088 20", "1-4471 0088 20"),
        ("50:SORT 20-99-41 A/C 60118824", None),
        ("50:22 ac|150:5", None),
        # A contract of one sale, and a column of a list, name no account.
        ("50:Contract no.|150:MAH 771204", None),
        ("50:Contract no.|150:MAH 771204\n50:Rent June 2026|>300:80.00", "MAH 771204"),
    ],
)
def test_an_account_is_told_from_what_only_looks_like_one(lines: str, account: str | None) -> None:
    assert _read(f"50:Invoice no. 7\n{lines}", "account_number") == account
