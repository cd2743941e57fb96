"""Rate limits per principal, tenant and address, counted in Redis, or locally where it is away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from billing.principal import Principal


class RateLimited(Exception):
    """Too many; try again after `retry_after_s` seconds."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__("rate limited")
        self.retry_after_s = retry_after_s


BUDGETS: Final[dict[str, RateLimitItem]] = {
    "chat": parse("60/minute"),
    "approve": parse("120/minute"),
    "read": parse("600/minute"),
    "upload": parse("20/minute"),
    "auth": parse("60/minute"),
    "webhook": parse("6000/minute"),
}
"""Each kind of request has a budget of its own, so that a flood of chat starves no payment."""


@dataclass(slots=True)
class Limits:
    """Counts per (budget, who). With Redis away it counts here, at a quarter of each budget."""

    shared: SlidingWindowCounterRateLimiter | None
    local: SlidingWindowCounterRateLimiter
    budgets: Mapping[str, RateLimitItem] = field(default_factory=lambda: BUDGETS)

    def check(self, budget: str, *who: str) -> None:
        """Count one request; raises `RateLimited` when the budget is used up."""
        item = self.budgets[budget]
        if self.shared is not None:
            try:
                if not self.shared.hit(item, budget, *who):
                    raise RateLimited(self._wait(item))
                return
            except RateLimited:
                raise
            except Exception:  # noqa: S110 - any fault of the counter: count here instead
                pass
        stricter = parse(f"{max(1, item.amount // 4)}/{item.GRANULARITY.name}")
        if self.shared is None:
            stricter = item
        if not self.local.hit(stricter, budget, *who):
            raise RateLimited(self._wait(item))

    def check_principal(self, budget: str, principal: Principal) -> None:
        self.check(budget, principal.tenant, principal.person or principal.session)

    @staticmethod
    def _wait(item: RateLimitItem) -> int:
        return max(1, item.get_expiry() // 6)


def make_limits(redis_url: str | None) -> Limits:
    """Limits over Redis at `redis_url` (redis-py), or in this process when there is none."""
    shared: Storage | None = None
    if redis_url is not None:
        scheme = redis_url.replace("unix://", "redis+unix://", 1)
        found = storage_from_string(
            scheme, implementation="redispy", socket_timeout=0.3, socket_connect_timeout=0.3
        )
        assert isinstance(found, Storage)  # noqa: S101 - the scheme is the synchronous one
        shared = found
    return Limits(
        SlidingWindowCounterRateLimiter(shared) if shared is not None else None,
        SlidingWindowCounterRateLimiter(MemoryStorage()),
    )
