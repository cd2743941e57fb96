"""Events: what our core emits, past tense, ids and amounts only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from billing.ids import CustomerId
from billing.tenants import JsonValue


@dataclass(frozen=True, slots=True)
class Event:
    """`payment.succeeded`, `bill.paid`, `ticket.opened`... for one customer."""

    name: str
    customer_id: CustomerId
    at: datetime
    data: Mapping[str, JsonValue]
