"""What a provider's page brings about is told wherever its person talks by then, once in each."""

import json
from datetime import timedelta

import pytest

from billing.conversations import Conversation, Message, Speaker
from billing.ids import ConversationId, MessageId
from tests.flows.talk import talk
from tests.flows.test_paypal import Wren
from tests.house import House, Json

DECLINES = "decline_generic"


@pytest.fixture
def wren(house: House) -> Wren:
    return Wren(house, talk(house, "c-wren", "brook"))


def server_said(wren: Wren, thread: str) -> list[Message]:
    who = wren.house.principal("c-wren", "brook")
    with wren.house.container.ports.store.read(who) as tx:
        said = tx.conversations.messages(ConversationId(thread))
    return [each for each in said if each.speaker is Speaker.SERVER]


def another(wren: Wren, says: str = "hello") -> str:
    """She goes on in another conversation; its id."""
    found: str = talk(wren.house, "c-wren", "brook").say(says)["conversation_id"]
    return found


def test_the_result_of_a_page_is_told_in_the_conversation_she_went_on_in(wren: Wren) -> None:
    payment = wren.approves()
    elsewhere = another(wren)
    back = wren.there(payment, "approve")
    for _ in range(2):
        wren.comes_back(back)
        wren.house.work()
    (news,) = server_said(wren, elsewhere)
    assert news.text.startswith("Paid: $52.35")
    assert [each["kind"] for each in news.cards] == ["receipt"]
    (first,) = [said for said in wren.told() if said.text.startswith("Paid: $52.35")]
    assert first.text == news.text


def test_one_who_heard_it_there_already_is_not_told_again(wren: Wren) -> None:
    payment = wren.approves()
    back = wren.there(payment, "approve")
    wren.comes_back(back)
    elsewhere = another(wren, "did my payment go through?")
    wren.house.work()
    assert all(
        not said.text.startswith("Paid: $52.35") for said in server_said(wren, elsewhere)[1:]
    )


def test_a_conversation_long_silent_is_left_alone(wren: Wren) -> None:
    ports, who = wren.house.container.ports, wren.house.principal("c-wren", "brook")
    thread, long_ago = ConversationId("thread-of-yesterday"), ports.clock.now() - timedelta(days=1)
    with ports.store.write(who) as tx:
        owner, person = who.require_customer(), who.require_person()
        tx.conversations.add(Conversation(thread, owner, person, long_ago))
        old = Message(thread, 0, MessageId("m-1"), Speaker.CUSTOMER, "hello", long_ago)
        tx.conversations.append(old)
    payment = wren.approves()
    wren.comes_back(wren.there(payment, "approve"))
    wren.house.work()
    assert wren.told()[-1].text.startswith("Paid: $52.35")
    assert server_said(wren, thread) == []


@pytest.mark.parametrize(
    ("language", "no", "why", "next_step"),
    [
        ("en", "PayPal declined $52.35", "no reason was given", "The button opens its page again"),
        ("de", "PayPal hat 52,35", "ohne Angabe von Gründen", "Die Schaltfläche öffnet"),
    ],
)
def test_a_declined_wallet_is_told_as_declined_with_the_next_step(
    wren: Wren, language: str, no: str, why: str, next_step: str
) -> None:
    says = {"en": "pay my water bill with PayPal", "de": "Wasserrechnung mit PayPal bezahlen"}
    payment = wren.approves(says[language])
    for _ in range(2):
        wren.comes_back(wren.there(payment, "approve", DECLINES))
        wren.house.work()
    (news,) = [said for said in wren.told() if no in said.text]
    assert why in news.text
    assert next_step in news.text
    shown: Json = json.loads(json.dumps(news.cards[0]["data"]))
    assert [row["reason"] for row in shown["payments"]] == ["card_declined"]
    assert wren.state(payment) == "requires_action"
    assert wren.house.charges("brook") == []
    wren.comes_back(wren.there(payment, "approve"))
    wren.house.work()
    assert wren.state(payment) == "succeeded"
