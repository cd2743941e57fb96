"""Items of pages that are no clean table: columns of payments, sidebars, groups, sentences."""

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


def test_a_nameless_row_that_repeats_its_columns_is_no_item() -> None:
    page = """
50:Charge|>545:Amount
50:Basic fee|>545:71.77
50:Waste bin|>545:92.46
50:Bio bin|>545:38.93
50:Fixed|>545:203.16
50:Amount due|>545:203.16
"""
    assert _amounts(page) == ["71.77", "92.46", "38.93"]


def test_debit_and_credit_that_come_to_the_same_are_no_item() -> None:
    page = """
50:Date|120:Details|>444:Charges|>545:Credits
50:06/03|120:Room|>444:96.00
50:06/03|120:Breakfast|>444:14.00
50:07/03|120:Room|>444:96.00
50:08/03|120:Visa card|>545:206.00
120:Sums|>444:206.00|>545:206.00
120:Total|>545:206.00
"""
    assert _amounts(page) == ["96.00", "14.00", "96.00"]


def test_a_number_in_a_line_of_text_under_the_table_is_no_item() -> None:
    page = """
50:Description|>545:EUR
50:Air fare|>545:118.00
50:Checked bag|>545:49.98
50:TOTAL PAID|>545:167.98
50:Corncrake Airways, company no. 611209. Calls to our desk for reservations 021
"""
    assert _amounts(page) == ["118.00", "49.98"]


def test_a_slip_that_looks_like_a_table_is_no_second_one() -> None:
    page = """
50:Quantity|110:Text|>480:Price|>545:Amount
50:1|110:Service of a boiler|>480:138.00|>545:138.00
50:2|110:Valve|>480:11.40|>545:22.80
400:Net|>545:160.80
400:VAT 20 %|>545:32.16
400:Total|>545:192.96


50:Description|>420:EUR Amount
50:Bill 4471|>420:192.96
"""
    assert _amounts(page) == ["138.00", "22.80"]


def test_freight_on_the_way_from_the_goods_to_the_net_sum_is_no_item() -> None:
    page = """
50:Article|>320:Qty|>440:Price|>545:Amount
50:Cable ties|>320:20|>440:3.00|>545:60.00
50:Shrink tube|>320:8|>440:10.00|>545:80.00
50:Goods total|>545:140.00
50:Share of haulage|>545:12.50
50:Net|>545:152.50
50:VAT 20 %|>545:30.50
50:Invoice total|>545:183.00
"""
    assert _amounts(page) == ["60.00", "80.00"]


def test_a_second_group_with_a_sum_of_its_own_has_items() -> None:
    page = """
50:Date|120:Services|>440:Hours|>545:Amount
50:21 Oct|120:Letter|>440:2|>545:500.00
50:23 Oct|120:Call|>440:1|>545:250.00
300:Total fees|>545:750.00
70:Court filing fee|>545:302.53
70:Photocopies|>545:26.05
300:Total disbursements|>545:328.58
300:VAT at 20%|>545:215.72
300:Total this invoice|>545:1,294.30
"""
    assert _amounts(page) == ["500.00", "250.00", "302.53", "26.05"]


def test_a_drink_at_the_bar_is_no_payment() -> None:
    page = """
50:Date|120:Particulars|>545:Amount
50:17/05|120:Accommodation|>545:128.00
50:18/05|120:Bar|>545:12.40
50:18/05|120:Car park|>545:10.00
300:Total|>545:150.40
"""
    assert _amounts(page) == ["128.00", "12.40", "10.00"]


def test_a_gift_card_that_was_bought_is_an_item_where_the_sum_says_so() -> None:
    page = """
50:Gift card for a friend|>545:30.00
50:Merino skein|>545:76.02
50:Total|>545:106.02
"""
    assert _amounts(page) == ["30.00", "76.02"]


def test_a_list_beside_a_column_of_words_is_read() -> None:
    page = """
43:Basic monthly charge|>340:$25.70|368:Customer
43:Gas supply|>340:$77.88|368:Due date Mar 11, 2026
43:Efficiency levy|>340:$6.67
43:GST 5%|>340:$5.51
43:Total new charges|>340:$115.76
"""
    assert _amounts(page) == ["25.70", "77.88", "6.67"]


def test_the_row_of_the_total_is_no_item_of_itself() -> None:
    page = "50:Sales tax 8%|>545:$75.47\n50:Job total|>545:$1,018.80"
    assert _amounts(page) == []


def test_named_rows_of_a_table_of_net_and_gross_are_items() -> None:
    page = """
>380:Net|>470:VAT|>545:Gross
44:Rent in advance|>380:3,750.00|>470:750.00|>545:4,500.00
44:Cleaning of the stairs|>380:612.50|>470:122.50|>545:735.00
44:Amount due|>380:4,362.50|>470:872.50|>545:5,235.00
"""
    assert _amounts(page) == ["4500.00", "735.00"]


def test_taxes_night_by_night_are_no_sum_of_the_list() -> None:
    page = """
44:Date|149:Description|>545:Amount
44:06-18-26|149:Room charge|>545:180.00
44:06-18-26|149:State lodging tax 9%|>545:16.20
44:06-19-26|149:Room charge|>545:180.00
44:06-19-26|149:State lodging tax 9%|>545:16.20
364:Total charges|>545:392.40
"""
    assert _read(page).value("tax_amount") is None


def test_amounts_in_a_ten_thousandth_are_amounts() -> None:
    page = """
44:Leistung|>545:Betrag in EUR
44:Flat L Grundpreis|>545:25,2017
44:Zusatzkarte Uhr|>545:9,2353
44:Nettobetrag|>545:34,44
44:Umsatzsteuer 19,00 %|>545:6,54
44:Zu zahlender Betrag|>545:40,98
"""
    assert _amounts(page) == ["25.2017", "9.2353"]
