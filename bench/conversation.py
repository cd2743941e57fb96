"""One long conversation: what its 10th and its 200th message cost, in time and in model input.

The model is an OpenAI-compatible server without latency, in a process of its own, which counts the
bytes of each request; messages and answers are of many lengths. Timed turns of both ages take
turns, in two conversations side by side, so that a noisy machine is noisy for both.
"""

import json
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from limits import parse

from api.embedded import EmbeddedValkey
from api.limits import BUDGETS
from tests.agent.openai_server import Answer, Request, serve
from tests.flows.talk import Talk
from tests.house import build, house_from

AGES: Final = (10, 50, 200)
SAMPLES: Final = 12
"""Messages around an age that are measured: 10 means messages 10 to 21."""
BUDGET: Final = 1.2
_SAID: Final = (
    "what do I owe?",
    "why is the electricity one higher than last month, I hardly was at home and I do not see it",
    "and the water bill?",
    "thanks. When is HB-100 due and what is in it? I would like to see every line of it please",
)
_ASIDE: Final = (
    "You can see it in the card.",
    "The card beside this has every line. Tell me if something in it is not clear to you.",
    "Here it is.",
)


def script(request: Request) -> Answer:
    """One tool call, then one or two sentences, other ones at every message."""
    messages = request["messages"]
    number = sum(message["role"] == "user" for message in messages)
    if messages[-1]["role"] == "tool":
        return Answer(_ASIDE[number % len(_ASIDE)])
    tools: tuple[tuple[str, Mapping[str, object]], ...] = (
        ("list_bills", {}),
        ("explain_bill", {"bill": "HB-100"}),
    )
    return Answer(calls=[tools[number % 2]])


def _serve_model(pipe: Connection) -> None:
    asked: list[int] = []

    def counting(request: Request) -> Answer:
        asked.append(len(json.dumps(request["messages"])) + len(json.dumps(request["tools"])))
        return script(request)

    with serve(counting) as server:
        pipe.send(server.base_url)
        while pipe.recv() == "asked":
            pipe.send(sum(asked))
            asked.clear()


@dataclass(slots=True)
class CountingModel:
    """The model's process: where it is, and how much it was sent since it was last asked."""

    base_url: str
    pipe: Connection

    def sent(self) -> int:
        """Bytes of messages and tools since the last call."""
        self.pipe.send("asked")
        sent: int = self.pipe.recv()
        return sent


@contextmanager
def counting_model() -> Iterator[CountingModel]:
    """The model in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve_model, args=(theirs,))
    process.start()
    try:
        yield CountingModel(ours.recv(), ours)
        ours.send("stop")
    finally:
        process.join(5)
        process.terminate()


@dataclass(slots=True)
class Age:
    """What messages of one age cost: seconds and bytes sent to the model, one entry each."""

    seconds: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Costs:
    """The ages of one model's conversation."""

    model: str
    ages: Mapping[int, Age]

    @property
    def time_ratio(self) -> float:
        """Median seconds at the last age by those at the first."""
        first, *_, last = self.ages.values()
        return statistics.median(last.seconds) / statistics.median(first.seconds)

    @property
    def sent_ratio(self) -> float:
        """Mean bytes sent to the model at the last age by those at the first; 1 if none are."""
        first, *_, last = self.ages.values()
        if not sum(first.sent):
            return 1.0
        return statistics.mean(last.sent) / statistics.mean(first.sent)


@contextmanager
def _talks(folder: Path, model: CountingModel | None) -> Iterator[tuple[Talk, ...]]:
    settings: dict[str, Any] = {"model": "builtin"}
    if model is not None:
        settings = {"model": "openai:bench", "openai_base_url": model.base_url}
    valkey = EmbeddedValkey()
    built = build(folder / "built")
    try:
        with house_from(built, folder / "house", redis_url=valkey.url, **settings) as house:
            house.container.limits.budgets = dict.fromkeys(BUDGETS, parse("1000000/minute"))
            yield tuple(Talk(house.speaker()) for _ in AGES)
    finally:
        valkey.close()


def measure(
    model: CountingModel | None, ages: tuple[int, ...] = AGES, samples: int = SAMPLES
) -> Costs:
    """Talk one conversation up to each age, then measure them in turns; without a model, the
    built-in one is asked.
    """
    found = {age: Age() for age in ages}
    with tempfile.TemporaryDirectory() as folder, _talks(Path(folder), model) as talks:
        numbers = dict.fromkeys(ages, 0)
        for age, talk in zip(ages, talks, strict=False):
            while numbers[age] < age - 1:
                _say(talk, numbers, age)
        if model is not None:
            model.sent()
        for _ in range(samples):
            for age, talk in zip(ages, talks, strict=False):
                started = time.perf_counter()
                _say(talk, numbers, age)
                found[age].seconds.append(time.perf_counter() - started)
                found[age].sent.append(model.sent() if model is not None else 0)
    return Costs("openai:bench" if model is not None else "builtin", found)


def _say(talk: Talk, numbers: dict[int, int], age: int) -> None:
    answer = talk.say(_SAID[numbers[age] % len(_SAID)])
    assert answer["cards"], answer
    numbers[age] += 1


def run() -> bool:
    """Measure and print; True when the last age costs at most `BUDGET` times the first."""
    with counting_model() as model:
        both = [measure(model), measure(None)]
    for costs in both:
        print(f"a turn with one tool in one conversation, {costs.model}, {SAMPLES} each")
        for age, found in costs.ages.items():
            milliseconds = statistics.median(found.seconds) * 1000
            sent = statistics.mean(found.sent)
            print(f"  message {age:4}  median {milliseconds:6.1f} ms   sent {sent:8.0f} bytes")
        print(f"  time at {AGES[-1]} / {AGES[0]} = {costs.time_ratio:.2f} (budget {BUDGET})")
        print(f"  sent at {AGES[-1]} / {AGES[0]} = {costs.sent_ratio:.2f} (budget {BUDGET})")
        told = {"time_ratio": round(costs.time_ratio, 2), "sent_ratio": round(costs.sent_ratio, 2)}
        print(json.dumps({"conversation": costs.model, **told}))
    return all(max(costs.time_ratio, costs.sent_ratio) <= BUDGET for costs in both)
