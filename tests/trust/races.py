"""Races (G2): two to thirty-three actors on one customer's bills, released at once.

Customers press the same button or a second offer's, ask anew, pay a part, say no; workers
do duties, one of them with a lease that ran out; the reconciler looks; webhooks arrive, early,
twenty times, in any order; the tenant changes or cancels the bill. Half of the actors reach the
database through a second server's store, which shares no lock with the first. The provider behaves
as the round's method says. Afterwards time passes until all is quiet, and the oracle judges.
"""

import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from billing.bills import BillLine, BillState
from billing.conversations import Conversation, Message, Speaker
from billing.duties import Duty
from billing.errors import Conflict, Refused
from billing.ids import ConversationId, MessageId, QuoteId
from billing.payments import OPEN_STATES, PaymentState
from billing.ports import Ports
from billing.principal import Principal
from billing.quotes import Quote
from billing.repositories import InboxRow
from billing.use_cases.approve_quote import approve_quote
from billing.use_cases.decline_quote import decline_quote
from billing.use_cases.do_duty import do_duty
from billing.use_cases.pay_bill import PayRequest, pay_bill
from billing.use_cases.receive_webhook import receive_webhook
from billing.use_cases.reconcile_payments import reconcile_payments
from billing.use_cases.refund_payment import RefundAsk, refund_payment
from tests.trust.campaign import (
    COLLEAGUE,
    FINANCE,
    STEPS,
    WORKER_LEASE,
    judge_stage,
    work_until_quiet,
)
from tests.trust.oracle import Finding
from tests.trust.report import Result
from tests.trust.scenes import Round
from tests.trust.stage import CONNECTION, RIVAL, WORKER, Buyer, Mailbox, Stage, method_at

SLOW_MS: Final = 120
LETTER_SCENES: Final = ("webhook before reply", "duplicates", "out of order")
Letter = tuple[bytes, dict[str, str]]


def run_rounds(
    stage: Stage, buyers: Sequence[Buyer], rounds: Sequence[Round], mailbox: Mailbox
) -> Result:
    """Run every round on the stage, then let the oracle judge all of it at once."""
    begun = time.monotonic()
    result = Result(len(rounds))
    with stage.beside() as second:
        _letters_to(stage, None)
        for planned, buyer in zip(rounds, buyers, strict=True):
            race = Race(stage, second, buyer, planned, mailbox)
            result.findings += race.run()
            result.scenes[planned.scene] += 1
    verdict = judge_stage(stage, buyers)
    result.findings += verdict.findings
    result.charged, result.held = verdict.charged, verdict.held
    result.seconds = time.monotonic() - begun
    return result


