"""Payment terms in words, in the languages we read, and the day they lead to."""

import pytest

from ingestion.pipeline import read_page
from ingestion.readers.pdf_words import read_words
from tests.ingestion.sheets import sheet


def _due(issued: str, term: str) -> str | None:
    page = f"""
50@16:Harrow Works Ltd
50:Invoice no. H-118|300:Invoice date: {issued}
50:{term}
50:Total|>300:GBP 100.00
"""
    return read_page(read_words(sheet(page))).value("due_date")


@pytest.mark.parametrize(
    ("term", "due"),
    [
        ("Terms: Net 30", "2026-04-04"),
        ("2% 10, net 30 days", "2026-04-04"),
        ("Payment is requested within 28 days of the date of this invoice.", "2026-04-02"),
        ("Due on receipt", "2026-03-05"),
        ("Kindly transfer within 21 days. Late payment interest applies.", "2026-03-26"),
        ("Payable à 10 jours net. Garantie 24 mois.", "2026-03-15"),
        ("Terms: 20th of the month following date of invoice", "2026-04-20"),
        ("Bitte überweisen Sie innerhalb von drei Wochen.", "2026-03-26"),
        ("Payment within fourteen days", "2026-03-19"),
        ("Montant net 1'068.50", None),
        ("Wij maken het bedrag binnen 10 dagen over.", None),
        ("Zahlbar innerhalb von 14 Tagen ohne Abzug.", "2026-03-19"),
        ("Zahlungsbedingungen: 8 Tage 2 % Skonto, 30 Tage netto", "2026-04-04"),
        ("Zahlbar sofort", "2026-03-05"),
        ("Paiement à 30 jours date de facture", "2026-04-04"),
        ("Règlement à 30 jours fin de mois", "2026-04-30"),
        ("Règlement à réception de facture", "2026-03-05"),
        ("Forma de pago: recibo, vencimiento a 60 días", "2026-05-04"),
        ("Betalingstermijn: 30 dagen na factuurdatum", "2026-04-04"),
        ("Pagamento: bonifico bancario 30 giorni d.f.f.m.", "2026-04-30"),
        ("Pagamento a vista fattura", "2026-03-05"),
        ("We will take 100.00 by Direct Debit on 19 March 2026.", "2026-03-19"),
        ("Den Betrag buchen wir am 19. März 2026 von Ihrem Konto ab.", "2026-03-19"),
    ],
)
def test_a_term_in_words_gives_the_due_date(term: str, due: str | None) -> None:
    assert _due("2026-03-05", term) == due


@pytest.mark.parametrize(
    "term",
    [
        "Interest of 2% is charged on accounts 30 days late.",
        "Complaints within 14 days of receipt please; goods may be returned.",
        "Widerruf: Rückgabe innerhalb von 14 Tagen",
        "This offer of more is valid for 30 days.",
    ],
)
def test_days_that_count_something_else_give_none(term: str) -> None:
    assert _due("2026-03-05", term) is None


def test_where_customs_differ_on_the_end_of_the_month_nothing_is_derived() -> None:
    """Thirty days from 31 January end in March, one month from it ends in February."""
    assert _due("2026-01-31", "Pagamento: 30 giorni d.f.f.m.") is None


def test_the_word_between_two_days_of_a_period_names_no_due_date() -> None:
    assert _due("2026-03-05", "Zeitraum 06.03.2026 bis 31.03.2026") is None
