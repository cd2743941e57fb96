"""Webhooks that cannot be verified without asking their provider: on threads of their own.

A provider that does not answer holds up whoever waits for it and nobody else: the thread that takes
in all other webhooks never waits here, each connection has few threads of the few, and what waited
too long is sent away unread, to come again.
"""

import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from api.log import log
from billing.errors import ProviderUnavailable
from billing.ids import ConnectionId, TenantId

THREADS: Final = 16
OF_ONE: Final = 2
"""Threads that one connection may hold: eight of them can hang before a ninth has to wait."""

LINE_OF_ONE: Final = 32
LINE: Final = 256
"""How many webhooks may wait, of one connection and of all; each is at most 256 KiB."""

PATIENCE_S: Final = 10.0
"""How long a sender waits for our answer while a provider is asked: longer than one request takes
(`payments._protocol.PATIENCE`), shorter than senders wait."""

GRACE_S: Final = 0.5
Whose: TypeAlias = tuple[TenantId, ConnectionId]


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be asked, and what to tell its sender instead when there is no time left."""

    ask: Callable[[], None]
    refuse: Callable[[Exception], None]
    ends_at: float
    about: str = ""
    """What is asked: others that ask the same meanwhile cost nothing more."""


@dataclass(slots=True)
class Asking:
    """Bounded threads and lines, a line per connection, served in turn."""

    patience_s: float = PATIENCE_S
    _lines: OrderedDict[Whose, deque[Question]] = field(default_factory=OrderedDict)
    _busy: dict[Whose, int] = field(default_factory=dict)
    _in_the_air: Counter[tuple[Whose, str]] = field(default_factory=Counter)
    _waiting: int = 0
    _idle: int = 0
    _threads: list[threading.Thread] = field(default_factory=list)
    _wake: threading.Condition = field(default_factory=threading.Condition)
    _closed: bool = False

    def put(self, whose: Whose, question: Question) -> None:
        """Have it asked soon; never waits. Raises `ProviderUnavailable` when the line is full."""
        with self._wake:
            line = self._lines.get(whose, ())
            if self._closed or len(line) >= LINE_OF_ONE or self._waiting >= LINE:
                raise ProviderUnavailable("too many webhooks wait for this provider")
            self._lines.setdefault(whose, deque()).append(question)
            self._waiting += 1
            self._in_the_air[whose, question.about] += 1
            if self._idle < self._waiting and len(self._threads) < THREADS:
                name = f"webhook-asking-{len(self._threads)}"
                thread = threading.Thread(target=self._run, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()
            self._wake.notify()

    def asks(self, whose: Whose, about: str) -> bool:
        """Whether this is being asked now, or is about to be."""
        with self._wake:
            return (whose, about) in self._in_the_air

    def close(self) -> None:
        """Send away who waits; what is being asked ends with its own time-out."""
        with self._wake:
            self._closed = True
            left = [each for line in self._lines.values() for each in line]
            self._lines.clear()
            self._waiting = 0
            self._wake.notify_all()
        for each in left:
            each.refuse(ProviderUnavailable("the server stops"))
        for thread in self._threads:
            thread.join(GRACE_S / len(self._threads))

    def _run(self) -> None:
        while True:
            taken = self._take()
            if taken is None:
                return
            whose, question = taken
            try:
                if time.monotonic() < question.ends_at:
                    question.ask()
                else:
                    question.refuse(ProviderUnavailable("the provider did not answer in time"))
            except Exception as bug:  # one question must not cost the thread that all others need
                log.error("webhook failed", error=type(bug).__name__, exc_info=bug)
                question.refuse(bug)
            finally:
                self._done(whose, question)

    def _take(self) -> tuple[Whose, Question] | None:
        """The oldest of the next connection that may have one more thread; None at the end."""
        with self._wake:
            while not self._closed:
                for whose, line in self._lines.items():
                    if self._busy.get(whose, 0) < OF_ONE:
                        return whose, self._taken_from(whose, line)
                self._idle += 1
                self._wake.wait()
                self._idle -= 1
            return None

    def _taken_from(self, whose: Whose, line: deque[Question]) -> Question:
        question = line.popleft()
        self._waiting -= 1
        self._busy[whose] = self._busy.get(whose, 0) + 1
        del self._lines[whose]
        if line:
            self._lines[whose] = line  # behind the others: each connection in its turn
        return question

    def _done(self, whose: Whose, question: Question) -> None:
        with self._wake:
            self._in_the_air[whose, question.about] -= 1
            if not self._in_the_air[whose, question.about]:
                del self._in_the_air[whose, question.about]
            self._busy[whose] -= 1
            if not self._busy[whose]:
                del self._busy[whose]
            self._wake.notify()
