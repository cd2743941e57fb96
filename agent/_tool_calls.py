"""Middleware around the tools: counted, checked, run one after the other, always answered.

Every call gets its answer, whatever went wrong, so no later request holds a dangling call. The
graph starts the calls of one reply side by side; `Batch` runs them in the order they were made.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from langchain.agents.middleware import AgentMiddleware, AgentState, ToolCallRequest
from langchain_core.messages import ToolMessage
from langchain_core.messages.tool import ToolCall
from langgraph.types import Command
from pydantic import BaseModel

from agent._run import TurnRun
from agent.turn import Closed, Ran
from billing.redaction import Redacted, redact
from tools._registry import asked_of
from tools._tool import AskAgain, Tool, ToolFailed, ToolResult

_LOG: Final = logging.getLogger(__name__)
_NOT_RUN: Final = "Not run: "
_BROKEN: Final = "The tool failed. Say so, and offer a person."


class ToolCalls(AgentMiddleware[AgentState[Any], TurnRun]):
    """Runs our tools with the turn's own context; the graph's own tool runner is never reached."""

    def wrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]],
    ) -> ToolMessage | Command[Any]:
        run = cast("TurnRun", request.runtime.context)
        if run.batch is None:
            return _message(request.tool_call, _NOT_RUN + "nobody asked for it", failed=True)
        return run.batch.answer(request.tool_call)


@dataclass(slots=True)
class Batch:
    """The calls of one reply. Whoever asks first runs them all, in order; the others wait."""

    run: TurnRun
    calls: Sequence[ToolCall]
    _answers: dict[str | None, ToolMessage] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, call: ToolCall) -> ToolMessage:
        with self._lock:
            if not self._answers:
                self._answers = {one["id"]: two for one, two in _run_all(self.run, self.calls)}
        return self._answers[call["id"]]


_Checked = tuple[Tool, BaseModel]


def _run_all(run: TurnRun, calls: Sequence[ToolCall]) -> list[tuple[ToolCall, ToolMessage]]:
    run.tool_calls += len(calls)  # counted before anything runs, invalid calls included
    left = len(calls) - max(0, run.tool_calls - run.limits.tool_calls)
    checked = [_check(run, call) for call in calls]
    if any(isinstance(one, str) for one in checked):
        run.repairs += 1
        if run.repairs > run.limits.repairs:
            run.session.fall_back()
    faulty = any(isinstance(one, str) for one in checked)
    answers = []
    for number, (call, one) in enumerate(zip(calls, checked, strict=True)):
        if isinstance(one, str):
            answer = _refusal(run, call, one)
        elif faulty:
            answer = _refusal(run, call, "another call of this reply was invalid")
        elif number >= left:
            answer = _refusal(run, call, "too many tool calls in this turn; answer with words")
        elif run.over or run.deadline.left <= 0:
            answer = _refusal(run, call, "the turn has ended")
        else:
            answer = _execute(run, call, one)
        answers.append((call, answer))
    return answers


def _check(run: TurnRun, call: ToolCall) -> _Checked | str:
    try:
        return asked_of(run.tools, call["name"], call["args"])
    except AskAgain as wrong:
        return wrong.sentence


def _refusal(run: TurnRun, call: ToolCall, why: str) -> ToolMessage:
    known = call["name"] if call["name"] in run.tools else "unknown"
    run.trace.append({"tool": known, "ok": False, "code": "not_run"})
    return _message(call, _NOT_RUN + why, failed=True)


def _execute(run: TurnRun, call: ToolCall, checked: _Checked) -> ToolMessage:
    tool, arguments = checked
    same = f"{tool.name}:{arguments.model_dump_json()}"
    if same in run.results:
        return _message(call, run.results[same])
    try:
        result = tool.run(run.turn.context, arguments)
    except AskAgain as question:
        return _failed(run, call, question.sentence, "ask_again")
    except ToolFailed as failure:
        message = _failed(run, call, failure.sentence, "failed")
        _close(run, Closed(redact(failure.sentence)))
        return message
    except Exception as fault:
        _LOG.exception("tool %s failed", tool.name)
        return _failed(run, call, _BROKEN, type(fault).__name__)
    run.results[same] = text = redact(result.text)
    run.session.trust(text)
    run.book.add(result.cards, narrowed=bool(arguments.model_dump(exclude_defaults=True)))
    return _succeeded(run, call, result, text)


def _succeeded(run: TurnRun, call: ToolCall, result: ToolResult, text: Redacted) -> ToolMessage:
    run.tell(Ran(call["name"], ok=True, cards=result.cards))
    shown = [f"{card.kind}:{card.id}" for card in result.cards]
    run.trace.append({"tool": call["name"], "ok": True, "shown": shown})
    if result.ticket_id:
        run.tickets.append(result.ticket_id)
    if result.closing is not None:
        _close(run, Closed(redact(result.closing), result.quote_id, result.ticket_id))
    return _message(call, text, result=result)


def _failed(run: TurnRun, call: ToolCall, text: str, code: str) -> ToolMessage:
    run.tell(Ran(call["name"], ok=False))
    run.trace.append({"tool": call["name"], "ok": False, "code": code})
    return _message(call, text, failed=True)


def _close(run: TurnRun, words: Closed) -> None:
    run.over = run.closed = True
    run.tell(words)


def _message(
    call: ToolCall, text: str, *, failed: bool = False, result: ToolResult | None = None
) -> ToolMessage:
    return ToolMessage(
        content=redact(text),
        name=call["name"],
        tool_call_id=call["id"],
        status="error" if failed else "success",
        artifact=result,
    )
