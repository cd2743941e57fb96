"""A payment begun on another screen waits on its page: asked to pay again, its button is shown."""

from dataclasses import replace
from typing import Any

import pytest

from billing.ids import PersonId
from billing.stores.store import SqlStore
from billing.words import LANGUAGES
from tests.billing.use_cases.page_till import open_page_till
from tests.builders import february, principal
from tests.fakes import FakeClock
from tests.fakes_pages import BANK, LINKS
from tests.tools.conftest import Wallet
from tools._tool import ToolFailed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("tool", "said"),
    [
        ("pay_bill", {"bills": ["HB-100"]}),
        ("pay_bill", {"bills": ["all"]}),
        ("pay_bill", {"bills": ["HB-100"], "method": "9876"}),
        ("payment_link", {"bill": "HB-100"}),
    ],
)
def test_asked_to_pay_what_waits_the_page_is_shown_again(
    wallet: Wallet, tool: str, said: dict[str, Any], language: str
) -> None:
    wallet.provider.capabilities = LINKS
    payment = wallet.pay()
    result = wallet.run(tool, language=language, **said)
    (shown,) = result.cards[0].data["payments"]
    assert (result.cards[0].kind, shown["id"]) == ("payments", payment.id)
    assert shown["action"]["url"].startswith(BANK)
    assert shown["action"]["label"]
    assert result.closing is not None
    assert "HB-100" in result.closing
    assert result.quote_id is None
    assert len(wallet.provider.sent) == 1


def test_a_link_that_was_opened_is_shown_again_too(
    sqlite_store: SqlStore, clock: FakeClock
) -> None:
    paged = open_page_till(sqlite_store, clock, february(), can=LINKS)
    empty = Wallet(paged.till, paged.provider)
    empty.run("payment_link", bill="HB-100")
    (shown,) = empty.run("pay_bill", bills=["HB-100"]).cards[0].data["payments"]
    assert shown["action"]["kind"] == "payment_link"


def test_a_colleague_is_told_but_gets_no_link(wallet: Wallet) -> None:
    wallet.pay()
    colleague = replace(principal(), person=PersonId("p-other"))
    with pytest.raises(ToolFailed, match="waits for you on the page"):
        wallet.run("pay_bill", who=colleague, bills=["HB-100"])


def test_money_on_its_way_has_no_page_to_show(wallet: Wallet) -> None:
    wallet.pay("pending")
    with pytest.raises(ToolFailed, match="not pay again"):
        wallet.run("pay_bill", bills=["HB-100"])
