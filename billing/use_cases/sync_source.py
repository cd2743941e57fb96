"""Pull bills and customers from a source: rounds of pages, each with its cursor in one transaction.

Killed anywhere it goes on at the page that was not written; a page that comes twice changes
nothing. Rows that were put aside are asked for again at the end of a round.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from billing import crash
from billing.duties import Duty
from billing.errors import NotFound, ProviderFault, ProviderUnavailable
from billing.ids import ConnectionId
from billing.ports import Ports
from billing.principal import Principal
from billing.syncs import EVERY, RowKind, SyncPhase, SyncState
from billing.use_cases._provider import provider_at
from billing.use_cases._source_bills import Asked
from billing.use_cases._source_pull import LOOK_AGAIN, Pull, begun_anew, place
from billing.use_cases._source_text import Refusal

PAGES_A_TURN: Final = 50
"""After so many the duty is given back for a moment: other companies pull over the same lane."""

RETRIED: Final = 20
"""How many of the rows put aside are asked for again at the end of a round."""

LAG: Final = timedelta(minutes=2)
"""How long at least a source may take to count what we took there."""

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
    pull = Pull(ports, principal, connection_id, provider, asked)
    begun = begun_anew(was or SyncState(connection_id), asked.at)
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
    return Pull(ports, principal, connection_id, provider, asked).one(kind, ref)


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
            if place(state) in seen:
                _failed(ports, principal, connection_id, why := "the source goes round in circles")
                raise ProviderUnavailable(why)
            seen.add(place(state))
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