@dataclass(slots=True)
class Race:
    """One round being run."""

    stage: Stage
    second: Ports
    buyer: Buyer
    planned: Round
    mailbox: Mailbox
    letters: list[Letter] = field(default_factory=list)
    stale: Duty | None = None
    new_rows: list[str] = field(default_factory=list)
    answers: list[tuple[str, ...]] = field(default_factory=list)
    _here: threading.local = field(default_factory=threading.local)

    @property
    def ports(self) -> Ports:
        """The server this actor speaks to."""
        ports: Ports = getattr(self._here, "ports", self.stage.ports)
        return ports

    def run(self) -> list[Finding]:
        """What ended otherwise than with an answer or a refusal; the oracle judges the money."""
        quote, twin = self._offers()
        with_letters = self.planned.scene in LETTER_SCENES
        if with_letters:
            _letters_to(self.stage, self.mailbox)
        self._begin(quote)
        acts: dict[str, Callable[[], None]] = {
            "press": lambda: self._press(quote.id),
            "press_twin": lambda: self._press(twin.id),
            "press_rival": lambda: self._press(self._rival_of(quote).id),
            "press_slowly": lambda: self._press(quote.id),
            "yes_in_chat": lambda: self._press(twin.id, "text"),
            "ask_anew": lambda: self._ask(None),
            "pay_part": lambda: self._ask(100 if self.planned.cast.bills == 1 else None),
            "decline": lambda: self._decline(quote.id),
            "work": self._work,
            "stale_work": self._stale_work,
            "reconcile": lambda: _ignore(reconcile_payments(self.ports, WORKER)),
            "webhook": self._webhook,
            "overtake": self._overtake,
            "deliver": lambda: self._deliver(self.letters),
            "deliver_shuffled": self._deliver_shuffled,
            "cancel_bill": self._cancel_bill,
            "change_bill": self._change_bill,
            "give_back_most": lambda: self._give_back(FINANCE, 3, 5),
            "give_back_some": lambda: self._give_back(COLLEAGUE, 1, 3),
            "give_back_all": lambda: self._give_back(FINANCE, 1, 1),
            "ask_back": lambda: self._give_back(self.buyer.principal, 1, 2),
        }
        start = threading.Barrier(len(self.planned.acts))
        doubles = [self.stage.ports, self.second]
        with ThreadPoolExecutor(len(self.planned.acts)) as pool:
            cues = [(doubles[at % 2], acts[act]) for at, act in enumerate(self.planned.acts)]
            faults = list(pool.map(lambda cue: self._answer(start, *cue), cues))
        if self.planned.scene == "webhook before reply":
            self.stage.control.order("DELETE", "faults")
        self._settle()
        if with_letters:
            self._collect()
            _letters_to(self.stage, None)
        faults += self._judge()
        where = f"round {self.planned.number}, {self.planned.scene}"
        return [Finding("process", where, fault) for fault in faults if fault is not None]

    # --- what a scene begins with ----------------------------------------------------------------

    def _offers(self) -> tuple[Quote, Quote]:
        """Two open offers for the same bills, as two sessions of a customer might hold them."""
        who = self.buyer.principal
        quote = pay_bill(self.stage.ports, who, PayRequest(self.buyer.bill_ids))
        twin = replace(quote, id=QuoteId(f"{quote.id}-twin"))
        if self.planned.scene == "two channels":
            twin = self._shown_in_chat(twin)
        with self.stage.store.write(who) as tx:
            tx.quotes.add(twin)
            if self.planned.scene == "two connections":
                tx.quotes.add(self._rival_of(quote))
        return quote, twin

    def _rival_of(self, quote: Quote) -> Quote:
        """The same offer through the tenant's other account at the provider."""
        method = method_at(quote.customer_id, RIVAL)
        return replace(
            quote, id=QuoteId(f"{quote.id}-rival"), method_id=method, connection_id=RIVAL
        )

    def _shown_in_chat(self, quote: Quote) -> Quote:
        who, now = self.buyer.principal, self.stage.clock.now()
        thread = ConversationId(f"conversation-{self.buyer.number}")
        conversation = Conversation(thread, quote.customer_id, quote.person_id, now, language="en")
        with self.stage.store.write(who) as tx:
            tx.conversations.add(conversation)
            message_id = MessageId(f"msg-{self.buyer.number}")
            shown = Message(thread, 0, message_id, Speaker.SERVER, "Shall I pay this?", now)
            seq = tx.conversations.append(shown).seq
        return replace(quote, conversation_id=thread, shown_seq=seq)

    def _begin(self, quote: Quote) -> None:
        match self.planned.scene:
            case "one duty":
                self._press(quote.id)
                self.stage.travel(timedelta(seconds=6))
                self.stale = self._claim()
                self.stage.travel(WORKER_LEASE + timedelta(seconds=1))
            case "duplicates" | "out of order":
                self._press(quote.id)
                outcome = "failed" if self.planned.cast.behaviour == "fail_later" else "succeeded"
                self._settle_at_provider(outcome)
                self.letters = self._collect()
            case "refunds":
                self._press(quote.id)
            case "webhook before reply":
                merchant = self.stage.control.merchant
                self.stage.control.order(
                    "POST",
                    "faults",
                    kind="latency",
                    merchant=merchant,
                    method="POST",
                    delay_ms=SLOW_MS,
                )
            case _:
                pass

    def _settle_at_provider(self, outcome: str) -> None:
        with self.stage.store.read(WORKER) as tx:
            made = [one for bill in self.buyer.bill_ids for one in tx.payments.of_bill(bill)]
        for one in made:
            if one.state is PaymentState.PENDING:
                intent = one.provider_ref
                self.stage.control.order("POST", "settle", payment_intent=intent, outcome=outcome)

    def _collect(self) -> list[Letter]:
        """What the provider has to say by now, as it arrived at our address."""
        self.stage.control.order("POST", "webhooks/flush")
        return self.mailbox.letters(self.stage.control.merchant)

    # --- what actors do --------------------------------------------------------------------------

    def _answer(
        self, start: threading.Barrier, ports: Ports, act: Callable[[], None]
    ) -> str | None:
        """Act when all are ready; a refusal is an answer, anything else is a fault."""
        self._here.ports = ports
        start.wait(30)
        try:
            act()
        except (Conflict, Refused):
            return None
        except Exception as fault:  # whatever it is, it is what the oracle is told
            return f"{type(fault).__name__}: {fault}"
        return None

    def _press(self, quote_id: QuoteId, channel: str = "button") -> None:
        made = approve_quote(self.ports, self.buyer.principal, quote_id, channel=channel)
        self.answers.append((quote_id, *sorted(one.id for one in made.payments)))

    def _ask(self, amount_minor: int | None) -> None:
        wish = PayRequest(tuple(reversed(self.buyer.bill_ids)), amount_minor)
        self._press(pay_bill(self.ports, self.buyer.principal, wish).id)

    def _give_back(self, who: Principal, parts: int, of: int) -> None:
        """A share of what was paid, as if nobody else gave anything back."""
        with self.ports.store.read(WORKER) as tx:
            made = tx.payments.of_bill(self.buyer.bill_ids[0])[-1]
        share = max(1, made.amount.amount_minor * parts // of)
        refund_payment(self.ports, who, RefundAsk(made.id, share))

    def _decline(self, quote_id: QuoteId) -> None:
        decline_quote(self.ports, self.buyer.principal, quote_id)

    def _claim(self) -> Duty | None:
        now = self.stage.clock.real_now()
        return self.ports.store.directory.claim_duty(now, WORKER_LEASE)

    def _work(self) -> None:
        for _ in range(4):
            duty = self._claim()
            if duty is not None:
                do_duty(self.ports, duty)

    def _stale_work(self) -> None:
        """A worker whose lease ran out goes on as if nothing had happened."""
        if self.stale is not None:
            do_duty(self.ports, self.stale)

    def _webhook(self) -> None:
        """What an intake does with a verified event about each payment there is by now."""
        with self.ports.store.read(WORKER) as tx:
            made = [one for bill in self.buyer.bill_ids for one in tx.payments.of_bill(bill)]
        for one in made:
            now = self.stage.clock.now()
            row = InboxRow(f"evt-{one.id}", CONNECTION, "changed", one.key, None, now)
            receive_webhook(self.ports, WORKER, row)
        self._work()

    def _overtake(self) -> None:
        """As soon as the provider has charged, its events arrive: the reply is still on its way."""
        until = time.monotonic() + 5 * SLOW_MS / 1000
        letters: list[Letter] = []
        while not letters and time.monotonic() < until:
            letters = self._collect()
        self._deliver(letters)

    def _deliver_shuffled(self) -> None:
        dice = random.Random(self.planned.order ^ threading.get_ident())
        self._deliver(dice.sample(self.letters, len(self.letters)))

    def _deliver(self, letters: Sequence[Letter]) -> None:
        """Take letters in as the webhook route does, doing duties between them."""
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
            if receive_webhook(self.ports, WORKER, row):
                self.new_rows.append(report.event_id)
            self._work()

    def _cancel_bill(self) -> None:
        """The tenant cancels a bill, which it may only while nothing is paid or being paid."""
        with self.ports.store.write(WORKER) as tx:
            bill = tx.bills.lock(self.buyer.bill_ids[0])
            untouched = bill.doubt is None and (bill.paid is None or bill.paid.is_zero)
            if bill.state is BillState.OPEN and untouched:
                tx.bills.set_state(bill.id, BillState.VOID)

    def _change_bill(self) -> None:
        """The tenant lowers a bill, by the same rule; what was offered before is no more."""
        with self.ports.store.write(WORKER) as tx:
            bill = tx.bills.lock(self.buyer.bill_ids[0])
            untouched = bill.doubt is None and (bill.paid is None or bill.paid.is_zero)
            if bill.state is BillState.OPEN and untouched:
                less = replace(bill.amount, amount_minor=bill.amount.amount_minor - 100)
                lines = (BillLine(1, "Service", less),)
                tx.bills.put(replace(bill, version=bill.version + 1, amount=less, lines=lines))

    # --- afterwards ------------------------------------------------------------------------------

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
            states = [one.state for one in made]
            states += [back.state for one in made for back in tx.refunds.of_payment(one.id)]
        return any(state in waiting for state in states)

    def _judge(self) -> list[str | None]:
        """What only this round knows: equal answers, and each event taken in once."""
        found: list[str | None] = []
        for quote_id in {answer[0] for answer in self.answers}:
            said = {answer[1:] for answer in self.answers if answer[0] == quote_id}
            if len(said) > 1:
                found.append(f"one quote, different answers: {sorted(said)}")
        if len(set(self.new_rows)) != len(self.new_rows):
            found.append(f"an event counted as new twice: {sorted(self.new_rows)}")
        if self.letters and not self.new_rows:
            found.append("no letter was taken in")
        return found


def _letters_to(stage: Stage, mailbox: Mailbox | None) -> None:
    """Whether the provider writes at all: what nobody reads only piles up."""
    control = stage.control
    address = mailbox.of(control.merchant) if mailbox is not None else None
    control.order("PUT", f"merchants/{control.merchant}", webhook_url=address)


def _ignore(_: object) -> None:
    return None
