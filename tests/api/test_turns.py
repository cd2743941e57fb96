"""The one way in for a message: answered once, in order, redacted, and never stuck."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from agent.turn import Said, Step, Turn
from api.embedded import EmbeddedValkey
from api.exchange import Incoming, Outcome, Piece, Text
from api.turns import Turns
from billing.conversations import Message
from billing.errors import InvalidRequest, TurnInProgress
from billing.ids import ConversationId
from billing.principal import APPROVE, Principal
from tests.api.wire import Act, Puppet, finished, says
from tests.house import Built, House, house_from

THREAD = "portal_0192f3c4-1111-7000-8000-00000000000a"
HALF = "4242 4242"
PATIENCE_S = 10


@pytest.fixture(scope="module")
def house(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house with a Redis of its own; every story has a thread of its own."""
    with closing(EmbeddedValkey()) as valkey:
        folder = tmp_path_factory.mktemp("turns") / "house"
        with house_from(built, folder, redis_url=valkey.url) as running:
            yield running


@pytest.fixture
def thread(request: pytest.FixtureRequest, house: House) -> str:
    return house.container.ports.ids.new("portal")


@pytest.fixture
def nora(house: House) -> Principal:
    return house.principal("c-nora", "harbor", APPROVE)


def seated(house: House, act: Act, wait_s: float = PATIENCE_S) -> tuple[Turns, Puppet]:
    """Turns whose assistant does `act`."""
    puppet = Puppet(act)
    turns = replace(house.container.turns(), assistant=lambda: puppet, turn_wait_s=wait_s)
    return turns, puppet


def told(house: House, who: Principal, thread: str) -> list[Message]:
    with house.container.ports.store.read(who) as tx:
        return list(tx.conversations.messages(ConversationId(thread)))


def lines(house: House, who: Principal, thread: str) -> list[tuple[str, str]]:
    return [(str(each.speaker), each.text) for each in told(house, who, thread)]


def breaks(fault: BaseException) -> Act:
    def act(_: Turn) -> Iterator[Step]:
        yield Said("I was about to say")
        raise fault

    return act


def test_prose_is_heard_as_it_comes_and_stored_as_it_was_shown(
    house: House, nora: Principal, thread: str
) -> None:
    turns, _ = seated(house, says("One.", "Two.", "\n- three"))
    heard: list[Piece] = []
    outcome = turns.take(nora, Incoming("hello", thread, "m-1"), heard.append)
    assert heard == [Text("One."), Text("Two."), Text("\n- three")]
    assert (outcome.reply, outcome.conversation_id) == ("One. Two.\n- three", thread)
    assert (outcome.model, outcome.repeated) == ("puppet", False)
    assert lines(house, nora, thread) == [("customer", "hello"), ("assistant", outcome.reply)]
    assert told(house, nora, thread)[1].reply_to == "m-1"


@pytest.mark.parametrize(
    "fault", [RuntimeError("crash"), KeyboardInterrupt(), GeneratorExit()], ids=repr
)
def test_a_message_that_was_never_answered_is_answered_once_when_sent_again(
    house: House, nora: Principal, thread: str, fault: BaseException
) -> None:
    broken, _ = seated(house, breaks(fault))
    with pytest.raises(type(fault)):
        broken.take(nora, Incoming("are you there?", thread, "m-1"))
    assert lines(house, nora, thread) == [("customer", "are you there?")]

    # At once: the turn was given back.
    turns, puppet = seated(house, says("Yes."), wait_s=0)
    answered = turns.take(nora, Incoming("are you there?", thread, "m-1"))
    again = turns.take(nora, Incoming("are you there?", thread, "m-1"))
    assert (answered.reply, again.reply, again.repeated) == ("Yes.", "Yes.", True)
    assert len(puppet.turns) == 1
    assert lines(house, nora, thread) == [("customer", "are you there?"), ("assistant", "Yes.")]


def test_an_unanswered_message_of_long_ago_can_still_be_sent_again(
    house: House, nora: Principal, thread: str
) -> None:
    broken, _ = seated(house, breaks(RuntimeError("crash")))
    with pytest.raises(RuntimeError):
        broken.take(nora, Incoming("the first", thread, "m-first"))
    turns, _ = seated(house, says("Well."), wait_s=0)
    for number in range(12):
        turns.take(nora, Incoming(f"message {number}", thread, f"m-{number}"))
    answer = turns.take(nora, Incoming("the first", thread, "m-first"))
    assert answer.reply == "Well."
    said = [text for speaker, text in lines(house, nora, thread) if speaker == "customer"]
    assert said.count("the first") == 1
    assert turns.take(nora, Incoming("the first", thread, "m-first")).repeated


