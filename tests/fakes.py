"""Fakes every test may use: clocks that stand still until moved, and ids that count."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta


@dataclass(slots=True)
class FakeClock:
    """`ports.Clock` whose two times move only when told."""

    business: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    real: datetime = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.business

    def real_now(self) -> datetime:
        return self.real

    def move(self, by: timedelta) -> None:
        """Both clocks run on by `by`."""
        self.business += by
        self.real += by

    def move_real(self, by: timedelta) -> None:
        self.real += by


@dataclass(slots=True)
class SequentialIds:
    """`ports.Ids` that counts per prefix: `pay_0001`, `pay_0002`."""

    made: dict[str, int] = field(default_factory=dict)

    def new(self, prefix: str) -> str:
        self.made[prefix] = self.made.get(prefix, 0) + 1
        return f"{prefix}_{self.made[prefix]:04d}"
