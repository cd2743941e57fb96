"""What waits for a human or may come to wait for one: payments and refunds in doubt or on hold."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from billing.payments import Payment, PaymentState
from billing.ports import Ports, Tx
from billing.principal import Principal, Role
from billing.refunds import Refund
from billing.resolutions import Resolution
from billing.use_cases._when import age_of

IN_DOUBT: Final = frozenset({PaymentState.UNKNOWN, PaymentState.HOLD})


@dataclass(frozen=True, slots=True)
class Held:
    """One payment in doubt, or one refund of it; `age` since it was first sent.

    `proposal` is what one person already said about a hold, without what they saw.
    """

    payment: Payment
    age: timedelta
    refund: Refund | None = None
    proposal: Resolution | None = None


def list_holds(ports: Ports, principal: Principal, *, limit: int = 200) -> tuple[Held, ...]:
    """Payments, then refunds, each oldest first, at most `limit` of each; for staff."""
    if principal.role is not Role.SYSTEM:
        principal.require_staff()
    with ports.store.read(principal) as tx:
        payments = tx.payments.in_states(IN_DOUBT, limit)
        refunds = tx.refunds.in_states(IN_DOUBT, limit)
        of_payments = [
            Held(each, age_of(ports, each), None, _said(tx, each.id)) for each in payments
        ]
        of_refunds = [
            Held(
                tx.payments.get(each.payment_id),
                age_of(ports, each),
                each,
                _said(tx, each.id),
            )
            for each in refunds
        ]
    return (*of_payments, *of_refunds)


def hold_of(ports: Ports, tx: Tx, payment: Payment) -> Held | None:
    """The payment with its age and proposal; None when nothing about it is in doubt."""
    if payment.state not in IN_DOUBT:
        return None
    return Held(payment, age_of(ports, payment), None, _said(tx, payment.id))


def _said(tx: Tx, subject: str) -> Resolution | None:
    return tx.resolutions.of_subject(subject)
