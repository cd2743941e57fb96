"""What goes into a turn and what comes out of it, light enough to import before the agent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from billing.ids import ConversationId, MessageId, QuoteId, TicketId, UploadId
from billing.principal import Principal
from billing.quotes import Quote
from billing.tenants import JsonValue
from tools._tool import Card


@dataclass(frozen=True, slots=True)
class Incoming:
    """A customer's message as it came in, not yet redacted."""

    text: str
    conversation_id: str | None = None
    message_id: str | None = None
    attachments: tuple[UploadId, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of the answer that may be shown."""

    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A card that may be shown."""

    card: Card


Piece: TypeAlias = Text | Shown
Emit: TypeAlias = Callable[[Piece], None]
Nudge: TypeAlias = Callable[[Principal, ConversationId], None]
"""Tells whoever listens to this person's conversation that there is something new in it."""


def gap(before: str, sentence: str) -> str:
    """What goes between two sentences: a space, unless one of them brings its own white space."""
    return "" if not before or before[-1].isspace() or sentence[:1].isspace() else " "


def nobody(_: Piece) -> None:
    """The listener of those who only want the outcome."""


def nobody_listens(_: Principal, __: ConversationId) -> None:
    """For those who need no live word of what was kept."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a turn says: checked prose, then the server's own words, and the cards beside them.

    `unasked`: its offer is not what the customer's own words asked for. `earlier`: what was spoken
    of before it, by reference. `left_out`: what the model said and the checks did not let out.
    """

    prose: str = ""
    closing: str = ""
    cards: tuple[Card, ...] = ()
    facts: Mapping[str, JsonValue] = field(default_factory=dict)
    trace: tuple[Mapping[str, JsonValue], ...] = ()
    model: str = ""
    quote_id: QuoteId | None = None
    ticket_id: TicketId | None = None
    unasked: bool = False
    earlier: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished turn: what was shown, and what is open because of it.

    `shown` are the ids of its messages: whoever also listens live knows them again by these.
    """

    conversation_id: ConversationId
    message_id: MessageId
    reply: str
    cards: tuple[Mapping[str, JsonValue], ...]
    facts: Mapping[str, JsonValue]
    quote: Quote | None
    ticket_id: TicketId | None
    language: str
    model: str
    repeated: bool = False
    shown: tuple[MessageId, ...] = ()


def card_json(card: Card) -> dict[str, JsonValue]:
    """A card as the wire has it."""
    return {"kind": card.kind, "id": card.id, "data": dict(card.data)}
