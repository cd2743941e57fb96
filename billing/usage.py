"""Usage: how much of a metered thing a customer used, read only here."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.ids import CustomerId
from billing.periods import Period


@dataclass(frozen=True, slots=True)
class Usage:
    """One metric's reading. `included` None with `unlimited` False means nothing is included."""

    customer_id: CustomerId
    metric: str
    used: Decimal
    period: Period | None = None
    included: Decimal | None = None
    unlimited: bool = False
    resets_on: date | None = None
