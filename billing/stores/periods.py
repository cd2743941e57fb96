"""A period as two nullable day columns, and back."""

from datetime import date

from billing.periods import Period
from billing.stores.columns import Found


def period_columns(period: Period | None) -> dict[str, object]:
    return {
        "period_start_on": None if period is None else period.start_on,
        "period_end_before_on": None if period is None else period.end_before_on,
    }


def period_of(row: Found) -> Period | None:
    start_on: date | None = row.period_start_on
    end_before_on: date | None = row.period_end_before_on
    if start_on is None or end_before_on is None:
        return None
    return Period(start_on, end_before_on)
