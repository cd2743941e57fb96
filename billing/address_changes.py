"""New e-mail addresses of a customer: none counts before its owner has shown that it is theirs."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from billing.ids import CustomerId, PersonId

CODE_LIFE: Final = timedelta(hours=24)
MOST_TRIES: Final = 5


class AddressState(StrEnum):
    WAITING = "waiting"
    CONFIRMED = "confirmed"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class AddressChange:
    """An address that waits for the code that was sent to it. `expires_at` is real time.

    `old_email` is told when the new one counts.
    """

    id: str
    customer_id: CustomerId
    person_id: PersonId
    email: str = field(repr=False)
    code: str = field(repr=False)
    state: AddressState
    asked_at: datetime
    expires_at: datetime
    old_email: str | None = field(default=None, repr=False)
    tries: int = 0
