"""Races (G2): two to thirty-two actors on one customer's bills, released at once.

Customers press the same button or a second offer's, ask anew, pay a part, say no; workers
do duties; the reconciler looks; webhooks arrive; the tenant cancels the bill. The provider behaves
as the round's method says. Afterwards time passes until all is quiet, and the oracle judges.
"""

import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

from billing.bills import BillState
from billing.errors import Conflict, Refused
from billing.ids import QuoteId
from billing.payments import OPEN_STATES, PaymentState
from billing.ports import InboxRow
from billing.quotes import Quote
from billing.use_cases.approve_quote import approve_quote
from billing.use_cases.decline_quote import decline_quote
from billing.use_cases.do_duty import do_duty
from billing.use_cases.pay_bill import PayRequest, pay_bill
from billing.use_cases.receive_webhook import receive_webhook
from billing.use_cases.reconcile_payments import reconcile_payments
from tests.trust.campaign import STEPS, WORKER_LEASE, Result, judge_stage, work_until_quiet
from tests.trust.oracle import Finding
from tests.trust.stage import BEHAVIOURS, CONNECTION, WORKER, Buyer, Cast, Stage

ACTS: Final = (
    *("press",) * 6,
    *("press_twin",) * 3,
    *("ask_anew",) * 3,
    "pay_part",
    "decline",
    "work",
    "work",
    "reconcile",
    "webhook",
    "cancel_bill",
)


@dataclass(frozen=True, slots=True)
class Round:
    """One planned race, drawn from the seed."""

    number: int
    cast: Cast
    acts: tuple[str, ...]


def plan(seed: int, count: int) -> list[Round]:
    """The same rounds for the same seed; the first actor always presses."""
    dice = random.Random(seed)
    return [
        Round(
            number=number,
            cast=Cast(
                bills=dice.choice([1, 1, 2]),
                currency=dice.choice(["USD", "JPY"]),
                behaviour=dice.choice(["succeed", *BEHAVIOURS]),
            ),
            acts=("press", *dice.choices(ACTS, k=dice.choice([1, 1, 3, 7, 15, 31]))),
        )
        for number in range(count)
    ]


def run_rounds(stage: Stage, buyers: Sequence[Buyer], rounds: Sequence[Round]) -> Result:
    """Run every round on the stage, then let the oracle judge all of it at once."""
    begun = time.monotonic()
    result = Result(len(rounds), [])
    for planned, buyer in zip(rounds, buyers, strict=True):
        result.findings += Race(stage, buyer, planned).run()
    verdict = judge_stage(stage, buyers)
    result.findings += verdict.findings
    result.charged, result.held = verdict.charged, verdict.held
    result.seconds = time.monotonic() - begun
    return result


@dataclass(slots=True)
class Race:
    """One round being run."""

    stage: Stage
    buyer: Buyer
    planned: Round

    def run(self) -> list[Finding]:
        """What ended otherwise than with an answer or a refusal; the oracle judges the money."""
        quote, twin = self._offers()
        acts = {
            "press": lambda: self._press(quote.id),
            "press_twin": lambda: self._press(twin.id),
            "ask_anew": lambda: self._ask(None),
            "pay_part": lambda: self._ask(100 if self.planned.cast.bills == 1 else None),
            "decline": lambda: self._decline(quote.id),
            "work": self._work,
            "reconcile": lambda: _ignore(reconcile_payments(self.stage.ports, WORKER)),
            "webhook": self._webhook,
            "cancel_bill": self._cancel_bill,
        }
        start = threading.Barrier(len(self.planned.acts))
        with ThreadPoolExecutor(len(self.planned.acts)) as pool:
            faults = list(pool.map(lambda act: _answer(start, acts[act]), self.planned.acts))
        self._settle()
        where = f"round {self.planned.number}"
        return [Finding("process", where, fault) for fault in faults if fault is not None]

    def _offers(self) -> tuple[Quote, Quote]:
        """Two open offers for the same bills, as two sessions of a customer might hold them."""
        who = self.buyer.principal
        quote = pay_bill(self.stage.ports, who, PayRequest(self.buyer.bill_ids))
        twin = replace(quote, id=QuoteId(f"{quote.id}-twin"))
        with self.stage.store.write(who) as tx:
            tx.quotes.add(twin)
        return quote, twin

    def _press(self, quote_id: QuoteId) -> None:
        approve_quote(self.stage.ports, self.buyer.principal, quote_id, channel="button")

    def _ask(self, amount_minor: int | None) -> None:
        wish = PayRequest(tuple(reversed(self.buyer.bill_ids)), amount_minor)
        self._press(pay_bill(self.stage.ports, self.buyer.principal, wish).id)

    def _decline(self, quote_id: QuoteId) -> None:
        decline_quote(self.stage.ports, self.buyer.principal, quote_id)

    def _work(self) -> None:
        for _ in range(4):
            now = self.stage.clock.real_now()
            duty = self.stage.store.directory.claim_duty(now, WORKER_LEASE)
            if duty is not None:
                do_duty(self.stage.ports, duty)

    def _webhook(self) -> None:
        """What an intake does with a verified event about each payment there is by now."""
        with self.stage.store.read(WORKER) as tx:
            made = [one for bill in self.buyer.bill_ids for one in tx.payments.of_bill(bill)]
        for one in made:
            now = self.stage.clock.now()
            row = InboxRow(f"evt-{one.id}", CONNECTION, "changed", one.key, None, now)
            receive_webhook(self.stage.ports, WORKER, row)
        self._work()

    def _cancel_bill(self) -> None:
        """The tenant cancels a bill, which it may only while nothing is paid or being paid."""
        with self.stage.store.write(WORKER) as tx:
            bill = tx.bills.lock(self.buyer.bill_ids[0])
            untouched = bill.doubt is None and (bill.paid is None or bill.paid.is_zero)
            if bill.state is BillState.OPEN and untouched:
                tx.bills.set_state(bill.id, BillState.VOID)

    def _settle(self) -> None:
        for step in STEPS:
            self.stage.travel(step)
            work_until_quiet(self.stage)
            if not self._waiting():
                return

    def _waiting(self) -> bool:
        waiting = OPEN_STATES - {PaymentState.HOLD}
        with self.stage.store.read(WORKER) as tx:
            made = [one for bill in self.buyer.bill_ids for one in tx.payments.of_bill(bill)]
        return any(one.state in waiting for one in made)


def _answer(start: threading.Barrier, act: Callable[[], None]) -> str | None:
    """Act when all are ready; a refusal is an answer, anything else is a fault."""
    start.wait(30)
    try:
        act()
    except (Conflict, Refused):
        return None
    except Exception as fault:  # whatever it is, it is what the oracle is told
        return f"{type(fault).__name__}: {fault}"
    return None


def _ignore(_: object) -> None:
    return None
