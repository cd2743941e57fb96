"""Stopping what can be stopped: an offer, a page. What was sent or made is told as it is."""

from dataclasses import replace

import pytest

from billing.ids import PersonId
from billing.payments import PaymentState
from billing.quotes import QuoteStatus
from billing.words import LANGUAGES
from tests.billing.use_cases.till import WORKER
from tests.builders import bill, person, principal
from tests.fakes_provider import Outcome
from tests.tools.conftest import Wallet
from tools._tool import ToolFailed


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_open_offer_is_declined_and_nothing_is_sent(wallet: Wallet, language: str) -> None:
    quote = wallet.till.ask()
    result = wallet.run("cancel_payment", language=language)
    assert wallet.till.quote(quote.id).status is QuoteStatus.DECLINED
    assert result.closing
    assert result.cards == ()
    assert wallet.provider.sent == []


def test_only_the_offer_of_the_bill_that_was_named_ends(wallet: Wallet) -> None:
    wallet.till.change(bill("HB-W", ("Water", "30.00"), category="water"))
    quote = wallet.till.ask()
    told = wallet.run("cancel_payment", bill="water").closing or ""
    assert told.startswith("There is nothing to cancel")
    assert wallet.till.quote(quote.id).status is QuoteStatus.OPEN
    wallet.run("cancel_payment", bill="HB-100")
    assert wallet.till.quote(quote.id).status is QuoteStatus.DECLINED


def test_a_bill_that_is_not_found_stops_nothing(wallet: Wallet) -> None:
    waiting = wallet.pay()
    wallet.till.change(bill("HB-W", ("Water", "30.00"), category="water"))
    quote = wallet.till.ask("HB-W")
    for unknown in ("HB-999", "the gas one"):
        with pytest.raises(ToolFailed, match="can't find a bill"):
            wallet.run("cancel_payment", bill=unknown)
    assert wallet.till.quote(quote.id).status is QuoteStatus.OPEN
    assert wallet.till.payment(waiting.id).state is PaymentState.REQUIRES_ACTION


@pytest.mark.parametrize("named", [None, "HB-100"])
def test_a_colleagues_offer_is_the_colleagues_to_decline(wallet: Wallet, named: str | None) -> None:
    quote = wallet.till.ask()
    with wallet.till.store.write(WORKER) as tx:
        tx.customers.put_person(replace(person(), id=PersonId("p-colleague")))
    colleague = replace(principal(), person=PersonId("p-colleague"), session="s-2")
    told = wallet.run("cancel_payment", who=colleague, bill=named).closing or ""
    assert told.startswith("There is nothing to cancel")
    assert wallet.till.quote(quote.id).status is QuoteStatus.OPEN
    wallet.run("cancel_payment", bill=named)
    assert wallet.till.quote(quote.id).status is QuoteStatus.DECLINED


def test_a_page_that_nobody_paid_on_is_called_off(wallet: Wallet) -> None:
    waiting = wallet.pay()
    assert waiting.state is PaymentState.REQUIRES_ACTION
    result = wallet.run("cancel_payment")
    assert wallet.till.payment(waiting.id).state is PaymentState.CANCELLED
    (row,) = result.cards[0].data["payments"]
    assert (row["id"], row["state"]) == (waiting.id, "cancelled")


def test_a_payment_that_was_made_stays_made(wallet: Wallet) -> None:
    paid = wallet.till.pay()
    told = wallet.run("cancel_payment").closing or ""
    assert told.startswith("The payment of $97.40 for bill HB-100 is made")
    assert wallet.till.payment(paid.id).state is PaymentState.SUCCEEDED


def test_a_payment_in_doubt_is_not_called_off(wallet: Wallet) -> None:
    doubtful = wallet.till.pay(Outcome.UNKNOWN_AFTER_CHARGE)
    assert doubtful.state is PaymentState.UNKNOWN
    told = wallet.run("cancel_payment").closing or ""
    assert "was sent already" in told
    assert "do not pay again" in told
    assert wallet.till.payment(doubtful.id).state is PaymentState.UNKNOWN
