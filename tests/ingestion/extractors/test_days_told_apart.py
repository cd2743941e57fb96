"""Which of the days on a page is the bill's own, and which is the day to pay."""

import pytest

from ingestion.pipeline import read_page
from ingestion.readers.pdf_words import read_words
from tests.ingestion.sheets import sheet


def _days(lines: str) -> tuple[str | None, str | None]:
    page = f"50@14:Harrow Works GmbH\n{lines}\n50:Total|>300:EUR 100.00"
    draft = read_page(read_words(sheet(page)))
    return draft.value("issue_date"), draft.value("due_date")


def test_a_credit_note_keeps_its_own_day_beside_the_invoices() -> None:
    lines = """
50@16:CREDIT MEMO
300:Credit no.|420:CN-42
300:Date|420:6 April 2026
300:Original invoice|420:INV-46
300:Invoice dated|420:12 March 2026
"""
    assert _days(lines)[0] == "2026-04-06"


def test_the_payment_date_of_a_bill_nobody_has_paid_is_the_day_to_pay() -> None:
    lines = """
50@14:Self-billing invoice
50:Date of issue|200:Payment date
50:6 March 2026|200:21 March 2026
"""
    assert _days(lines) == ("2026-03-06", "2026-03-21")


def test_the_payment_date_of_a_paid_bill_is_no_day_to_pay() -> None:
    lines = """
50:Invoice no. 7|300:Invoice date: 6 March 2026
50:Payment date: 9 March 2026
50:Amount paid|>300:EUR 100.00
"""
    assert _days(lines) == ("2026-03-06", None)


@pytest.mark.parametrize(
    "line",
    [
        "50:Arbeitsauftrag vom 11.02.2026",
        "50:abzüglich 1. Teilrechnung TR-25 vom 12.12.2025",
        "50:zu Ihrer Rechnung 2025-18 vom 11.12.2025",
        "50:abzgl. Vorschuss vom 10.12.2025",
        "50:Gebührenrechnung für Leistungen vom 04.11.2025 bis 26.02.2026",
    ],
)
def test_the_day_of_another_paper_is_not_the_bills(line: str) -> None:
    lines = f"50:Rechnung Nr. 260417|346:Flensburg, 06.03.2026\n{line}"
    assert _days(lines)[0] == "2026-03-06"


def test_of_two_days_the_one_with_a_discount_is_not_the_day_to_pay() -> None:
    lines = """
50:Rechnung Nr. 88|300:Rechnungsdatum: 10.03.2026
50:Zahlbar bis 20.03.2026 mit 2,00 % Skonto
50:bis 09.04.2026 netto
"""
    assert _days(lines) == ("2026-03-10", "2026-04-09")


def test_of_several_instalments_the_first_is_the_day_to_pay() -> None:
    lines = """
50:Bescheid Nr. 88|300:Rechnungsdatum: 12.02.2026
50:Fällig am 15.10.2026
50:Fällig am 15.03.2026
"""
    assert _days(lines)[1] == "2026-03-15"


def test_the_next_fee_is_not_this_one() -> None:
    lines = "50:Invoice no. 7|300:Date: 1 September 2026\n50:Next fee due 1 October 2026"
    assert _days(lines) == ("2026-09-01", None)


def test_one_word_may_name_two_days() -> None:
    lines = "50:Rechnung Nr. 7\n50:Rechnungs- und Buchungsdatum: 02.03.2026"
    assert _days(lines)[0] == "2026-03-02"
