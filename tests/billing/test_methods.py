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
        ("card", "jcb", "JCB •••• 4242"),
        ("card", "amex", "American Express •••• 4242"),
        ("bank_account", None, "Bank account •••• 4242"),
        ("sepa_debit", None, "SEPA debit •••• 4242"),
    ],
)
def test_a_method_is_named_by_brand_and_last_digits(
    type: str, brand: str | None, label: str
) -> None:
    assert method(type=type, brand=brand).label("en") == label


@pytest.mark.parametrize(
    ("language", "bank", "debit"),
    [
        ("de", "Bankkonto", "SEPA-Lastschrift"),
        ("es", "Cuenta bancaria", "Adeudo SEPA"),
        ("fr-CA", "Compte bancaire", "Prélèvement SEPA"),
    ],
)
def test_what_is_no_brand_is_named_in_the_customers_language(
    language: str, bank: str, debit: str
) -> None:
    account = method(type="bank_account", brand=None)
    assert account.label(language) == f"{bank} •••• 4242"
    assert method(type="sepa_debit", brand=None).label(language) == f"{debit} •••• 4242"
    assert method(brand="visa").label(language) == "Visa •••• 4242"
