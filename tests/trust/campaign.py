"""Kill points (G1): a payer dies by SIGKILL somewhere, others go on; nothing is lost or doubled.

One point, in order:
1. a payer process asks for a quote and approves it, and is killed at a labelled line, or from
   outside after some milliseconds, or not at all (then only the provider misbehaves);
2. perhaps webhooks arrive at once and are applied while the dead process's lease still runs;
3. time passes; a recovering worker starts, perhaps to be killed too, while the customer, perhaps,
   presses the button again and then asks to pay anew; webhooks may arrive once more;
4. workers go on until every payment of the customer has ended or is held.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from billing import crash
from billing.bills import BillState
from billing.errors import Conflict, Refused
from billing.ids import QuoteId
from billing.payments import OPEN_STATES, PaymentState
from billing.ports import InboxRow
from billing.use_cases.approve_quote import approve_quote
from billing.use_cases.do_duty import do_duty
from billing.use_cases.pay_bill import PayRequest, pay_bill
from billing.use_cases.receive_webhook import receive_webhook
from tests.trust.oracle import Finding, Verdict, judge
from tests.trust.stage import (
    BEHAVIOURS,
    CONNECTION,
    DIED,
    WORKER,
    Buyer,
    Cast,
    Mailbox,
    Stage,
    ended,
)

ANYWHERE: Final = "anywhere"
NOWHERE: Final = "nowhere"
FAULTS: Final = (
    "http_429",
    "http_500_before_commit",
    "http_500_after_commit",
    "drop_before_commit",
    "drop_reply_after_commit",
    "reset_mid_body",
    "html_instead_of_json",
    "truncated_json",
    "wrong_amount",
    "wrong_currency",
    "latency",
    "hang",
)
WORKER_LEASE: Final = timedelta(seconds=60)
AFTER_THE_LEASE: Final = timedelta(seconds=45)
STEPS: Final = (
    timedelta(seconds=65),
    timedelta(minutes=6),
    timedelta(minutes=65),
    timedelta(hours=25),
    timedelta(hours=25),
    timedelta(hours=25),
)
QUIET, BUSY = 0, 3


@dataclass(frozen=True, slots=True)
class Point:
    """One planned trial; everything random about it is in here, drawn from the seed."""

    number: int
    cast: Cast
    label: str
    nth: int
    kill_after_ms: int
    fault: str | None
    early_webhooks: bool
    late_webhooks: bool
    recovery_label: str | None
    insists: bool


def plan(seed: int, count: int) -> list[Point]:
    """The same points for the same seed, labels and behaviours taken in turn."""
    dice = random.Random(seed)
    labels = [*crash.LABELS, ANYWHERE, ANYWHERE, NOWHERE]
    return [
        Point(
            number=number,
            cast=Cast(
                bills=1 if dice.random() < 0.8 else 2,
                currency=dice.choice(["USD", "USD", "EUR", "JPY", "KWD"]),
                behaviour=dice.choice(["succeed", "succeed", *BEHAVIOURS]),
            ),
            label=labels[number % len(labels)],
            nth=1 if dice.random() < 0.8 else 2,
            kill_after_ms=dice.randrange(0, 80),
            fault=dice.choice(FAULTS) if dice.random() < 0.4 else None,
            early_webhooks=dice.random() < 0.2,
            late_webhooks=dice.random() < 0.3,
            recovery_label=dice.choice([*crash.LABELS, ANYWHERE]) if dice.random() < 0.35 else None,
            insists=dice.random() < 0.4,
        )
        for number in range(count)
    ]


@dataclass(slots=True)
class Result:
    """What a campaign did and found."""

    points: int
    findings: list[Finding]
    kills: Counter[str] = field(default_factory=Counter)
    charged: int = 0
    held: int = 0
    seconds: float = 0.0

    def line(self, name: str, seed: int) -> str:
        return (
            f"{name}: N={self.points}, seed={seed}, failures={len(self.findings)}, "
            f"seconds={self.seconds:.1f} (SIGKILLs={self.kills.total()}, charged={self.charged}, "
            f"held={self.held})"
        )


def run_points(
    stage: Stage, buyers: Sequence[Buyer], points: Sequence[Point], mailbox: Mailbox
) -> Result:
    """Run every point on the stage, then let the oracle judge all of it at once."""
    begun = time.monotonic()
    result = Result(len(points), [])
    _warm(stage, buyers[-1])
    for point, buyer in zip(points, buyers, strict=False):
        result.findings += Trial(stage, buyer, point, mailbox, result).run()
    verdict = judge_stage(stage, buyers)
    result.findings += verdict.findings
    result.charged, result.held = verdict.charged, verdict.held
    result.seconds = time.monotonic() - begun
    return result


def judge_stage(stage: Stage, buyers: Sequence[Buyer]) -> Verdict:
    """The oracle's word on everything that happened on a stage."""
    stage.travel(timedelta(seconds=2))
    work_until_quiet(stage)
    bill_ids = [bill_id for buyer in buyers for bill_id in buyer.bill_ids]
    return judge(stage.store, WORKER, bill_ids, stage.control.truth())


def _warm(stage: Stage, buyer: Buyer) -> None:
    """One payment in the parent: what it imports and compiles, the children inherit."""
    pay(stage, buyer)
    work_until_quiet(stage)
    with stage.store.read(WORKER) as tx:
        assert tx.bills.get(buyer.bill_ids[0]).state is BillState.PAID, "the stage does not work"


def pay(stage: Stage, buyer: Buyer) -> None:
    """Ask and approve, as a customer does; a refusal is an answer."""
    who = buyer.principal
    try:
        quote = pay_bill(stage.ports, who, PayRequest(buyer.bill_ids))
        approve_quote(stage.ports, who, quote.id, channel="button")
    except (Conflict, Refused):
        return


