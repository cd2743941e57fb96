"""Days, periods and instants: half-open inside (`start_on` <= day < `end_before_on`)."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start_on` up to, not including, `end_before_on`, in the tenant's time zone."""

    start_on: date
    end_before_on: date

    def __post_init__(self) -> None:
        if self.end_before_on <= self.start_on:
            raise ValueError("a period ends after it starts")

    @property
    def days(self) -> int:
        return (self.end_before_on - self.start_on).days

    def holds(self, day: date) -> bool:
        return self.start_on <= day < self.end_before_on

    @classmethod
    def month(cls, year: int, month: int) -> "Period":
        start = date(year, month, 1)
        return cls(start, add_months(start, 1))


def add_months(day: date, months: int) -> date:
    """The same day `months` later, clamped to the month's end (31 Jan + 1 = 28 or 29 Feb)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def local_day(instant: datetime, time_zone: str) -> date:
    """The calendar day of an aware `instant` in an IANA `time_zone`."""
    return instant.astimezone(ZoneInfo(time_zone)).date()


def rfc3339(instant: datetime) -> str:
    """`2026-03-02T09:00:00Z`, with milliseconds only when there are some; refuses naive times."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    utc = instant.astimezone(UTC)
    precision = "milliseconds" if utc.microsecond else "seconds"
    return utc.isoformat(timespec=precision).replace("+00:00", "Z")


def parse_instant(text: str) -> datetime:
    """The aware instant of an RFC 3339 string; raises `ValueError` without a zone."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC)


def ago(instant: datetime, **parts: int) -> datetime:
    """`instant` less a `timedelta(**parts)`."""
    return instant - timedelta(**parts)
