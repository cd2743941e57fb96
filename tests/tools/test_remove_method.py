"""Offering to remove a way to pay; only the customer's button removes it."""

import pytest

from billing.principal import Role
from tests.builders import principal
from tests.fakes_provider import Outcome
from tests.tools.conftest import Wallet
from tools._tool import ToolFailed


def test_removing_is_only_offered(wallet: Wallet) -> None:
    result = wallet.run("remove_method", method="visa")
    assert result.cards[0].kind == "method_removal"
    assert len(wallet.methods()) == 3
    assert wallet.provider.removed == []
    with pytest.raises(ToolFailed, match="Only an administrator"):
        wallet.run("remove_method", method="visa", who=principal(role=Role.CUSTOMER_MEMBER))


def test_one_with_an_open_payment_is_not_even_offered_for_removal(wallet: Wallet) -> None:
    wallet.provider.script.append(Outcome.PENDING)
    wallet.till.approve(wallet.till.ask())
    with pytest.raises(ToolFailed, match="still open"):
        wallet.run("remove_method", method="visa")
