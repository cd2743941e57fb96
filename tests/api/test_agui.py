"""AG-UI frames: legal in every order of ours, and safe for what they carry."""

import json
from collections.abc import Callable, Iterator

import pytest

from api.agui import PAY_TOOL, Run, call_id, interrupt, snapshot
from billing.tenants import JsonValue
from tests.api.wire import cards_of, events, interrupt_of, legal, text_of
from tests.fakes import SequentialIds

QUOTE: dict[str, JsonValue] = {
    "id": "qt_1",
    "expires_at": "2026-03-02T09:10:00Z",
    "total": {"amount_minor": 9740, "currency": "USD"},
}
CARD: dict[str, JsonValue] = {"kind": "bill", "id": "HB-100", "data": {"id": "HB-100"}}

Story = Callable[[Run], Iterator[str]]


def only_text(run: Run) -> Iterator[str]:
    yield from run.text("You owe ")
    yield from run.text("$97.40.")
    yield from run.finished()


def text_between_cards(run: Run) -> Iterator[str]:
    yield from run.text("Here:")
    yield from run.card(CARD)
    yield from run.text("That is all.")
    yield from run.card(CARD)
    yield from run.facts({"bills": []})
    yield from run.finished()


def nothing(run: Run) -> Iterator[str]:
    yield from run.finished()


def an_offer(run: Run) -> Iterator[str]:
    yield from run.text("To pay: $97.40.")
    yield from run.interrupted(QUOTE, "Press Approve.")


def a_decision(run: Run) -> Iterator[str]:
    yield from run.result("qt_1", "Paid: $97.40.")
    yield from run.text("Paid: $97.40.")
    yield from run.finished()


def an_error_in_the_middle(run: Run) -> Iterator[str]:
    yield from run.text("Let me s")
    yield run.failed("internal_error", "Something went wrong.")


STORIES = (only_text, text_between_cards, nothing, an_offer, a_decision, an_error_in_the_middle)


def told(story: Story) -> list[dict[str, object]]:
    run = Run("thread-1", "run-1", SequentialIds())
    return legal(events(run.started() + "".join(story(run))))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_story_is_legal(story: Story) -> None:
    found = told(story)
    assert (found[0]["threadId"], found[0]["runId"]) == ("thread-1", "run-1")


def test_pieces_of_prose_are_one_message_until_a_card_stands_between() -> None:
    assert text_of(told(only_text)) == "You owe $97.40."
    found = told(text_between_cards)
    assert text_of(found) == "Here:\nThat is all."
    assert cards_of(found) == ["billing.bill", "billing.bill"]


def test_an_empty_piece_is_no_event() -> None:
    run = Run("thread-1", "run-1", SequentialIds())
    assert list(run.text("")) == []
    assert list(run.end_text()) == []


def test_an_open_quote_is_an_interrupt_a_generic_client_can_answer() -> None:
    found = told(an_offer)
    ask = interrupt_of(found)
    assert (ask["id"], ask["reason"]) == ("qt_1", "billing:approve_payment")
    assert ask["responseSchema"]["required"] == ["approved"]
    assert ask["expiresAt"] == QUOTE["expires_at"]
    assert ask["metadata"]["billing"]["quote"] == QUOTE
    started = next(event for event in found if event["type"] == "TOOL_CALL_START")
    assert (started["toolCallName"], started["toolCallId"]) == (PAY_TOOL, ask["toolCallId"])
    arguments = next(event for event in found if event["type"] == "TOOL_CALL_ARGS")
    assert json.loads(str(arguments["delta"])) == {"quote_id": "qt_1"}
    assert interrupt(QUOTE, "x").tool_call_id == call_id("qt_1")  # the same after a reload


def test_a_decision_answers_the_call_that_was_left_open() -> None:
    result = next(event for event in told(a_decision) if event["type"] == "TOOL_CALL_RESULT")
    assert (result["toolCallId"], result["content"]) == (call_id("qt_1"), "Paid: $97.40.")


ODD = ["a\n\nb", "a\r\nb", "data: {}\n\n", "\u2028\u2029", "é😀", '"}\n\ndata: {"type":']


@pytest.mark.parametrize("text", ODD, ids=repr)
def test_no_text_can_end_a_frame(text: str) -> None:
    def story(run: Run) -> Iterator[str]:
        yield from run.text(text)
        yield from run.finished()

    assert text_of(told(story)) == text


def test_a_long_card_id_stays_within_bounds() -> None:
    run = Run("thread-1", "r" * 128, SequentialIds())
    (frame,) = run.card(CARD | {"id": "x" * 64})
    assert len(events(frame)[0]["messageId"]) <= 128


def test_the_history_is_one_frame() -> None:
    messages: list[dict[str, JsonValue]] = [
        {"id": "m-1", "role": "user", "content": "hello\n\nthere"},
        {"id": "m-2", "role": "assistant", "content": "Hi."},
        {"id": "c-1", "role": "activity", "activityType": "billing.bill", "content": {"id": "x"}},
    ]
    (event,) = events(snapshot(messages))
    assert [each["role"] for each in event["messages"]] == ["user", "assistant", "activity"]
    assert event["messages"][0]["content"] == "hello\n\nthere"
