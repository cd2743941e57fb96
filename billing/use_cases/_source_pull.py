"""One look at a source: asked outside of transactions, what it says written down in one.

Rows that cannot be taken over are put aside with the reason and stop nobody. Whoever comes second
with a page changes nothing: the row of the pull's state decides.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from billing import crash
from billing.duties import DutyKind
from billing.errors import (
    BillingError,
    Conflict,
    InvalidRequest,
    ProviderUnavailable,
    StoreUnavailable,
)
from billing.ids import ConnectionId
from billing.ports import PaymentProvider, Ports, Tx
from billing.principal import Principal
from billing.sources import BadRow, SourceBill, SourceCustomer, SourcePage
from billing.syncs import AsideRow, RowKind, SyncPhase, SyncState
from billing.use_cases._provider import ask
from billing.use_cases._source_bills import Asked, take_bill
from billing.use_cases._source_customers import SeenCustomer, is_news, take_customer
from billing.use_cases._source_text import LONGEST_REF, Refusal

T = TypeVar("T", SourceCustomer, SourceBill)

PAGE: Final = 50

A_ROUND: Final = 2_000_000
"""No source is pulled further in one round: so many rows, or pages without any, never end."""

MANY: Final = 5
"""When what customers pay with cannot be read of so many and of nobody else, it is an outage."""

LOOK_AGAIN: Final = timedelta(minutes=1)
"""How long after it was put aside a row that waits for our own payment is asked for again."""


@dataclass(frozen=True, slots=True)
class Pull:
    """One look at a source: asked outside of transactions, written down in one."""

    ports: Ports
    principal: Principal
    connection_id: ConnectionId
    provider: PaymentProvider
    asked: Asked

    def customers(self, was: SyncState | None, state: SyncState) -> SyncState:
        """The next page of customers."""
        source = self.provider.source()
        page = ask(lambda: source.customers(cursor=state.customers_cursor, limit=PAGE))
        read = _require_progress(page, state.customers_cursor, state)
        rows = self._with_methods(page.items)
        crash.here("sync-customers-read")
        after = replace(
            state,
            customers_cursor=page.next_cursor or state.customers_cursor,
            customers=state.customers + read,
            phase=SyncPhase.CUSTOMERS if page.has_more else SyncPhase.BILLS,
        )
        with self.ports.store.write(self.principal) as tx:
            if self._overtaken(tx, was):
                return tx.sources.state(self.connection_id) or after
            self._take_customers(tx, rows)
            self._put_aside_all(tx, RowKind.CUSTOMER, page.bad)
            return self._written(tx, after)

    def bills(self, was: SyncState | None, state: SyncState) -> SyncState:
        """The next page of bills, and of the customers that it names for the first time."""
        source = self.provider.source()
        page = ask(lambda: source.bills(cursor=state.bills_cursor, limit=PAGE))
        read = _require_progress(page, state.bills_cursor, state)
        newcomers = self._newcomers(page.items)
        crash.here("sync-bills-read")
        after = replace(
            state,
            bills_cursor=page.next_cursor or state.bills_cursor,
            bills=state.bills + read,
            phase=SyncPhase.BILLS if page.has_more else SyncPhase.DONE,
            succeeded_at=state.succeeded_at if page.has_more else self.asked.at,
        )
        if newcomers:
            with self.ports.store.write(self.principal) as tx:
                self._lock(tx)
                self._take_customers(tx, newcomers)
        with self.ports.store.write(self.principal) as tx:
            if self._overtaken(tx, was):
                return tx.sources.state(self.connection_id) or after
            self._take_bills(tx, page.items)
            self._put_aside_all(tx, RowKind.BILL, page.bad)
            return self._written(tx, after)

    def one(self, kind: RowKind, ref: str) -> Refusal | None:
        """One row as it stands now; one that is gone there keeps ours, and a human is shown it."""
        source = self.provider.source()
        bills: Sequence[SourceBill] = ()
        customers: Sequence[SeenCustomer] = ()
        try:
            if kind is RowKind.BILL:
                bill = ask(lambda: source.bill(ref))
                gone, bills = bill is None, (bill,) if bill is not None else ()
                customers = self._newcomers(bills)
            else:
                customer = ask(lambda: source.customer(ref))
                gone = customer is None
                customers = self._with_methods((customer,) if customer is not None else ())
        except InvalidRequest as unreadable:
            return self._refused(kind, ref, Refusal(str(unreadable)))
        if gone:
            return self._refused(kind, ref, Refusal("it is not there (any more)"))
        with self.ports.store.write(self.principal) as tx:
            self._lock(tx)
            refusal = self._take_customers(tx, customers)
            return self._take_bills(tx, bills) if bills else refusal

    def _refused(self, kind: RowKind, ref: str, refusal: Refusal) -> Refusal:
        with self.ports.store.write(self.principal) as tx:
            self._lock(tx)
            self._put_aside(tx, kind, ref, refusal)
        return refusal

    def _with_methods(self, customers: Sequence[SourceCustomer]) -> Sequence[SeenCustomer]:
        """Those that are news, with their preferences and what they can pay with."""
        with self.ports.store.read(self.principal) as tx:
            news = [each for each in customers if is_news(tx, self.connection_id, each)]
        seen = tuple(self._with_own(self._whole(each)) for each in news)
        if len(seen) >= MANY and all(each.unread for each in seen):
            raise ProviderUnavailable("the source does not say what anybody pays with")
        return seen

    def _whole(self, seen: SourceCustomer) -> SourceCustomer:
        """A list may leave preferences out."""
        if seen.preferences is not None:
            return seen
        try:
            return ask(lambda: self.provider.source().customer(seen.ref)) or seen
        except InvalidRequest:
            return seen

    def _with_own(self, customer: SourceCustomer) -> SeenCustomer:
        if not self.provider.capabilities.saved_methods:
            return SeenCustomer(customer)
        try:
            return SeenCustomer(customer, ask(lambda: self.provider.methods(customer.ref)))
        except ProviderUnavailable:
            # Silent to all, or of this one only? Where it answers, nobody else waits for this one.
            with suppress(InvalidRequest):
                ask(lambda: self.provider.source().customer(customer.ref))
            return SeenCustomer(customer, unread=True)

    def _newcomers(self, bills: Sequence[SourceBill]) -> Sequence[SeenCustomer]:
        """The customers of these bills of whom we have not heard; one who is not there is left."""
        source = self.provider.source()
        with self.ports.store.read(self.principal) as tx:
            refs = sorted({bill.customer_ref for bill in bills})
            unknown = [r for r in refs if tx.sources.customer(self.connection_id, r) is None]
        found: list[SourceCustomer] = []
        for ref in unknown:
            try:
                customer = ask(lambda ref=ref: source.customer(ref))  # type: ignore[misc]
            except InvalidRequest:
                continue
            found += [] if customer is None else [customer]
        return self._with_methods(found)

    def _lock(self, tx: Tx) -> SyncState:
        """Whoever takes rows of one source over does it after the other: one row decides."""
        state = tx.sources.lock_state(self.connection_id)
        if state is None:
            state = SyncState(self.connection_id)
            tx.sources.put_state(state)
        return state

    def _overtaken(self, tx: Tx, was: SyncState | None) -> bool:
        """Whether somebody else wrote this page meanwhile: a worker that slept changes nothing."""
        now = tx.sources.lock_state(self.connection_id)
        if was is None:
            return now is not None and now.started_at is not None
        return now is None or place(now) != place(was)

    def _take_customers(self, tx: Tx, rows: Sequence[SeenCustomer]) -> Refusal | None:
        refusal: Refusal | None = None
        for row in sorted(rows, key=lambda each: each.customer.ref):
            try:
                refusal = take_customer(self.ports, tx, self.connection_id, row)
            except (StoreUnavailable, Conflict):
                raise
            except BillingError as odd:
                refusal = Refusal(str(odd) or odd.code)
            self._settle(tx, RowKind.CUSTOMER, row.customer.ref, refusal)
        return refusal

    def _take_bills(self, tx: Tx, rows: Sequence[SourceBill]) -> Refusal | None:
        refusal: Refusal | None = None
        links = (tx.sources.bill(self.connection_id, row.ref) for row in rows)
        # In the order in which whoever pays several bills locks them.
        for bill_id in sorted({link.bill_id for link in links if link is not None}):
            tx.bills.lock(bill_id)
        for bill in sorted(rows, key=lambda each: (each.ref, each.version)):
            try:
                refusal = take_bill(self.ports, tx, self.connection_id, bill, self.asked)
            except (StoreUnavailable, Conflict):
                raise
            except BillingError as odd:
                refusal = Refusal(str(odd) or odd.code)
            self._settle(tx, RowKind.BILL, bill.ref, refusal)
        return refusal

    def _settle(self, tx: Tx, kind: RowKind, ref: str, refusal: Refusal | None) -> None:
        if refusal is None:
            tx.sources.take_up(self.connection_id, kind, ref)
        else:
            self._put_aside(tx, kind, ref, refusal)

    def _put_aside_all(self, tx: Tx, kind: RowKind, rows: Sequence[BadRow]) -> None:
        for row in rows:
            self._put_aside(tx, kind, row.ref, Refusal(row.why))

    def _put_aside(self, tx: Tx, kind: RowKind, ref: str, refusal: Refusal) -> None:
        shown = "".join(char if char.isprintable() else "?" for char in ref)[:LONGEST_REF]
        tx.sources.put_aside(
            AsideRow(
                connection_id=self.connection_id,
                kind=kind,
                ref=shown,
                why=refusal.why[:200],
                since=self.asked.at,
                waits=refusal.waits,
            )
        )
        if refusal.waits:
            soon = self.ports.clock.real_now() + LOOK_AGAIN
            subject = f"{self.connection_id}/{kind}/{shown}"
            tx.duties.owe(DutyKind.SYNC_SOURCE, subject, soon)

    def _written(self, tx: Tx, after: SyncState) -> SyncState:
        """The page is ours with its cursor; the source has answered."""
        after = replace(after, paged_at=self.asked.at, silent_since=None, failures=0, problem=None)
        tx.sources.put_state(after)
        tx.connections.answered(self.connection_id)
        return after


def begun_anew(state: SyncState, at: datetime) -> SyncState:
    """The state a page begins with: of the round that goes on, else of a new one from `at`."""
    # One that could not be pulled to its end in a round goes on where it was in another one.
    too_long = state.customers + state.bills >= A_ROUND and state.failures > 0
    if state.phase is not SyncPhase.DONE and not too_long:
        return state
    return replace(state, phase=SyncPhase.CUSTOMERS, started_at=at, customers=0, bills=0)


def place(state: SyncState) -> tuple[object, ...]:
    """Where a pull is: two states of one place are the same page."""
    return (state.phase, state.customers_cursor, state.bills_cursor, state.started_at)


def _require_progress(page: SourcePage[T], cursor: str | None, state: SyncState) -> int:
    """How many rows it has, one at least where more are to come.

    A source that says there is more and moves nowhere would be pulled for ever.
    """
    if page.has_more and page.next_cursor in (None, cursor):
        raise ProviderUnavailable("the source says that there is more and moves nowhere")
    if page.has_more and state.customers + state.bills >= A_ROUND:
        raise ProviderUnavailable("the source has more pages than any round can read")
    return len(page.items) + len(page.bad) or int(page.has_more)
