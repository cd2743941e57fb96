"""Pull bills and customers from a source: page by page, each with its cursor in one transaction.

Killed anywhere it goes on at the page that was not written; a page that comes twice changes
nothing. Rows that cannot be taken over are put aside with the reason and stop nobody.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

from billing import crash
from billing.duties import Duty, DutyKind
from billing.errors import (
    BillingError,
    Conflict,
    InvalidRequest,
    NotFound,
    ProviderFault,
    ProviderUnavailable,
    StoreUnavailable,
)
from billing.ids import ConnectionId
from billing.ports import PaymentProvider, Ports, Tx
from billing.principal import Principal
from billing.sources import BadRow, SourceBill, SourceCustomer, SourcePage
from billing.syncs import EVERY, AsideRow, RowKind, SyncPhase, SyncState
from billing.use_cases._provider import ask, provider_at
from billing.use_cases._source_bills import Asked, take_bill
from billing.use_cases._source_customers import SeenCustomer, is_news, take_customer
from billing.use_cases._source_text import LONGEST_REF, Refusal

T = TypeVar("T", SourceCustomer, SourceBill)

PAGE: Final = 50
PAGES_A_TURN: Final = 50
"""After so many the duty is given back for a moment: other companies pull over the same lane."""

A_ROUND: Final = 2_000_000
"""No source is pulled further in one round: so many rows, or pages without any, never end."""

MANY: Final = 5
"""When what customers pay with cannot be read of so many and of nobody else, it is an outage."""

RETRIED: Final = 20
"""How many of the rows put aside are asked for again at the end of a round."""

LAG: Final = timedelta(minutes=2)
"""How long at least a source may take to count what we took there."""

LOOK_AGAIN: Final = timedelta(minutes=1)
_KEPT: Final = timedelta(minutes=2)
_AT_ONCE: Final = timedelta(milliseconds=1)
_AFTER_FAILURE: Final = tuple(timedelta(seconds=s) for s in (30, 60, 120, 300, 900))


def sync_page(ports: Ports, principal: Principal, connection_id: ConnectionId) -> SyncState:
    """Pull one page and write it down with its cursor; the state after it.

    The first page of a round where the last one is done. Raises `ProviderUnavailable` (written
    down too, with since when), `NotOffered` where the provider is no source, `NotFound`.
    """
    with ports.store.read(principal) as tx:
        provider = provider_at(ports, tx, connection_id)
        was = tx.sources.state(connection_id)
    asked = Asked(
        at=ports.clock.now(),
        lag=max(provider.capabilities.lookup_horizon, LAG),
        quietly=was is None or was.succeeded_at is None,
    )
    pull = _Pull(ports, principal, connection_id, provider, asked)
    begun = _begun(was or SyncState(connection_id), asked.at)
    of_customers = begun.phase is SyncPhase.CUSTOMERS
    try:
        after = pull.customers(was, begun) if of_customers else pull.bills(was, begun)
    except ProviderFault as fault:
        _failed(ports, principal, connection_id, str(fault) or fault.code)
        raise
    crash.here("sync-page-written")
    return after


def sync_row(
    ports: Ports, principal: Principal, connection_id: ConnectionId, kind: RowKind, ref: str
) -> Refusal | None:
    """Ask for one bill or customer and take it over; why not, where it is put aside.

    Raises `ProviderUnavailable` when the source cannot say now, `NotOffered`, `NotFound`.
    """
    with ports.store.read(principal) as tx:
        provider = provider_at(ports, tx, connection_id)
    asked = Asked(ports.clock.now(), max(provider.capabilities.lookup_horizon, LAG))
    return _Pull(ports, principal, connection_id, provider, asked).one(kind, ref)


def sync_source_duty(ports: Ports, principal: Principal, duty: Duty) -> bool | timedelta:
    """The duty's handler: a round, page by page, again in a while; or one row that waited."""
    connection, _, row = duty.subject.partition("/")
    connection_id = ConnectionId(connection)
    try:
        with ports.store.read(principal) as tx:
            usable = tx.connections.get(connection_id).usable
            is_source = usable and provider_at(ports, tx, connection_id).capabilities.source
    except NotFound:
        return True
    if not is_source:
        return True
    if row:
        kind, _, ref = row.partition("/")
        refusal = sync_row(ports, principal, connection_id, RowKind(kind), ref)
        return LOOK_AGAIN if refusal is not None and refusal.waits else True
    return _round(ports, principal, duty, connection_id)


def _round(
    ports: Ports, principal: Principal, duty: Duty, connection_id: ConnectionId
) -> timedelta:
    seen: set[tuple[object, ...]] = set()
    try:
        for _ in range(PAGES_A_TURN):
            with ports.store.write(principal) as tx:
                tx.duties.keep(duty, ports.clock.real_now() + _KEPT)
            state = sync_page(ports, principal, connection_id)
            if state.phase is SyncPhase.DONE:
                _try_aside_again(ports, principal, connection_id, state)
                return EVERY
            if _place(state) in seen:
                _failed(ports, principal, connection_id, why := "the source goes round in circles")
                raise ProviderUnavailable(why)
            seen.add(_place(state))
    except ProviderFault:
        with ports.store.read(principal) as tx:
            failed = tx.sources.state(connection_id)
        times = failed.failures if failed is not None else 1
        return _AFTER_FAILURE[min(max(times, 1), len(_AFTER_FAILURE)) - 1]
    return _AT_ONCE


def _try_aside_again(
    ports: Ports, principal: Principal, connection_id: ConnectionId, state: SyncState
) -> None:
    """What this round did not put aside itself: a mend there may not have counted as a change."""
    with ports.store.read(principal) as tx:
        rows = tx.sources.aside(connection_id, limit=RETRIED, least_tried=True)
    for row in rows:
        if row.ref and state.started_at is not None and row.since < state.started_at:
            sync_row(ports, principal, connection_id, row.kind, row.ref)


def _begun(state: SyncState, at: datetime) -> SyncState:
    # One that could not be pulled to its end in a round goes on where it was in another one.
    too_long = state.customers + state.bills >= A_ROUND and state.failures > 0
    if state.phase is not SyncPhase.DONE and not too_long:
        return state
    return replace(state, phase=SyncPhase.CUSTOMERS, started_at=at, customers=0, bills=0)


def _failed(ports: Ports, principal: Principal, connection_id: ConnectionId, why: str) -> None:
    now = ports.clock.now()
    with ports.store.write(principal) as tx:
        state = tx.sources.lock_state(connection_id) or SyncState(connection_id)
        tx.connections.silent(connection_id, now)
        tx.sources.put_state(
            replace(
                state,
                failed_at=now,
                silent_since=state.silent_since or now,
                failures=state.failures + 1,
                problem=why[:200],
            )
        )


@dataclass(frozen=True, slots=True)
class _Pull:
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
        return now is None or _place(now) != _place(was)

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


def _place(state: SyncState) -> tuple[object, ...]:
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
