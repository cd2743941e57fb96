"""What a tool is, what it gives back, and how it says no.

ToolRefusal
├── ToolFailed   the customer is told: a sentence in their language, from our own words
└── AskAgain     the model is told: its arguments were wrong, it may try once more
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from tools._context import ToolContext


class Access(StrEnum):
    """What a tool may do to our rows; neither ever moves money."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Card:
    """Something shown beside the words. `data` is the fact, in a shape of docs/wire.md."""

    kind: str
    id: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool found. `text` are compact facts for the model, from our own rows only.

    `closing`: the server's own words, in the customer's language; they end the turn.
    """

    cards: tuple[Card, ...] = ()
    text: str = ""
    closing: str | None = None
    quote_id: str | None = None
    ticket_id: str | None = None


class ToolRefusal(Exception):
    """A tool that did nothing; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class ToolFailed(ToolRefusal):
    """A rule says no; the sentence is in the customer's language and may be shown as it is."""


class AskAgain(ToolRefusal):
    """The arguments name nothing that can be looked up; the sentence is for the model."""


class Arguments(BaseModel):
    """Base of every tool's arguments: strict, and nothing beyond what is declared.

    Who asks (customer, tenant, role, tier) is never among them; it comes from the context.
    """

    model_config = ConfigDict(extra="forbid", strict=True, str_max_length=200)


class Tool(Protocol):
    """One thing the assistant can do."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def access(self) -> Access: ...
    @property
    def Arguments(self) -> type[BaseModel]: ...

    def run(self, context: "ToolContext", arguments: BaseModel) -> ToolResult:
        """Do it for the context's principal. Raises `ToolFailed` or `AskAgain`."""
        ...
