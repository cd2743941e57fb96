"""What is said after a payment with a fee: paid, refused because of the fee, given back."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from api.answers import Answers
from api.formats import BabelFormats
from api.telling import Teller
from billing.duties import DutyKind
from billing.ids import ConversationId
from billing.money import Money
from billing.quotes import Quote, QuoteStatus
from billing.stores.store import SqlStore
from billing.words import LANGUAGES, Words, sentences
from tests.billing.use_cases.back_till import BackTill, open_back_till
from tests.billing.use_cases.till import LEASE, WORKER
from tests.builders import NORA, conversation, february, method
from tests.fakes import FakeClock
from tests.fakes_provider import Outcome
from tests.fakes_refunds import REFUNDING


@pytest.fixture
def till(sqlite_store: SqlStore, clock: FakeClock) -> BackTill:
    bank = method("pm-bank", type="bank_account", brand=None, last4="9876")
    rows = february(), method(is_default=True), bank
    opened = open_back_till(sqlite_store, clock, *rows, can=replace(REFUNDING, fees=True))
    opened.provider.fee = lambda amount, _: Money(295, amount.currency)
    return opened


@pytest.fixture
def answers(till: BackTill) -> Answers:
    return Answers(till.ports, BabelFormats())


def test_paid_names_amount_fee_and_total(till: BackTill, answers: Answers) -> None:
    answer = answers.approve(till.who, till.ask().id)
    assert answer.status == 200
    assert (
        "Paid: $97.40 for bill HB-100 plus a convenience fee of $2.95, $100.35 in all."
        in answer.text
    )
    body = json.loads(json.dumps(answer.body))
    (payment,) = body["payments"]
    shown = [payment[name]["display"] for name in ("amount", "fee", "total")]
    assert shown == ["$97.40", "$2.95", "$100.35"]
    assert body["quote"]["total"]["amount_minor"] == 10_035
    (card,) = answer.cards
    assert (card.kind, card.data["total"]["display"]) == ("receipt", "$100.35")


def fee_changes(till: BackTill, conversation_id: ConversationId | None = None) -> Quote:
    """An offer, by whose approval the provider takes 3.50 instead of 2.95."""
    till.provider.script.append(Outcome.FEE_CHANGED)
    quote = till.ask(conversation_id=conversation_id)
    till.provider.fee = lambda amount, _: Money(350, amount.currency)
    return quote


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fee_that_changed_opens_a_new_offer_that_shows_it(
    till: BackTill, answers: Answers, language: str
) -> None:
    quote = fee_changes(till)
    words = Words(language, BabelFormats())
    with till.store.write(WORKER) as tx:
        tx.customers.put(replace(tx.customers.get(NORA), language=language))
    answer = answers.approve(till.who, quote.id)
    assert (answer.status, answer.body["code"]) == (402, "fee_changed")
    assert str(sentences(language)["decline.fee_changed_offer"]) in answer.text
    assert "3.50" in answer.text or "3,50" in answer.text
    assert "9876" not in answer.text, "another method would be no better"
    assert answer.offer is not None
    offer = till.quote(answer.offer.quote.id)
    assert (offer.status, offer.fee.amount_minor) == (QuoteStatus.OPEN, 350)
    assert offer.approve_by == ("button",), "a yes typed twice is about the old one"
    assert [(card.kind, card.id) for card in answer.cards][-1] == ("quote", offer.id)
    assert till.provider.taken() == [], "nobody has agreed to it"
    assert answers.approve_by_text(till.who, offer, words).text == words.say("quote.only_button")
    assert answers.approve(till.who, offer.id).status == 200


def test_the_button_keeps_the_new_offer_in_the_conversation_once(
    till: BackTill, answers: Answers
) -> None:
    thread = ConversationId("conv-0001")
    with till.store.write(till.who) as tx:
        tx.conversations.add(conversation(thread))
    quote = fee_changes(till, thread)
    first, again = (answers.approve(till.who, quote.id) for _ in range(2))
    assert first.offer is not None
    assert again.body["next_quote"] == first.body["next_quote"]
    with till.store.read(till.who) as tx:
        tail = tx.conversations.tail(thread, 5)
        offer = tx.quotes.get(first.offer.quote.id)
    assert [message.id for message in tail] == list(first.shown)
    assert offer.shown_seq == tail[-1].seq


def test_an_old_refusal_looked_at_again_opens_nothing(till: BackTill, answers: Answers) -> None:
    quote = fee_changes(till)
    offer = answers.approve(till.who, quote.id).offer
    assert offer is not None
    till.clock.move(timedelta(hours=1))
    assert answers.approve(till.who, quote.id).offer is None


def test_where_no_offer_can_be_made_it_says_to_ask(till: BackTill, answers: Answers) -> None:
    quote = fee_changes(till)
    till.provider.during_charge = lambda _: setattr(till.provider, "down", True)
    answer = answers.approve(till.who, quote.id)
    assert answer.offer is None
    assert str(sentences("en")["decline.fee_changed"]) in answer.text


def test_with_money_back_the_fee_is_said_to_stay(till: BackTill, answers: Answers) -> None:
    thread = ConversationId("conv-0001")
    with till.store.write(till.who) as tx:
        tx.conversations.add(conversation(thread))
    (paid,) = till.approve(till.ask(conversation_id=thread)).payments
    till.give_back(paid)
    teller, kinds = Teller(answers), frozenset({DutyKind.TELL_CONVERSATION})
    while duty := till.store.directory.claim_duty(till.clock.real_now(), LEASE, kinds):
        assert teller.tell(till.ports, WORKER, duty) is True
    with till.store.read(till.who) as tx:
        said = [message.text for message in tx.conversations.tail(thread, 5)]
    assert said[-1] == (
        "You get $97.40 back for bill HB-100, to Visa •••• 4242. Banks take a few days to show it. "
        "The convenience fee of $2.95 stays with the payment service."
    )
