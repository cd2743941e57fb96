"""Making another way to pay the usual one."""

from collections.abc import Callable

import pytest

from api.formats import BabelFormats
from billing.words import LANGUAGES, Words
from tests.tools.conftest import Wallet
from tools._tool import ToolFailed


def test_the_usual_one_is_changed_and_said(wallet: Wallet) -> None:
    result = wallet.run("set_default_method", method="bank account")
    assert result.closing == "From now on Bank account •••• 9876 is your usual payment method."
    assert wallet.methods()[0].id == "pm-bank"
    with pytest.raises(ToolFailed, match="any more"):
        wallet.run("set_default_method", method="3117")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_provider_did_not_say_is_not_called_unsent(wallet: Wallet, language: str) -> None:
    say = Words(language, BabelFormats()).say
    wishes: list[Callable[[], object]] = [
        lambda: wallet.run("set_default_method", language=language, method="bank account"),
        lambda: wallet.run("add_method", language=language),
    ]
    for wish in wishes:
        wallet.provider.unsure, wallet.provider.down = True, False
        with pytest.raises(ToolFailed) as refused:
            wish()
        assert str(refused.value) == say("error.provider_unsure")
        wallet.provider.unsure, wallet.provider.down = False, True
        with pytest.raises(ToolFailed) as refused:
            wish()
        assert str(refused.value) == say("error.provider_unavailable")
    assert [found.is_default for found in wallet.methods()] == [True, False, False]
