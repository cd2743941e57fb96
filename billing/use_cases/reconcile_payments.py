"""Look at every payment whose outcome is open, now, and say what became of each."""

from dataclasses import dataclass

from billing.errors import BillingError
from billing.payments import OPEN_STATES, SUBMIT_LEASE, Payment, PaymentState
from billing.ports import Ports
from billing.principal import Principal
from billing.use_cases.check_payment import check_payment


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One payment before and after the look; `problem` when the provider could not be asked."""

    before: Payment
    after: Payment
    problem: str | None = None


def reconcile_payments(ports: Ports, principal: Principal) -> tuple[Reconciled, ...]:
    """Check each open payment of the principal's tenant, oldest first.

    Payments that a request is submitting at this moment are left to it. Holds are listed, never
    changed: a human ends them.
    """
    with ports.store.read(principal) as tx:
        open_payments = tx.payments.in_states(OPEN_STATES)
    return tuple(
        _look(ports, principal, payment)
        for payment in open_payments
        if not _in_flight(ports, payment)
    )


def _in_flight(ports: Ports, payment: Payment) -> bool:
    if payment.state is PaymentState.CREATED:
        return True
    if payment.state is not PaymentState.SUBMITTING or payment.submitted_at is None:
        return False
    return ports.clock.real_now() - payment.submitted_at < SUBMIT_LEASE


def _look(ports: Ports, principal: Principal, payment: Payment) -> Reconciled:
    if payment.state is PaymentState.HOLD:
        return Reconciled(payment, payment)
    try:
        return Reconciled(payment, check_payment(ports, principal, payment.id))
    except BillingError as fault:
        return Reconciled(payment, payment, str(fault))
