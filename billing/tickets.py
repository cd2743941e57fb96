"""Tickets: cases for humans, with a packet a human can act on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from billing.ids import ConversationId, CustomerId, PersonId, TicketId
from billing.tenants import JsonValue


class TicketStatus(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    WAITING = "waiting"
    RESOLVED = "resolved"


class Priority(StrEnum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


CATEGORIES: Final = (
    "billing_question",
    "payment_problem",
    "dispute",
    "refund",
    "plan_change",
    "cancellation",
    "document",
    "technical",
    "complaint",
    "other",
)
OPEN_TICKETS: Final = frozenset({TicketStatus.OPEN, TicketStatus.CLAIMED, TicketStatus.WAITING})
NO_CUSTOMER: Final = CustomerId("~")
"""Whose a ticket is that is about the company itself: no customer can have this id."""

TICKETS_PER_DAY: Final = 5
"""How many tickets one customer may open in 24 hours by chat; people have time limits too."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A case. `packet` holds server facts (ids, amounts); `text` holds the customer's own words."""

    id: TicketId
    customer_id: CustomerId
    category: str
    priority: Priority
    status: TicketStatus
    opened_at: datetime
    subject: str = ""
    text: str = ""
    about: str | None = None
    conversation_id: ConversationId | None = None
    person_id: PersonId | None = None
    packet: Mapping[str, JsonValue] = field(default_factory=dict)

    @property
    def whose(self) -> CustomerId | None:
        """The customer it is about; None when it is about the company itself."""
        return None if self.customer_id == NO_CUSTOMER else self.customer_id
