"""The duty loop: claim what is due, do it, one at a time in each lane, until told to stop.

Letters have lanes of their own: a receiver that takes ten seconds to fail holds up no payment. So
has the daily comparison, which reads for minutes, the pull of a company's bills, and the reading
of scans.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from api.log import log
from billing.duties import Duty, DutyKind
from billing.errors import StoreUnavailable
from billing.ports import Ports
from billing.use_cases.do_duty import do_duty

LEASE: Final = timedelta(seconds=60)
"""Longer than a duty may take: a provider call ends within ten seconds, a search by a list within
half a minute. The comparison and a pull take longer, and keep their own lease while they run.
"""

LETTERS: Final = frozenset({DutyKind.DELIVER})
COMPARISONS: Final = frozenset({DutyKind.COMPARE_STATEMENT})
PULLS: Final = frozenset({DutyKind.SYNC_SOURCE})
SCANS: Final = frozenset({DutyKind.READ_UPLOAD, DutyKind.INDEX_UPLOAD, DutyKind.INDEX_ARTICLE})
MONEY: Final = frozenset(DutyKind) - LETTERS - COMPARISONS - PULLS - SCANS
LANES: Final = (MONEY, COMPARISONS, PULLS, SCANS, LETTERS, LETTERS)
"""What each thread of a worker claims."""

IDLE_WAIT_S: Final = 0.5
BUSY_WAIT_S: Final = 2.0


@dataclass(slots=True)
class Worker:
    """A thread per lane that does duties. `handle` may be wider than the core's own `do_duty`."""

    ports: Ports
    handle: Callable[[Ports, Duty], None] = do_duty
    busy_wait_s: float = BUSY_WAIT_S
    leaves: frozenset[DutyKind] = frozenset()
    """What this worker cannot do: it is left to others."""
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        for number, kinds in enumerate(LANES):
            lane = threading.Thread(
                target=self.run, args=(kinds - self.leaves,), name=f"worker-{number}", daemon=True
            )
            self._threads.append(lane)
            lane.start()

    def stop(self, grace_s: float = 10) -> None:
        """Finish the duties in hand, take no other."""
        self._stop.set()
        ends = time.monotonic() + grace_s
        for lane in self._threads:
            lane.join(max(0.0, ends - time.monotonic()))

    def run(self, kinds: frozenset[DutyKind] | None = None) -> None:
        """Loop over one lane until stopped. A fault of a duty or the database never ends it."""
        while not self._stop.is_set():
            try:
                worked = self.step(kinds)
            except StoreUnavailable:
                log.warning("worker waits for the database")
                self._stop.wait(self.busy_wait_s)
                continue
            except Exception as bug:  # claiming itself failed: the loop is all that heals it
                log.error("worker could not claim", error=type(bug).__name__, exc_info=bug)
                self._stop.wait(self.busy_wait_s)
                continue
            if not worked:
                self._stop.wait(IDLE_WAIT_S)

    def step(self, kinds: frozenset[DutyKind] | None = None) -> bool:
        """Do one due duty, of these `kinds` if they are given; False when there was none."""
        now = self.ports.clock.real_now()
        duty = self.ports.store.directory.claim_duty(now, LEASE, kinds)
        if duty is None:
            return False
        try:
            self.handle(self.ports, duty)
        except StoreUnavailable:
            raise
        except Exception as bug:  # it was given back, later each time; or its lease ends
            log.error("duty failed", kind=duty.kind, attempts=duty.attempts, exc_info=bug)
        return True
