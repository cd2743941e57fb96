"""The duty loop: claim what is due, do it, one at a time, until told to stop."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from api.log import log
from billing.duties import Duty
from billing.errors import StoreUnavailable
from billing.ports import Ports
from billing.use_cases.do_duty import do_duty

LEASE: Final = timedelta(seconds=60)
"""Longer than any duty may take: a provider call ends within ten seconds."""

IDLE_WAIT_S: Final = 0.5
BUSY_WAIT_S: Final = 2.0


@dataclass(slots=True)
class Worker:
    """One thread that does duties. `handle` may be wider than the core's own `do_duty`."""

    ports: Ports
    handle: Callable[[Ports, Duty], None] = do_duty
    busy_wait_s: float = BUSY_WAIT_S
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self.run, name="worker", daemon=True)
        self._thread.start()

    def stop(self, grace_s: float = 10) -> None:
        """Finish the duty in hand, take no other."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(grace_s)

    def run(self) -> None:
        """Loop until stopped. A fault of one duty, or of the database, never ends the loop."""
        while not self._stop.is_set():
            try:
                worked = self.step()
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

    def step(self) -> bool:
        """Do one due duty; False when there was none."""
        duty = self.ports.store.directory.claim_duty(self.ports.clock.real_now(), LEASE)
        if duty is None:
            return False
        try:
            self.handle(self.ports, duty)
        except StoreUnavailable:
            raise
        except Exception as bug:  # its lease ends and it is tried again
            log.error("duty failed", kind=duty.kind, attempts=duty.attempts, exc_info=bug)
        return True
