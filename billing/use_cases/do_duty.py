"""Do one claimed duty: the worker's single entry. At least once, each effect idempotent."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Final, TypeAlias

from billing import crash
from billing.duties import Duty, DutyKind
from billing.errors import BillingError, NotFound, StaleWorker, StoreUnavailable
from billing.ids import ConnectionId
from billing.ports import Ports
from billing.principal import Principal, system
from billing.use_cases._admins import call_admins
from billing.use_cases._note import note
from billing.use_cases.apply_subscription_change import change_subscription_duty
from billing.use_cases.apply_webhook import apply_webhook
from billing.use_cases.check_connection import PROBLEM_LENGTH, check_connection_daily
from billing.use_cases.check_payment import check_payment_duty, next_check
from billing.use_cases.check_refund import check_refund_duty
from billing.use_cases.compare_statement import compare_statement_daily
from billing.use_cases.finish_method import check_page
from billing.use_cases.remove_method import forget_method
from billing.use_cases.send_letter import deliver
from billing.use_cases.sync_source import sync_source_duty

Handler: TypeAlias = Callable[[Ports, Principal, Duty], bool | timedelta]
"""True: done. False: again, by the schedule of looks. A time: again after it."""

SEAL_BATCH: Final = 500
WEBHOOK_TRIES: Final = 11
"""About a week, by the schedule of looks."""


def do_duty(ports: Ports, duty: Duty, more: Mapping[DutyKind, Handler] | None = None) -> None:
    """Do `duty` and close it, or give it back for later with the reason.

    A failure of one duty never stops the worker. A duty whose lease was lost is left alone. `more`
    adds kinds that need more than the core (words for a customer, a channel).
    """
    principal = system(duty.tenant_id)
    try:
        done = {**HANDLERS, **(more or {})}[duty.kind](ports, principal, duty)
    except StaleWorker:
        return
    except BillingError as failed:
        _give_back(ports, principal, duty, type(failed).__name__)
        return
    except Exception as bug:
        # Written down with the duty, and tried again ever more seldom: it may pass with a release.
        _give_back(ports, principal, duty, f"bug: {type(bug).__name__}")
        raise
    if done is True:
        _close(ports, principal, duty)
    else:
        wait = done if isinstance(done, timedelta) else None
        _give_back(ports, principal, duty, "not settled yet", wait)


def _apply_webhook(ports: Ports, principal: Principal, duty: Duty) -> bool:
    connection, _, event_id = duty.subject.partition("/")
    connection_id = ConnectionId(connection)
    try:
        apply_webhook(ports, principal, connection_id, event_id)
    except (StaleWorker, StoreUnavailable):
        raise
    except NotFound as gone:
        _webhook_failed(
            ports, principal, connection_id, event_id, f"no such {gone.kind} here", True
        )
    except BillingError as failed:
        # The reconciler looks at the payment anyway; after the last try a human is told.
        last = duty.attempts >= WEBHOOK_TRIES
        why = str(failed) or failed.code
        _webhook_failed(ports, principal, connection_id, event_id, why, last)
        return last
    return True


def _webhook_failed(
    ports: Ports,
    principal: Principal,
    connection_id: ConnectionId,
    event_id: str,
    why: str,
    last: bool,
) -> None:
    with ports.store.write(principal) as tx, suppress(NotFound):
        dead_at = ports.clock.now() if last else None
        tx.inbox.failed(connection_id, event_id, why[:PROBLEM_LENGTH], dead_at=dead_at)
        if last:
            note(ports, tx, "webhook.given_up", event_id[:64])
            packet = {"connection_id": connection_id, "event_id": event_id[:64], "problem": why}
            call_admins(ports, tx, "A webhook could not be applied", packet)


def _seal_audit(ports: Ports, principal: Principal, duty: Duty) -> bool:
    with ports.store.write(principal) as tx:
        return tx.trail.seal(SEAL_BATCH) < SEAL_BATCH


def _nothing(ports: Ports, principal: Principal, duty: Duty) -> bool:
    return True


HANDLERS: Final[Mapping[DutyKind, Handler]] = {
    DutyKind.CHECK_PAYMENT: check_payment_duty,
    DutyKind.CHECK_REFUND: check_refund_duty,
    DutyKind.APPLY_WEBHOOK: _apply_webhook,
    DutyKind.SEAL_AUDIT: _seal_audit,
    DutyKind.DELIVER: deliver,
    DutyKind.TEST_CONNECTION: check_connection_daily,
    DutyKind.COMPARE_STATEMENT: compare_statement_daily,
    DutyKind.CHECK_PAGE: check_page,
    DutyKind.REMOVE_METHOD: forget_method,
    DutyKind.SYNC_SOURCE: sync_source_duty,
    DutyKind.TELL_CONVERSATION: _nothing,
    DutyKind.CHANGE_SUBSCRIPTION: change_subscription_duty,
}
"""What each kind of duty does; True when it is done, False to be given back for later.

Kinds that need more than the core (`read_upload`: a reader of documents) are handled by whoever
runs the worker. One that nobody knows is a bug, kept and tried again, never closed.
"""


def _close(ports: Ports, principal: Principal, duty: Duty) -> None:
    try:
        with ports.store.write(principal) as tx:
            tx.duties.close_claimed(duty)
    except StaleWorker:
        return
    crash.here("duty-closed")


def _give_back(
    ports: Ports, principal: Principal, duty: Duty, why: str, wait: timedelta | None = None
) -> None:
    due_at = ports.clock.real_now() + (wait or next_check(duty.attempts))
    try:
        with ports.store.write(principal) as tx:
            tx.duties.postpone(duty, due_at, why)
    except StaleWorker:
        return
