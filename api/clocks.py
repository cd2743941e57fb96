"""The real clock and the real ids: the only file that asks the operating system for either."""

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

from billing.ids import ulid

_AHEAD: Final = "business_time"
"""In a demo's data folder: how many seconds its business time is ahead of the real one."""


class SystemClock:
    """Real time from the system; business time starts at `as_of` and runs on from there."""

    def __init__(self, as_of: datetime | None = None) -> None:
        self._moved = timedelta(0)
        self._ahead = as_of - self.real_now() if as_of is not None else timedelta(0)

    @classmethod
    def remembered(cls, folder: Path) -> Self | None:
        """The clock of the demo whose data is in `folder`, run on since; None if it has none."""
        try:
            ahead = timedelta(seconds=float((folder / _AHEAD).read_text()))
        except (OSError, ValueError):
            return None
        clock = cls()
        clock._ahead = ahead
        return clock

    def remember(self, folder: Path) -> None:
        """Keep business time with a demo's data: it never runs backwards from start to start."""
        (folder / _AHEAD).write_text(f"{self._ahead.total_seconds():f}\n")

    def now(self) -> datetime:
        return self.real_now() + self._ahead

    def real_now(self) -> datetime:
        return datetime.now(UTC) + self._moved  # noqa: TID251 - this is the Clock port

    def move(self, by: timedelta) -> None:
        """Both clocks jump: for evaluations, where ten minutes must not take ten minutes."""
        self._moved += by


class UlidIds:
    """`prefix_` + ULID, from the system's random source."""

    def new(self, prefix: str) -> str:
        milliseconds = int(datetime.now(UTC).timestamp() * 1000)  # noqa: TID251
        return f"{prefix}_{ulid(milliseconds, secrets.randbits(80))}"
