"""A page to pay one bill on, opened in the chat: shown in words and as a button, never a charge."""

from dataclasses import replace
from datetime import timedelta

import pytest

from api.formats import BabelFormats
from billing.errors import PaymentInDoubt
from billing.payments import PaymentState
from billing.stores.store import SqlStore
from billing.syncs import CustomerLink
from billing.words import LANGUAGES, Words
from tests.billing.use_cases.page_till import open_page_till
from tests.billing.use_cases.till import WORKER
from tests.builders import CONNECTION, NORA, bill, february, january
from tests.fakes import FakeClock
from tests.fakes_pages import LINKS, PAGES
from tests.tools.conftest import Wallet
from tools._tool import AskAgain, ToolFailed


@pytest.fixture
def empty(sqlite_store: SqlStore, clock: FakeClock) -> Wallet:
    """Nora with nothing saved, at a company whose provider makes links."""
    paged = open_page_till(sqlite_store, clock, february(), january(), can=LINKS)
    return Wallet(paged.till, paged.provider)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_button_and_the_servers_words_say_what_is_paid(empty: Wallet, language: str) -> None:
    result = empty.run("payment_link", language=language, bill="HB-100")
    (payment,) = result.cards[0].data["payments"]
    action = payment["action"]
    assert (action["kind"], action["url"]) == ("payment_link", "https://pay.example/cs_1")
    assert action["label"]
    assert (payment["state"], payment["amount"]["amount_minor"]) == ("requires_action", 9740)
    assert result.closing is not None
    assert "97" in result.closing
    assert "HB-100" in result.closing
    assert result.quote_id is None
    assert empty.provider.sent == []


def test_the_sentence_a_customer_without_a_card_gets_names_the_link(empty: Wallet) -> None:
    with pytest.raises(ToolFailed, match="no payment method on file") as refused:
        empty.run("pay_bill", bills=["HB-100"])
    assert "payment link" in str(refused.value)
    with pytest.raises(ToolFailed, match="payment link"):
        empty.run("pay_bill", bills=["HB-100"], method="visa")
    empty.provider.capabilities = PAGES
    with pytest.raises(ToolFailed) as refused:
        empty.run("pay_bill", bills=["HB-100"])
    assert "link" not in str(refused.value)
    assert "secure page" in str(refused.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_account_that_the_provider_does_not_know_is_told_to_a_colleague(
    empty: Wallet, language: str
) -> None:
    empty.provider.capabilities = replace(LINKS, source=True)
    result = empty.run("payment_link", language=language, bill="HB-100")
    (card,) = result.cards
    assert (card.kind, card.id) == ("ticket", result.ticket_id)
    assert result.closing is not None
    assert card.id in result.closing
    assert "HB-100" in result.closing
    with empty.till.store.read(WORKER) as tx:
        (ticket,) = tx.tickets.list().items
    assert (ticket.category, ticket.about) == ("payment_problem", "HB-100")
    assert empty.till.payments() == ()
    assert empty.provider.requests == []
    with empty.till.store.write(WORKER) as tx:
        tx.sources.add_customer(CustomerLink(CONNECTION, "acct-1", NORA))
    assert empty.run("payment_link", bill="HB-100").cards[0].kind == "payments"


def test_a_company_without_links_says_so(empty: Wallet) -> None:
    empty.provider.capabilities = PAGES
    with pytest.raises(ToolFailed, match="can't send payment links"):
        empty.run("payment_link", bill="HB-100")
    assert empty.till.payments() == ()


def test_a_provider_away_or_unsure_is_not_a_promise(empty: Wallet) -> None:
    empty.provider.down = True
    with pytest.raises(ToolFailed, match="can't be reached"):
        empty.run("payment_link", bill="HB-100")
    empty.provider.down, empty.provider.unsure = False, True
    with pytest.raises(ToolFailed, match="still being prepared"):
        empty.run("payment_link", bill="HB-100")
    assert empty.till.payments()[-1].state is PaymentState.UNKNOWN


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["pending", "hold", "unknown"])
def test_money_that_is_on_its_way_is_never_called_unpaid(
    empty: Wallet, state: str, language: str
) -> None:
    empty.run("payment_link", bill="HB-100")
    payment = empty.till.payments()[-1]
    with empty.till.store.write(WORKER) as tx:
        tx.payments.update(replace(payment, state=PaymentState(state)), was=payment.state)
    result = empty.run("payment_link", language=language, bill="HB-100")
    words = Words(language, BabelFormats())
    assert result.closing == words.say(f"payment.{state}", amount=payment.amount, bill="HB-100")
    assert "paid" not in result.text + result.closing
    (card,) = result.cards[0].data["payments"]
    assert (card["state"], card["action"]) == (state, None)
    assert len(empty.provider.requests) == 1


def test_a_bill_with_another_open_payment_is_not_paid_twice(empty: Wallet) -> None:
    empty.run("payment_link", bill="HB-100")
    with pytest.raises(PaymentInDoubt):
        empty.till.ask()
    again = empty.run("pay_bill", bills=["HB-100"])
    assert (again.quote_id, again.cards[0].kind) == (None, "payments")
    assert len(empty.till.payments()) == 1


def test_one_bill_at_a_time_and_one_that_is_known(sqlite_store: SqlStore, clock: FakeClock) -> None:
    paged = open_page_till(
        sqlite_store, clock, february(), bill("HB-101", ("Energy", "5.00")), can=LINKS
    )
    wallet = Wallet(paged.till, paged.provider)
    with pytest.raises(AskAgain):
        wallet.run("payment_link", bill="all")
    choices = wallet.run("payment_link", bill="electricity")
    assert choices.closing is None
    assert paged.provider.requests == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_does_not_come_is_told_with_since_when_and_a_person(
    empty: Wallet, language: str, clock: FakeClock
) -> None:
    words = Words(language, BabelFormats())
    empty.provider.unsure = True
    with pytest.raises(ToolFailed) as first:
        empty.run("payment_link", language=language, bill="HB-100")
    assert first.value.sentence == words.say("link.not_yet", bill="HB-100")
    with empty.till.store.write(WORKER) as tx:
        tx.connections.silent(CONNECTION, clock.now())
    clock.move(timedelta(minutes=3))
    with pytest.raises(ToolFailed) as later:
        empty.run("payment_link", language=language, bill="HB-100")
    said = later.value.sentence
    assert words.say("link.not_yet", bill="HB-100") not in said
    assert "HB-100" in said
    assert "Stripe" in said
    assert said.endswith(words.say("link.or_person"))
    assert len(empty.till.payments()) == 1
