"""A provider that is away for 25 hours, and a worker that sleeps past its lease.

The outage, on the provider's virtual clock and ours together: customers pay before it (some replies
are lost as it begins), in each of its hours and after it. While it lasts every question goes
unanswered, and a charge is dropped before or after it happened, answered with an error, or cannot
even be sent; past the 24th hour the provider forgets every idempotency key. The customers press
again and ask anew all the time.

A sleeper is a worker process that is stopped with SIGSTOP at a chosen line, outlives its lease,
wakes when another has done its work, and must change nothing.
"""

import os
import random
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from billing import crash
from billing.errors import Conflict, Forbidden, InvalidRequest, PaymentInDoubt, Refused
from billing.ids import PaymentId, PersonId
from billing.payments import OPEN_STATES, Payment, PaymentState
from billing.ports import Ports
from billing.principal import Principal, Role
from billing.use_cases.approve_quote import approve_quote
from billing.use_cases.do_duty import do_duty
from billing.use_cases.pay_bill import PayRequest, pay_bill
from billing.use_cases.reconcile_payments import reconcile_payments
from billing.use_cases.resolve_payment import resolve_payment
from tests.trust.campaign import QUIET, STEPS, WORKER_LEASE, judge_stage, work_until_quiet
from tests.trust.oracle import Finding, LedgerBill, charges_of, ledger_of
from tests.trust.report import Result
from tests.trust.stage import TENANT, WORKER, Buyer, Cast, Sandboxed, Stage, ended

HOURS: Final = 25
BEFORE, AFTER = -1, HOURS
LAST_WORDS: Final = (
    "drop_reply_after_commit",
    "drop_before_commit",
    "http_500_after_commit",
    "wrong_amount",
    "wrong_currency",
)
UNANSWERED: Final = ("http_500_before_commit", "drop_before_commit", "html_instead_of_json")
UNSAID: Final = ("drop_reply_after_commit", "drop_before_commit", "http_500_before_commit")
REFUSING_HOURS: Final = (3, 11, 12, 20)
"""In these nobody even listens at the provider's address."""

NOBODY: Final = "http://127.0.0.1:9"
HOUR: Final = timedelta(hours=1)
EVIDENCE: Final = "The provider's dashboard, looked up by our reference"


@dataclass(frozen=True, slots=True)
class Visitor:
    """One customer of the outage: the hour they pay in (-1 before, 25 after), and what is lost."""

    cast: Cast
    hour: int
    fault: str | None
    insists: bool


def plan(seed: int, count: int) -> list[Visitor]:
    """The same visitors for the same seed: a third before the outage, the rest spread over it."""
    dice = random.Random(seed)
    found = []
    for number in range(count):
        hour = dice.choice([BEFORE, *dice.choices(range(HOURS), k=2)]) if number % 8 else AFTER
        found.append(
            Visitor(
                cast=Cast(
                    bills=1,
                    currency=dice.choice(["USD", "EUR", "JPY"]),
                    behaviour=dice.choice(
                        ["succeed"] * 4 + ["decline_insufficient_funds", "succeed_later"]
                    ),
                    number=number,
                ),
                hour=hour,
                fault=LAST_WORDS[number % len(LAST_WORDS)] if hour == BEFORE else None,
                insists=dice.random() < 0.5,
            )
        )
    return found


def run_outage(stage: Stage, buyers: Sequence[Buyer], visitors: Sequence[Visitor]) -> Result:
    """The whole story once; then the oracle judges it, before and after holds are resolved."""
    begun = time.monotonic()
    story = Outage(stage, list(zip(buyers, visitors, strict=True)))
    found = [*story.before(), *story.during(), *story.after()]
    verdict = judge_stage(stage, buyers)
    found += [*verdict.findings, *_judge_holds(stage, verdict.held)]
    found += _resolve_holds(stage)
    found += judge_stage(stage, buyers).findings
    result = Result(len(visitors), found, charged=verdict.charged, held=verdict.held)
    result.seconds = time.monotonic() - begun
    in_doubt = f"{story.doubts} doubts at the worst moment"
    result.note = f"{in_doubt}, {verdict.charged} charged, {verdict.held} held and resolved"
    return result


