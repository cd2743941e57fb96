"""AG-UI 1.0 on the wire, in the subset that client 0.0.59 takes too.

Frames end with LF LF (some clients split on nothing else), a run ends with exactly one
RUN_FINISHED or RUN_ERROR and nothing after it, and everything of ours that a foreign client may
not know travels in an activity, a CUSTOM event or an interrupt's metadata.
Source: the AG-UI event reference (docs.ag-ui.com/concepts/events) and its interrupts page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ag_ui.core import (
    ActivitySnapshotEvent,
    BaseEvent,
    CustomEvent,
    EventType,
    Interrupt,
    MessagesSnapshotEvent,
    RunErrorEvent,
    RunFinishedEvent,
    RunFinishedInterruptOutcome,
    RunFinishedSuccessOutcome,
    RunStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
    ToolCallArgsEvent,
    ToolCallEndEvent,
    ToolCallResultEvent,
    ToolCallStartEvent,
)
from ag_ui.encoder import EventEncoder

from billing.ports import Ids
from billing.tenants import JsonValue

PAY_TOOL: Final = "approve_payment"
_ENCODER = EventEncoder()


def frame(event: BaseEvent) -> str:
    """One SSE frame, `data: {...}` LF LF."""
    return _ENCODER.encode(event)


def call_id(quote_id: str) -> str:
    """The tool call that an interrupt answers: derived, so that a reload names the same one."""
    return f"call-{quote_id}"


@dataclass(slots=True)
class Run:
    """Builds the events of one run in a legal order."""

    thread_id: str
    run_id: str
    ids: Ids
    _message_id: str | None = field(default=None)

    def started(self) -> str:
        return frame(RunStartedEvent(thread_id=self.thread_id, run_id=self.run_id))

    def text(self, text: str) -> Iterator[str]:
        """A piece of the assistant's prose; opens the message if needed."""
        if not text:
            return
        if self._message_id is None:
            self._message_id = self.ids.new("msg")
            yield frame(TextMessageStartEvent(message_id=self._message_id, role="assistant"))
        yield frame(TextMessageContentEvent(message_id=self._message_id, delta=text))

    def end_text(self) -> Iterator[str]:
        if self._message_id is not None:
            yield frame(TextMessageEndEvent(message_id=self._message_id))
            self._message_id = None

    def card(self, card: Mapping[str, JsonValue]) -> Iterator[str]:
        """A card as an activity: it stands between messages, so an open message ends first."""
        yield from self.end_text()
        yield frame(
            ActivitySnapshotEvent(
                message_id=f"card-{card['id']}-{self.run_id}"[:128],
                activity_type=f"billing.{card['kind']}",
                content=card["data"],
                replace=True,
            )
        )

    def facts(self, facts: Mapping[str, JsonValue]) -> Iterator[str]:
        yield from self.end_text()
        yield frame(CustomEvent(name="billing.facts", value=facts))

    def shown(
        self, ids: Sequence[str], seq: int | None = None, language: str | None = None
    ) -> Iterator[str]:
        """Which stored messages this run has shown: a live listener need not show them again.

        `seq`: the conversation has been shown whole up to there. `language`: the one spoken now.
        """
        yield from self.end_text()
        value = {"ids": list(ids), "seq": seq, "language": language}
        yield frame(CustomEvent(name="billing.shown", value=value))

    def finished(self) -> Iterator[str]:
        yield from self.end_text()
        yield frame(
            RunFinishedEvent(
                thread_id=self.thread_id, run_id=self.run_id, outcome=RunFinishedSuccessOutcome()
            )
        )

    def interrupted(self, quote: Mapping[str, JsonValue], message: str) -> Iterator[str]:
        """Ends the run with the open quote as its interrupt."""
        yield from self.end_text()
        call = call_id(str(quote["id"]))
        yield frame(ToolCallStartEvent(tool_call_id=call, tool_call_name=PAY_TOOL))
        arguments = '{"quote_id": "' + str(quote["id"]) + '"}'
        yield frame(ToolCallArgsEvent(tool_call_id=call, delta=arguments))
        yield frame(ToolCallEndEvent(tool_call_id=call))
        yield frame(
            RunFinishedEvent(
                thread_id=self.thread_id,
                run_id=self.run_id,
                outcome=RunFinishedInterruptOutcome(interrupts=[interrupt(quote, message)]),
            )
        )

    def result(self, quote_id: str, text: str) -> Iterator[str]:
        """What became of the call that an interrupt had left open."""
        yield frame(
            ToolCallResultEvent(
                message_id=self.ids.new("msg"), tool_call_id=call_id(quote_id), content=text
            )
        )

    def failed(self, code: str, message: str) -> str:
        return frame(RunErrorEvent(message=message, code=code))


def interrupt(quote: Mapping[str, JsonValue], message: str) -> Interrupt:
    """An open quote as AG-UI's interrupt; a generic client can answer it by its plain schema."""
    return Interrupt(
        id=str(quote["id"]),
        reason=f"billing:approve_{'payment' if quote.get('act') is None else 'change'}",
        message=message,
        tool_call_id=call_id(str(quote["id"])),
        response_schema={
            "type": "object",
            "properties": {"approved": {"type": "boolean"}},
            "required": ["approved"],
        },
        expires_at=str(quote["expires_at"]),
        metadata={"billing": {"quote": dict(quote)}},
    )


def snapshot(messages: Sequence[Mapping[str, JsonValue]]) -> str:
    """The conversation so far, as MESSAGES_SNAPSHOT."""
    return frame(
        MessagesSnapshotEvent.model_validate(
            {"type": EventType.MESSAGES_SNAPSHOT, "messages": list(messages)}
        )
    )
