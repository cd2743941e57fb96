"""Conversations: the transcript of what was said and shown, in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from billing.ids import ConversationId, CustomerId, MessageId, PersonId
from billing.tenants import JsonValue


class Speaker(StrEnum):
    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    SERVER = "server"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it was shown. `reply_to` names the customer's message it answers.

    `text` is personal and encrypted at rest, `cards` and `facts` too. `trace` names the tools that
    ran, with ids only.
    """

    conversation_id: ConversationId
    seq: int
    id: MessageId
    speaker: Speaker
    text: str
    at: datetime
    cards: Sequence[Mapping[str, JsonValue]] = ()
    facts: Mapping[str, JsonValue] = field(default_factory=dict)
    trace: Sequence[Mapping[str, JsonValue]] = ()
    reply_to: MessageId | None = None
    extra: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A thread of one person of one customer."""

    id: ConversationId
    customer_id: CustomerId
    person_id: PersonId
    created_at: datetime
    last_seq: int = 0
    language: str | None = None
