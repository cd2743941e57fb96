"""Numbers as countries print them."""

from decimal import Decimal

import pytest

from ingestion.amounts import find_amounts, money_text, plain_text, read_number
from ingestion.page import PrintedDocument, PrintedPage, Word, rows_of


@pytest.mark.parametrize(
    ("printed", "mark", "value"),
    [
        ("1,234.56", None, "1234.56"),
        ("1.234,56", None, "1234.56"),
        ("1 234,56", None, "1234.56"),
        ("1'234.50", None, "1234.50"),
        ("12,34,567.89", None, "1234567.89"),
        ("1.234.567", None, "1234567"),
        ("0,285", None, "0.285"),
        ("1.234", None, "1234"),
        ("1,234", ",", "1.234"),
        ("1,234", ".", "1234"),
        ("12,5", None, "12.5"),
    ],
)
def test_both_decimal_marks_and_every_grouping(printed: str, mark: str | None, value: str) -> None:
    assert read_number(printed, mark) == Decimal(value)


@pytest.mark.parametrize("printed", ["1,23,45", "1.2.3", "1,234,56"])
def test_a_number_grouped_in_no_known_way_is_none(printed: str) -> None:
    assert read_number(printed) is None


def _spans(text: str) -> list[tuple[Decimal, str | None, bool]]:
    words, x = [], 50.0
    for part in text.split(" "):
        words.append(Word(part, x, 100, x + 5.0 * len(part), 110, 10))
        x += 5.0 * len(part) + 2.8
    page = PrintedPage(1, 595, 842, tuple(words))
    rows = rows_of(PrintedDocument((page,), 1))
    return [(s.value, s.currency, s.money) for s in find_amounts(rows, [])]


@pytest.mark.parametrize(
    ("printed", "value", "currency"),
    [
        ("$1,234.56", "1234.56", "$"),
        ("US$ 12.00", "12.00", "USD"),
        ("12,50 €", "12.50", "EUR"),
        ("EUR 12,50", "12.50", "EUR"),
        ("CHF 1'999.85", "1999.85", "CHF"),
        ("Rs. 1,47,500.00", "147500.00", "INR"),
        ("1 234,56 €", "1234.56", "EUR"),
        ("12.50-", "-12.50", None),
        ("-$12.50", "-12.50", "$"),
        ("(12.50)", "-12.50", None),
        ("(£100.00)", "-100.00", "GBP"),
        ("12.50 CR", "-12.50", None),
        ("¥31,500", "31500", "JPY"),
        ("480,- €", "480", "EUR"),
        ("1.234,-", "1234", None),
        ("12,--", "12", None),
        ("€ 1 234,50", "1234.50", "EUR"),
        ("1\u202f234,50 €", "1234.50", "EUR"),
        ("1\u00a0234,50\u00a0€", "1234.50", "EUR"),
        ("12,34,567.00 CR", "-1234567.00", None),
        ("....75.00", "75.00", None),
    ],
)
def test_signs_and_currencies_before_and_behind(
    printed: str, value: str, currency: str | None
) -> None:
    assert _spans(printed) == [(Decimal(value), currency, True)]


@pytest.mark.parametrize("printed", ["INV-12.50", "v1.25.03", "12/50", "A12.50B", "10.0.0.1"])
def test_parts_of_codes_are_no_amounts(printed: str) -> None:
    assert _spans(printed) == []


def test_a_rate_is_not_money() -> None:
    assert [money for _, _, money in _spans("19,00 % 12,50")] == [False, True]


def test_money_keeps_the_places_of_its_currency_and_more_where_more_were_printed() -> None:
    assert money_text(Decimal("97.4"), "USD") == "97.40"
    assert money_text(Decimal("1200"), "JPY") == "1200"
    assert money_text(Decimal("0.19005"), "USD") == "0.19005"
    assert plain_text(Decimal("402.00")) == "402"
    assert plain_text(Decimal("100")) == "100"