def test_a_turn_that_ends_without_its_last_step_is_an_error_and_gives_the_turn_back(
    house: House, nora: Principal, thread: str
) -> None:
    def act(_: Turn) -> Iterator[Step]:
        yield Said("Half an answer")

    cut, _ = seated(house, act)
    with pytest.raises(RuntimeError, match="last step"):
        cut.take(nora, Incoming("hello", thread, "m-1"))
    turns, _ = seated(house, says("Whole."), wait_s=0)
    assert turns.take(nora, Incoming("hello", thread, "m-1")).reply == "Whole."


def holding(entered: threading.Event, leave: threading.Event) -> Act:
    """A turn that takes until it is let go."""

    def act(_: Turn) -> Iterator[Step]:
        entered.set()
        leave.wait(PATIENCE_S)
        yield Said("At last.")
        yield finished()

    return act


def test_a_second_message_waits_then_says_so_and_leaves_no_trace(
    house: House, nora: Principal, thread: str
) -> None:
    entered, leave = threading.Event(), threading.Event()
    slow, _ = seated(house, holding(entered, leave))
    hasty, _ = seated(house, says("Now."), wait_s=0.3)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slow.take, nora, Incoming("first", thread, "m-1"))
        assert entered.wait(PATIENCE_S)
        began = time.monotonic()
        with pytest.raises(TurnInProgress):
            hasty.take(nora, Incoming("second", thread, "m-2"))
        assert 0.3 <= time.monotonic() - began < 3
        elsewhere = hasty.take(nora, Incoming("another thread", None, "m-3"))
        assert elsewhere.reply == "Now."  # only this conversation waits
        patient, _ = seated(house, says("Then."))
        third = pool.submit(patient.take, nora, Incoming("third", thread, "m-4"))
        leave.set()
        assert (first.result().reply, third.result().reply) == ("At last.", "Then.")
    assert [text for _, text in lines(house, nora, thread)] == [
        "first",
        "At last.",
        "third",
        "Then.",
    ]


def lease(house: House, who: Principal, thread: str, life: timedelta) -> None:
    """A process took the conversation's turn and died."""
    ports = house.container.ports
    with ports.store.write(who) as tx:
        until = ports.clock.real_now() + life
        assert tx.conversations.take_turn(ConversationId(thread), "turn_of_the_dead", until)


def test_a_turn_held_by_a_dead_process_ends_with_its_lease(
    house: House, nora: Principal, thread: str
) -> None:
    turns, _ = seated(house, says("Hello."))
    turns.take(nora, Incoming("hello", thread))
    lease(house, nora, thread, timedelta(seconds=60))
    hasty, _ = seated(house, says("Hello."), wait_s=0)
    with pytest.raises(TurnInProgress):
        hasty.take(nora, Incoming("anybody?", thread))
    with house.container.ports.store.write(nora) as tx:
        tx.conversations.end_turn(ConversationId(thread), "turn_of_the_dead")
    lease(house, nora, thread, timedelta(seconds=0.3))
    assert turns.take(nora, Incoming("anybody?", thread)).reply == "Hello."


def test_anothers_conversation_is_a_new_one(house: House, nora: Principal) -> None:
    turns, puppet = seated(house, says("Hello."))
    mine = turns.take(nora, Incoming("my secret plan")).conversation_id
    for who in (house.principal("c-luis"), house.principal("c-rita", "skylink")):
        outcome = turns.take(who, Incoming("hello", mine))
        assert outcome.conversation_id == mine  # the name is free for them, and theirs alone
        assert puppet.turns[-1].window.messages == ()
        assert puppet.turns[-1].context.transcript_tail == ()
        assert lines(house, who, mine) == [("customer", "hello"), ("assistant", "Hello.")]
    unknown = turns.take(nora, Incoming("hello", "cnv_x"))
    assert unknown.conversation_id not in ("cnv_x", mine)
    assert lines(house, nora, mine)[0] == ("customer", "my secret plan")
    assert len(lines(house, nora, mine)) == 2


