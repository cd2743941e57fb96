"""The state of one turn while it runs: what is left of its limits, what it said, what it ran."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from langchain_core.messages import ToolMessage
from langchain_core.messages.tool import ToolCall

from agent._called import references_in
from agent.facts import FactBook
from agent.speech import Speech
from agent.turn import Deadline, Finished, Limits, ModelSession, Said, Step, Turn, Usage
from tools._tool import Tool


class Pending(Protocol):
    """The tool calls of the newest reply, not all run yet."""

    def answer(self, call: ToolCall) -> ToolMessage: ...


def _heard(turn: Turn) -> frozenset[str]:
    """What was called by its number before any tool of this turn: it may be repeated."""
    texts = (turn.text, *(entry.text for entry in turn.window.messages))
    said = frozenset().union(*(references_in(text) for text in texts))
    shown = (one for entry in turn.window.messages for one in entry.shown)
    return said | {one.partition(":")[2] for one in (*shown, *turn.earlier)}


def _nowhere(_step: Step) -> None:
    """Before the graph runs there is nobody to tell."""


@dataclass(slots=True)
class TurnRun:
    """Handed to the middleware as the graph's runtime context: one per turn, never shared."""

    turn: Turn
    tools: Mapping[str, Tool]
    limits: Limits
    session: ModelSession
    deadline: Deadline
    tell: Callable[[Step], None] = _nowhere
    trace: list[Mapping[str, object]] = field(default_factory=list)
    tickets: list[str] = field(default_factory=list)
    results: dict[str, str] = field(default_factory=dict)
    batch: Pending | None = None
    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    model_rounds: int = 0
    tool_calls: int = 0
    repairs: int = 0
    over: bool = False
    closed: bool = False
    worded: bool = False
    book: FactBook = field(init=False)
    speech: Speech = field(init=False)

    def __post_init__(self) -> None:
        self.book = FactBook(self.turn.context.today, heard=_heard(self.turn))
        self.speech = Speech(
            language=self.turn.context.language,
            facts=lambda: self.book.prose,
            names=lambda: self.book.names,
            say=lambda sentence: self.tell(Said(sentence)),
        )

    @property
    def must_end(self) -> bool:
        """Whether no further model round may begin."""
        spent = self.model_rounds >= self.limits.model_rounds
        return self.over or spent or self.deadline.left <= 0

    def _left_out(self) -> Iterator[Mapping[str, object]]:
        for reason, count in self.speech.reasons.items():
            yield {"left_out": reason, "count": count}

    def finished(self) -> Finished:
        return Finished(
            cards=self.book.cards,
            trace=(*self.trace, *self._left_out()),
            model=self.model,
            usage=Usage(self.input_tokens, self.output_tokens, self.model_rounds),
            tickets=tuple(self.tickets),
            shown=self.book.shown(),
            dropped=self.speech.lost,
            left_out=tuple(self.speech.left_out),
        )
