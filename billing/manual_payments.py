"""Payments made outside: checks, wires and cash, which people announce, record, verify, reverse."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from billing.ids import BillId, ConversationId, CustomerId, PaymentId, PersonId
from billing.money import Money


class ManualKind(StrEnum):
    CHECK = "check"
    WIRE = "wire"
    CASH = "cash"


class ManualState(StrEnum):
    """`announced`: the customer says it is on its way and nobody here has seen it. `waiting`:
    recorded, and above the limit, so a second person must agree. `refused`: it never came, or was
    recorded wrongly. `reversed`: it was booked and came to nothing, as a check that bounced.
    """

    ANNOUNCED = "announced"
    WAITING = "waiting"
    SETTLED = "settled"
    REFUSED = "refused"
    REVERSED = "reversed"


_S = ManualState

MANUAL_MOVES: Final[Mapping[ManualState, frozenset[ManualState]]] = {
    _S.ANNOUNCED: frozenset({_S.WAITING, _S.SETTLED, _S.REFUSED}),
    _S.WAITING: frozenset({_S.SETTLED, _S.REFUSED}),
    _S.SETTLED: frozenset({_S.REVERSED}),
    _S.REFUSED: frozenset(),
    _S.REVERSED: frozenset(),
}

HERE_STATES: Final = frozenset({_S.WAITING, _S.SETTLED})
"""In one of these the same check of the same payer cannot be recorded once more."""

ANNOUNCED_FOR: Final = timedelta(days=30)
"""How long a bill says that a payment is on its way; an announcement blocks nothing meanwhile."""


REFERENCE_SHAPE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./#_-]{0,39}")
"""A check's number or a wire's text, as short as banks print them."""


def same_reference(one: str, other: str) -> bool:
    """Whether two references are one: spaces, dashes and case do not count."""
    return bool(folded(one)) and folded(one) == folded(other)


def folded(reference: str) -> str:
    return "".join(letter for letter in reference.casefold() if letter.isalnum())


@dataclass(frozen=True, slots=True)
class ManualLine:
    """What of it goes to one bill: None until it is recorded; then a payment of its own."""

    bill_id: BillId
    amount: Money | None = None
    payment_id: PaymentId | None = None


@dataclass(frozen=True, slots=True)
class ManualPayment:
    """One check, wire or sum of cash; it may pay several bills, each by a payment of ours.

    `reference` is the check's number or the wire's text. `dated_on`: the day it arrived, or while
    it is announced the day the customer says it was sent. `person_id` and `conversation_id` are
    whose announcement it was, and where. Who recorded, verified and ended it is named as the audit
    names them. `request_id`: the recorder's own name of the request; the same one records once.
    """

    id: str
    customer_id: CustomerId
    kind: ManualKind
    amount: Money
    state: ManualState
    created_at: datetime
    lines: tuple[ManualLine, ...] = ()
    reference: str = field(default="", repr=False)
    dated_on: date | None = None
    person_id: PersonId | None = None
    conversation_id: ConversationId | None = None
    recorded_by: str = ""
    recorded_at: datetime | None = None
    verified_by: str = ""
    verified_at: datetime | None = None
    ended_by: str = ""
    ended_at: datetime | None = None
    note: str = field(default="", repr=False)
    reason: str = field(default="", repr=False)
    request_id: str | None = None

    @property
    def bill_ids(self) -> tuple[BillId, ...]:
        return tuple(line.bill_id for line in self.lines)

    @property
    def payment_ids(self) -> tuple[PaymentId, ...]:
        """Its payments in the order of their bills; none while it is only announced."""
        return tuple(line.payment_id for line in self.lines if line.payment_id is not None)
