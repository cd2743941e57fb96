"""A model that says what it is told to: for tests, evaluations and benchmarks."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk
from pydantic import PrivateAttr

from agent.models._streaming import StreamingModel


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call. A string as `arguments` is sent as it stands, valid JSON or not."""

    name: str
    arguments: Mapping[str, object] | str = field(default_factory=dict)
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Scripted:
    """One reply: prose, then calls, then `fault` or the finish reason (`""` sends none)."""

    text: str = ""
    calls: Sequence[Call] = ()
    finish: str | None = None
    fault: Exception | None = None


Script = Callable[[Sequence[BaseMessage]], Scripted]


class ScriptEnded(Exception):
    """The model was asked more often than its script has replies."""


def in_order(*replies: Scripted | str) -> Script:
    """A script that gives these replies one after the other; a string is plain prose."""
    left = [Scripted(reply) if isinstance(reply, str) else reply for reply in replies]

    def next_reply(_messages: Sequence[BaseMessage]) -> Scripted:
        if not left:
            raise ScriptEnded
        return left.pop(0)

    return next_reply


class ScriptedModel(StreamingModel):
    """Streams the replies of `script` in pieces of `piece` letters and keeps every request."""

    script: Script
    piece: int = 7
    _requests: list[tuple[list[BaseMessage], Mapping[str, Any]]] = PrivateAttr(default_factory=list)

    @property
    def requests(self) -> list[list[BaseMessage]]:
        """The messages of every request so far, oldest first."""
        return [messages for messages, _ in self._requests]

    @property
    def options(self) -> list[Mapping[str, Any]]:
        """What else came with every request: the tools' schemas, for one."""
        return [options for _, options in self._requests]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        self._requests.append((list(messages), kwargs))
        reply = self.script(messages)
        for start in range(0, len(reply.text), self.piece):
            yield _chunk(AIMessageChunk(content=reply.text[start : start + self.piece]))
        for number, call in enumerate(reply.calls):
            yield _chunk(AIMessageChunk(content="", tool_call_chunks=[_call(number, call)]))
        if reply.fault is not None:
            raise reply.fault
        finish = ("tool_calls" if reply.calls else "stop") if reply.finish is None else reply.finish
        yield _chunk(
            AIMessageChunk(
                content="",
                response_metadata={"finish_reason": finish} if finish else {},
                usage_metadata={"input_tokens": 1, "output_tokens": 1, "total_tokens": 2},
            )
        )


def _chunk(message: AIMessageChunk) -> ChatGenerationChunk:
    return ChatGenerationChunk(message=message)


def _call(number: int, call: Call) -> Any:
    raw = call.arguments if isinstance(call.arguments, str) else json.dumps(call.arguments)
    return tool_call_chunk(
        name=call.name,
        args=raw,
        id=f"call_{number}" if call.id is None else call.id,
        index=number,
    )
