"""What the built-in model looks at and what it answers with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from agent.turn import Hints
from tools._tool import Card, ToolResult

Arguments = dict[str, object]
Plan = tuple[str, Arguments] | None
_BILLS: Final = ("bill:", "bill_diff:")


@dataclass(frozen=True, slots=True)
class Said:
    """An earlier message: the customer's, or an answer and what it showed (`bill:HB-100`)."""

    by_customer: bool
    text: str
    shown: tuple[str, ...] = ()

    @property
    def bills(self) -> tuple[str, ...]:
        """The ids of the bills it showed."""
        found = (ref.partition(":")[2] for ref in self.shown if ref.startswith(_BILLS))
        return tuple(dict.fromkeys(found))

    @property
    def failed(self) -> tuple[str, ...]:
        """The ids of the bills whose payment it said had failed."""
        return tuple(ref.partition(":")[2] for ref in self.shown if ref.startswith("failed:"))

    @property
    def offer(self) -> bool:
        """Whether it was an offer to pay."""
        return any(ref.startswith("quote:") for ref in self.shown)


@dataclass(frozen=True, slots=True)
class Done:
    """A tool call of this turn and its result; None when it was refused or broke.

    `narrowed`: it was asked for a part of what there is.
    """

    tool: str
    result: ToolResult | None
    narrowed: bool = False

    def card(self, kind: str) -> Card | None:
        """The first card of this kind, if any."""
        cards = self.result.cards if self.result is not None else ()
        return next((card for card in cards if card.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Talk:
    """Everything the built-in model looks at.

    `about`: the label of the message that `text` completes, where it answered a question of ours;
    `answer`: what it answered.
    """

    text: str
    language: str
    hints: Hints
    history: Sequence[Said] = ()
    done: Sequence[Done] = ()
    tools: frozenset[str] = frozenset()
    about: str | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Either a tool call or an answer."""

    tool: str | None = None
    arguments: Mapping[str, object] | None = None
    sentences: tuple[str, ...] = ()
