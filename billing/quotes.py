"""Quotes: a server-made, short-lived, single-use offer to do something irreversible."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from billing.ids import (
    BillId,
    ConnectionId,
    ConversationId,
    CustomerId,
    MethodId,
    PersonId,
    QuoteId,
)
from billing.money import Money

QUOTE_LIFE: Final = timedelta(minutes=10)
BUTTON: Final = "button"
TEXT: Final = "text"


class QuoteStatus(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


QUOTE_MOVES: Final[Mapping[QuoteStatus, frozenset[QuoteStatus]]] = {
    QuoteStatus.OPEN: frozenset(QuoteStatus) - {QuoteStatus.OPEN},
    QuoteStatus.APPROVED: frozenset(),
    QuoteStatus.DECLINED: frozenset(),
    QuoteStatus.SUPERSEDED: frozenset(),
    QuoteStatus.EXPIRED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """What would be paid on one bill, as the bill stood at `bill_version`."""

    bill_id: BillId
    bill_number: str
    bill_version: int
    description: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Quote:
    """An offer to pay `lines` with one method through one connection.

    `approve_by` says which acts approve it (`button`, `text`). `shown_seq` is the sequence number
    of the conversation message that showed it, when it was shown in a conversation.
    """

    id: QuoteId
    customer_id: CustomerId
    person_id: PersonId
    status: QuoteStatus
    lines: tuple[QuoteLine, ...]
    fee: Money
    method_id: MethodId
    connection_id: ConnectionId
    payee: str
    approve_by: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    conversation_id: ConversationId | None = None
    shown_seq: int | None = None

    @property
    def total(self) -> Money:
        total = self.fee
        for line in self.lines:
            total = total + line.amount
        return total

    def fingerprint(self) -> str:
        """SHA-256 over everything the customer agrees to; an approval is bound to it."""
        agreed = {
            "quote": self.id,
            "customer": self.customer_id,
            "payee": self.payee,
            "method": self.method_id,
            "connection": self.connection_id,
            "fee": [self.fee.amount_minor, self.fee.currency],
            "lines": [
                [x.bill_id, x.bill_version, x.amount.amount_minor, x.amount.currency]
                for x in self.lines
            ],
        }
        return hashlib.sha256(json.dumps(agreed, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Approval:
    """The customer's own act: who agreed, to what (by fingerprint), and how."""

    quote_id: QuoteId
    person_id: PersonId
    session: str
    channel: str
    fingerprint: str
    approved_at: datetime
