"""A circuit breaker: after some failures in a row a model is left alone for a while."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Breaker:
    """Opens after `failures` in a row for `rest_s` seconds, then lets one try through at a time."""

    failures: int = 3
    rest_s: int = 30
    clock: Callable[[], float] = time.monotonic
    _count: int = 0
    _tried_at: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self) -> bool:
        """Whether to ask now; in the open state this takes the one try of the rest period."""
        with self._lock:
            if self._count < self.failures:
                return True
            now = self.clock()
            if self._tried_at is not None and now - self._tried_at < self.rest_s:
                return False
            self._tried_at = now
            return True

    def succeeded(self) -> None:
        with self._lock:
            self._count, self._tried_at = 0, None

    def failed(self) -> None:
        with self._lock:
            self._count += 1
            if self._count >= self.failures:
                self._tried_at = self.clock()
