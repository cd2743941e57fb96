"""Saying how one can pay: what is declared, and not one thing more."""

import pytest
from pydantic import ValidationError

from billing.words import LANGUAGES
from tests.tools.conftest import TOOLS, Wallet


@pytest.mark.parametrize(
    ("way", "begins"),
    [("card", "Yes"), ("bank_account", "Yes"), ("paypal", "No"), ("cash", "No"), ("other", "No")],
)
def test_a_way_is_possible_when_it_is_declared(wallet: Wallet, way: str, begins: str) -> None:
    closing = wallet.run("payment_options", way=way).closing
    assert closing is not None
    assert closing.startswith(begins)
    assert "a bank account and a credit or debit card" in closing


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("about", ["paying", "payment_link", "refunds"])
def test_the_answer_is_the_servers_own_in_every_language(
    wallet: Wallet, language: str, about: str
) -> None:
    said = {wallet.run("payment_options", language=each, about=about).closing for each in LANGUAGES}
    assert len(said) == len(LANGUAGES)
    assert wallet.run("payment_options", language=language, about=about).quote_id is None


def test_without_a_working_connection_nothing_is_promised(wallet: Wallet) -> None:
    wallet.till.providers.refused = True
    assert wallet.run("payment_options", way="card").closing == (
        "No online payment is set up here at the moment."
    )


def test_a_model_cannot_ask_about_a_way_that_is_not_there() -> None:
    with pytest.raises(ValidationError):
        TOOLS["payment_options"].Arguments.model_validate({"way": "gold"})