@dataclass(slots=True)
class Outage:
    """The hours of one outage."""

    stage: Stage
    visits: list[tuple[Buyer, Visitor]]
    doubts: int = 0

    def before(self) -> Iterator[Finding]:
        for buyer, visitor in self.visits:
            if visitor.hour == BEFORE:
                self._fault(visitor.fault, method="POST")
                _pay(self.stage.ports, buyer)
                self.stage.control.order("DELETE", "faults")
        yield from self._look("before")

    def during(self) -> Iterator[Finding]:
        for hour in range(HOURS):
            ports = self._ports(hour)
            self._fault(UNANSWERED[hour % len(UNANSWERED)], method="GET")
            self._fault(UNSAID[hour % len(UNSAID)], method="POST")
            for buyer, visitor in self.visits:
                if visitor.hour == hour:
                    _pay(ports, buyer)
                elif visitor.insists and visitor.hour < hour:
                    yield from _insist(ports, buyer)
            self.stage.travel(HOUR)
            _work(replace(self.stage, ports=ports))
            if hour % 6 == 0:
                yield from self._look(f"hour {hour}")
            self.stage.control.order("DELETE", "faults")
        yield from self._look("the end")

    def after(self) -> Iterator[Finding]:
        forgotten = self.stage.control.order("POST", "forget_keys", expired_only=True)["forgotten"]
        kept = [one for _, one in self.visits if one.fault and "before_commit" not in one.fault]
        if kept and not forgotten:
            yield Finding("outage", "keys", "the provider forgot none: this proves little")
        for buyer, visitor in self.visits:
            if visitor.hour == AFTER:
                _pay(self.stage.ports, buyer)
        for step in STEPS:
            self.stage.travel(step)
            _work(self.stage)
        for buyer, _ in self.visits:
            _pay(self.stage.ports, buyer)  # whoever still owes may pay now
        for step in STEPS:
            self.stage.travel(step)
            _work(self.stage)

    def _ports(self, hour: int) -> Ports:
        if hour in REFUSING_HOURS:
            return replace(self.stage.ports, providers=Sandboxed(NOBODY))
        return self.stage.ports

    def _fault(self, kind: str | None, *, method: str) -> None:
        if kind is not None:
            merchant = self.stage.control.merchant
            wanted = {"kind": kind, "method": method, "merchant": merchant, "times": 100_000}
            self.stage.control.order("POST", "faults", **wanted)

    def _look(self, when: str) -> Iterator[Finding]:
        """Every open payment is on its bill and in finance's list."""
        with self.stage.store.read(WORKER) as tx:
            open_now = tx.payments.in_states(OPEN_STATES)
            hidden = [one.id for one in open_now if tx.bills.get(one.bill_id).doubt is None]
        self.doubts = max(self.doubts, len(open_now))
        for payment_id in hidden:
            yield Finding("outage", payment_id, f"{when}: its bill does not say that it is open")
        away = replace(self.stage.ports, providers=Sandboxed(NOBODY))
        listed = {one.before.id for one in reconcile_payments(away, WORKER)}
        fresh = {PaymentState.CREATED, PaymentState.SUBMITTING}
        for one in open_now:
            if one.id not in listed and one.state not in fresh:
                yield Finding("outage", one.id, f"{when}: {one.state}, and finance does not see it")


def _pay(ports: Ports, buyer: Buyer) -> None:
    """Ask and approve; a refusal is an answer."""
    try:
        quote = pay_bill(ports, buyer.principal, PayRequest(buyer.bill_ids))
        approve_quote(ports, buyer.principal, quote.id, channel="button")
    except (Conflict, Refused):
        return


def _insist(ports: Ports, buyer: Buyer) -> Iterator[Finding]:
    """Ask to pay again: only a bill without an open payment may be offered."""
    with ports.store.read(WORKER) as tx:
        made = [one for bill in buyer.bill_ids for one in tx.payments.of_bill(bill)]
    doubtful = any(one.state in OPEN_STATES for one in made)
    try:
        pay_bill(ports, buyer.principal, PayRequest(buyer.bill_ids))
    except PaymentInDoubt:
        return
    except (Conflict, Refused):
        if not doubtful:
            return
    if doubtful:
        yield Finding("outage", buyer.bill_ids[0], "offered again while a payment is open")


def _work(stage: Stage) -> None:
    work_until_quiet(stage)


def _held(stage: Stage) -> tuple[Payment, ...]:
    with stage.store.read(WORKER) as tx:
        return tx.payments.in_states(frozenset({PaymentState.HOLD}))


def _judge_holds(stage: Stage, expected: int) -> Iterator[Finding]:
    """Each hold has called finance once."""
    called: list[object] = []
    with stage.store.read(WORKER) as tx:
        page = tx.tickets.list(limit=200)
        called += [ticket.packet.get("payment_id") for ticket in page.items]
    held = _held(stage)
    if len(held) != expected or len(held) > 150:
        yield Finding("outage", "holds", f"{len(held)} listed, {expected} counted")
    for payment in held:
        if called.count(payment.id) != 1:
            yield Finding("outage", payment.id, f"{called.count(payment.id)} tickets for a hold")


def _resolve_holds(stage: Stage) -> Iterator[Finding]:
    """Finance ends each hold by what the provider's own books say; nobody else may."""
    charges = charges_of(stage.control.truth())
    for payment in _held(stage):
        taken = any(one.taken for one in charges.get(payment.key, ()))
        outcome = PaymentState.SUCCEEDED if taken else PaymentState.FAILED
        with stage.store.read(WORKER) as tx:
            owner = tx.bills.get(payment.bill_id).customer_id
        customer = Principal(TENANT, Role.CUSTOMER_ADMIN, customer=owner, person=PersonId("p-x"))
        for who in (customer, _staff(Role.SUPPORT, "s-1")):
            if not _refused(stage, who, payment.id, EVIDENCE):
                yield Finding("outage", payment.id, f"a {who.role} ended its hold")
        if not _refused(stage, _staff(Role.FINANCE, "f-1"), payment.id, "  "):
            yield Finding("outage", payment.id, "a hold ended without evidence")
        for person in ("f-1", "f-2"):
            with stage.store.read(WORKER) as tx:
                still = tx.payments.get(payment.id).state is PaymentState.HOLD
            if still:
                finance = _staff(Role.FINANCE, person)
                resolve_payment(stage.ports, finance, payment.id, outcome, EVIDENCE)
    for payment in _held(stage):
        yield Finding("outage", payment.id, "still on hold after two people of finance agreed")


