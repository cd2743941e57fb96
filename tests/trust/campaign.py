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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from billing import crash
from billing.bills import BillState
from billing.errors import Conflict, Refused
from billing.ids import PersonId, QuoteId
from billing.payments import OPEN_STATES, PaymentState
from billing.principal import Principal, Role
from billing.repositories import InboxRow
from billing.use_cases.approve_quote import approve_quote
from billing.use_cases.do_duty import do_duty
from billing.use_cases.pay_bill import PayRequest, pay_bill
from billing.use_cases.receive_webhook import receive_webhook
from billing.use_cases.refund_payment import RefundAsk, refund_payment
from tests.trust.oracle import Finding, Verdict, judge
from tests.trust.report import Result
from tests.trust.stage import (
    BEHAVIOURS,
    CONNECTION,
    DIED,
    TENANT,
    WORKER,
    Buyer,
    Cast,
    Mailbox,
    Stage,
    ended,
)

ANYWHERE: Final = "anywhere"
REFUND_ANYWHERE: Final = "refund-anywhere"
REFUND_POINTS: Final = (*crash.REFUND_LABELS, REFUND_ANYWHERE)
WORKERS_OWN: Final = "duty-closed"
"""Only a worker passes here: it is a label of the recovery."""

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
FINANCE: Final = Principal(TENANT, Role.FINANCE, person=PersonId("f-1"), session="s-f-1")
COLLEAGUE: Final = Principal(TENANT, Role.FINANCE, person=PersonId("f-2"), session="s-f-2")
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
FAULT_MS: Final = 30
"""Long enough for a kill or a webhook to come between, short enough for a thousand points."""


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
    back_minor: int | None
    """What a refund gives back; None is all of it."""


def plan(seed: int, count: int) -> list[Point]:
    """The same points for the same seed, labels and behaviours taken in turn."""
    dice = random.Random(seed)
    labels = [*crash.LABELS, ANYWHERE, ANYWHERE, NOWHERE, *REFUND_POINTS]
    return [_point(dice, number, labels[number % len(labels)]) for number in range(count)]


def _point(dice: random.Random, number: int, label: str) -> Point:
    bills = 1 if dice.random() < 0.8 or label in REFUND_POINTS else 2
    currency = dice.choice(["USD", "USD", "EUR", "JPY", "KWD"])
    behaviour = dice.choice(["succeed", "succeed", *BEHAVIOURS])
    recovery = dice.choice([*crash.LABELS, ANYWHERE]) if dice.random() < 0.35 else None
    return Point(
        number=number,
        cast=Cast(
            bills=bills,
            currency=currency,
            behaviour="succeed" if label in REFUND_POINTS else behaviour,
            number=number,
        ),
        label=label,
        # Each payment of a quote passes once.
        nth=dice.choice([1, 2]) if bills == 2 else 1,
        kill_after_ms=dice.randrange(0, 80),
        fault=dice.choice(FAULTS) if dice.random() < 0.4 else None,
        early_webhooks=dice.random() < 0.2,
        late_webhooks=dice.random() < 0.3,
        recovery_label=WORKERS_OWN if label == WORKERS_OWN else recovery,
        insists=dice.random() < 0.4,
        back_minor=dice.choice([None, 100, 300]),
    )


def run_points(
    stage: Stage, buyers: Sequence[Buyer], points: Sequence[Point], mailbox: Mailbox
) -> Result:
    """Run every point on the stage, then let the oracle judge all of it at once."""
    begun = time.monotonic()
    result = Result(len(points))
    _warm(stage, buyers[-1])
    for point, buyer in zip(points, buyers, strict=False):
        kind = RefundTrial if point.label in REFUND_POINTS else Trial
        result.findings += kind(stage, buyer, point, mailbox, result).run()
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
        self._begin()
        if point.fault is not None:
            self._plan_fault(point.fault)
        codes = [self._first()]
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
            delay_ms=FAULT_MS,
        )

    def _begin(self) -> None:
        """What was there before anybody died."""

    def _act(self) -> int:
        pay(self.stage, self.buyer)
        return QUIET

    def _first(self) -> int:
        """The process that acts first, and dies where the point says."""
        label = self.point.label
        if label in (ANYWHERE, REFUND_ANYWHERE):
            return self._killed_from_outside(self._act, label)
        return self._died(self.stage.fork(lambda: self._act_armed(label)), label)

    def _act_armed(self, label: str) -> int:
        if label != NOWHERE:
            crash.arm(f"{label}:{self.point.nth}")
        return self._act()

    def _killed_from_outside(self, work: Callable[[], int], label: str) -> int:
        child = self.stage.fork(work)
        time.sleep(self.point.kill_after_ms / 1000)
        os.kill(child, signal.SIGKILL)
        return self._died(child, label)

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
            codes = [self._killed_from_outside(self._worker_of_letters(), ANYWHERE)]
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
        """One process's work; `QUIET` when nothing of the buyer's is open, except holds."""
        work_until_quiet(self.stage)
        with self.stage.store.read(WORKER) as tx:
            made = [one for bill in self.buyer.bill_ids for one in tx.payments.of_bill(bill)]
            states = {one.state for one in made}
            states |= {back.state for one in made for back in tx.refunds.of_payment(one.id)}
        return BUSY if states & (OPEN_STATES - {PaymentState.HOLD}) else QUIET

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


@dataclass(slots=True)
class RefundTrial(Trial):
    """As a point of paying, for money that is given back: finance orders it, and orders again."""

    def _begin(self) -> None:
        pay(self.stage, self.buyer)

    def _act(self) -> int:
        self._give_back(FINANCE, seen=0)
        return QUIET

    def _insist(self) -> int:
        """The same click again, then a colleague who wants all of the rest given back."""
        self._give_back(FINANCE, seen=0)
        self._give_back(COLLEAGUE, seen=None)
        return QUIET

    def _give_back(self, who: Principal, *, seen: int | None) -> None:
        with self.stage.store.read(WORKER) as tx:
            (payment,) = tx.payments.of_bill(self.buyer.bill_ids[0])
        amount = self.point.back_minor if seen is not None else None
        try:
            ask = RefundAsk(payment.id, amount, seen_refunds=seen)
            refund_payment(self.stage.ports, who, ask)
        except (Conflict, Refused):
            return
