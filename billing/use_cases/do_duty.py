"""Do one claimed duty: the worker's single entry. At least once, each effect idempotent."""

from typing import Final

from billing import crash
from billing.duties import Duty, DutyKind
from billing.errors import BillingError, NotFound, StaleWorker
from billing.ids import ConnectionId, PaymentId
from billing.payments import ENDED_STATES, PaymentState
from billing.ports import Ports
from billing.principal import Principal, system
from billing.use_cases._note import note
from billing.use_cases.apply_webhook import apply_webhook
from billing.use_cases.check_payment import check_payment, hold_if_too_old, next_check

SEAL_BATCH: Final = 500
WEBHOOK_TRIES: Final = 11
"""About a week, by the schedule of looks."""


def do_duty(ports: Ports, duty: Duty) -> None:
    """Do `duty` and close it, or give it back for later with the reason.

    A failure of one duty never stops the worker. A duty whose lease was lost is left alone.
    """
    principal = system(duty.tenant_id)
    try:
        done = _do(ports, principal, duty)
    except StaleWorker:
        return
    except BillingError as failed:
        _give_back(ports, principal, duty, type(failed).__name__)
        return
    if done:
        _close(ports, principal, duty)
    else:
        _give_back(ports, principal, duty, "not settled yet")


def _do(ports: Ports, principal: Principal, duty: Duty) -> bool:
    match duty.kind:
        case DutyKind.CHECK_PAYMENT:
            return _check(ports, principal, PaymentId(duty.subject))
        case DutyKind.APPLY_WEBHOOK:
            connection_id, _, event_id = duty.subject.partition("/")
            try:
                apply_webhook(ports, principal, ConnectionId(connection_id), event_id)
            except NotFound:
                return True
            except BillingError:
                if duty.attempts < WEBHOOK_TRIES:
                    raise
                # The reconciler looks at the payment anyway; the event stays unapplied, told here.
                with ports.store.write(principal) as tx:
                    note(ports, tx, "webhook.given_up", event_id[:64])
            return True
        case DutyKind.SEAL_AUDIT:
            with ports.store.write(principal) as tx:
                return tx.trail.seal(SEAL_BATCH) < SEAL_BATCH
        case DutyKind.READ_UPLOAD:
            return True


def _check(ports: Ports, principal: Principal, payment_id: PaymentId) -> bool:
    try:
        check_payment(ports, principal, payment_id)
    except StaleWorker:
        raise
    except BillingError:
        # Whatever keeps us from knowing for a week ends in a hold like any other doubt.
        held = hold_if_too_old(ports, principal, payment_id, answered=False)
        if held.state is PaymentState.HOLD:
            return True
        raise
    payment = hold_if_too_old(ports, principal, payment_id)
    return payment.state in ENDED_STATES or payment.state is PaymentState.HOLD


def _close(ports: Ports, principal: Principal, duty: Duty) -> None:
    try:
        with ports.store.write(principal) as tx:
            tx.duties.close_claimed(duty)
    except StaleWorker:
        return
    crash.here("duty-closed")


def _give_back(ports: Ports, principal: Principal, duty: Duty, why: str) -> None:
    due_at = ports.clock.real_now() + next_check(duty.attempts)
    try:
        with ports.store.write(principal) as tx:
            tx.duties.postpone(duty, due_at, why)
    except StaleWorker:
        return
