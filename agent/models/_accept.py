"""What counts as a usable reply: read strictly, before anything in it may run.

Streaming clients complete truncated tool arguments and take a stream that just stops for a whole
reply, so the pieces are collected and judged here, from the raw text of the arguments.

    ModelFault                the reply cannot be used; nothing of it was run
    ├── ModelUnreachable      refused, reset, answered with an error status
    │   └── ModelSilent       nothing came in the time there was
    └── ModelGarbage          answered, but with something that is not a usable reply
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NoReturn

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.ai import AIMessageChunk, UsageMetadata
from langchain_core.messages.tool import ToolCall, tool_call

from billing.redaction import Json, redact, redact_json

_FINISHED: Final = frozenset({"stop", "tool_calls", "function_call"})
_TEXT_LIMIT: Final = 20_000
_ARGUMENTS_LIMIT: Final = 20_000
_CALLS_LIMIT: Final = 64
_DEPTH_LIMIT: Final = 16


class ModelFault(Exception):
    """The reply cannot be used; nothing of it was run."""


class ModelUnreachable(ModelFault):
    """The model did not answer in time or at all."""


class ModelSilent(ModelUnreachable):
    """Nothing came in the time there was."""


class ModelGarbage(ModelFault):
    """The model answered with something that is not a usable reply."""


@dataclass(slots=True)
class _Call:
    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(slots=True)
class Collector:
    """Gathers the pieces of one streamed reply."""

    text: str = ""
    finish: str | None = None
    calls: dict[object, _Call] = field(default_factory=dict)
    usage: UsageMetadata | None = None

    def add(self, piece: BaseMessage) -> str:
        """Take one piece in and return its prose; raises `ModelGarbage` past the size caps."""
        if not isinstance(piece, AIMessageChunk):
            raise ModelGarbage("a role that is not the assistant's")
        prose = without_halves(piece.text)
        self.text += prose
        for part in piece.tool_call_chunks:
            call = self._call(part["index"], part["id"], part["name"])
            call.id = call.id or part["id"] or ""
            call.name += part["name"] or ""
            call.arguments += part["args"] or ""
            if len(call.arguments) > _ARGUMENTS_LIMIT or len(self.calls) > _CALLS_LIMIT:
                raise ModelGarbage("tool arguments without end")
        self.finish = piece.response_metadata.get("finish_reason") or self.finish
        self.usage = piece.usage_metadata or self.usage
        if len(self.text) > _TEXT_LIMIT:
            raise ModelGarbage("prose without end")
        return prose

    def _call(self, index: object, call_id: str | None, name: str | None) -> _Call:
        # Some servers number no pieces: there a name or an id begins a call.
        if index is None:
            index = ("unnumbered", len(self.calls) - (not (call_id or name)))
        return self.calls.setdefault(index, _Call())


def accept(collected: Collector) -> AIMessage:
    """The reply as a redacted message, or `ModelGarbage` when any part of it is unusable."""
    if collected.finish not in _FINISHED:
        raise ModelGarbage(f"unfinished reply: {str(collected.finish)[:20]}")
    calls = [_read_call(number, call) for number, call in enumerate(collected.calls.values())]
    if len({call["id"] for call in calls}) < len(calls):
        raise ModelGarbage("two tool calls with one id")
    if not calls and not collected.text.strip():
        raise ModelGarbage("an empty reply")
    return AIMessage(
        content=redact(collected.text), tool_calls=calls, usage_metadata=collected.usage
    )


def without_halves(text: str) -> str:
    """The text with half surrogate pairs replaced: they cannot be sent on."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _read_call(number: int, call: _Call) -> ToolCall:
    if not call.name or len(call.name) > 64:
        raise ModelGarbage("a tool call without a name")
    return tool_call(
        name=redact(without_halves(call.name)),
        args=_read_arguments(call.arguments),
        id=without_halves(call.id)[:64] or f"call_{number}",
    )


def _read_arguments(text: str) -> dict[str, object]:
    try:
        value = json.loads(
            without_halves(text) or "{}", parse_constant=_refuse, object_pairs_hook=_once
        )
    except (ValueError, RecursionError):
        raise ModelGarbage("tool arguments that are not JSON") from None
    if not isinstance(value, dict):
        raise ModelGarbage("tool arguments that are not an object")
    clean = redact_json(_whole(value, _DEPTH_LIMIT))
    return dict(clean) if isinstance(clean, Mapping) else {}


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key given twice")
    return found


def _whole(value: object, depth: int) -> Json:
    if depth == 0:
        raise ModelGarbage("tool arguments nested too deep")
    if isinstance(value, dict):
        return {without_halves(key): _whole(item, depth - 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_whole(item, depth - 1) for item in value]
    if isinstance(value, str):
        return without_halves(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    raise ModelGarbage("tool arguments that are not JSON")
