"""Receipts in the chat: each with the address of its page, only the customer's own."""

import pytest

from billing.words import LANGUAGES
from tests.builders import bill
from tests.tools.conftest import Wallet
from tools._tool import ToolFailed


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_comes_with_its_page_to_download(wallet: Wallet, language: str) -> None:
    paid = wallet.till.pay()
    result = wallet.run("list_receipts", language=language)
    (card,) = result.cards
    assert (card.kind, card.data["payment_id"]) == ("receipt", paid.id)
    assert card.data["pdf"] == f"/api/v1/receipts/{card.id}/pdf"
    assert "HB-100" in (result.closing or "")


def test_asked_for_one_bill_only_its_receipts_are_shown(wallet: Wallet) -> None:
    wallet.till.change(bill("HB-W", ("Water", "30.00"), category="water"))
    wallet.till.pay()
    wallet.till.approve(wallet.till.ask("HB-W"))
    assert len(wallet.run("list_receipts").cards) == 2
    (card,) = wallet.run("list_receipts", bill="water").cards
    assert card.data["bill_number"] == "HB-W"


def test_without_any_it_says_so(wallet: Wallet) -> None:
    assert wallet.run("list_receipts").closing == "I find no receipts."
    told = wallet.run("list_receipts", bill="HB-100").closing or ""
    assert told.startswith("There is no receipt for bill HB-100")


def test_a_bill_that_does_not_exist_is_no_empty_list(wallet: Wallet) -> None:
    with pytest.raises(ToolFailed):
        wallet.run("list_receipts", bill="HB-999")
