"""Sums that no plain label names: levies beside the tax, sentences, columns, bills paid off."""

from decimal import Decimal

import pytest

from ingestion.checks import weighed
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
    "levy", ["Imposta di soggiorno", "Kurtaxe", "Taxe de séjour", "Tasa turística", "Tourist tax"]
)
def test_a_guests_levy_beside_the_tax_is_no_tax(levy: str) -> None:
    page = f"""
350:Imponibile 10%|>545:254,55
350:IVA 10%|>545:25,45
350:{levy}|>545:21,00
350:Totale ricevuta|>545:301,00
"""
    assert _sums(page) == _all("254.55", "25.45", "301.00")


def test_what_stands_between_net_and_total_does_not_speak_against_them() -> None:
    draft = _read(
        """
350:Total Net Amount|>545:262.96
350:Television licence|>545:7.02
350:VAT|>545:54.00
350:Invoice Total|>545:323.98
"""
    )
    assert draft.value("charges_amount") == "7.02"
    check = next(c for c in weighed(draft).checks if c.name == "net_plus_tax_is_total")
    assert check.ok is True


def test_a_levy_without_the_tax_is_not_that_tax() -> None:
    page = "50:Net|>200:232.08\n50:VAT @ 20%|>200:46.42\n50:Levy (no VAT)|>200:4.00\n"
    assert _sums(page + "50:Total|>200:282.50")[1] == Decimal("46.42")


def test_a_charge_with_a_tax_in_it_is_not_that_tax() -> None:
    page = """
50:Net|>300:109.58
50:VAT 20%|>300:21.92
50:Contents cover inc. IPT|>300:14.56
50:TOTAL|>300:146.06
"""
    assert _sums(page) == _all("109.58", "21.92", "146.06")


def test_a_fee_excluding_the_tax_is_the_net_sum() -> None:
    page = "300:Fee excluding GST|>545:3,110.00\n300:GST @ 15%|>545:466.50\n"
    page += "300:Total including GST|>545:3,576.50"
    assert _sums(page) == _all("3110", "466.50", "3576.50")


def test_a_rounded_total_is_the_one_to_pay() -> None:
    page = """
50:Taxable value|>300:38,955.00
50:Total GST|>300:3,496.50
50:Total|>300:42,451.50
50:Round off|>300:0.50
50:Grand total|>300:42,452.00
"""
    assert _sums(page) == _all("38955", "3496.50", "42452")


def test_what_is_left_after_a_tax_withheld_is_not_the_total() -> None:
    page = """
350:Base imponible|>545:2.400,00
350:IVA 21 %|>545:504,00
350:Total factura|>545:2.904,00
350:Retención IRPF 15 %|>545:-360,00
350:Líquido a percibir|>545:2.544,00
"""
    assert _sums(page) == _all("2400", "504", "2904")


def test_sums_told_in_a_sentence() -> None:
    page = """
50:for my work on the lease I charge a fee of GBP 640.00, to which
50:is added VAT at 19 % of GBP 121.60, so that GBP 761.60 in all is
50:payable by 18 May. Thank you for your trust in our small practice.
"""
    assert _sums(page) == _all("640", "121.60", "761.60")


def test_two_sentences_with_sums_of_their_own_leave_the_total_open() -> None:
    told = "50:In {0} we charged you GBP {1} and VAT at 20 % of GBP {2}, so GBP {3} in all.\n"
    page = told.format("May", "100.00", "20.00", "120.00") + "\n\n\n"
    page += told.format("June", "300.00", "60.00", "360.00")
    assert _sums(page)[0] is None


def test_the_amount_in_brackets_behind_the_total_is_not_the_total() -> None:
    page = "276:Subtotal|343:GBP 76.02\n276:Total|343:GBP 82.31 (includes GBP 13.72 VAT)"
    assert _sums(page) == (None, *_all("13.72", "82.31"))


def test_a_currency_may_belong_to_the_label_and_to_the_amount() -> None:
    page = "40:Rechnungsbetrag EUR 188,42, darin enthalten 19% MwSt. EUR 30,08"
    assert _sums(page)[1:] == _all("30.08", "188.42")


def test_a_bill_that_only_shows_a_balance_of_nothing_was_paid_in_full() -> None:
    page = """
50:06/12/2026|120:Room|>545:$129.00
50:06/13/2026|120:Room|>545:$129.00
50:06/14/2026|120:Visa payment|>545:-$258.00
50:Balance|>545:$0.00
"""
    assert _sums(page)[2] == Decimal(258)
    assert _read(page).value("paid_amount") == "258.00"
    assert _sums(page.replace("-$258.00", "-$200.00"))[2] is None


def test_the_last_amount_of_a_column_that_is_its_sum_needs_no_name() -> None:
    page = "50:Fare|>300:90.00\n50:Seat|>300:8.00\n50:Bag|>300:20.00\n50:To your card|>300:118.00"
    assert _sums(page)[2] == Decimal(118)
    assert _sums(page.replace("118.00", "119.00"))[2] is None


def test_of_several_rows_of_one_name_none_is_the_tax() -> None:
    page = """
50:Fare|>300:322.53
50:Tax/fee/charge|>300:53.18
50:Tax/fee/charge|>300:55.93
50:Total amount|>300:431.64
"""
    assert _sums(page)[1] is None


@pytest.mark.parametrize("base", ["Amount", "Levy", "Ammontare"])
def test_a_column_of_unknown_name_that_the_rates_are_on_is_the_net(base: str) -> None:
    page = f"""
50:Rate|>250:{base}|>360:VAT
50:SR 9%|>250:440.00|>360:39.60
50:ZR 0%|>250:1,718.00|>360:0.00
50:Total|>250:2,158.00|>360:39.60

50:Grand total payable|>360:2,197.60
"""
    assert _sums(page) == _all("2158", "39.60", "2197.60")


def test_a_nameless_last_row_of_a_table_of_rates_is_not_added_again() -> None:
    page = """
50:Rate|>200:Net|>280:VAT|>360:Gross
50:10%|>200:396.82|>280:39.68|>360:436.50
50:20%|>200:67.00|>280:13.40|>360:80.40
>200:463.82|>280:53.08|>360:516.90
"""
    assert _sums(page) == _all("463.82", "53.08", "516.90")


def test_a_balance_told_in_a_sentence_is_weaker_than_a_total_below_the_items() -> None:
    page = """
40:Full day|>540:$1,715.96
40:Second shooter|>540:$320.10
40:total|>540:$2,036.06
40:A retainer of $509.02 is payable by 10 Feb, the balance of $1,527.04 before the event.
"""
    assert _sums(page)[2] == Decimal("2036.06")
