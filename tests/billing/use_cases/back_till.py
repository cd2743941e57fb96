"""A till that also gives money back: its provider keeps refunds, disputes and a statement."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import pytest

from billing.capabilities import Capabilities
from billing.customers import Staff
from billing.disputes import Dispute
from billing.duties import DutyKind
from billing.ids import PersonId
from billing.money import Money
from billing.payments import Payment
from billing.ports import Store
from billing.principal import Principal, Role
from billing.refunds import Refund, RefundRequest
from billing.repositories import About, InboxRow
from billing.tenants import Policy
from billing.tickets import Ticket
from billing.use_cases.receive_webhook import receive_webhook
from billing.use_cases.refund_payment import RefundAnswer, RefundAsk, refund_payment
from tests.billing.use_cases.till import LEASE, WORKER, Till, open_till
from tests.builders import CONNECTION, POLICY, Row
from tests.fakes import FakeClock
from tests.fakes_provider import Died, Outcome
from tests.fakes_refunds import REFUNDING, Back, RefundingProvider

GENEROUS: Final = replace(POLICY, refund_auto_limit_minor=5000, refund_window_days=60)
ONE_PERSON: Final = replace(GENEROUS, second_person_above_minor=100_000)


def list_staff(store: Store, *names: str) -> None:
    """Put these people of finance on Harbor's list of staff: two of a list end a large hold."""
    with store.write(WORKER) as tx:
        for name in names:
            tx.customers.put_staff(Staff(PersonId(name), f"{name}@harbor.example", Role.FINANCE))


def staff(name: str = "fin-1", role: Role = Role.FINANCE) -> Principal:
    return Principal(WORKER.tenant, role, person=PersonId(name))


def _die(_: RefundRequest) -> None:
    raise Died


@dataclass
class BackTill(Till):
    """Nora paid HB-100; what follows is about getting money back."""

    @property
    def books(self) -> RefundingProvider:
        assert isinstance(self.provider, RefundingProvider)
        return self.provider

    def paid(self) -> Payment:
        return self.pay(Outcome.SUCCEED)

    def ask_back(
        self, payment: Payment, minor: int | None = None, *, reopens: bool = False
    ) -> RefundAnswer:
        """As the customer."""
        ask = RefundAsk(payment.id, minor, reopens, text="I paid twice")
        return refund_payment(self.ports, self.who, ask)

    def give_back(
        self,
        payment: Payment,
        minor: int | None = None,
        *backs: Back,
        reopens: bool = False,
        seen: int | None = None,
    ) -> Refund:
        """As finance; the refund as it then stands."""
        self.books.backs.extend(backs)
        ask = RefundAsk(payment.id, minor, reopens, seen)
        found = refund_payment(self.ports, staff(), ask).refund
        assert found is not None
        return found

    def give_back_and_die(self, payment: Payment, minor: int | None = None) -> Refund:
        """The process dies after the money left, its answer unread."""
        self.books.during_refund = _die
        with pytest.raises(Died):
            self.give_back(payment, minor)
        self.books.during_refund = lambda _: None
        return self.refunds(payment)[-1]

    def refund(self, refund: Refund) -> Refund:
        with self.store.read(WORKER) as tx:
            return tx.refunds.get(refund.id)

    def refunds(self, payment: Payment) -> tuple[Refund, ...]:
        with self.store.read(WORKER) as tx:
            return tx.refunds.of_payment(payment.id)

    def refundable(self, payment: Payment) -> Money:
        with self.store.read(WORKER) as tx:
            return tx.refunds.refundable(payment.id)

    def disputes(self, payment: Payment) -> tuple[Dispute, ...]:
        with self.store.read(WORKER) as tx:
            return tx.disputes.of_payment(payment.id)

    def tickets(self) -> list[Ticket]:
        with self.store.read(WORKER) as tx:
            return list(tx.tickets.list(limit=200).items)

    def events(self) -> list[str]:
        with self.store.read(WORKER) as tx:
            found = tx.events.of_customer(self.who.require_customer(), 200)
        return [event.name for event in found]

    def hear(
        self,
        about: About,
        object_ref: str,
        *,
        reference: str | None = None,
        payment_ref: str | None = None,
        event_id: str = "evt_1",
    ) -> None:
        """A webhook comes in and the worker applies it."""
        row = InboxRow(
            event_id=event_id,
            connection_id=CONNECTION,
            kind=f"{about}.changed",
            reference=reference,
            provider_ref=payment_ref,
            received_at=self.clock.now(),
            about=about,
            object_ref=object_ref,
        )
        receive_webhook(self.ports, WORKER, row)
        self.work()

    def owes_a_look(self, refund: Refund) -> bool:
        later = self.clock.real_now() + timedelta(days=30)
        for _ in range(50):
            duty = self.store.directory.claim_duty(later, LEASE)
            if duty is None:
                return False
            if duty.kind is DutyKind.CHECK_REFUND and duty.subject == refund.id:
                return True
        return False


def open_back_till(
    store: Store,
    clock: FakeClock,
    *rows: Row,
    policy: Policy = ONE_PERSON,
    can: Capabilities = REFUNDING,
) -> BackTill:
    """A till over `store` whose provider gives money back; finance: fin-1, al-2, anna and ben."""
    till = open_till(store, clock, *rows, policy=policy, can=can)
    list_staff(till.store, "fin-1", "al-2", "anna", "ben")
    provider = RefundingProvider(can, till.store.in_transaction)
    till.providers.provider = provider
    return BackTill(till.ports, till.store, clock, provider, till.providers)
