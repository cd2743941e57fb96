"""Quotes: a server-made, short-lived, single-use offer to do something irreversible."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from billing.acts import Act, Outcome
from billing.errors import CurrencyMismatch, InvalidMoney, InvalidRequest
from billing.ids import (
    BillId,
    ConnectionId,
    ConversationId,
    CustomerId,
    MethodId,
    PersonId,
    QuoteId,
)
from billing.money import Money, total

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
    """What would be paid on one bill, as the bill stood at `bill_version`.

    `amount` is put to the bill; `fee_minor` (of the same currency) is what the provider told it
    would take on top of it for its service.
    """

    bill_id: BillId
    bill_number: str
    bill_version: int
    description: str
    amount: Money
    fee_minor: int = 0

    def __post_init__(self) -> None:
        if self.fee_minor < 0:
            raise InvalidMoney("a fee is never negative")

    @property
    def fee(self) -> Money:
        return Money(self.fee_minor, self.amount.currency)


@dataclass(frozen=True, slots=True)
class Quote:
    """An offer to pay `lines` with one method through one connection, or to do `act`.

    Of an act there are no lines, and method and connection are empty: approving it moves no money
    of itself. `outcome` is what an approved act made.
    `approve_by` says which acts approve it (`button`, `text`). `shown_seq` is the sequence number
    of the conversation message that showed it, when it was shown in a conversation.
    """

    id: QuoteId
    customer_id: CustomerId
    person_id: PersonId
    status: QuoteStatus
    lines: tuple[QuoteLine, ...]
    method_id: MethodId
    connection_id: ConnectionId
    payee: str
    approve_by: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    conversation_id: ConversationId | None = None
    shown_seq: int | None = None
    act: Act | None = None
    outcome: Outcome | None = None

    def __post_init__(self) -> None:
        if bool(self.lines) == (self.act is not None):
            raise InvalidRequest("an offer is about at least one bill, or about one act")
        if len({line.amount.currency for line in self.lines}) > 1:
            raise CurrencyMismatch("an offer has one currency")

    @property
    def currency(self) -> str:
        return self.act.amount.currency if self.act is not None else self.lines[0].amount.currency

    @property
    def amount(self) -> Money:
        """What is put to the bills; of an act what it is about."""
        if self.act is not None:
            return self.act.amount
        return total((line.amount for line in self.lines), self.currency)

    @property
    def fee(self) -> Money:
        """What the provider takes on top, for all lines together."""
        return total((line.fee for line in self.lines), self.currency)

    @property
    def total(self) -> Money:
        """What leaves the customer's account; an act's own amount leaves it only by a later yes."""
        return self.amount + self.fee

    def fingerprint(self) -> str:
        """SHA-256 over everything the customer agrees to; an approval is bound to it."""
        agreed: dict[str, object] = {
            "quote": self.id,
            "customer": self.customer_id,
            "payee": self.payee,
            "method": self.method_id,
            "connection": self.connection_id,
            "fee": [self.fee.amount_minor, self.fee.currency],
            "lines": [
                [x.bill_id, x.bill_version, x.amount.amount_minor, x.amount.currency, x.fee_minor]
                for x in self.lines
            ],
        }
        if self.act is not None:
            act = self.act
            agreed["act"] = [act.kind, dict(act.wish), dict(act.terms), dict(act.personal)]
            agreed["about"] = [act.amount.amount_minor, act.amount.currency]
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
