"""Showing the saved ways to pay, and nothing of the provider's."""

from tests.tools.conftest import Wallet


def test_the_methods_are_listed_with_nothing_of_the_providers(wallet: Wallet) -> None:
    result = wallet.run("list_methods")
    (card,) = result.cards
    assert card.data["methods"][0]["label"] == "Visa •••• 4242"
    assert "Mastercard •••• 3117 (card), expired" in result.text
    assert "ref_" not in str(card.data)
