"""What a turn leaves behind: what was shown, as it was shown, and what the model may remember."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace

import pytest

from agent.memory import Memory, connect
from api.embedded import EmbeddedValkey
from api.exchange import Outcome, Reply
from api.transcript import Transcript, remembered
from billing.conversations import Message, Speaker
from billing.ids import BillId, ConversationId, MessageId, MethodId, QuoteId
from billing.ports import Ports, Store
from billing.principal import Principal
from billing.quotes import QUOTE_LIFE, Quote, QuoteLine, QuoteStatus
from billing.tenants import JsonValue
from tests import builders
from tests.fakes import FakeClock
from tests.house import House
from tools._tool import Card

THREAD = ConversationId("conv-0001")
BILL = Card("bill", "HB-100", {"id": "HB-100", "number": "HB-100"})
TICKET = Card("ticket", "tkt_1", {"id": "tkt_1"})


@pytest.fixture
def nora() -> Principal:
    return builders.principal()


@pytest.fixture
def ports(sqlite_store: Store, clock: FakeClock) -> Ports:
    builders.put_world(sqlite_store, builders.conversation(THREAD))
    return builders.ports(sqlite_store, clock)


@pytest.fixture(scope="module")
def valkey() -> Iterator[EmbeddedValkey]:
    with closing(EmbeddedValkey()) as running:
        yield running


@pytest.fixture
def transcript(ports: Ports, valkey: EmbeddedValkey) -> Transcript:
    client = connect(valkey.url)
    client.flushall()
    return Transcript(ports, Memory(client, b"secret"))


def asked(
    ports: Ports, nora: Principal, text: str = "what do I owe?", name: str = "m-1"
) -> Message:
    """A customer's message, stored; the turn is held by `turn-1`."""
    with ports.store.write(nora) as tx:
        until = ports.clock.real_now().replace(year=2030)
        assert tx.conversations.take_turn(THREAD, "turn-1", until)
        at = ports.clock.now()
        return tx.conversations.append(
            Message(THREAD, 0, MessageId(name), Speaker.CUSTOMER, text, at)
        )


def store(transcript: Transcript, nora: Principal, message: Message, reply: Reply) -> Outcome:
    return transcript.store(nora, message, reply, "en", turn="turn-1")


def messages(ports: Ports, nora: Principal) -> tuple[Message, ...]:
    with ports.store.read(nora) as tx:
        return tx.conversations.messages(THREAD)


def test_prose_and_the_servers_own_words_are_two_messages_and_one_reply(
    transcript: Transcript, ports: Ports, nora: Principal
) -> None:
    message = asked(ports, nora)
    trace: tuple[Mapping[str, JsonValue], ...] = ({"tool": "list_bills", "ok": True},)
    reply = Reply("Here it is.", "Approve?", (BILL,), {"bills": []}, trace, "builtin")
    outcome = store(transcript, nora, message, reply)
    assert outcome.reply == "Here it is.\n\nApprove?"
    assert [card["id"] for card in outcome.cards] == ["HB-100"]
    _, prose, closing_words = messages(ports, nora)
    assert (prose.speaker, list(prose.cards), prose.facts) == (Speaker.ASSISTANT, [], {})
    assert closing_words.speaker is Speaker.SERVER
    assert list(closing_words.cards) == [
        {"kind": "bill", "id": "HB-100", "data": {"id": "HB-100", "number": "HB-100"}}
    ]
    assert list(closing_words.trace) == list(trace)
    assert (closing_words.facts, closing_words.reply_to) == ({"bills": []}, "m-1")
    assert outcome.message_id == closing_words.id


def test_a_reply_without_words_is_kept_for_its_cards(
    transcript: Transcript, ports: Ports, nora: Principal
) -> None:
    outcome = store(transcript, nora, asked(ports, nora), Reply(cards=(BILL,)))
    assert (outcome.reply, len(outcome.cards)) == ("", 1)
    assert len(messages(ports, nora)) == 2


def test_the_stored_answer_is_the_answer_that_was_given(
    transcript: Transcript, ports: Ports, nora: Principal
) -> None:
    first, second = asked(ports, nora), asked(ports, nora, "and now?", "m-2")
    given = store(transcript, nora, first, Reply("A.", "B.", (BILL, TICKET), {"bills": []}))
    with ports.store.read(nora) as tx:
        conversation = tx.conversations.get(THREAD)
        again = transcript.stored(tx, conversation, first.id)
        unanswered = transcript.stored(tx, conversation, second.id)
        unknown = transcript.stored(tx, conversation, MessageId("m-3"))
    assert again == replace(given, repeated=True)
    assert unanswered is None
    assert unknown is None


