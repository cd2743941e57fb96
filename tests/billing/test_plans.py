"""Plans: what is included, how much of it, and what it costs in which currency."""

import pytest

from billing.money import Money
from billing.plans import UNLIMITED, FeatureValue, at_least
from tests.builders import money, plan

PLAN = plan(
    "hb-pro",
    "25.00",
    annual_price="250.00",
    features={"chat": True, "api": False, "seats": 5, "exports": 0, "storage": UNLIMITED},
    also_priced_in={"EUR": money("23.00", "EUR")},
)


@pytest.mark.parametrize(
    ("currency", "interval", "price"),
    [
        ("USD", "month", money("25.00")),
        ("EUR", "month", money("23.00", "EUR")),
        ("JPY", "month", None),
        ("USD", "year", money("250.00")),
        ("EUR", "year", None),
        ("USD", "week", None),
    ],
)
def test_a_plan_is_sold_only_as_it_is_priced(
    currency: str, interval: str, price: Money | None
) -> None:
    assert PLAN.price_in(currency, interval) == price


def test_a_yearly_plan_is_not_sold_by_the_month() -> None:
    yearly = plan("hb-year", "250.00", interval="year")
    assert yearly.price_in("USD", "year") == money("250.00")
    assert yearly.price_in("USD", "month") is None


@pytest.mark.parametrize(
    ("feature", "included", "limit"),
    [
        ("chat", True, None),
        ("api", False, None),
        ("seats", True, 5),
        ("exports", False, 0),
        ("storage", True, None),
        ("teleport", False, None),
    ],
)
def test_what_a_plan_includes(feature: str, included: bool, limit: int | None) -> None:
    assert (PLAN.includes(feature), PLAN.limit(feature)) == (included, limit)


def test_features_are_ordered_from_nothing_to_unlimited() -> None:
    ladder: list[FeatureValue | None] = [None, 1, 5, 10**6, UNLIMITED]
    for low, less in enumerate(ladder):
        for high, more in enumerate(ladder):
            assert at_least(more, less) == (high >= low)
    assert at_least(None, False)
    assert not at_least(False, True)
