"""What is said after a payment with a fee: paid, refused because of the fee, given back."""

import json
from dataclasses import replace

import pytest

from api.answers import Answers
from api.formats import BabelFormats
from api.telling import Teller
from billing.duties import DutyKind
from billing.ids import ConversationId
from billing.money import Money
from billing.stores.store import SqlStore
from billing.words import sentences
from tests.billing.use_cases.back_till import BackTill, open_back_till
from tests.billing.use_cases.till import LEASE, WORKER
from tests.builders import conversation, february, method
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


def test_a_fee_that_changed_says_why_and_offers_the_same_way_again(
    till: BackTill, answers: Answers
) -> None:
    till.provider.script.append(Outcome.FEE_CHANGED)
    answer = answers.approve(till.who, till.ask().id)
    assert (answer.status, answer.body["code"]) == (402, "fee_changed")
    assert "Nothing was charged." in answer.text
    assert str(sentences("en")["decline.fee_changed"]) in answer.text
    assert "9876" not in answer.text, "another method would be no better"


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
