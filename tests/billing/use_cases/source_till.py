"""A till whose company keeps its bills at a biller, and a worker that pulls them."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from billing.bills import Bill
from billing.duties import DutyKind
from billing.hosted_pages import SavedMethod
from billing.ids import BillId, ConnectionId, CustomerId, PaymentId
from billing.methods import Method
from billing.money import Money
from billing.payments import Payment
from billing.ports import Ports, Store
from billing.principal import Principal
from billing.quotes import Quote
from billing.repositories import About, InboxRow
from billing.sources import SourceBill, SourceCustomer, SourceLine, SourceState
from billing.syncs import AsideRow, SyncState
from billing.use_cases.approve_quote import approve_quote
from billing.use_cases.pay_bill import PayRequest, pay_bill
from billing.use_cases.receive_webhook import receive_webhook
from billing.use_cases.sync_source import sync_page
from tests.billing.use_cases.till import WORKER, Till, open_till
from tests.builders import CONNECTION, money, principal
from tests.fakes import FakeClock
from tests.fakes_sources import Biller

ADA = "cu-ada"
MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def customer_there(ref: str = ADA, **parts: str) -> SourceCustomer:
    """A customer as the biller tells it."""
    named = {"name": "Ada Byron", "email": "ada@mail.example", "account_number": f"A-{ref}"}
    return replace(SourceCustomer(ref, changed_at=MORNING), **(named | parts))  # type: ignore[arg-type]  # all texts


def bill_there(
    ref: str = "b-1", total: str = "97.40", *, owner: str = ADA, due: str | None = None
) -> SourceBill:
    """A bill as the biller tells it, of two lines; `due`: what is left of it."""
    asked = money(total)
    left = asked if due is None else money(due)
    first = asked.split((2, 1))[0]
    return SourceBill(
        ref=ref,
        customer_ref=owner,
        number=f"PM-{ref}",
        version=1,
        total=asked,
        balance=left,
        state=SourceState.PAID if left.is_zero else SourceState.OPEN,
        issued_on=date(2026, 3, 1),
        due_on=date(2026, 3, 20),
        lines=(SourceLine("Water", first), SourceLine("Sewer", asked - first)),
    )


def card_there(ref: str = "pro-1", owner: str = ADA) -> SavedMethod:
    return SavedMethod(ref, owner, "card", "4242", "visa")


@dataclass
class SourceTill(Till):
    """The till, and the biller behind it."""

    biller: Biller = None  # type: ignore[assignment]  # always given

    def pull(self) -> SyncState:
        """One whole round, page by page."""
        for _ in range(50):
            state = sync_page(self.ports, WORKER, ConnectionId(CONNECTION))
            if state.phase == "done":
                return state
        raise AssertionError("the pull never ends")

    def owe_pull(self) -> None:
        with self.store.write(WORKER) as tx:
            tx.duties.owe(DutyKind.SYNC_SOURCE, CONNECTION, self.clock.real_now())

    def state(self) -> SyncState:
        with self.store.read(WORKER) as tx:
            found = tx.sources.state(ConnectionId(CONNECTION))
        assert found is not None
        return found

    def aside(self) -> tuple[AsideRow, ...]:
        with self.store.read(WORKER) as tx:
            return tx.sources.aside(ConnectionId(CONNECTION))

    def why(self) -> dict[str, str]:
        """What is put aside, and why."""
        return {row.ref: row.why for row in self.aside()}

    def ours(self, ref: str = "b-1") -> Bill:
        """Our bill of the biller's."""
        with self.store.read(WORKER) as tx:
            link = tx.sources.bill(ConnectionId(CONNECTION), ref)
            assert link is not None, f"{ref} is not linked"
            return tx.bills.get(link.bill_id)

    def has(self, ref: str) -> bool:
        with self.store.read(WORKER) as tx:
            return tx.sources.bill(ConnectionId(CONNECTION), ref) is not None

    def speaker(self, ref: str = ADA) -> Principal:
        """The customer of the biller's, signed in here."""
        with self.store.read(WORKER) as tx:
            link = tx.sources.customer(ConnectionId(CONNECTION), ref)
            assert link is not None, f"{ref} is not linked"
            person = tx.customers.people(link.customer_id)[0]
        who = principal(CustomerId(link.customer_id))
        return replace(who, person=person.id)

    def methods(self, ref: str = ADA) -> tuple[Method, ...]:
        with self.store.read(WORKER) as tx:
            return tx.methods.of_customer(self.speaker(ref).require_customer())

    def pay_synced(self, ref: str = "b-1", amount_minor: int | None = None) -> str:
        """Ask for it, approve it, and the state its payment is then in."""
        who = self.speaker()
        quote = pay_bill(self.ports, who, PayRequest((BillId(self.ours(ref).id),), amount_minor))
        return approve_quote(self.ports, who, quote.id, channel="button").payments[0].state

    def approve_as(self, who: Principal, quote: Quote) -> tuple[Payment, ...]:
        """The yes of the biller's own customer."""
        return approve_quote(self.ports, who, quote.id, channel="button").payments

    def payment_of(self, payment_id: PaymentId) -> Payment:
        """Any customer's payment as it stands."""
        with self.store.read(WORKER) as tx:
            return tx.payments.get(payment_id)

    def hear_of(self, about: About, ref: str, event_id: str = "evt_1") -> None:
        """A webhook comes in; the worker has yet to apply it."""
        row = InboxRow(
            event_id, ConnectionId(CONNECTION), "news", None, None, self.clock.now(),
            about=about, object_ref=ref,
        )  # fmt: skip
        receive_webhook(self.ports, WORKER, row)


def open_source_till(store: Store, clock: FakeClock) -> SourceTill:
    """A till over a biller with one customer, one bill and one card."""
    plain = open_till(store, clock)
    biller = Biller(in_transaction=plain.store.in_transaction)
    biller.meet(customer_there())
    biller.change(bill_there())
    biller.wallets[ADA] = (card_there(),)
    plain.providers.provider = biller
    ports = Ports(plain.store, clock, plain.ports.ids, plain.providers, b"salt")
    return SourceTill(
        ports, plain.store, clock, biller, plain.providers, principal(), biller=biller
    )


def usd(text: str) -> Money:
    return money(text)
