"""The real clock and the real ids: the only file that asks the operating system for either."""

import secrets
from datetime import UTC, datetime, timedelta

from billing.ids import ulid


class SystemClock:
    """Real time from the system; business time starts at `as_of` and runs on from there."""

    def __init__(self, as_of: datetime | None = None) -> None:
        self._ahead = as_of - self.real_now() if as_of is not None else timedelta(0)

    def now(self) -> datetime:
        return self.real_now() + self._ahead

    def real_now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - this is the Clock port


class UlidIds:
    """`prefix_` + ULID, from the system's random source."""

    def new(self, prefix: str) -> str:
        milliseconds = int(datetime.now(UTC).timestamp() * 1000)  # noqa: TID251
        return f"{prefix}_{ulid(milliseconds, secrets.randbits(80))}"
