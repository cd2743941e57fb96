"""The daily comparison: every charge a provider lists, and every payment we settled, both ways."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from billing.discrepancies import (
    RECONCILER,
    TOLD,
    Discrepancy,
    DiscrepancyKind,
    StatementLine,
)
from billing.duties import Duty
from billing.errors import BillingError, Conflict, InvalidRequest, NotFound, NotOffered
from billing.ids import ConnectionId, PaymentId
from billing.payments import Payment, PaymentState
from billing.ports import PaymentProvider, Ports
from billing.principal import Principal, Role
from billing.tenants import JsonValue
from billing.use_cases._admins import call_admins
from billing.use_cases._compare import Difference, amount_differs, difference_of
from billing.use_cases._note import note
from billing.use_cases._provider import provider_at
from billing.use_cases._when import known_since
from billing.use_cases.apply_payment_report import apply_payment_report
from billing.use_cases.owe_connection_duties import DAILY

LOOK_BACK: Final = timedelta(days=7)
"""How far back the daily comparison reaches: money is given back on charges of the last days."""

LONGEST: Final = timedelta(days=93)
KEPT: Final = timedelta(hours=1)
"""How long the duty is held at a time: reading one list may take ten minutes."""

_DAY: Final = timedelta(days=1)
_BATCH: Final = 100


@dataclass(slots=True)
class Compared:
    """What one comparison saw. `new` counts differences that were not open before it."""

    lines: int = 0
    settled: int = 0
    new: Counter[DiscrepancyKind] = field(default_factory=Counter)
    closed: int = 0
    unanswered: int = 0
    """Payments of ours that the statement lacks and the provider could not be asked about."""


def compare_statement(
    ports: Ports,
    principal: Principal,
    connection_id: ConnectionId,
    since: datetime,
    until: datetime,
    *,
    keep: Callable[[], None] = lambda: None,
) -> Compared:
    """Compare what the provider lists as charged in [since, until) with our rows, day by day.

    Real time, aware, at most `LONGEST`. A charge that we have not settled is looked up and settled
    first; what still differs is kept as a discrepancy, once, and one ticket tells of all new ones.
    What may not be in the list yet (`Capabilities.statement_lag`) is left for a later comparison.
    Discrepancies that are in order by now are closed. Payments without a connection or never sent
    from here are no part of it. `keep` is called every so often, to say that it goes on.

    Raises `Forbidden` unless finance, an admin or the system, `NotFound`, `NotOffered` when the
    provider lists nothing, `InvalidRequest`, `ProviderUnavailable`.
    """
    if principal.role is not Role.SYSTEM:
        principal.require_staff(Role.FINANCE, Role.ADMIN)
    if not timedelta(0) < until - since <= LONGEST:
        raise InvalidRequest(f"compare between one moment and {LONGEST.days} days")
    with ports.store.read(principal) as tx:
        provider = provider_at(ports, tx, connection_id)
        open_before = tx.discrepancies.list(connection_id=connection_id, limit=None)
    if not provider.capabilities.statement:
        raise NotOffered("this provider lists no charges")
    lag = provider.capabilities.statement_lag
    until = min(until, ports.clock.real_now() - lag) if lag else until
    run = _Run(ports, principal, connection_id, provider, keep)
    run.know(open_before)
    start = since
    try:
        while start < until:
            run.compare_day(start, min(start + _DAY, until))
            start += _DAY
        run.close_what_is_in_order()
    finally:
        run.tell()
    return run.finish()


def compare_statement_daily(ports: Ports, principal: Principal, duty: Duty) -> bool | timedelta:
    """The duty's handler: again in a day, until the connection is disabled or gone.

    It takes longer than the worker's lease, and keeps the duty while it goes on. Raises
    `StaleWorker` when another worker has it all the same.
    """
    connection_id = ConnectionId(duty.subject)
    now = ports.clock.real_now()
    held = _Held(ports, principal, duty)
    try:
        with ports.store.read(principal) as tx:
            usable = tx.connections.get(connection_id).usable
        compare_statement(ports, principal, connection_id, now - LOOK_BACK, now, keep=held.keep)
    except (NotFound, NotOffered):
        return True
    return DAILY if usable else True


@dataclass(slots=True)
class _Held:
    """A claimed duty that is kept for as long as its work goes on."""

    ports: Ports
    principal: Principal
    duty: Duty
    until: datetime | None = None

    def keep(self) -> None:
        now = self.ports.clock.real_now()
        if self.until is not None and self.until - now > KEPT / 2:
            return
        until = now + KEPT
        with self.ports.store.write(self.principal) as tx:
            tx.duties.keep(self.duty, until)
        self.until = until


@dataclass(slots=True)
class _Run:
    """One comparison under way; holds a batch of lines, one day's ids and what is open."""

    ports: Ports
    principal: Principal
    connection_id: ConnectionId
    provider: PaymentProvider
    keep: Callable[[], None]
    open_before: dict[str, Discrepancy] = field(default_factory=dict)
    refs_open: set[str] = field(default_factory=set)
    """What the provider calls the charges of `open_before`."""
    told: Compared = field(default_factory=Compared)
    still: set[tuple[str, DiscrepancyKind]] = field(default_factory=set)
    in_order: set[str] = field(default_factory=set)
    """Of the charges with an open discrepancy from before, those that differ in nothing."""

    def know(self, discrepancies: Iterable[Discrepancy]) -> None:
        for one in discrepancies:
            self.open_before[one.id] = one
            self.refs_open.add(one.provider_ref)

    def compare_day(self, since: datetime, until: datetime) -> None:
        self.keep()
        listed: set[PaymentId] = set()
        lines = self.provider.statement(since, until)
        while batch := list(islice(lines, _BATCH)):
            for line in batch:
                self.keep()
                self.told.lines += 1
                self._compare_line(line, listed)
        for payment in self._settled(since, until):
            self.keep()
            if payment.id not in listed:
                self._look_for(payment)

    def _compare_line(self, line: StatementLine, listed: set[PaymentId]) -> None:
        if line.state is not PaymentState.SUCCEEDED:
            return  # settled here all the same: found from our side, by a look-up
        payment = self._ours(line)
        if payment is not None:
            payment = self._settle(payment)
            listed.add(payment.id)
        with self.ports.store.read(self.principal) as tx:
            found = difference_of(tx, line, payment)
        self._keep(line.provider_ref, found)

    def _ours(self, line: StatementLine) -> Payment | None:
        with self.ports.store.read(self.principal) as tx:
            found = tx.payments.by_provider_ref(self.connection_id, line.provider_ref)
            if found is None and line.reference:
                found = tx.payments.by_key(line.reference)
        return found if found is not None and found.connection_id == self.connection_id else None

    def _settle(self, payment: Payment) -> Payment:
        """The row that stands for the charge, after the one settle path had its say."""
        if payment.state in (PaymentState.SUCCEEDED, PaymentState.HOLD):
            return payment
        try:
            report = self.provider.look_up(
                reference=payment.key,
                provider_ref=payment.provider_ref,
                since=known_since(self.ports, payment),
            )
        except BillingError:
            return payment
        if report is None:
            return payment
        settled = apply_payment_report(self.ports, self.principal, payment.id, report)
        if settled.state is not PaymentState.SUCCEEDED:
            # A charge after a definite failure is booked as a row of its own.
            with self.ports.store.read(self.principal) as tx:
                settled = tx.payments.by_key(f"late-{payment.key}") or settled
        self.told.settled += settled.state is PaymentState.SUCCEEDED
        return settled

    def _settled(self, since: datetime, until: datetime) -> Iterator[Payment]:
        last: tuple[datetime, str] | None = None
        while True:
            with self.ports.store.read(self.principal) as tx:
                rows = tx.payments.settled_in(self.connection_id, (since, until), _BATCH, last)
            yield from rows
            if not rows or rows[-1].submitted_at is None:
                return
            last = (rows[-1].submitted_at, rows[-1].id)

    def _look_for(self, payment: Payment) -> None:
        """A payment of this day that the day's statement lacks: the next day may list it."""
        try:
            report = self.provider.look_up(
                reference=payment.key.removeprefix("late-"),
                provider_ref=payment.provider_ref,
                since=known_since(self.ports, payment),
            )
        except BillingError:
            self.told.unanswered += 1
            return
        name = payment.provider_ref or payment.key
        if report is None or report.state is not PaymentState.SUCCEEDED:
            kind = DiscrepancyKind.SETTLED_NOT_CHARGED
            self._keep(name, Difference(kind, payment.id, payment.amount, None))
        else:
            self._keep(name, amount_differs(payment, report.amount, report.fee))

    def _keep(self, provider_ref: str, found: Difference | None) -> None:
        if found is None:
            if provider_ref in self.refs_open:
                self.in_order.add(provider_ref)
            return
        self.still.add((provider_ref, found.kind))
        discrepancy = Discrepancy(
            id=self.ports.ids.new("dis"),
            connection_id=self.connection_id,
            kind=found.kind,
            provider_ref=provider_ref,
            found_at=self.ports.clock.now(),
            payment_id=found.payment_id,
            ours=found.ours,
            theirs=found.theirs,
        )
        with self.ports.store.write(self.principal) as tx:
            kept = tx.discrepancies.find(discrepancy)
            if kept.closed_at is None and kept.id not in self.open_before:
                self.know((kept,))
                self.told.new[kept.kind] += 1
                note(self.ports, tx, "discrepancy.found", kept.id, {"kind": str(kept.kind)})

    def close_what_is_in_order(self) -> None:
        """Those whose charge was compared now and no longer differs in that way."""
        seen = self.in_order | {name for name, _ in self.still}
        for one in self.open_before.values():
            if one.provider_ref in seen and (one.provider_ref, one.kind) not in self.still:
                self._close(one)

    def _close(self, one: Discrepancy) -> None:
        with self.ports.store.write(self.principal) as tx:
            try:
                tx.discrepancies.close(
                    one.id, by=RECONCILER, note="in order by now", at=self.ports.clock.now()
                )
            except Conflict:
                return
            note(self.ports, tx, "discrepancy.closed", one.id, {"by": RECONCILER})
        self.told.closed += 1

    def finish(self) -> Compared:
        with self.ports.store.write(self.principal) as tx:
            details: dict[str, str | int] = {
                "lines": self.told.lines,
                "new": sum(self.told.new.values()),
                "closed": self.told.closed,
            }
            note(self.ports, tx, "statement.compared", self.connection_id, details)
        return self.told

    def tell(self) -> None:
        """One ticket about all open differences nobody heard of: also those of a run that broke
        off, or whose process died, before it could tell.
        """
        with self.ports.store.write(self.principal) as tx:
            counts = tx.discrepancies.tell(self.connection_id, self.ports.clock.now())
            if not counts:
                return
            number = sum(counts.values())
            subject = f"The provider's statement and our books differ in {number} new places"
            packet: dict[str, JsonValue] = {"connection_id": self.connection_id}
            packet |= {str(kind): times for kind, times in sorted(counts.items())}
            ticket = call_admins(self.ports, tx, subject, packet)
            note(self.ports, tx, TOLD, self.connection_id, {"ticket": ticket, "number": number})
