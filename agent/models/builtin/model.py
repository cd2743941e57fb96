"""The built-in model behind LangChain's interface: the same messages and tools as any other."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    HumanMessage,
    ToolMessage,
)
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk

from agent.language import language_of
from agent.models._streaming import StreamingModel
from agent.models.builtin.dialogue import decide
from agent.models.builtin.talk import Decision, Done, Said, Talk
from agent.turn import HINTS, SHOWN, Hints
from tools._tool import ToolResult


class BuiltinModel(StreamingModel):
    """Rules instead of a network: lists, explains, pays, hands over; says only what tools found.

    Needs the turn's `Hints` on the customer's message; keeps nothing between calls.
    """

    @property
    def _llm_type(self) -> str:
        return "builtin"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        talk = _talk(messages, kwargs.get("tools", ()))
        decision = decide(talk)
        for sentence in decision.sentences:
            yield ChatGenerationChunk(message=AIMessageChunk(content=f"{sentence}\n"))
        yield ChatGenerationChunk(message=_ending(decision, len(talk.done)))


def _ending(decision: Decision, number: int) -> AIMessageChunk:
    if decision.tool is None:
        return AIMessageChunk(content="", response_metadata={"finish_reason": "stop"})
    call = tool_call_chunk(
        name=decision.tool,
        args=json.dumps(decision.arguments or {}),
        id=f"builtin_{number}",
        index=0,
    )
    return AIMessageChunk(
        content="", tool_call_chunks=[call], response_metadata={"finish_reason": "tool_calls"}
    )


def _talk(messages: Sequence[BaseMessage], schemas: Sequence[Any]) -> Talk:
    last = max(n for n, message in enumerate(messages) if isinstance(message, HumanMessage))
    question = messages[last]
    hints = question.additional_kwargs[HINTS]
    if not isinstance(hints, Hints):
        raise TypeError("the customer's message carries no hints")
    text = str(question.text)
    return Talk(
        text=text,
        language=language_of(text, hints.words.language),
        hints=hints,
        history=[_said(message) for message in messages[:last] if message.type != "system"],
        done=_done(messages[last:]),
        tools=frozenset(schema["function"]["name"] for schema in schemas),
    )


def _said(message: BaseMessage) -> Said:
    shown = message.additional_kwargs.get(SHOWN, ()) if isinstance(message, AIMessage) else ()
    return Said(isinstance(message, HumanMessage), str(message.text), tuple(shown))


def _done(messages: Sequence[BaseMessage]) -> list[Done]:
    """The tool results of this turn, each with whether its call asked for a part only."""
    calls = [call for one in messages if isinstance(one, AIMessage) for call in one.tool_calls]
    narrowed = {call["id"]: bool(call["args"]) for call in calls}
    return [
        Done(
            message.name or "",
            message.artifact if isinstance(message.artifact, ToolResult) else None,
            narrowed.get(message.tool_call_id, False),
        )
        for message in messages
        if isinstance(message, ToolMessage)
    ]
