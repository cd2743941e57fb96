"""The small values of the wire: days, instants, periods, quantities; machinery of `views`."""

from datetime import date, datetime
from decimal import Decimal

from billing.periods import Period, rfc3339
from billing.tenants import JsonValue


def day_view(day: date | None) -> str | None:
    """`2026-03-20`."""
    return day.isoformat() if day is not None else None


def instant_view(at: datetime | None) -> str | None:
    """`2026-03-02T09:00:00Z`."""
    return rfc3339(at) if at is not None else None


def period_view(period: Period | None) -> dict[str, JsonValue] | None:
    """Half-open: `{start_on, end_before_on}`."""
    if period is None:
        return None
    return {"start_on": day_view(period.start_on), "end_before_on": day_view(period.end_before_on)}


def quantity_view(value: Decimal | None) -> str | None:
    """A quantity as a decimal string, never in exponents."""
    return f"{value:f}" if value is not None else None
