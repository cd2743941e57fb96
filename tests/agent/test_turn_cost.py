"""What our middleware costs beside a bare agent turn, printed with `-s`; a wide gate only."""

import os
import time
from collections.abc import Callable, Sequence
from typing import Any

import langsmith.utils
import pytest
from langchain.agents import create_agent
from langchain_core.messages import BaseMessage, HumanMessage
from langchain_core.tools import StructuredTool

from agent.models.scripted import Call, Scripted, ScriptedModel
from tests.agent.fakes import AnyBill, as_tools, fake_tools, no_rows
from tests.agent.talks import Talk, scripted

TURNS = 40


class _Bindable(ScriptedModel):
    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Any:
        return self.bind(tools=len(tools))


def one_tool(messages: Sequence[BaseMessage]) -> Scripted:
    if messages[-1].type == "tool":
        return Scripted("You owe $97.40. Please look at the card.")
    return Scripted(calls=[Call("list_bills")])


def cost_ms(work: Callable[[], object]) -> float:
    """Processor time of one call, in milliseconds, the best of three series."""
    series = []
    for _ in range(3):
        started = time.process_time()
        for _ in range(TURNS):
            work()
        series.append((time.process_time() - started) * 1000 / TURNS)
    return min(series)


def test_a_turn_costs_little_more_than_a_bare_one() -> None:
    def tool(bill: str | None = None, count: int = 1) -> str:
        return f"1 bill: HB-100 electricity, due $97.40 {bill} {count}"

    bare = create_agent(
        _Bindable(script=one_tool),
        [
            StructuredTool(name=name, description="a tool", args_schema=AnyBill, func=tool)
            for name in fake_tools()
        ],
    )
    assistant, _ = scripted(one_tool, as_tools(fake_tools()))
    bare_ms = cost_ms(lambda: bare.invoke({"messages": [HumanMessage("what do I owe?")]}))
    ours_ms = cost_ms(lambda: Talk(assistant, no_rows()).say("what do I owe?"))

    print(f"\nbare {bare_ms:.1f} ms, ours {ours_ms:.1f} ms, ratio {ours_ms / bare_ms:.2f}")
    assert ours_ms < 4 * bare_ms


def test_no_setting_of_the_environment_sends_conversations_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING_V2"):
        monkeypatch.setitem(os.environ, name, "true")
    _forget_environment()
    scripted(one_tool, as_tools(fake_tools()))

    assert not langsmith.utils.tracing_is_enabled()
    _forget_environment()


def _forget_environment() -> None:
    forget = getattr(langsmith.utils.get_env_var, "cache_clear", None)
    assert forget is not None
    forget()
