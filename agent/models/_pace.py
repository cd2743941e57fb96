"""How long to wait for a model's first piece: as long as it lately needed, never for a silent one.

A fixed wait is either too short for a slow model or too long when a model is gone. So a model that
has not answered yet, or kept silent last time, is given less than two seconds; one that answers,
be it after nobody waited any more, is given a multiple of what it took.
"""

import threading
from dataclasses import dataclass, field
from typing import Final

UNPROVEN_S: Final = 1.4
"""What a customer waits at most for a model that is down: with the rest of a turn under 2 s."""
_TIMES: Final = 3
_KEPT: Final = 20


@dataclass(slots=True)
class Pace:
    """The waits of one model, in seconds; `longest_s` is never exceeded. Shared by all turns."""

    longest_s: float
    _lately: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def wait_s(self) -> float:
        """How long to wait for the first piece now."""
        with self._lock:
            slowest = max(self._lately, default=0.0)
        return min(self.longest_s, max(UNPROVEN_S, _TIMES * slowest))

    def arrived(self, after_s: float) -> None:
        """A first piece came, whether or not somebody still waited for it."""
        with self._lock:
            self._lately = [*self._lately[1 - _KEPT :], after_s]

    def silent(self) -> None:
        """It said nothing while somebody waited: it has to prove itself anew."""
        with self._lock:
            self._lately = []