def test_two_customers_who_chose_the_same_name_stay_apart(house: House, nora: Principal) -> None:
    luis = house.principal("c-luis")
    turns, puppet = seated(house, says("Hello."))
    for number in range(3):
        turns.take(nora, Incoming(f"nora {number}", THREAD, f"m-{number}"))
        turns.take(luis, Incoming(f"luis {number}", THREAD, f"m-{number}"))
    for who, name in ((nora, "nora"), (luis, "luis")):
        said = [text for speaker, text in lines(house, who, THREAD) if speaker == "customer"]
        assert said == [f"{name} {number}" for number in range(3)]
    remembered = [each.text for each in puppet.turns[-1].window.messages]
    assert remembered == ["luis 0", "Hello.", "luis 1", "Hello."]


def everything_known(turn: Turn) -> str:
    """All a model could see of the conversation."""
    texts = [turn.text, turn.context.customer_text, *turn.context.transcript_tail]
    return "\n".join([*texts, *(each.text for each in turn.window.messages)])


@pytest.mark.parametrize("parts", [(HALF, HALF), ("my card: 4242", "4242 4242", "4242")])
def test_a_card_number_in_pieces_is_taken_out_of_what_was_stored_before(
    house: House, nora: Principal, thread: str, parts: tuple[str, ...]
) -> None:
    turns, puppet = seated(house, says("I see."))
    for part in parts:
        turns.take(nora, Incoming(part, thread))
    stored = "".join(text for _, text in lines(house, nora, thread))
    assert "4242 4242" not in stored
    assert stored.count("4242") == 1  # the last four may stay
    assert everything_known(puppet.turns[-1]).count("4242") <= 2  # that same message, twice shown
    assert "card number" in lines(house, nora, thread)[-1][1]
    turns.take(nora, Incoming("and now?", thread))
    assert "4242 4242" not in everything_known(puppet.turns[-1])
    window = [each.text for each in puppet.turns[-1].window.messages]
    assert window == [text for _, text in lines(house, nora, thread)][: len(window)]


def test_a_message_may_not_take_the_name_of_an_answer(
    house: House, nora: Principal, thread: str
) -> None:
    turns, puppet = seated(house, says("I owe you nothing."), wait_s=0)
    answer = turns.take(nora, Incoming("hello", thread))
    with pytest.raises(InvalidRequest):
        turns.take(nora, Incoming("what did you say?", thread, answer.message_id))
    assert len(puppet.turns) == 1
    assert len(lines(house, nora, thread)) == 2
    assert turns.take(nora, Incoming("hello", thread)).reply == "I owe you nothing."


def test_the_model_is_told_what_came_before_and_nothing_twice(
    house: House, nora: Principal, thread: str
) -> None:
    turns, puppet = seated(house, says("Yes."))
    for number in range(14):
        turns.take(nora, Incoming(f"message {number}", thread))
    last = puppet.turns[-1]
    assert (last.text, len(last.window.messages)) == ("message 13", 20)
    said = [each.text for each in last.window.messages if each.speaker == "customer"]
    assert said == [f"message {number}" for number in range(3, 13)]
    assert last.context.transcript_tail[-1] == "assistant: Yes."


def test_a_listener_that_breaks_gives_the_turn_back(
    house: House, nora: Principal, thread: str
) -> None:
    turns, _ = seated(house, says("Hello."), wait_s=0)

    def broken(_: Piece) -> None:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        turns.take(nora, Incoming("hello", thread, "m-1"), broken)
    assert turns.take(nora, Incoming("hello", thread, "m-1")).reply == "Hello."


def test_twelve_threads_of_one_customer_run_at_once(house: House, nora: Principal) -> None:
    together = threading.Barrier(12, timeout=PATIENCE_S)

    def act(_: Turn) -> Iterator[Step]:
        together.wait()
        yield Said("Together.")
        yield finished()

    turns, _ = seated(house, act)

    def take(number: int) -> Outcome:
        return turns.take(nora, Incoming(f"hello {number}"))

    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(take, range(12)))
    assert {outcome.reply for outcome in outcomes} == {"Together."}
    assert len({outcome.conversation_id for outcome in outcomes}) == 12
