"""Money: exact, one currency at a time, no cent lost."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.errors import CurrencyMismatch, InvalidMoney
from billing.money import (
    _EXPONENT,
    MINOR_LIMIT,
    Money,
    currency_exponent,
    total,
    totals_by_currency,
)

CURRENCIES = sorted(_EXPONENT)
minors = st.integers(-MINOR_LIMIT + 1, MINOR_LIMIT - 1)
small = st.integers(-(10**10), 10**10)
amounts = st.builds(Money, minors, st.sampled_from(CURRENCIES))


def test_the_table_of_currencies_has_each_code_once() -> None:
    assert len(CURRENCIES) == len(set(CURRENCIES)) > 150
    places = {code: currency_exponent(code) for code in ("JPY", "KRW", "USD", "KWD", "BHD", "CLF")}
    assert places == {"JPY": 0, "KRW": 0, "USD": 2, "KWD": 3, "BHD": 3, "CLF": 4}


@given(amounts)
def test_writing_and_reading_is_the_identity_in_every_currency(amount: Money) -> None:
    assert Money.from_decimal(amount.to_decimal(), amount.currency) == amount


@pytest.mark.parametrize("currency", CURRENCIES)
def test_one_minor_unit_is_written_with_the_currencys_places(currency: str) -> None:
    places = currency_exponent(currency)
    text = Money(1, currency).to_decimal()
    assert text == ("1" if places == 0 else "0." + "0" * (places - 1) + "1")


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("97.4", "USD"),
        ("97", "USD"),
        ("97.400", "USD"),
        ("1200.0", "JPY"),
        ("1200.", "JPY"),
        ("1e2", "JPY"),
        ("+1.00", "USD"),
        (" 1.00", "USD"),
        ("1_000.00", "USD"),
        ("1,000.00", "USD"),
        (".50", "USD"),
        ("-.50", "USD"),
        ("--1.00", "USD"),
        ("-", "JPY"),
        ("", "USD"),
        ("NaN", "JPY"),
        ("Infinity", "JPY"),
        ("١٢.٠٠", "USD"),
        ("1.00", "usd"),
        ("1.00", "XXX"),
        ("1.00", ""),
        ("9" * 19, "JPY"),
        ("9" * 16, "JPY"),
    ],
)
def test_what_is_not_exactly_an_amount_is_refused(text: str, currency: str) -> None:
    with pytest.raises(InvalidMoney):
        Money.from_decimal(text, currency)


@pytest.mark.parametrize("wrong", [True, 1.0, "1", None, 10**15, -(10**15)])
def test_only_whole_minor_units_in_range_are_money(wrong: object) -> None:
    with pytest.raises(InvalidMoney):
        Money(wrong, "USD")  # type: ignore[arg-type]  # what a careless edge might pass


@given(small, small)
def test_adding_is_exact_and_undone_by_taking_away(one: int, other: int) -> None:
    a, b = Money(one, "EUR"), Money(other, "EUR")
    assert (a + b) - b == a
    assert (a + -a).is_zero
    assert (a < b, a <= b, a > b, a >= b) == (one < other, one <= other, one > other, one >= other)


def test_two_currencies_never_mix() -> None:
    one, other = Money(1, "USD"), Money(1, "EUR")
    for mixed in (
        lambda: one + other,
        lambda: one - other,
        lambda: one < other,
        lambda: one >= other,
        lambda: total([one, other], "USD"),
    ):
        with pytest.raises(CurrencyMismatch):
            mixed()
    assert one != other


def test_totals_are_one_per_currency() -> None:
    sums = totals_by_currency([Money(1, "USD"), Money(5, "JPY"), Money(2, "USD")])
    assert sums == (Money(5, "JPY"), Money(3, "USD"))
    assert totals_by_currency([]) == ()
    assert total([], "USD") == Money.zero("USD")


weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(lambda w: sum(w) > 0)


@given(amounts, weights)
def test_a_split_loses_no_minor_unit_and_is_fair(amount: Money, parts: list[int]) -> None:
    shares = amount.split(parts)
    assert total(shares, amount.currency) == amount
    for share, weight in zip(shares, parts, strict=True):
        exact = Fraction(amount.amount_minor * weight, sum(parts))
        assert abs(share.amount_minor - exact) < 1
        assert weight or share.is_zero


def test_left_over_units_go_to_the_largest_fractions_first() -> None:
    assert [x.amount_minor for x in Money(100, "USD").split([1, 1, 1])] == [34, 33, 33]
    assert [x.amount_minor for x in Money(-100, "USD").split([1, 1, 1])] == [-34, -33, -33]
    assert [x.amount_minor for x in Money(10, "USD").split([1, 2])] == [3, 7]


@pytest.mark.parametrize("bad", [[], [0, 0], [1, -1, 5], [-1]])
def test_weights_that_mean_nothing_are_refused(bad: list[int]) -> None:
    with pytest.raises(InvalidMoney):
        Money(100, "USD").split(bad)


@given(small, st.fractions(-(10**3), 10**3))
def test_times_rounds_half_to_even_exactly(minor: int, ratio: Fraction) -> None:
    assert Money(minor, "USD").times(ratio).amount_minor == round(minor * ratio)


def test_times_has_one_rounding_rule() -> None:
    rounded = [
        Money(minor, "USD").times(Fraction(1, 2)).amount_minor for minor in (1, 3, 5, -1, -3)
    ]
    assert rounded == [0, 2, 2, 0, -2]


def test_times_is_exact_beyond_any_decimal_precision() -> None:
    just_under = Fraction(1, 2) - Fraction(1, 10**40)
    assert Money(10**14 + 3, "USD").times(just_under).amount_minor == 5 * 10**13 + 1
    with pytest.raises(InvalidMoney):
        Money(1, "USD").times(Fraction(10**40))
