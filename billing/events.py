"""Events: what our core emits, past tense, ids and amounts only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from billing.ids import CustomerId
from billing.tenants import JsonValue


@dataclass(frozen=True, slots=True)
class Event:
    """`payment.succeeded`, `bill.paid`, `ticket.opened`... for one customer."""

    name: str
    customer_id: CustomerId
    at: datetime
    data: Mapping[str, JsonValue]


EVENTS: Final = frozenset(
    f"{subject}.{happened}"
    for subject, names in {
        "payment": "succeeded failed cancelled pending requires_action unknown hold in_doubt"
        " refunded reversed disputed",
        "manual_payment": "announced recorded verified refused reversed",
        "refund": "approved failed cancelled pending unknown hold in_doubt",
        "dispute": "won lost",
        "bill": "issued paid reopened disputed dispute_closed promised",
        "quote": "opened declined",
        "subscription": "changed change_planned change_taken_back cancelled end_planned kept",
        "customer": "details_changed",
        "method": "added removed",
        "ticket": "opened",
        "connection": "problem",
    }.items()
    for happened in names.split()
)
"""Everything that is told, by name."""
