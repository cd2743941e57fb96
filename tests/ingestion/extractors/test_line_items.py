"""Items of tables with and without headers; what only repeats a sum is none."""

from ingestion.draft import Draft
from ingestion.pipeline import parse
from tests.ingestion.sheets import sheet

HEAD = """
50@16:INVOICE
50@14:Harrow & Pike Ltd
50:Invoice no. 4471|300:Invoice date: 2026-03-02
"""


def _read(page: str, head: str = HEAD) -> Draft:
    return parse(sheet(head + page))


def _amounts(page: str, head: str = HEAD) -> list[str | None]:
    return [item.amount for item in _read(page, head).line_items]


def test_carried_forward_and_group_subtotals_are_no_items() -> None:
    page = """
50:Pos.|90:Beschreibung|>330:Menge|>420:Einzelpreis|>545:Gesamt
90:1 Wohnzimmer
50:1.1|90:Wände streichen|>330:64|>420:7,80|>545:499,20
50:1.2|90:Decke streichen|>330:22|>420:8,40|>545:184,80
90:Summe Wohnzimmer|>545:684,00
90:Übertrag|>545:684,00
90:2 Flur
50:2.1|90:Tapete entfernen|>330:31|>420:4,20|>545:130,20
350:Summe netto|>545:814,20
350:19 % MwSt.|>545:154,70
350:Gesamtbetrag|>545:968,90
"""
    assert _amounts(page) == ["499.20", "184.80", "130.20"]


def test_a_list_without_a_header_is_read_where_it_comes_to_the_sum() -> None:
    page = """
50:Unlimited plan .............|>300:75.00
50:Roaming 12 min .............|>300:6.00
50:AutoPay credit .............|>300:-5.00
50:State sales tax ............|>300:4.22
50:Total new charges ..........|>300:80.22
"""
    assert _amounts(page) == ["75.00", "6.00", "-5.00"]


def test_quantity_and_price_of_a_listed_row_are_those_that_multiply() -> None:
    page = """
50:Hedge trimming|>300:2.5|>380:28.00|>545:70.00
50:Lawn feed|>300:2|>380:9.50|>545:19.00
350:TOTAL|>545:89.00
"""
    items = _read(page).line_items
    assert [(i.description, i.quantity, i.unit_price) for i in items] == [
        ("Hedge trimming", "2.5", "28.00"),
        ("Lawn feed", "2", "9.50"),
    ]


def test_rows_that_come_to_nothing_printed_are_not_taken_for_items() -> None:
    page = "50:Deposit box|>300:12.00\n50:Key card|>300:3.00\n350:TOTAL|>545:89.00"
    assert _amounts(page) == []


def test_a_header_in_two_lines_names_its_columns() -> None:
    page = """
50:Pos|90:Description of|>330:Quan-|>420:Price|>545:Line
90:service|>330:tity|>420:per unit|>545:amount
50:1|90:Ocean freight|>330:1|>420:2,150.00|>545:2,150.00
50:2|90:Terminal handling|>330:2|>420:285.00|>545:570.00
350:Net total|>545:2,720.00
350:Total|>545:2,720.00
"""
    assert _amounts(page) == ["2150.00", "570.00"]


def test_an_unnamed_column_of_money_is_the_amount_and_of_words_the_description() -> None:
    page = "50:Tratamiento|>545:€\n50:Limpieza dental|>545:60,00\n50:Radiografía|>545:25,00\n"
    page += "350:Total|>545:85,00 €"
    assert [item.description for item in _read(page).line_items] == [
        "Limpieza dental",
        "Radiografía",
    ]


def test_unnamed_sums_under_the_items_end_them() -> None:
    page = """
50:Description|>330:Qty|>420:Price|>545:Extended
50:Brake rotor|>330:2|>420:87.73|>545:175.46
50:Oil filter|>330:1|>420:7.80|>545:7.80
390:Parts|>545:183.26
390:Shop supplies|>545:24.69
390:Subtotal|>545:207.95
390:Total|>545:207.95
"""
    assert _amounts(page) == ["175.46", "7.80"]


def test_items_of_a_credit_note_are_negative_though_printed_without_a_sign() -> None:
    head = HEAD.replace("INVOICE", "CREDIT NOTE").replace("Invoice no.", "Credit note no.")
    page = "50:Description|>545:Amount\n50:Returned chair|>545:180.00\n350:Total credit|>545:180.00"
    assert _amounts(page, head) == ["-180.00"]


def test_a_levy_in_the_net_sum_is_an_item_and_the_tax_on_it_is_none() -> None:
    page = """
50:Berechnung|>545:Betrag EUR
50:Arbeitspreis|>545:1.075,67
50:Grundpreis|>545:118,02
50:Stromsteuer|>545:69,13
350:Nettobetrag|>545:1.262,82
350:Umsatzsteuer 19 %|>545:239,94
350:Gesamtkosten brutto|>545:1.502,76
"""
    assert _amounts(page) == ["1075.67", "118.02", "69.13"]


def test_a_percentage_of_the_items_above_is_their_tax_under_any_name() -> None:
    page = """
50:Description of Goods|>330:Quantity|>420:Rate|>545:Amount
50:PVC conduit|>330:17|>420:76.40|>545:1,298.80
50:Wire coil|>330:1|>420:1,573.35|>545:1,573.35
50:Output IGST 18%|>330:18|>545:516.99
50:Total|>545:3,389.14
"""
    assert _amounts(page) == ["1298.80", "1573.35"]


def test_the_sum_of_a_group_in_a_list_is_no_item_whatever_it_is_called() -> None:
    page = """
50:Visita specialistica|>545:60,00
50:Ecografia|>545:75,00
50:Onorario|>545:135,00
50:Spese vive|>545:15,00
50:Imponibile|>545:150,00
50:IVA 22%|>545:33,00
50:TOTALE|>545:183,00
"""
    assert _amounts(page) == ["60.00", "75.00", "15.00"]


def test_amounts_come_from_the_column_that_makes_the_sum() -> None:
    page = """
50:Produit|>300:LPP|>380:Base SS|>460:Part SS|>545:Prix TTC
50:Monture|>300:2228136|>380:0,05|>460:0,03|>545:69,35
50:Verre droit|>300:2289212|>380:0,05|>460:0,03|>545:160,98
350:Total HT|>545:191,94
350:TVA 20 %|>545:38,39
350:Total TTC|>545:230,33 €
"""
    assert _amounts(page) == ["69.35", "160.98"]
