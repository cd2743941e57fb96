"""Promises: a customer says when they will pay; the bill shows it, and nothing is taken then."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from billing.ids import BillId, CustomerId, PersonId
from billing.money import Money


class PromiseKind(StrEnum):
    """`extension`: the company waits until the day. `instalment`: one part of several."""

    PROMISE = "promise"
    EXTENSION = "extension"
    INSTALMENT = "instalment"


class PromiseState(StrEnum):
    OPEN = "open"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Promise:
    """That `amount` of a bill is paid by `due_on`. Whether it was kept, the bill itself says."""

    id: str
    bill_id: BillId
    customer_id: CustomerId
    person_id: PersonId
    kind: PromiseKind
    amount: Money
    due_on: date
    made_at: datetime
    state: PromiseState = PromiseState.OPEN
