"""The first words of a stream while the language model is down, in four ways of being down.

Over HTTP, as a browser has it: seconds from sending the message to the first word of the answer.
"""

import json
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from tests.agent.openai_server import Answer, serve
from tests.flows.served import served
from tests.house import Built, build, house_from

BUDGET_S: Final = 2.0
TURNS: Final = 4
"""In one conversation: the first ones are asked before the breaker opens."""


@contextmanager
def refused() -> Iterator[str]:
    """Nobody listens at the address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    yield f"http://127.0.0.1:{port}/v1"


@contextmanager
def unreachable() -> Iterator[str]:
    """Connecting itself hangs: a full backlog nobody accepts from."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(address)
        yield f"http://127.0.0.1:{address[1]}/v1"
        for each in waiting:
            each.close()


@contextmanager
def silent() -> Iterator[str]:
    """Takes the connection and the request, and never says anything."""
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:

        def take() -> None:
            while True:
                try:
                    taken.append(listener.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        listener.shutdown(socket.SHUT_RDWR)
    for each in taken:
        each.close()


@contextmanager
def failing() -> Iterator[str]:
    """Answers every request with an error."""
    with serve(lambda _: Answer(status=503)) as server:
        yield server.base_url


WAYS: Final[dict[str, Callable[[], AbstractContextManager[str]]]] = {
    "refuses": refused,
    "connecting hangs": unreachable,
    "accepts, never answers": silent,
    "answers 503": failing,
}


def first_words(built: Built, folder: Path, way: str, turns: int = TURNS) -> list[float]:
    """Seconds to the first word of each of some turns while the model is down in this way."""
    with WAYS[way]() as base_url:
        settings: dict[str, Any] = {"model": "openai:bench", "openai_base_url": base_url}
        with house_from(built, folder, **settings) as house, served(house) as url:
            token = house.speaker().token
            return [_first_word(url, token, number) for number in range(turns)]


def _first_word(url: str, token: str, number: int) -> float:
    body = {
        "threadId": "thread-model-down",
        "runId": f"r-{number}",
        "messages": [{"id": f"m-{number}", "role": "user", "content": "what do I owe?"}],
    }
    headers = {"Authorization": f"Bearer {token}"}
    started = time.perf_counter()
    with httpx.stream(
        "POST", f"{url}/api/v1/chat/stream", json=body, headers=headers, timeout=30
    ) as reply:
        for line in reply.iter_lines():
            if line.startswith("data: ") and "TEXT_MESSAGE_CONTENT" in line:
                return time.perf_counter() - started
    raise AssertionError("a stream without a word")


def run() -> bool:
    """Measure and print; True when no first word took longer than `BUDGET_S`."""
    slowest: dict[str, float] = {}
    print(f"first words while the model is down, {TURNS} turns each, seconds (budget {BUDGET_S})")
    with tempfile.TemporaryDirectory() as folder:
        built = build(Path(folder) / "built")
        for way in WAYS:
            times = first_words(built, Path(folder) / way.replace(" ", "_"), way)
            slowest[way] = max(times)
            print(f"  {way:24} " + " ".join(f"{each:5.2f}" for each in times))
    print(json.dumps({"model_down_s": {way: round(each, 2) for way, each in slowest.items()}}))
    return max(slowest.values()) <= BUDGET_S
