"""How many messages of one person wait for an earlier answer: few, so that others find a thread."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from billing.errors import TurnInProgress
from billing.principal import Principal

MAY_WAIT: Final = 2


@dataclass(slots=True)
class Waiting:
    """Places to wait in, `MAY_WAIT` for each person; counted in this process only."""

    _taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def place(self, principal: Principal) -> Iterator[None]:
        """A place while the block runs; raises `TurnInProgress` at once when all are taken."""
        who = (principal.tenant, principal.require_person())
        with self._lock:
            if self._taken[who] >= MAY_WAIT:
                raise TurnInProgress("earlier messages are still waiting")
            self._taken[who] += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken[who] -= 1
                if not self._taken[who]:
                    del self._taken[who]
