"""Dates as six languages print them, and who decides between day and month."""

from datetime import date

import pytest

from ingestion.dates import find_dates, order_by_numbers, settle
from ingestion.page import PrintedDocument, PrintedPage, Row, Word, rows_of


def _rows(*lines: str) -> tuple[Row, ...]:
    words = []
    for at, line in enumerate(lines):
        x = 50.0
        for part in line.split(" "):
            top = 100.0 + 20 * at
            words.append(Word(part, x, top, x + 5.0 * len(part), top + 10, 10))
            x += 5.0 * len(part) + 2.8
    return rows_of(PrintedDocument((PrintedPage(1, 595, 842, tuple(words)),), 1))


@pytest.mark.parametrize(
    "printed",
    [
        "2026-03-01",
        "2026/03/01",
        "01.03.2026",
        "1. März 2026",
        "March 1, 2026",
        "March 1/26",
        "March 1 , 2026",
        "Mar 1, 2026",
        "1 March 2026",
        "1st March 2026",
        "01-Mar-2026",
        "1-Mar-26",
        "1er mars 2026",
        "1 de marzo de 2026",
        "1 maart 2026",
        "1 marzo 2026",
        "01.03.26",
        "2026年3月1日",
        "Mar 1, '26",
        "01-MAR-26",
        "2026.03.01",
        "Montag, 1. März 2026",
        "1 de março de 2026",
        "1 marca 2026",
    ],
)
def test_one_day_in_many_spellings(printed: str) -> None:
    (found,) = find_dates(_rows(f"on {printed}"))
    assert (found.value, found.swapped) == (date(2026, 3, 1), None)


@pytest.mark.parametrize(
    "printed", ["31.02.2026", "99/99/2026", "1.2.3.4", "12-34-5678-9", "2026-3"]
)
def test_what_is_no_day_is_not_found(printed: str) -> None:
    assert find_dates(_rows(printed)) == []


def test_an_unclear_date_keeps_both_readings_until_something_decides() -> None:
    (unclear,) = find_dates(_rows("03/04/2026"))
    assert {unclear.value, unclear.swapped} == {date(2026, 4, 3), date(2026, 3, 4)}
    assert settle([unclear], None) == [unclear]
    assert settle([unclear], "mdy")[0].value == date(2026, 3, 4)
    assert settle([unclear], "dmy")[0].value == date(2026, 4, 3)


def test_a_clear_date_decides_for_its_neighbours() -> None:
    assert order_by_numbers(find_dates(_rows("03/04/2026", "03/25/2026"))) == "mdy"
    assert order_by_numbers(find_dates(_rows("03/04/2026", "25/03/2026"))) == "dmy"
    assert order_by_numbers(find_dates(_rows("25/03/2026", "03/25/2026"))) is None
    assert order_by_numbers(find_dates(_rows("03/04/2026"))) is None


def _placed(*words: tuple[str, float, float]) -> tuple[Row, ...]:
    made = tuple(Word(t, x, top, x + 5.0 * len(t), top + 10, 10) for t, x, top in words)
    return rows_of(PrintedDocument((PrintedPage(1, 595, 842, made),), 1))


def test_a_date_set_in_boxes_is_one_date() -> None:
    (found,) = find_dates(_placed(("25", 50, 100), ("03", 80, 100), ("2026", 110, 100)))
    assert found.value == date(2026, 3, 25)


def test_a_date_whose_year_is_on_the_next_line_is_one_date() -> None:
    words = [("27", 50.0, 100.0), ("de", 63.0, 100.0), ("octubre", 76.0, 100.0)]
    (found,) = find_dates(_placed(*words, ("de", 114.0, 100.0), ("2025", 50.0, 113.0)))
    assert found.value == date(2025, 10, 27)


def test_a_sort_code_is_no_day() -> None:
    assert find_dates(_rows("Sort code 20-11-43")) == []


def test_a_date_goes_on_on_the_next_line_of_its_column() -> None:
    rows = _rows("Due on 1 March", "2026 by transfer")
    assert [span.value for span in find_dates(rows)] == [date(2026, 3, 1)]
    rows = _rows("Amount due by 05-", "Oct-2026")
    assert [span.value for span in find_dates(rows)] == [date(2026, 10, 5)]


def test_a_count_over_a_month_is_no_date() -> None:
    assert find_dates(_rows("12", "March 2026")) == []