def _staff(role: Role, person: str) -> Principal:
    return Principal(TENANT, role, person=PersonId(person), session=f"s-{person}")


def _refused(stage: Stage, who: Principal, payment_id: PaymentId, evidence: str) -> bool:
    try:
        resolve_payment(stage.ports, who, payment_id, PaymentState.FAILED, evidence)
    except (Forbidden, InvalidRequest):
        return True
    return False


# --- a worker that sleeps -------------------------------------------------------------------

CLAIMED: Final = "claimed"
SLEEPS: Final = (
    CLAIMED,
    "submit-marked",
    "before-send",
    "after-send",
    "before-settle",
    "settle-committed",
)
HAVING_AN_ANSWER: Final = ("after-send", "before-settle", "settle-committed")
ANSWERED: Final = ("succeed", "decline_insufficient_funds")
LOST: Final = ("timeout_before_charge", "timeout_after_charge")
NAP: Final = WORKER_LEASE + timedelta(seconds=5)
SHORT_STEPS: Final = STEPS[:3]
"""Until the other worker is done, within the life of a key at the provider."""


@dataclass(frozen=True, slots=True)
class Sleeper:
    """One worker that is stopped: where, and what its payment was when it took it over."""

    cast: Cast
    label: str


def plan_sleepers(seed: int, count: int) -> list[Sleeper]:
    """The same sleepers for the same seed, places to sleep taken in turn."""
    dice = random.Random(seed)
    found = []
    for number in range(count):
        label = SLEEPS[number % len(SLEEPS)]
        behaviours = ANSWERED if label in HAVING_AN_ANSWER else (*ANSWERED, *LOST)
        found.append(Sleeper(Cast(1, "USD", dice.choice(behaviours), number), label))
    return found


def run_sleepers(stage: Stage, buyers: Sequence[Buyer], sleepers: Sequence[Sleeper]) -> Result:
    """One after the other; then the oracle judges all of them."""
    begun = time.monotonic()
    result = Result(len(sleepers))
    for number, (buyer, sleeper) in enumerate(zip(buyers, sleepers, strict=True)):
        result.findings += _sleep_over(stage, buyer, sleeper, f"sleeper {number}", result)
    verdict = judge_stage(stage, buyers)
    result.findings += verdict.findings
    result.charged, result.held = verdict.charged, verdict.held
    result.seconds = time.monotonic() - begun
    return result


def _sleep_over(
    stage: Stage, buyer: Buyer, sleeper: Sleeper, name: str, result: Result
) -> Iterator[Finding]:
    payer = stage.fork(lambda: _pay_and_die(stage, buyer))
    ended(payer)
    stage.travel(timedelta(seconds=25))
    child = stage.fork(lambda: _work_asleep(stage, sleeper.label))
    _, status = os.waitpid(child, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        yield Finding("process", name, f"did not fall asleep at {sleeper.label}: {status}")
        return
    result.scenes[sleeper.label] += 1
    for step in (NAP, *SHORT_STEPS):
        stage.travel(step)
        _work(stage)
    before = _everything(stage, buyer)
    os.kill(child, signal.SIGCONT)
    code = ended(child)
    if code != QUIET:
        yield Finding("process", name, f"woke up and ended with {code}")
    if _everything(stage, buyer) != before:
        yield Finding("outage", name, f"asleep at {sleeper.label}, it changed something on waking")


def _pay_and_die(stage: Stage, buyer: Buyer) -> int:
    """Approved and not sent: the worker has all of it still to do."""
    crash.arm("approval-committed")
    _pay(stage.ports, buyer)
    return QUIET


def _work_asleep(stage: Stage, label: str) -> int:
    """Claim duties and do them, and be stopped once, at `label`."""
    slept: list[str] = []

    def here(name: str) -> None:
        if name == label and not slept:
            slept.append(name)
            os.kill(os.getpid(), signal.SIGSTOP)

    crash.here = here
    for _ in range(20):
        duty = stage.store.directory.claim_duty(stage.clock.real_now(), WORKER_LEASE)
        if duty is None:
            return QUIET
        if duty.kind == "check_payment":
            here(CLAIMED)
        do_duty(stage.ports, duty)
        if slept:
            return QUIET
    return QUIET


def _everything(stage: Stage, buyer: Buyer) -> tuple[object, ...]:
    """Our rows about the buyer and the provider's, without what only counts time."""
    with stage.store.read(WORKER) as tx:
        ledgers: list[LedgerBill] = [ledger_of(tx, bill_id) for bill_id in buyer.bill_ids]
    return (tuple(map(repr, ledgers)), repr(sorted(map(repr, stage.control.truth()))))