def work_until_quiet(stage: Stage) -> None:
    """What a worker does: claim what is due, do it, until nothing is due."""
    for _ in range(2000):
        duty = stage.store.directory.claim_duty(stage.clock.real_now(), WORKER_LEASE)
        if duty is None:
            return
        do_duty(stage.ports, duty)
    raise AssertionError("the duties never end")


@dataclass(slots=True)
class Trial:
    """One point being run."""

    stage: Stage
    buyer: Buyer
    point: Point
    mailbox: Mailbox
    result: Result

    def run(self) -> list[Finding]:
        """Only what went wrong with the processes themselves; the oracle judges the money."""
        point, stage = self.point, self.stage
        if point.fault is not None:
            self._plan_fault(point.fault)
        codes = [self._payer()]
        if point.early_webhooks:
            self._with_letters(times=1)()
        stage.travel(AFTER_THE_LEASE)
        codes += self._recovery()
        for step in STEPS:
            # The campaign's own process is the worker that is still there when others died.
            if self._worker() == QUIET:
                break
            stage.travel(step)
        if point.fault is not None:
            stage.control.order("DELETE", "faults")
        wrong = [code for code in codes if code not in (QUIET, BUSY, DIED)]
        return [Finding("process", f"point {point.number}", f"ended with {wrong}")] if wrong else []

    def _plan_fault(self, kind: str) -> None:
        self.stage.control.order(
            "POST",
            "faults",
            kind=kind,
            merchant=self.stage.control.merchant,
            method="POST",
            delay_ms=100,
        )

    def _payer(self) -> int:
        label = self.point.label
        if label == ANYWHERE:
            return self._killed_from_outside(lambda: _did(pay, self.stage, self.buyer))
        return self._died(self.stage.fork(lambda: self._pay_armed(label)), label)

    def _pay_armed(self, label: str) -> int:
        if label != NOWHERE:
            crash.arm(f"{label}:{self.point.nth}")
        return _did(pay, self.stage, self.buyer)

    def _killed_from_outside(self, work: Callable[[], int]) -> int:
        child = self.stage.fork(work)
        time.sleep(self.point.kill_after_ms / 1000)
        os.kill(child, signal.SIGKILL)
        return self._died(child, ANYWHERE)

    def _died(self, child: int, label: str) -> int:
        code = ended(child)
        if code == DIED:
            self.result.kills[label] += 1
        return code

    def _recovery(self) -> list[int]:
        """A worker that may die, and beside it the customer who presses again."""
        point, stage = self.point, self.stage
        label = point.recovery_label
        customer = stage.fork(self._insist) if point.insists else None
        if label == ANYWHERE:
            codes = [self._killed_from_outside(self._worker_of_letters())]
        elif label is not None or customer is not None:
            codes = [self._died(stage.fork(self._armed(label)), label or NOWHERE)]
        else:
            codes = [self._worker_of_letters()()]
        if customer is not None:
            codes.append(ended(customer))
        if label is not None:
            stage.travel(WORKER_LEASE + timedelta(seconds=5))
        return codes

    def _armed(self, label: str | None) -> Callable[[], int]:
        work = self._worker_of_letters()

        def armed() -> int:
            if label is not None:
                crash.arm(label)
            return work()

        return armed

    def _worker_of_letters(self) -> Callable[[], int]:
        if not self.point.late_webhooks:
            return self._worker
        return self._with_letters(times=2)

    def _with_letters(self, *, times: int) -> Callable[[], int]:
        """The sandbox delivers everything `times` times; a process takes it in, then works."""
        self.stage.control.order("POST", "webhooks/flush", times=times, order="reverse")
        letters = self.mailbox.letters(self.stage.control.merchant)

        def take_in() -> int:
            adapter = self.stage.adapter
            for body, headers in letters:
                report = adapter.read_webhook(body, headers, self.stage.clock.wall())
                row = InboxRow(
                    event_id=report.event_id,
                    connection_id=CONNECTION,
                    kind=report.kind,
                    reference=report.reference,
                    provider_ref=report.provider_ref,
                    received_at=self.stage.clock.now(),
                )
                receive_webhook(self.stage.ports, WORKER, row)
            return self._worker()

        return take_in

    def _worker(self) -> int:
        """One process's work; `QUIET` when every payment of the buyer has ended or is held."""
        work_until_quiet(self.stage)
        waiting = OPEN_STATES - {PaymentState.HOLD}
        with self.stage.store.read(WORKER) as tx:
            states = {
                payment.state
                for bill_id in self.buyer.bill_ids
                for payment in tx.payments.of_bill(bill_id)
            }
        return BUSY if states & waiting else QUIET

    def _insist(self) -> int:
        """The customer presses the same button again, then asks to pay whatever is still due."""
        who = self.buyer.principal
        with self.stage.store.read(who) as tx:
            made = [one for bill in self.buyer.bill_ids for one in tx.payments.of_bill(bill)]
            quotes = {one.quote_id for one in made if one.quote_id is not None}
            quotes |= {quote.id for quote in tx.quotes.open_of(who.require_customer())}
        for quote_id in sorted(quotes):
            self._press(quote_id)
        for bill_id in self.buyer.bill_ids:
            pay(self.stage, Buyer(self.buyer.number, (bill_id,)))
        return QUIET

    def _press(self, quote_id: QuoteId) -> None:
        try:
            approve_quote(self.stage.ports, self.buyer.principal, quote_id, channel="button")
        except (Conflict, Refused):
            return


def _did(act: Callable[[Stage, Buyer], None], stage: Stage, buyer: Buyer) -> int:
    act(stage, buyer)
    return QUIET
