"""Send what waits in the outbox: at least once, with the same id every time, for about three days.

The letter is rendered in a reading transaction and delivered with none open; then its row says
what became of it.
"""

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Final

from billing import crash
from billing.duties import Duty, DutyKind
from billing.errors import DeliveryFailed, DeliveryNotTried, DeliveryRefused, NotFound
from billing.letters import WEBHOOK, OutboxRow, OutboxState
from billing.ports import Ports, Tx
from billing.principal import Principal, Role
from billing.use_cases._admins import call_admins
from billing.use_cases._note import note

_DAY: Final = timedelta(days=1)
WAITS: Final = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    _DAY,
    _DAY,
    _DAY,
)
"""How long after each failed try; after the last of them the letter is given up."""

LIFE: Final = sum(WAITS, timedelta(0))
JITTER: Final = 5
"""Waits are up to a fifth longer."""

NO_CHANNEL_WAIT: Final = timedelta(minutes=5)


def send_letter(ports: Ports, principal: Principal, row_id: str) -> timedelta | None:
    """Try once; how long to wait for the next try, None when there is none to come."""
    if ports.letters is None:
        return NO_CHANNEL_WAIT
    try:
        with ports.store.read(principal) as tx:
            row = tx.outbox.get(row_id)
            if row.state is not OutboxState.WAITING:
                return None
            letter = ports.letters.render(tx, row)
    except NotFound as gone:
        _bury_if_there(ports, principal, row_id, f"there is no such {gone.kind} any more")
        return None
    if letter is None:
        _bury_if_there(ports, principal, row_id, "there is nobody to send it to")
        return None
    try:
        ports.letters.deliver(letter)
    except DeliveryRefused as refused:
        _refused(ports, principal, row, str(refused))
        return None
    except DeliveryNotTried as resting:
        return _put_off(ports, principal, row, resting)
    except DeliveryFailed as failed:
        return _failed(ports, principal, row, str(failed))
    crash.here("letter-delivered")
    with ports.store.write(principal) as tx:
        sent = replace(row, state=OutboxState.SENT, tries=row.tries + 1, problem=None)
        tx.outbox.update(replace(sent, sent_at=ports.clock.now()))
    return None


def deliver(ports: Ports, principal: Principal, duty: Duty) -> bool | timedelta:
    """The duty's handler."""
    wait = send_letter(ports, principal, duty.subject)
    return True if wait is None else wait


def retry_letter(ports: Ports, principal: Principal, row_id: str) -> OutboxRow:
    """Begin again with a letter that was given up or is waiting; a sent one stays sent."""
    principal.require_staff(Role.ADMIN, Role.FINANCE)
    with ports.store.write(principal) as tx:
        row = tx.outbox.get(row_id)
        if row.state is OutboxState.SENT:
            return row
        again = replace(
            row,
            state=OutboxState.WAITING,
            tries=0,
            problem=None,
            retried_at=ports.clock.now(),
        )
        tx.outbox.update(again)
        tx.duties.put_off(DutyKind.DELIVER, row_id, ports.clock.real_now())
        note(ports, tx, "letter.retried", row_id)
        return again


def _refused(ports: Ports, principal: Principal, row: OutboxRow, why: str) -> None:
    """For good: the letter is dead, and a webhook endpoint that says so hears no more."""
    with ports.store.write(principal) as tx:
        if _bury(ports, tx, row, why) and row.channel == WEBHOOK:
            _switch_off(ports, tx, row.to, why)


def _failed(ports: Ports, principal: Principal, row: OutboxRow, why: str) -> timedelta | None:
    tried = replace(row, tries=row.tries + 1, problem=why)
    if tried.tries <= len(WAITS):
        with ports.store.write(principal) as tx:
            if not _waits(tx, row):
                return None
            tx.outbox.update(tried)
        return _wait(tried)
    _give_up(ports, principal, tried, why)
    return None


def _put_off(
    ports: Ports, principal: Principal, row: OutboxRow, resting: DeliveryNotTried
) -> timedelta | None:
    """Not a try; but a receiver that fails all the time must not keep letters waiting for ever."""
    if ports.clock.now() - row.begun_at >= LIFE:
        _give_up(ports, principal, row, row.problem or str(resting))
        return None
    return resting.wait + timedelta(milliseconds=4) * _share(row)


def _give_up(ports: Ports, principal: Principal, row: OutboxRow, why: str) -> None:
    with ports.store.write(principal) as tx:
        if _bury(ports, tx, row, why) and row.channel == WEBHOOK:
            arrived = tx.outbox.last_sent(row.to)
            if arrived is None or arrived < row.begun_at:
                _switch_off(ports, tx, row.to, f"it took nothing for three days: {why}")


def _bury_if_there(ports: Ports, principal: Principal, row_id: str, why: str) -> None:
    with ports.store.write(principal) as tx:
        try:
            row = tx.outbox.get(row_id)
        except NotFound:
            return
        _bury(ports, tx, row, why)


def _bury(ports: Ports, tx: Tx, row: OutboxRow, why: str) -> bool:
    """Give it up, unless somebody else was done with it meanwhile; whether it was given up."""
    if not _waits(tx, row):
        return False
    tx.outbox.update(replace(row, state=OutboxState.DEAD, problem=why))
    note(ports, tx, "letter.given_up", row.id, {"tries": row.tries})
    return True


def _waits(tx: Tx, row: OutboxRow) -> bool:
    """False when another worker has ended it while this one slept over its lease."""
    return tx.outbox.get(row.id).state is OutboxState.WAITING


def _switch_off(ports: Ports, tx: Tx, endpoint_id: str, why: str) -> None:
    try:
        endpoint = tx.webhook_endpoints.get(endpoint_id)
    except NotFound:
        return
    if endpoint.disabled_at is not None:
        return
    off = replace(endpoint, disabled_at=ports.clock.now(), why_disabled=why)
    tx.webhook_endpoints.put(off)
    note(ports, tx, "webhook_endpoint.disabled", endpoint_id)
    subject = f"A webhook endpoint was switched off: {why}"
    call_admins(ports, tx, subject, {"webhook_endpoint_id": endpoint_id, "problem": why})


def _wait(row: OutboxRow) -> timedelta:
    wait = WAITS[row.tries - 1]
    return wait + wait * _share(row) // (256 * JITTER)


def _share(row: OutboxRow) -> int:
    """From 0 to 255, by the letter's own id and try: what failed together comes back apart."""
    return hashlib.sha256(f"{row.id}/{row.tries}".encode()).digest()[0]
