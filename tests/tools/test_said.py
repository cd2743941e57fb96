"""What counts as said: one value in the ways people write it, and nothing that is only alike."""

from datetime import date

import pytest

from tools._said import was_said

NEAR = (date(2026, 2, 20), date(2026, 3, 2))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the total is 100", "100.00"),
        ("der Betrag ist 1.234,50 EUR", "1234.50"),
        ("it says $1,234.5", "1234.50"),
        ("le total est 1 234,50\u202f€", "1234.50"),
        ("CHF 1'200.00.", "1200"),
        ("USD120.50", "120.50"),
        ("it is 1.234", "1234"),
        ("it is 1.234", "1.234"),
        ("a credit of -12.00", "-12.00"),
        ("the due date is 2026-03-22 and the total 5,00", "5.00"),
    ],
)
def test_an_amount_is_said_in_either_convention(text: str, value: str) -> None:
    assert was_said("amount", value, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the total is 100", "1000000"),
        ("the total is 100", "1"),
        ("the total is 12.05", "120.50"),
        ("the total is 0.50", "50"),
        ("the total is -12.00", "12.00"),
        ("the total is 1,234.50", "1.23"),
        ("the number is INV-7 or INV8", "7"),
        ("the number is INV-7 or INV8", "8"),
        ("due on 2026-03-22", "22"),
        ("the tax is 19%", "19"),
        ("the total is 1.2.3", "1.23"),
        ("the total is NaN", "NaN"),
    ],
)
def test_a_like_amount_is_not_said(text: str, value: str) -> None:
    assert not was_said("amount", value, text)


@pytest.mark.parametrize(
    "text",
    [
        "due 22 March 2026",
        "due March 22nd, 2026",
        "due on the 22nd of March",
        "fällig am 22. März 2026",
        "fällig am 22.3.",
        "fällig am 22. 03. 2026",
        "échéance le 22 mars",
        "vence el 22 de marzo de 2026",
        "due 2026-03-22",
        "due 3/22/26",
        "due 22/03/2026",
        "due 22-Mar-2026",
    ],
)
def test_a_day_is_said_with_its_month(text: str) -> None:
    assert was_said("date", "2026-03-22", text, NEAR)
    for other in ("2026-03-02", "2026-04-22", "2031-03-22", "2026-03-20"):
        assert not was_said("date", other, text, NEAR)


def test_a_year_that_is_said_may_be_far_and_no_other_counts() -> None:
    assert was_said("date", "2031-02-01", "it is from 1 February 2031", NEAR)
    assert not was_said("date", "2026-02-01", "it is from 1 February 2031", NEAR)
    assert not was_said("date", "2027-04-01", "due 1 April", NEAR)
    assert not was_said("date", "2026-04-31", "due 31 April", NEAR)
    assert not was_said("date", "2026-03-05", "due 3.5.2026", NEAR), "with points the day is first"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("it is in eur", "EUR"),
        ("das sind 120€", "EUR"),
        ("c'est en euros", "EUR"),
        ("it was 5 Canadian dollars", "CAD"),
        ("100 CHF", "CHF"),
        ("5 Schweizer Franken", "CHF"),
        ("100 ¥", "JPY"),
        ("5 kronor", "SEK"),
        ("5 coronas", "NOK"),
        ("12 zł", "PLN"),
        ("TRY 500", "TRY"),
    ],
)
def test_a_currency_is_said_by_code_sign_or_word(text: str, code: str) -> None:
    assert was_said("currency", code, text)
    assert not was_said("currency", "KWD", text)


@pytest.mark.parametrize(
    ("text", "code"), [("the total is 100", "JPY"), ("please try all", "TRY"), ("in Europe", "EUR")]
)
def test_a_currency_nobody_named_is_not_said(text: str, code: str) -> None:
    assert not was_said("currency", code, text)


def test_a_name_of_nothing_but_marks_is_not_said() -> None:
    assert was_said("name", "Lund A.B.", "it is from lund ab")
    assert not was_said("name", "--", "it is from Lund")
