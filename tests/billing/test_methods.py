"""Saved ways to pay."""

from datetime import date

import pytest

from billing.errors import MethodUnusable
from tests.builders import method


def test_a_method_works_until_the_day_before_it_expires() -> None:
    card = method(expires_before_on=date(2026, 4, 1))
    card.require_usable("USD", date(2026, 3, 31))
    with pytest.raises(MethodUnusable, match="expired"):
        card.require_usable("USD", date(2026, 4, 1))


def test_a_method_without_an_end_never_expires() -> None:
    method(expires_before_on=None).require_usable("USD", date(2999, 1, 1))


def test_a_method_pays_in_its_currencies_only() -> None:
    euro = method(currencies=("EUR", "CHF"))
    euro.require_usable("CHF", date(2026, 3, 2))
    with pytest.raises(MethodUnusable, match="currency"):
        euro.require_usable("USD", date(2026, 3, 2))


@pytest.mark.parametrize(
    ("type", "brand", "label"),
    [
        ("card", "visa", "Visa •••• 4242"),
        ("card", None, "Card •••• 4242"),
        ("bank_account", None, "Bank Account •••• 4242"),
    ],
)
def test_a_method_is_named_by_brand_and_last_digits(
    type: str, brand: str | None, label: str
) -> None:
    assert method(type=type, brand=brand).label == label
