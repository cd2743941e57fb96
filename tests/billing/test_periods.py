"""Days, periods and instants."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.periods import Period, add_months, ago, local_day, parse_instant, rfc3339

days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 3, 15), 0, date(2026, 3, 15)),
        (date(2026, 1, 15), -13, date(2024, 12, 15)),
    ],
)
def test_months_are_clamped_to_their_end(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@given(days, st.integers(-60, 60))
def test_months_later_is_the_same_day_or_a_months_end(day: date, months: int) -> None:
    then = add_months(day, months)
    assert then.day == day.day or (then + timedelta(days=1)).day == 1


@given(st.integers(1990, 2100), st.integers(1, 12))
def test_the_months_of_a_year_touch_and_do_not_overlap(year: int, month: int) -> None:
    period = Period.month(year, month)
    assert period.holds(period.start_on)
    assert not period.holds(period.end_before_on)
    assert period.holds(period.end_before_on - timedelta(days=1))
    assert 28 <= period.days <= 31
    after = Period.month(year + month // 12, month % 12 + 1)
    assert after.start_on == period.end_before_on


def test_a_period_ends_after_it_starts() -> None:
    for end in (date(2026, 3, 1), date(2026, 2, 28)):
        with pytest.raises(ValueError, match="ends after"):
            Period(date(2026, 3, 1), end)


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        ("2026-03-02T04:59:59Z", "America/New_York", date(2026, 3, 1)),
        ("2026-03-02T05:00:00Z", "America/New_York", date(2026, 3, 2)),
        ("2026-03-08T06:59:59Z", "America/New_York", date(2026, 3, 8)),  # the spring change
        ("2026-03-01T15:00:00Z", "Asia/Tokyo", date(2026, 3, 2)),
        ("2026-03-01T10:00:00Z", "Pacific/Kiritimati", date(2026, 3, 2)),
    ],
)
def test_a_day_is_the_tenants_own(instant: str, zone: str, day: date) -> None:
    assert local_day(parse_instant(instant), zone) == day


@given(st.integers(0, 10**17))
def test_an_instant_is_written_and_read_to_the_millisecond(microseconds: int) -> None:
    instant = datetime(1990, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds // 30)
    assert timedelta(0) <= instant - parse_instant(rfc3339(instant)) < timedelta(milliseconds=1)


def test_instants_are_written_in_utc() -> None:
    there = datetime(2026, 3, 2, 10, 30, tzinfo=timezone(timedelta(hours=1, minutes=30)))
    assert rfc3339(there) == "2026-03-02T09:00:00Z"
    assert rfc3339(there + timedelta(milliseconds=5)) == "2026-03-02T09:00:00.005Z"
    assert ago(there, days=1) == there - timedelta(days=1)


def test_a_time_without_a_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="zone"):
        rfc3339(datetime(2026, 3, 2))  # noqa: DTZ001 - the point of the test
    with pytest.raises(ValueError, match="zone"):
        parse_instant("2026-03-02T09:00:00")
