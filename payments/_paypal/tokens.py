"""The access token of one connection: kept until shortly before its end, asked for one at a time.

Whoever needs a token while another is being asked for waits for that answer, also for its failure:
sixteen payments at the moment of expiry make one request.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from billing.errors import ProviderUnavailable

MARGIN_S: Final = 120.0
"""A token is not used in its last two minutes, nor in the second half of a shorter life."""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and its life from now on. Never shown."""

    value: str = field(repr=False)
    seconds: int


@dataclass(slots=True)
class _Flight:
    """One request for a token, and what came of it."""

    done: threading.Event = field(default_factory=threading.Event)
    value: str | None = field(default=None, repr=False)
    problem: ProviderUnavailable | None = None


class Tokens:
    """Gives out the present token. `fetch` raises `ProviderUnavailable`, and nothing else."""

    def __init__(
        self, fetch: Callable[[], Token], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch, self._clock = fetch, clock
        self._lock = threading.Lock()
        self._flight: _Flight | None = None
        # In a closure, where no repr of anything shows it.
        self._shown: Callable[[], str | None] = lambda: None
        self._good_until = 0.0

    def current(self, *, refused: str | None = None) -> str:
        """A token that is good; not `refused`, which PayPal has just called invalid.

        Raises what `fetch` raised, for everybody who waited.
        """
        with self._lock:
            value = self._shown()
            if value is not None and value != refused and self._clock() < self._good_until:
                return value
            flight = self._flight
            mine = flight is None
            if flight is None:
                flight = self._flight = _Flight()
        if mine:
            self._fly(flight)
        else:
            flight.done.wait()  # ends with the request's own deadline
        if flight.value is None:
            problem = flight.problem or ProviderUnavailable("no access token could be asked for")
            raise type(problem)(str(problem))
        return flight.value

    def _fly(self, flight: _Flight) -> None:
        try:
            asked_at = self._clock()
            token = self._fetch()
            value = token.value
            with self._lock:
                self._shown = lambda: value
                self._good_until = asked_at + max(token.seconds - MARGIN_S, token.seconds / 2)
            flight.value = value
        except ProviderUnavailable as problem:
            flight.problem = problem
        finally:
            with self._lock:
                self._flight = None
            flight.done.set()
