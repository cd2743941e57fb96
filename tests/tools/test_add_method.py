"""Offering the provider's page: in the customer's words, and only where it is possible."""

import pytest
from pydantic import ValidationError

from billing.principal import Role
from billing.use_cases.add_method import PAGES_PER_DAY
from billing.words import LANGUAGES
from tests.builders import principal
from tests.fakes_provider import KEYED
from tests.tools.conftest import TOOLS, Wallet
from tools._tool import ToolFailed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_to_add_one_is_shown_in_the_customers_words(wallet: Wallet, language: str) -> None:
    result = wallet.run("add_method", language=language, type="card")
    assert result.closing
    assert result.cards[0].data["label"]
    assert wallet.provider.requests[0].types == {"card"}
    assert len(wallet.methods()) == 3


def test_where_it_is_not_possible_the_customer_is_told_why(wallet: Wallet) -> None:
    with pytest.raises(ToolFailed, match="Only an administrator"):
        wallet.run("add_method", who=principal(role=Role.CUSTOMER_MEMBER))
    wallet.provider.down = True
    with pytest.raises(ToolFailed, match="can't be reached"):
        wallet.run("add_method")
    wallet.provider.capabilities = KEYED
    with pytest.raises(ToolFailed, match="can't be added here"):
        wallet.run("add_method")


def test_a_model_cannot_name_a_way_that_is_not_there() -> None:
    with pytest.raises(ValidationError):
        TOOLS["add_method"].Arguments.model_validate({"type": "gold"})


def test_a_day_has_its_number_of_pages(wallet: Wallet) -> None:
    for _ in range(PAGES_PER_DAY):
        wallet.run("add_method")
    with pytest.raises(ToolFailed, match="many times today"):
        wallet.run("add_method")
