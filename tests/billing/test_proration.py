"""What a change of plan costs, to the cent."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from billing.money import Money
from billing.periods import Period
from billing.proration import next_period_change, prorate_upgrade
from tests.builders import money

MARCH = Period.month(2026, 3)


def test_half_a_month_costs_half_the_difference() -> None:
    april = Period.month(2026, 4)
    preview = prorate_upgrade(
        money("10.00"), money("25.00"), interval="month", period=april, today=date(2026, 4, 16)
    )
    assert (preview.credit, preview.charge) == (money("5.00"), money("12.50"))
    assert (preview.due_now, preview.price) == (money("7.50"), money("25.00"))
    assert preview.effective_on == date(2026, 4, 16)


def test_the_first_day_costs_everything_and_after_the_end_nothing() -> None:
    for today, due in ((date(2026, 3, 1), "15.00"), (date(2026, 4, 1), "0.00")):
        preview = prorate_upgrade(
            money("10.00"), money("25.00"), interval="month", period=MARCH, today=today
        )
        assert preview.due_now == money(due)


def test_today_counts_as_unused() -> None:
    preview = prorate_upgrade(
        money("0.00"), money("31.00"), interval="month", period=MARCH, today=date(2026, 3, 31)
    )
    assert preview.charge == money("1.00")


def test_a_cheaper_plan_never_pays_out_by_itself() -> None:
    preview = prorate_upgrade(
        money("25.00"), money("10.00"), interval="month", period=MARCH, today=date(2026, 3, 2)
    )
    assert preview.due_now == money("0.00")


prices = st.integers(0, 10**7)


@given(prices, prices, st.integers(-40, 80))
def test_what_is_due_is_the_charge_less_the_credit(old: int, new: int, day: int) -> None:
    today = date(2026, 3, 1) + timedelta(days=day)
    preview = prorate_upgrade(
        Money(old, "JPY"), Money(new, "JPY"), interval="month", period=MARCH, today=today
    )
    difference = preview.charge - preview.credit
    assert preview.due_now == (difference if difference.amount_minor > 0 else Money.zero("JPY"))
    assert 0 <= preview.charge.amount_minor <= new
    assert 0 <= preview.credit.amount_minor <= old


def test_a_change_that_waits_costs_nothing_now() -> None:
    preview = next_period_change(money("25.00"), interval="month", effective_on=MARCH.end_before_on)
    assert preview.due_now == money("0.00")
    assert (preview.price, preview.effective_on) == (money("25.00"), date(2026, 4, 1))
