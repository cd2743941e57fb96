"""Disputes of a bill: a customer says that a part of it is not owed; people decide."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from billing.ids import BillId, CustomerId, TicketId
from billing.money import Money


class BillDisputeReason(StrEnum):
    NOT_MINE = "not_mine"
    WRONG_AMOUNT = "wrong_amount"
    DUPLICATE = "duplicate"
    NOT_RECEIVED = "not_received"
    QUALITY = "quality"
    OTHER = "other"


class BillDisputeState(StrEnum):
    """`upheld`: the customer was right, the amount came off. `rejected`: it is owed after all."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class BillDispute:
    """One dispute of one bill, as opposed to a bank's of a payment (`billing.disputes`).

    While it is open, `amount` of the bill is not asked for: not payable, and `dunning_paused` for
    this part alone; the rest stays owed. `line` is the printed line it is about, from 1.
    `text` is the customer's own words, `note` why it ended; both sealed at rest.
    """

    id: str
    bill_id: BillId
    customer_id: CustomerId
    amount: Money
    reason: BillDisputeReason
    state: BillDisputeState
    opened_at: datetime
    line: int | None = None
    dunning_paused: bool = True
    ticket_id: TicketId | None = None
    text: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    closed_at: datetime | None = None
    closed_by: str = ""
