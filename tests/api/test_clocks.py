"""The only real clock: business time may start anywhere, real time never lies."""

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from api.clocks import SystemClock, UlidIds

SOON = timedelta(seconds=5)


def test_without_a_day_of_its_own_business_time_is_real_time() -> None:
    clock = SystemClock()
    assert clock.real_now().tzinfo is UTC
    assert abs(clock.now() - clock.real_now()) < SOON


def test_business_time_starts_where_it_is_told_and_runs_on() -> None:
    as_of = datetime(2026, 3, 2, 9, tzinfo=UTC)
    clock = SystemClock(as_of)
    first = clock.now()
    time.sleep(0.01)
    assert as_of <= first < clock.now() < as_of + SOON
    assert abs(clock.real_now() - SystemClock().real_now()) < SOON


def test_a_demos_business_time_runs_on_from_start_to_start(tmp_path: Path) -> None:
    assert SystemClock.remembered(tmp_path) is None
    assert SystemClock.remembered(tmp_path / "none") is None
    first = SystemClock(datetime(2026, 3, 2, 9, tzinfo=UTC))
    first.remember(tmp_path)
    before = first.now()
    again = SystemClock.remembered(tmp_path)
    assert again is not None
    assert before <= again.now() < before + SOON


def test_ids_are_of_one_shape_all_different_and_sort_by_time() -> None:
    ids = UlidIds()
    made = [ids.new("pay") for _ in range(2000)]
    assert len(set(made)) == 2000
    assert all(re.fullmatch(r"pay_[0-9A-HJKMNP-TV-Z]{26}", each) for each in made)
    earlier = ids.new("pay")
    time.sleep(0.005)
    assert earlier < ids.new("pay")
