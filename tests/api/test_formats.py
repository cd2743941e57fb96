"""Amounts keep every minor unit in every language and currency."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.formats import BabelFormats, display
from billing.money import Money, currency_exponent
from billing.words import Words

FORMATS = BabelFormats()
NBSP, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("minor", "currency", "language", "text"),
    [
        (9740, "USD", "en", "$97.40"),
        (-9740, "USD", "en", "-$97.40"),
        (123456789, "EUR", "de", f"1.234.567,89{NBSP}€"),
        (123456789, "EUR", "fr", f"1{NARROW}234{NARROW}567,89{NBSP}€"),
        (9740, "USD", "es", f"97,40{NBSP}US$"),
        (1200, "JPY", "en", "¥1,200"),
        (1234567, "KWD", "en", f"KWD{NBSP}1,234.567"),
        (150, "ISK", "de", f"150{NBSP}ISK"),
        (123456, "LBP", "en", f"LBP{NBSP}1,234.56"),
        (5, "EUR", "en-GB", "€0.05"),
        (123456, "CHF", "de-CH", f"CHF{NBSP}1’234.56"),
    ],
)
def test_an_amount_is_written_as_its_language_writes_it(
    minor: int, currency: str, language: str, text: str
) -> None:
    assert FORMATS.money(Money(minor, currency), language) == text
    assert display(Money(minor, currency), language) == text


@given(
    st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1),
    st.sampled_from(["USD", "EUR", "JPY", "KWD", "CLF", "ISK", "HUF", "IQD"]),
    st.sampled_from(["en", "es", "de", "fr", "en-GB", "es-MX", "de-CH", "fr-CA"]),
)
def test_no_minor_unit_is_ever_lost_or_rounded(minor: int, currency: str, language: str) -> None:
    text = FORMATS.money(Money(minor, currency), language)
    digits = "".join(re.findall(r"\d", text))
    assert int(digits) == abs(minor)
    assert ("-" in text) == (minor < 0)
    if currency_exponent(currency):
        assert re.search(rf"[.,]\d{{{currency_exponent(currency)}}}(?!\d)", text)


def test_days_and_instants_name_the_month_and_the_place_of_the_clock() -> None:
    day = date(2026, 3, 2)
    assert FORMATS.day(day, "en-US") == "March 2, 2026"
    assert FORMATS.day(day, "en-GB") == "2 March 2026"
    assert FORMATS.day(day, "es") == "2 de marzo de 2026"
    assert FORMATS.day(day, "de") == "2. März 2026"
    assert FORMATS.day(day, "fr") == "2 mars 2026"
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert FORMATS.instant(late, "de", "Europe/Berlin") == "3. März 2026, 00:30 MEZ"
    assert FORMATS.instant(late, "en-US", "America/New_York") == "March 2, 2026, 18:30 EST"


def test_numbers_and_lists_are_exact() -> None:
    assert FORMATS.number(12345, "de") == "12.345"
    assert FORMATS.number(Decimal("402.125"), "fr") == "402,125"
    assert FORMATS.number(Decimal("0.00001234"), "en") == "0.00001234"
    assert FORMATS.listing(["a", "b", "c"], "es") == "a, b y c"
    assert FORMATS.listing([], "en") == ""


def test_an_unknown_language_is_written_in_american_english() -> None:
    for tag in ("", "x", "zz-ZZ", "not a tag", "../../etc", "e" * 500):
        assert FORMATS.money(Money(9740, "USD"), tag) == "$97.40"


def test_a_sentence_is_said_with_real_formats() -> None:
    words = Words("de-DE", FORMATS)
    said = words.say("bill.due", bill="HB-1", amount=Money(9740, "EUR"), day=date(2026, 3, 20))
    assert said == f"Rechnung HB-1 über 97,40{NBSP}€ ist am 20. März 2026 fällig."
