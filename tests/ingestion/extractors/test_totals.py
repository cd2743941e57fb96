"""Sums told apart by labels, by tables of rates, and by what adds up."""

from decimal import Decimal

import pytest

from ingestion.draft import Draft
from ingestion.pipeline import read_page
from ingestion.readers.pdf_words import read_words
from tests.ingestion.sheets import sheet

HEAD = """
50@14:Harrow & Pike Ltd
50:Invoice no. 4471|300:Invoice date: 2026-03-02
"""


def _read(page: str) -> Draft:
    return read_page(read_words(sheet(HEAD + page)))


def _sums(page: str) -> tuple[Decimal | None, ...]:
    draft = _read(page)
    names = ("net_amount", "tax_amount", "total_amount")
    return tuple(Decimal(v) if (v := draft.value(n)) is not None else None for n in names)


def _all(*values: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(value) for value in values)


@pytest.mark.parametrize(
    "header",
    [
        "50:Rate|>200:Net|>280:VAT|>360:Gross",
        "50:Aliquota|>200:Imponibile|>280:Imposta|>360:Totale",
        "50:Taux|>200:Base HT|>280:Montant TVA|>360:Total TTC",
        "50:Tipo|>200:Base imponible|>280:Cuota IVA|>360:Total",
        "50:MwSt-Satz|>200:Netto|>280:MwSt|>360:Brutto",
        "50:BTW %|>200:Grondslag|>280:BTW bedrag|>360:Totaal",
    ],
)
def test_a_table_of_rates_is_added_up(header: str) -> None:
    rows = "50:20%|>200:260.00|>280:52.00|>360:312.00\n50:5%|>200:45.00|>280:2.25|>360:47.25\n"
    assert _sums(f"{header}\n{rows}\n350:Amount due|>545:£359.25") == _all("305", "54.25", "359.25")


def test_the_total_row_of_a_table_of_rates_is_not_added_again() -> None:
    page = """
50:Rate|>200:Net|>280:VAT|>360:Gross
50:20%|>200:260.00|>280:52.00|>360:312.00
50:0%|>200:80.00|>280:0.00|>360:80.00
50:Total|>200:340.00|>280:52.00|>360:392.00
"""
    assert _sums(page) == _all("340", "52", "392")


def test_one_row_of_sums_under_its_header() -> None:
    page = "50:Subtotal|>250:Shipping|>350:Sales tax|>450:Total\n"
    page += "50:100.00|>250:5.00|>350:8.40|>450:113.40"
    assert _sums(page) == _all("100", "8.40", "113.40")


def test_several_taxes_are_one_tax() -> None:
    page = """
350:Subtotal|>545:$780.20
350:GST 5%|>545:$39.01
350:PST 7%|>545:$54.61
350:TOTAL|>545:$873.82
"""
    assert _sums(page) == _all("780.20", "93.62", "873.82")


def test_tax_in_brackets_inside_the_total() -> None:
    assert _sums("350:Total (incl. VAT 6.04): 73.20") == (None, *_all("6.04", "73.20"))


def test_a_tax_included_by_its_own_rate_leaves_the_gross_subtotal_out() -> None:
    page = """
350:Zwischensumme|>545:243,15 €
350:Versand|>545:5,69 €
350:Gesamt|>545:248,84 €
350:inkl. 19 % MwSt.|>545:39,73 €
"""
    assert _sums(page) == (None, *_all("39.73", "248.84"))


def test_a_tax_beside_its_base_tells_both() -> None:
    page = "50:IVA 21 % s/ 64,00|>545:13,44 €\n50:TOTAL IMPORTE FACTURA|>545:77,44 €"
    assert _sums(page) == _all("64", "13.44", "77.44")


def test_an_amount_set_between_two_lines_of_its_label() -> None:
    page = "350@8:Total amount\n>545@8:120.00\n350@8:including tax"
    assert read_page(read_words(sheet(HEAD + page, step=5.5))).value("total_amount") == "120.00"


def test_a_paid_invoice_keeps_its_total() -> None:
    draft = _read(
        "350:Total|>545:$1,139.25\n350:Payment 02/10|>545:-$1,139.25\n350:Balance due|>545:$0.00"
    )
    assert draft.value("total_amount") == "1139.25"
    assert draft.value("amount_due") == "0.00"


def test_a_bill_with_a_balance_carried_over_has_its_own_total() -> None:
    draft = _read(
        """
50:Your last bill|>300:£84.10
50:Payments you've made|>300:£50.00 CR
50:Balance brought forward|>300:£34.10
50:New charges this period|>300:£97.65
50:Total to pay|>300:£131.75
"""
    )
    assert draft.value("total_amount") == "97.65"
    assert draft.value("amount_due") == "131.75"
    assert draft.value("previous_balance") == "84.10"


def test_sums_that_do_not_close_are_still_read() -> None:
    page = "350:Subtotal|>545:221.20\n350:VAT 20%|>545:36.00\n350:Total|>545:257.90"
    assert _sums(page) == _all("221.20", "36", "257.90")


def test_taxes_at_several_rates_in_the_total_are_all_of_it() -> None:
    page = """
50:VAT 21% (included)|>545:49.76
50:VAT 9% (included)|>545:0.69
50:Total amount|>545:€ 295.03
"""
    assert _sums(page)[1:] == _all("50.45", "295.03")


def test_a_second_name_and_amount_in_one_line_are_read_too() -> None:
    page = """
50:TOTAL A PAGAR 62,25 €
50:Base imponible 51,45 € · Cuota de IVA 10,80 €
"""
    assert _sums(page) == _all("51.45", "10.80", "62.25")


def test_an_account_under_a_row_of_sums_is_no_sum() -> None:
    page = """
50:Imponibile|>220:IVA 10%|>350:Totale documento|>545:Netto a pagare
50:€ 697,98|>220:€ 69,80|>350:€ 767,78|>545:€ 767,78
50:IBAN IT64 L455|>220:8104|>350:4315|>545:131
"""
    assert _sums(page) == _all("697.98", "69.80", "767.78")


def test_what_is_most_of_the_total_is_no_tax() -> None:
    page = """
50:Cuota enseñanza noviembre|>545:285,00 €
50:Comedor|>545:147,00 €
50:Total recibo|>545:432,00 €
"""
    assert _sums(page)[1:] == (None, Decimal("432.00"))
