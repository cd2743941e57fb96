"""Kill points through the real server (G1): each life of `serve` ends by SIGKILL, mid-payment.

Lives follow each other on one installation: the next one recovers what the last one left, and is
killed too, at a labelled line (`CRASH_AT`) or from outside after some milliseconds. The last one
lives, everybody who still owes presses again, and the oracle judges.
"""

import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from billing import crash
from billing.ids import BillId
from billing.payments import OPEN_STATES, PaymentState
from tests.trust.oracle import Finding, judge
from tests.trust.report import Result
from tests.trust.serving import WORKER, Site, site

OUTSIDE: Final = "from outside"
DYING_S, SETTLE_S = 15.0, 120.0


@dataclass(frozen=True, slots=True)
class Life:
    """How one server dies: at a label's n-th passing, or some milliseconds after the approval."""

    number: int
    label: str
    kill_after_ms: int


def plan(seed: int, count: int) -> list[Life]:
    """The same lives for the same seed; every second one dies from outside.

    The others take the labels in turn, from one of the seed's choice: a short plan is another one
    each time.
    """
    dice = random.Random(seed)
    first = dice.randrange(len(crash.LABELS))
    labels = crash.LABELS[first:] + crash.LABELS[:first]
    return [
        Life(
            number=number,
            label=OUTSIDE if number % 2 else labels[number // 2 % len(labels)],
            kill_after_ms=dice.randrange(5, 160),
        )
        for number in range(count)
    ]


def run_lives(folder: Path, url: str, sandbox_url: str, lives: Sequence[Life]) -> Result:
    """All lives on one installation, then one that lives, then the judgement."""
    begun = time.monotonic()
    result = Result(len(lives))
    with site(folder, url, sandbox_url, len(lives)) as here:
        story = Lives(here, result)
        for customer, life in enumerate(lives):
            result.findings += story.one(customer, life)
        result.findings += story.last()
        bill_ids = [BillId(f"B-{customer}") for customer in range(len(lives))]
        verdict = judge(here.ports.store, WORKER, bill_ids, here.truth())
    result.findings += verdict.findings
    result.charged, result.held = verdict.charged, verdict.held
    result.seconds = time.monotonic() - begun
    return result


@dataclass(slots=True)
class Lives:
    """The lives of one installation."""

    site: Site
    result: Result
    quotes: dict[int, str] = field(default_factory=dict)

    def one(self, customer: int, life: Life) -> Iterator[Finding]:
        """A customer pays; the server dies."""
        armed = None if life.label == OUTSIDE else life.label
        with self.site.serving(armed) as process:
            paying = threading.Thread(target=self._pay, args=(customer,), daemon=True)
            paying.start()
            if armed is None:
                self._await_quote(customer, process)
                time.sleep(life.kill_after_ms / 1000)
                process.kill()
            with suppress(subprocess.TimeoutExpired):
                process.wait(DYING_S)
            code = process.poll()
            if code is None:
                yield Finding("process", f"life {life.number}", f"nothing died at {life.label}")
            elif code != -signal.SIGKILL:
                text = f"ended with {code}: {self.site.log()}"
                yield Finding("process", f"life {life.number}", text)
            else:
                self.result.kills[life.label] += 1
        paying.join(30)

    def last(self) -> Iterator[Finding]:
        """Nobody dies any more: what is open ends, and whoever still owes pays."""
        with self.site.serving():
            yield from self._settled()
            for customer in range(self.result.points):
                self._pay(customer)
            yield from self._settled()
            with self.site.ports.store.read(WORKER) as tx:
                owing = [
                    customer
                    for customer in range(self.result.points)
                    if tx.bills.get(BillId(f"B-{customer}")).state != "paid"
                ]
            if owing:
                yield Finding("I2", "customers", f"could not pay in the end: {owing}")
            time.sleep(2)  # the audit is sealed a second after the last entry

    def _pay(self, customer: int) -> None:
        """Press what was offered before, else ask anew and press; a dead line is no answer."""
        with suppress(httpx.TransportError), self.site.customer(customer) as client:
            if customer in self.quotes:
                client.post(f"/quotes/{self.quotes[customer]}/approve")
            asked = client.post("/payments", json={"bill_ids": [f"B-{customer}"]})
            if asked.status_code == 201:
                self.quotes[customer] = asked.json()["id"]
                client.post(f"/quotes/{self.quotes[customer]}/approve")

    def _await_quote(self, customer: int, process: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + DYING_S
        while customer not in self.quotes and process.poll() is None and time.monotonic() < until:
            time.sleep(0.001)

    def _settled(self) -> Iterator[Finding]:
        waiting = OPEN_STATES - {PaymentState.HOLD}
        until = time.monotonic() + SETTLE_S
        while True:
            with self.site.ports.store.read(WORKER) as tx:
                open_now = tx.payments.in_states(waiting)
            if not open_now:
                return
            if time.monotonic() > until:
                left = [f"{one.bill_id} {one.state}" for one in open_now]
                yield Finding("I2", "reconciler", f"still open after {SETTLE_S} s: {left}")
                return
            time.sleep(0.2)
