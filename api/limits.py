"""Rate limits per principal, tenant and address, counted in Redis, or locally where it is away."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, ip_address, ip_network
from threading import Lock
from typing import Final

import redis
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from agent.memory import connect
from api.log import log
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
    "picture": parse("30/minute"),
    "auth": parse("60/minute"),
    "return": parse("12/minute"),
    "webhook": parse("60000/minute"),
    "asking": parse("6/minute"),
    "test": parse("6/minute"),
    "mail": parse("6/minute"),
}
"""Each kind of request has a budget of its own, so that a flood of chat starves no payment.

"asking" counts what we ask a provider for one sender's letters that nobody can verify yet: few, so
that whoever makes them up leaves turns for the provider's own (`payments._paypal.certificates`).
"""


REST_S: Final = 5.0
AHEAD: Final = 1000
"""`check_ahead` takes this part of a budget at a time."""

AHEAD_S: Final = 5.0
AHEAD_KEPT: Final = 1024


@dataclass(slots=True)
class Limits:
    """Counts per (budget, who). With Redis away it counts here, at a quarter of each budget.

    After a failure Redis is left alone for a few seconds, so that its absence is not felt on every
    request.
    """

    shared: SlidingWindowCounterRateLimiter | None
    local: SlidingWindowCounterRateLimiter
    budgets: Mapping[str, RateLimitItem] = field(default_factory=lambda: BUDGETS)
    _rest_until: float = 0.0
    _ahead: dict[tuple[str, ...], tuple[int, float]] = field(default_factory=dict)
    _ahead_lock: Lock = field(default_factory=Lock)

    def check(self, budget: str, *who: str) -> None:
        """Count one request; raises `RateLimited` when the budget is used up."""
        item = self.budgets[budget]
        if not self._hit(item, budget, *who):
            raise RateLimited(self._wait(item))

    def check_ahead(self, budget: str, *who: str) -> None:
        """As `check`, counted in steps of a thousandth of the budget, for the busiest routes.

        What is left of a step is used without asking Redis, for a few seconds; nobody gets more
        than the budget, and at most one step per process less.
        """
        item, key, now = self.budgets[budget], (budget, *who), time.monotonic()
        with self._ahead_lock:
            left, until = self._ahead.get(key, (0, 0.0))
            if left > 0 and now < until:
                self._ahead[key] = (left - 1, until)
                return
        step = max(1, item.amount // AHEAD)
        if not self._hit(item, budget, *who, cost=step):
            raise RateLimited(self._wait(item))
        with self._ahead_lock:
            if len(self._ahead) >= AHEAD_KEPT:
                self._ahead.clear()
            self._ahead[key] = (step - 1, now + AHEAD_S)

    def check_principal(self, budget: str, principal: Principal) -> None:
        self.check(budget, principal.tenant, principal.person or principal.session)

    def _hit(self, item: RateLimitItem, budget: str, *who: str, cost: int = 1) -> bool:
        if self.shared is None:
            return self.local.hit(item, budget, *who, cost=cost)
        if time.monotonic() >= self._rest_until:
            try:
                return self.shared.hit(item, budget, *who, cost=cost)
            except (redis.RedisError, OSError) as fault:
                self._rest_until = time.monotonic() + REST_S
                log.warning("limits: redis is away, counting here", error=type(fault).__name__)
        stricter = parse(f"{max(1, item.amount // 4)}/{item.GRANULARITY.name}")
        return self.local.hit(stricter, budget, *who, cost=cost)

    @staticmethod
    def _wait(item: RateLimitItem) -> int:
        return max(1, item.get_expiry() // 6)


def make_limits(redis_url: str | None) -> Limits:
    """Limits over Redis at `redis_url`, or in this process when there is none."""
    local = SlidingWindowCounterRateLimiter(MemoryStorage())
    if redis_url is None:
        return Limits(None, local)
    shared = RedisStorage("redis://", connection_pool=connect(redis_url).connection_pool)
    return Limits(SlidingWindowCounterRateLimiter(shared), local)


def network_of(sender: str) -> str:
    """The address that counts as one sender: whoever has one IPv6 address has its whole /64."""
    try:
        address = ip_address(sender)
    except ValueError:
        return sender
    if isinstance(address, IPv4Address):
        return sender
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), 128)).supernet(new_prefix=64))