def test_the_turn_ends_with_what_it_leaves_and_only_its_own(
    transcript: Transcript, ports: Ports, nora: Principal
) -> None:
    message = asked(ports, nora)
    transcript.store(nora, message, Reply("Hello."), "en", turn="another-turn")
    until = ports.clock.real_now().replace(year=2030)
    with ports.store.write(nora) as tx:
        assert not tx.conversations.take_turn(THREAD, "turn-2", until)
    store(transcript, nora, message, Reply("Hello."))
    with ports.store.write(nora) as tx:
        assert tx.conversations.take_turn(THREAD, "turn-2", until)


def test_the_window_is_what_was_said_and_cards_only_by_name(
    transcript: Transcript, ports: Ports, nora: Principal
) -> None:
    message = asked(ports, nora)
    assert transcript.recall(nora, message, ()).messages == ()
    store(transcript, nora, message, Reply("Here.", cards=(BILL,)))
    after = asked(ports, nora, "thanks", "m-2")
    tail = messages(ports, nora)[:-1]
    expected = tuple(remembered(each) for each in tail)
    assert transcript.recall(nora, after, tail).messages == expected
    assert expected[-1].shown == ("bill:HB-100",)
    # Now it is remembered: the tail is not even looked at.
    assert transcript.recall(nora, after, ()).messages == expected


def test_a_window_that_fell_behind_is_read_anew(
    transcript: Transcript, ports: Ports, nora: Principal
) -> None:
    message = asked(ports, nora)
    store(transcript, nora, message, Reply("Here."))
    tail = messages(ports, nora)
    transcript.recall(nora, asked(ports, nora, "thanks", "m-2"), tail)
    later = asked(ports, nora, "are you there?", "m-3")
    tail = messages(ports, nora)[:-1]
    texts = [each.text for each in transcript.recall(nora, later, tail).messages]
    assert texts == ["what do I owe?", "Here.", "thanks"]


def test_what_is_forgotten_is_read_anew(
    transcript: Transcript, ports: Ports, nora: Principal
) -> None:
    message = asked(ports, nora)
    store(transcript, nora, message, Reply("Here."))
    after = asked(ports, nora, "thanks", "m-2")
    tail = messages(ports, nora)[:-1]
    transcript.recall(nora, after, tail)
    transcript.forget(nora, THREAD)
    changed = tuple(replace(each, text="(removed)") for each in tail)
    texts = [each.text for each in transcript.recall(nora, after, changed).messages]
    assert texts == ["(removed)", "(removed)"]


def quote(thread: ConversationId) -> Quote:
    now = FakeClock()
    return Quote(
        id=QuoteId("qt_1"),
        customer_id=builders.NORA,
        person_id=builders.person_of(builders.NORA),
        status=QuoteStatus.OPEN,
        lines=(QuoteLine(BillId("HB-100"), "HB-100", 1, "Electricity", builders.money("97.40")),),
        method_id=MethodId("pm-1"),
        connection_id=builders.connection().id,
        payee="Harbor Power & Water Inc",
        approve_by=("button", "text"),
        created_at=now.business,
        expires_at=now.real + QUOTE_LIFE,
        conversation_id=thread,
    )


def test_a_quote_is_shown_by_the_last_of_what_is_said(
    transcript: Transcript, ports: Ports, nora: Principal
) -> None:
    message = asked(ports, nora, "pay it")
    with ports.store.write(nora) as tx:
        tx.quotes.add(quote(THREAD))
    reply = Reply("Let me see.", "Approve?", quote_id=QuoteId("qt_1"))
    outcome = store(transcript, nora, message, reply)
    assert outcome.quote is not None
    assert outcome.quote.shown_seq == messages(ports, nora)[-1].seq == 3
    later = asked(ports, nora, "what is my usage?", "m-2")
    assert store(transcript, nora, later, Reply("402 kWh.")).quote is None
    with ports.store.read(nora) as tx:
        again = transcript.stored(tx, tx.conversations.get(THREAD), message.id)
    assert again is not None
    assert again.quote == outcome.quote  # what the first answer showed, shown again


def test_a_quote_is_the_last_thing_shown_where_it_was_shown(house: House) -> None:
    nora = house.speaker()
    told = nora.say("pay my electricity bill")
    with house.container.ports.store.read(house.principal()) as tx:
        tail = tx.conversations.messages(ConversationId(told["conversation_id"]))
        quote = tx.quotes.open_in(ConversationId(told["conversation_id"]))
    assert quote is not None
    assert (quote.id, quote.shown_seq) == (told["quote"]["id"], tail[-1].seq)
    assert tail[-1].speaker is Speaker.SERVER
    later = nora.say("can I export CSV?", conversation_id=told["conversation_id"])
    assert later["quote"] is None  # it is open, and no longer what was shown last
