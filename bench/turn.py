"""One chat turn with one tool call: ours over HTTP, a bare `create_agent`, the raw `openai` SDK.

All three talk to the same zero-latency model server in a process of its own, streamed, in turns
(ours, bare, raw, ours, ...), so that a noisy machine is noisy for all. Ours does the whole job:
HTTP, sign-in, limits, redaction, SQL transcript, Redis window, facts check, cards. A fourth row
is our turn with the built-in model, which asks no server.
"""

import json
import multiprocessing
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx
import openai
import uvicorn
from langchain.agents import create_agent
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from limits import parse
from pydantic import SecretStr

from api.app import create_app
from api.embedded import EmbeddedValkey
from api.limits import BUDGETS
from tests.agent.openai_server import Answer, serve
from tests.house import build, house_from

ROUNDS, WARM_UP = 60, 8
BUDGET = 2.0
MESSAGE = "What do I owe?"
SAID = "You can see your open bills below."
RESULT = "2 open bills. HW-032 water 47.88 USD due 2026-03-25; HB-100 electricity 97.40 USD."
SCHEMA: Mapping[str, Any] = {
    "type": "function",
    "function": {
        "name": "list_bills",
        "description": "The customer's bills.",
        "parameters": {"type": "object", "properties": {}},
    },
}


def script(request: Mapping[str, Any]) -> Answer:
    """A model without latency: one tool call, then one sentence."""
    if request["messages"][-1]["role"] == "tool":
        return Answer(SAID)
    return Answer(calls=[("list_bills", {})])


def _serve_model(pipe: Connection) -> None:
    with serve(script) as server:
        pipe.send(server.base_url)
        pipe.recv()


@contextmanager
def model_server() -> Iterator[str]:
    """The model in a process of its own."""
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve_model, args=(theirs,))
    process.start()
    try:
        yield ours.recv()
        ours.send("stop")
    finally:
        process.join(5)
        process.terminate()


def raw_turn(base_url: str) -> Callable[[], None]:
    """The loop one writes by hand with the SDK."""
    client = openai.OpenAI(base_url=base_url, api_key="none")

    def ask(messages: list[Any]) -> tuple[str, list[Any]]:
        text = ""
        calls: list[Any] = []
        create: Any = client.chat.completions.create
        stream = create(model="bench", messages=messages, tools=[SCHEMA], stream=True)
        for chunk in stream:
            delta = chunk.choices[0].delta if chunk.choices else None
            if delta is not None:
                text += delta.content or ""
                calls += delta.tool_calls or []
        return text, calls

    def turn() -> None:
        messages: list[Any] = [{"role": "user", "content": MESSAGE}]
        _, calls = ask(messages)
        call = {"id": calls[0].id, "type": "function"}
        call["function"] = {"name": "list_bills", "arguments": "{}"}
        messages += [
            {"role": "assistant", "content": "", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": calls[0].id, "content": RESULT},
        ]
        assert ask(messages)[0] == SAID

    return turn


def bare_turn(base_url: str) -> Callable[[], None]:
    """LangChain's `create_agent` with one tool and nothing around it."""

    @tool
    def list_bills() -> str:
        """The customer's bills."""
        return RESULT

    model = ChatOpenAI(model="bench", base_url=base_url, api_key=SecretStr("none"), streaming=True)
    agent: Any = create_agent(model, [list_bills])

    def turn() -> None:
        done = agent.invoke({"messages": [{"role": "user", "content": MESSAGE}]})
        assert done["messages"][-1].content == SAID

    return turn


@contextmanager
def our_turn(base_url: str | None) -> Iterator[Callable[[], None]]:
    """Our server on a loopback port, asked over HTTP; without an address, the built-in model."""
    with tempfile.TemporaryDirectory() as folder:
        valkey = EmbeddedValkey()
        settings: dict[str, Any] = {"model": "builtin"}
        if base_url is not None:
            settings = {"model": "openai:bench", "openai_base_url": base_url}
        house_folder = Path(folder) / "house"
        built = build(Path(folder) / "built")
        with house_from(built, house_folder, redis_url=valkey.url, **settings) as house:
            house.container.limits.budgets = dict.fromkeys(BUDGETS, parse("1000000/minute"))
            config = uvicorn.Config(create_app(house.container), port=0, log_level="error")
            server = uvicorn.Server(config)
            threading.Thread(target=server.run, daemon=True).start()
            while not server.started:
                time.sleep(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            token = house.speaker().token
            client = httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=30)
            headers = {"Authorization": f"Bearer {token}"}

            def turn() -> None:
                reply = client.post("/chat", json={"message": MESSAGE}, headers=headers)
                assert (SAID if base_url else "$145.28") in reply.json()["reply"], reply.text

            yield turn
            server.should_exit = True
        valkey.close()


def run() -> bool:
    """Measure and print; True when ours costs at most `BUDGET` times the bare agent's turn."""
    with model_server() as base_url, our_turn(base_url) as ours, our_turn(None) as builtin:
        rivals = {
            "ours over HTTP": ours,
            "ours, built-in model": builtin,
            "bare create_agent": bare_turn(base_url),
            "raw openai SDK": raw_turn(base_url),
        }
        times: dict[str, list[float]] = {name: [] for name in rivals}
        for number in range(ROUNDS + WARM_UP):
            for name, turn in rivals.items():
                started = time.perf_counter()
                turn()
                if number >= WARM_UP:
                    times[name].append((time.perf_counter() - started) * 1000)
    print(f"a turn with one tool, zero-latency model, {ROUNDS} rounds each, milliseconds")
    for name, each in times.items():
        p95 = statistics.quantiles(each, n=20)[-1]
        print(f"  {name:20} median {statistics.median(each):6.1f}   p95 {p95:6.1f}")
    ratio = statistics.median(times["ours over HTTP"]) / statistics.median(
        times["bare create_agent"]
    )
    print(f"  ours / bare create_agent = {ratio:.2f} (budget {BUDGET})")
    print(json.dumps({"turn_ratio": round(ratio, 2)}))
    return ratio <= BUDGET
