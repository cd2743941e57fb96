"""Bills of two payment services in the chat: one offer at a time, and it is said what remains."""

from dataclasses import replace

import pytest

from billing.stores.store import SqlStore
from billing.words import LANGUAGES
from tests.builders import bill
from tests.fakes_connections import biller_beside, comes_from_there, saved_there
from tests.tools.conftest import Wallet
from tools._tool import ToolFailed


@pytest.fixture
def two(wallet: Wallet, sqlite_store: SqlStore) -> Wallet:
    """Nora's wallet, and two water bills that are paid through another service."""
    wallet.till.ports = replace(
        wallet.till.ports, providers=biller_beside(sqlite_store, wallet.provider)
    )
    water = [bill(f"HB-W{at}", ("Water", "10.00"), category="water") for at in (1, 2)]
    comes_from_there(sqlite_store, *water)
    return wallet


def has_card_there(two: Wallet) -> None:
    with two.till.store.write(two.till.who) as tx:
        tx.methods.put(saved_there())


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "second step"), ("es", "segundo paso"), ("de", "zweiter Schritt"),
     ("fr", "seconde étape")],
)  # fmt: skip
def test_pay_all_offers_those_of_one_service_and_names_the_rest(
    two: Wallet, language: str, said: str
) -> None:
    has_card_there(two)
    result = two.run("pay_bill", bills=["all"], language=language)
    lines = result.cards[0].data["lines"]
    assert {each["bill_number"] for each in lines} == {"HB-W1", "HB-W2"}
    assert [each["id"] for each in result.cards[0].data["methods"]] == ["pm-there"]
    assert result.closing is not None
    assert "7777" in result.closing
    assert "HB-100" in result.closing
    assert said in result.closing
    second = two.run("pay_bill", bills=["HB-100"]).cards[0].data
    assert second["method"]["id"] == "pm-visa"


def test_a_named_method_offers_what_it_can_pay(two: Wallet) -> None:
    result = two.run("pay_bill", bills=["all"], method="4242")
    assert [each["bill_number"] for each in result.cards[0].data["lines"]] == ["HB-100"]
    assert result.closing is not None
    assert "Bills HB-W1 and HB-W2 are paid through another payment service" in result.closing


def test_a_method_of_the_other_service_is_refused_with_what_does_pay(two: Wallet) -> None:
    with pytest.raises(ToolFailed, match="HB-W1: that bill is paid through another") as refused:
        two.run("pay_bill", bills=["HB-W1"], method="4242")
    assert "payment link" in refused.value.sentence
    has_card_there(two)
    with pytest.raises(ToolFailed, match="It can be paid with Visa •••• 7777"):
        two.run("pay_bill", bills=["HB-W1"], method="4242")
    card = two.run("pay_bill", bills=["HB-W1"], method="visa").cards[0].data
    assert card["method"]["id"] == "pm-there", "of two Visas the one that can pay it is meant"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_to_add_a_card_says_what_it_will_not_pay(two: Wallet, language: str) -> None:
    closing = two.run("add_method", language=language).closing
    assert closing is not None
    assert "HB-W1" in closing
    assert "HB-100" not in closing


def test_where_all_bills_are_there_no_page_of_another_service_opens(two: Wallet) -> None:
    two.till.approve(two.till.ask())
    with pytest.raises(ToolFailed, match="HB-W2 and HB-W1 are paid through a payment") as refused:
        two.run("add_method")
    assert "payment link" in refused.value.sentence
    assert two.provider.requests == []


def test_the_options_told_are_those_of_the_customers_own_bills(two: Wallet) -> None:
    said = two.run("payment_options", about="payment_link").closing
    assert said == "I can also make a payment link for you."
    two.till.approve(two.till.ask())
    assert "secure page" not in (two.run("payment_options").closing or "")
