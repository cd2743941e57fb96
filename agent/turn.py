"""What goes into a turn and what comes out of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Protocol, TypeAlias

from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.tools import BaseTool

from agent.memory import Window
from billing.redaction import Redacted
from billing.words import Words
from tools._context import ToolContext
from tools._tool import Card

HINTS: Final = "hints"
"""Where a customer's message carries its `Hints`; servers are never sent it."""
SHOWN: Final = "shown"
"""Where an earlier answer carries the references of what it showed; servers are never sent it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One customer message with everything the assistant may know about it.

    `text` has been redacted at the edge; `policy` holds facts about the tenant for the prompt;
    `now` is business time. `customer`: how they stand when a conversation begins, in counts and
    references; empty later on, when tools have said it better. `earlier`: what was spoken of before
    the window, by reference.
    """

    context: ToolContext
    text: Redacted
    window: Window
    policy: Mapping[str, object]
    now: datetime
    customer: Mapping[str, object] = field(default_factory=dict)
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hints:
    """What the built-in model may know besides the messages; it never travels to a server."""

    words: Words
    company: str
    attachments: tuple[str, ...] = ()
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Hard stops of one turn, counted before anything runs, failed attempts included."""

    tool_calls: int = 8
    model_rounds: int = 4
    seconds: int = 30
    repairs: int = 1


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that passed redaction and the facts check."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Ran:
    """A tool ran (or was refused); its cards may be shown."""

    tool: str
    ok: bool
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class Closed:
    """The server's own words end the turn; nothing the model says follows them."""

    text: str
    quote_id: str | None = None
    ticket_id: str | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the models reported them; zero where they did not."""

    input_tokens: int = 0
    output_tokens: int = 0
    model_rounds: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """Always the last step: what the turn showed, ran and cost. `trace` holds ids only;
    `shown` are references for `Remembered.shown`; `dropped` counts sentences left out, `left_out`
    are the first of them, redacted, each with the check that it failed: for staff only."""

    cards: tuple[Card, ...]
    trace: tuple[Mapping[str, object], ...]
    model: str
    usage: Usage
    tickets: tuple[str, ...]
    shown: tuple[str, ...] = ()
    dropped: int = 0
    left_out: tuple[tuple[str, str], ...] = ()


Step: TypeAlias = Said | Ran | Closed | Finished


class Listener(Protocol):
    """Who hears a reply while it is being made."""

    def text(self, piece: str) -> None:
        """The next piece of prose, cut anywhere."""
        ...

    def cut(self) -> None:
        """The reply broke off: what was not a whole sentence yet is void."""
        ...


@dataclass(frozen=True, slots=True)
class Reply:
    """One accepted reply of one model, and the name of the model that gave it."""

    message: AIMessage
    model: str


class ModelSession(Protocol):
    """The models as one turn sees them; falls back at most once and stays there."""

    def trust(self, *parts: Redacted) -> None:
        """A text made of these redacted parts: it is not scanned again before it is sent."""
        ...

    def reply(
        self, messages: Sequence[BaseMessage], listener: Listener, deadline: "Deadline"
    ) -> Reply:
        """Raises only when the last model of the chain fails, which needs no network."""
        ...

    def fall_back(self) -> None:
        """Ask only the last model for the rest of this turn."""
        ...


class Models(Protocol):
    """What the loop needs of a chain of models; built once, used by many threads."""

    def session(self, tools: Sequence[BaseTool], names: Sequence[str] = ()) -> ModelSession:
        """The models of one turn; `names`: those the company wants, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment on the monotonic clock."""

    at: float
    clock: Callable[[], float] = field(repr=False)

    @property
    def left(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.at - self.clock())
