"""AG-UI as a careful client reads it, and an assistant that does what a story tells it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from agent.loop import Assistant
from agent.turn import Finished, Said, Step, Turn, Usage
from tests.house import House, Json

TEXT = ("TEXT_MESSAGE_START", "TEXT_MESSAGE_CONTENT", "TEXT_MESSAGE_END")
CALL = ("TOOL_CALL_START", "TOOL_CALL_ARGS", "TOOL_CALL_END")
LONELY = {"TOOL_CALL_RESULT", "ACTIVITY_SNAPSHOT", "MESSAGES_SNAPSHOT", "CUSTOM"}
TERMINAL = {"RUN_FINISHED", "RUN_ERROR"}


def events(stream: str) -> list[Json]:
    """The events of a whole stream; every frame is one `data:` line that ends LF LF."""
    assert stream.endswith("\n\n")
    assert "\r" not in stream
    frames = stream.removesuffix("\n\n").split("\n\n")
    assert all(frame.startswith("data: ") and "\n" not in frame for frame in frames)
    return [json.loads(frame.removeprefix("data: ")) for frame in frames]


def legal(found: list[Json]) -> list[Json]:
    """The same events, after a strict client's checks of their order."""
    kinds = [event["type"] for event in found]
    assert kinds[0] == "RUN_STARTED"
    assert [kind for kind in kinds if kind in TERMINAL] == [kinds[-1]], kinds
    open_text: str | None = None
    open_call: str | None = None
    for event in found[1:-1]:
        kind = event["type"]
        if kind in TEXT:
            assert open_call is None
            assert (open_text is None) == (kind == TEXT[0])
            assert open_text in (None, event["messageId"])
            assert kind != TEXT[1] or event["delta"]
            open_text = event["messageId"] if kind != TEXT[2] else None
        elif kind in CALL:
            assert open_text is None
            assert (open_call is None) == (kind == CALL[0])
            open_call = event["toolCallId"] if kind != CALL[2] else None
        else:
            assert kind in LONELY, kind
            assert open_text is None
            assert open_call is None
    assert kinds[-1] == "RUN_ERROR" or (open_text, open_call) == (None, None)
    opened = [event["messageId"] for event in found if event["type"] == TEXT[0]]
    assert len(set(opened)) == len(opened)
    return found


def text_of(found: list[Json]) -> str:
    """What a client shows of the prose: messages apart, pieces joined."""
    shown = ""
    for event in found:
        if event["type"] == TEXT[0] and shown:
            shown += "\n"
        if event["type"] == TEXT[1]:
            shown += event["delta"]
    return shown


def cards_of(found: list[Json]) -> list[str]:
    return [event["activityType"] for event in found if event["type"] == "ACTIVITY_SNAPSHOT"]


def interrupt_of(found: list[Json]) -> Json:
    """The one interrupt a run ended with."""
    outcome = found[-1]["outcome"]
    assert outcome["type"] == "interrupt"
    (interrupt,) = outcome["interrupts"]
    assert isinstance(interrupt, dict)
    return interrupt


Act = Callable[[Turn], Iterator[Step]]


class Puppet(Assistant):
    """An assistant without models: it does `act`, and keeps the turns it was given."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.turns: list[Turn] = []

    def run(self, turn: Turn) -> Iterator[Step]:
        self.turns.append(turn)
        yield from self.act(turn)


def says(*sentences: str) -> Act:
    """A turn of prose and nothing else."""

    def act(_: Turn) -> Iterator[Step]:
        yield from (Said(sentence) for sentence in sentences)
        yield finished()

    return act


def finished() -> Finished:
    return Finished((), (), "puppet", Usage(), ())


def seat(house: House, puppet: Puppet, **changes: float) -> Puppet:
    """From here on the puppet answers in the house."""
    turns = replace(house.container.turns(), assistant=lambda: puppet, **changes)  # type: ignore[arg-type]  # only the waiting time is a number to change
    house.container.turns = lambda: turns
    return puppet
