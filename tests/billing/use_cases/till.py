"""A till for paying stories: Nora's world, a scripted provider, and short words for the acts."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

import pytest

from billing.bills import Bill
from billing.capabilities import Capabilities
from billing.duties import DutyKind
from billing.ids import BillId, ConversationId, MethodId, PaymentId, QuoteId
from billing.money import Money
from billing.payments import ChargeRequest, Payment, PaymentReport, PaymentState
from billing.ports import Ports, Store
from billing.principal import Principal, system
from billing.quotes import Quote
from billing.repositories import InboxRow
from billing.tenants import Policy
from billing.use_cases.apply_payment_report import apply_payment_report
from billing.use_cases.approve_quote import Approved, approve_quote
from billing.use_cases.do_duty import do_duty
from billing.use_cases.pay_bill import PayRequest, pay_bill
from billing.use_cases.receive_webhook import receive_webhook
from tests.builders import CONNECTION, HARBOR, POLICY, Row, february, method, principal, put_world
from tests.fakes import FakeClock, SequentialIds
from tests.fakes_provider import KEYED, Died, OneProvider, Outcome, ScriptedProvider, WatchedStore

LEASE = timedelta(seconds=60)
WORKER = system(HARBOR)
HB_100 = "HB-100"


def _die(_: ChargeRequest) -> None:
    raise Died


@dataclass
class Till:
    """Nora, her bill HB-100 of 97.40 USD, one card, and the provider that knows the truth."""

    ports: Ports
    store: WatchedStore
    clock: FakeClock
    provider: ScriptedProvider
    providers: OneProvider
    who: Principal = field(default_factory=principal)

    def ask(
        self,
        *bill_ids: str,
        amount_minor: int | None = None,
        method_id: str | None = None,
        conversation_id: ConversationId | None = None,
    ) -> Quote:
        wanted = PayRequest(
            tuple(BillId(bill_id) for bill_id in bill_ids or (HB_100,)),
            amount_minor,
            MethodId(method_id) if method_id is not None else None,
            conversation_id,
        )
        return pay_bill(self.ports, self.who, wanted)

    def approve(self, quote: Quote, channel: str = "button") -> Approved:
        return approve_quote(self.ports, self.who, quote.id, channel=channel)

    def pay(self, *outcomes: Outcome) -> Payment:
        """Ask, approve, and the one payment as it then stands."""
        self.provider.script.extend(outcomes)
        return self.approve(self.ask()).payments[0]

    def pay_and_die(self, where: str) -> Payment:
        """The paying process dies: `approved`, nothing marked or sent; `charged`, reply unread."""
        quote = self.ask()
        if where == "approved":
            # The first to connect only sees what is charged there.
            self.providers.dies, self.providers.spares = True, 1
        else:
            self.provider.during_charge = _die
        with pytest.raises(Died):
            self.approve(quote)
        self.provider.during_charge = lambda _: None
        return self.payments()[-1]

    def apply(self, payment_id: PaymentId, report: PaymentReport) -> Payment:
        return apply_payment_report(self.ports, WORKER, payment_id, report)

    def webhook(self, payment: Payment, event_id: str = "evt_1") -> bool:
        row = InboxRow(event_id, CONNECTION, "changed", payment.key, None, self.clock.now())
        return receive_webhook(self.ports, WORKER, row)

    def work(self, turns: int = 200) -> int:
        """Do duties until none is due; how many were done."""
        for done in range(turns):
            duty = self.store.directory.claim_duty(self.clock.real_now(), LEASE)
            if duty is None:
                return done
            do_duty(self.ports, duty)
        raise AssertionError("the duties never end")

    def wait(self, **parts: int) -> None:
        """Let time pass, then let the worker work."""
        self.clock.move(timedelta(**parts))
        self.work()

    def wait_days(self, days: int) -> None:
        for _ in range(days):
            self.wait(days=1)

    def payment(self, payment_id: PaymentId) -> Payment:
        with self.store.read(self.who) as tx:
            return tx.payments.get(payment_id)

    def payments(self, bill_id: str = HB_100) -> tuple[Payment, ...]:
        with self.store.read(self.who) as tx:
            return tx.payments.of_bill(BillId(bill_id))

    def bill(self, bill_id: str = HB_100) -> Bill:
        with self.store.read(self.who) as tx:
            return tx.bills.get(BillId(bill_id))

    def quote(self, quote_id: QuoteId) -> Quote:
        with self.store.read(self.who) as tx:
            return tx.quotes.get(quote_id)

    def change(self, bill: Bill) -> None:
        with self.store.write(WORKER) as tx:
            tx.bills.put(bill)

    def verbs(self, subject: str) -> list[str]:
        """What the audit says happened to `subject`, in order."""
        with self.store.read(WORKER) as tx:
            return [entry.verb for entry in tx.trail.of_subject(subject)]

    def owes_a_check(self, payment: Payment) -> bool:
        """Whether a look at the payment is owed, however far in the future."""
        later = self.clock.real_now() + timedelta(days=30)
        for _ in range(50):
            duty = self.store.directory.claim_duty(later, LEASE)
            if duty is None:
                return False
            if duty.kind is DutyKind.CHECK_PAYMENT and duty.subject == payment.id:
                return True
        return False


class MakeTill(Protocol):
    """`open_till` over the story's own store and clock."""

    def __call__(self, *rows: Row, policy: Policy = ..., can: Capabilities = ...) -> Till: ...


def open_till(
    store: Store,
    clock: FakeClock,
    *rows: Row,
    policy: Policy = POLICY,
    can: Capabilities = KEYED,
) -> Till:
    """A till over `store`; without `rows` Nora has her February bill and a Visa."""
    watched = WatchedStore(store)
    put_world(watched, *(rows or (february(), method())), policy=policy)
    provider = ScriptedProvider(can, watched.in_transaction)
    providers = OneProvider(provider)
    ports = Ports(watched, clock, SequentialIds(), providers, b"salt")
    return Till(ports, watched, clock, provider, providers)


def report_on(
    payment: Payment,
    state: PaymentState,
    *,
    amount: Money | None = None,
    provider_ref: str = "ch_1",
) -> PaymentReport:
    """What the provider might say about `payment`."""
    return PaymentReport(payment.key, provider_ref, state, amount or payment.amount)
