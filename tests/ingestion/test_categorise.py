import pytest

from billing.uploads import Category
from ingestion.categorise import _patterns, categorise

INVOICES = [
    ("utility", "Stadtwerke Nordhain", ["Arbeitspreis Strom", "Grundpreis"], ""),
    ("utility", "Clearbrook", ["Water supply", "Sewage"], "meter reading 5 to 9"),
    ("utility", "Luz del Sur", ["Potencia contratada", "Energía eléctrica"], "CUPS ES00"),
    ("telecom", "Nordlys Mobile", ["Roaming data", "Monthly plan"], ""),
    ("telecom", "Fernruf GmbH", ["Mobilfunkvertrag", "Festnetz"], "Rufnummer 030"),
    ("telecom", "Réseau Clair", ["Forfait mobile 20 Go"], "téléphonie et fibre optique"),
    ("rent", "Hofmann Hausverwaltung", ["Kaltmiete Mai", "Nebenkosten"], ""),
    ("rent", "Immobiliare Verdi", ["Canone di locazione"], ""),
    ("software", "Pinewood Cloud", ["25 seats, annual subscription"], ""),
    ("software", "Sjoerd BV", ["Licentie boekhoudpakket", "Domeinnaam"], ""),
    ("travel", "Hotel Adler", ["2 Übernachtungen", "Kurtaxe"], ""),
    ("travel", "Blue Airways", ["Flight to Oslo, 1 passenger"], ""),
    ("insurance", "Alpina Versicherung AG", ["Haftpflichtversicherung"], "Police 77"),
    ("insurance", "Seguros Norte", ["Prima anual"], "póliza"),
    ("professional_services", "Weber Steuerberatung", ["Jahresabschluss 2025"], ""),
    ("professional_services", "Studio Legale Conti", ["Onorario per consulenza"], ""),
    ("supplies", "Papeterie du Port", ["Stylos", "Classeurs"], ""),
    ("supplies", "Quill & Co", ["Printer paper A4", "Envelopes"], ""),
    ("tax", "Finanzamt Mitte", ["Gewerbesteuer 2026"], ""),
    ("tax", "Belastingdienst", ["Aanslag inkomstenbelasting"], ""),
]


@pytest.mark.parametrize(("category", "seller", "lines", "text"), INVOICES)
def test_an_invoice_is_sorted_by_its_seller_its_lines_and_its_page(
    category: str, seller: str, lines: list[str], text: str
) -> None:
    found = categorise(seller, lines, text)
    assert max(found, key=lambda name: found[name]) == category
    assert found[category] >= 50


@pytest.mark.parametrize(
    ("seller", "lines"), [("Lund AB", ["Item 1", "Item 2"]), (None, []), ("", [""])]
)
def test_what_speaks_for_nothing_has_no_category(seller: str | None, lines: list[str]) -> None:
    assert categorise(seller, lines) == {}


def test_one_word_of_the_page_is_no_category() -> None:
    assert categorise("Lund AB", ["Item"], "please mind the parking space") == {}


def test_where_two_fit_alike_neither_is_sure() -> None:
    found = categorise("Lund AB", ["Roaming data", "Hotel, 2 nights"], "")
    assert all(percent < 60 for percent in found.values())
    assert {"telecom", "travel"} <= set(found)


def test_every_category_but_the_rest_has_its_words() -> None:
    assert set(_patterns()) == {str(name) for name in Category} - {"other"}


def test_a_long_page_is_sorted_in_no_time() -> None:
    categorise("x" * 50_000, ["strom" * 2000], "kwh miete " * 50_000)
