"""Look at every payment and refund whose outcome is open, now, and say what became of each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from billing.errors import BillingError
from billing.payments import OPEN_STATES, Payment, PaymentState
from billing.ports import Ports
from billing.principal import Principal
from billing.refunds import Refund
from billing.use_cases._when import in_flight
from billing.use_cases.check_payment import check_payment
from billing.use_cases.check_refund import check_refund

Moved = TypeVar("Moved", Payment, Refund)
PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One payment before and after the look; `problem` when the provider could not be asked."""

    before: Payment
    after: Payment
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ReconciledRefund:
    """One refund before and after the look, as for a payment."""

    before: Refund
    after: Refund
    problem: str | None = None


def reconcile_payments(
    ports: Ports, principal: Principal, *, page: int = PAGE
) -> tuple[Reconciled, ...]:
    """Check each open payment of the principal's tenant, oldest first, `page` by page.

    Payments that a request is submitting at this moment are left to it. Holds are listed, never
    changed: a human ends them.
    """

    def rows(after: tuple[datetime, str] | None) -> tuple[Payment, ...]:
        with ports.store.read(principal) as tx:
            return tx.payments.in_states(OPEN_STATES, page, after)

    def look(payment: Payment) -> Reconciled:
        after, problem = _look(payment, lambda: check_payment(ports, principal, payment.id))
        return Reconciled(payment, after, problem)

    return tuple(look(payment) for payment in _each(rows) if not _left_alone(ports, payment))


def reconcile_refunds(ports: Ports, principal: Principal) -> tuple[ReconciledRefund, ...]:
    """As `reconcile_payments`, for refunds."""

    def page(after: tuple[datetime, str] | None) -> tuple[Refund, ...]:
        with ports.store.read(principal) as tx:
            return tx.refunds.in_states(OPEN_STATES, PAGE, after)

    def look(refund: Refund) -> ReconciledRefund:
        after, problem = _look(refund, lambda: check_refund(ports, principal, refund.id))
        return ReconciledRefund(refund, after, problem)

    return tuple(look(refund) for refund in _each(page) if not _left_alone(ports, refund))


def _each(page: Callable[[tuple[datetime, str] | None], tuple[Moved, ...]]) -> Iterator[Moved]:
    """All pages; each is read anew, behind the last row of the one before."""
    last: tuple[datetime, str] | None = None
    while rows := page(last):
        yield from rows
        last = (rows[-1].created_at, rows[-1].id)


def _left_alone(ports: Ports, moved: Payment | Refund) -> bool:
    return moved.state is PaymentState.CREATED or in_flight(ports, moved)


def _look(moved: Moved, check: Callable[[], Moved]) -> tuple[Moved, str | None]:
    if moved.state is PaymentState.HOLD:
        return moved, None
    try:
        return check(), None
    except BillingError as fault:
        return moved, str(fault)
