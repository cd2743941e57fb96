"""Money in doubt for an hour: finance hears of it once, long before it becomes a hold."""

from datetime import timedelta
from typing import Final

from billing.payments import Payment, PaymentState
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.refunds import Refund
from billing.tenants import JsonValue
from billing.use_cases._finance import call_finance
from billing.use_cases._note import note, tell

TOLD_AFTER: Final = timedelta(hours=1)
_TOLD: Final = "doubt.told"
_DOUBTFUL: Final = frozenset({PaymentState.UNKNOWN, PaymentState.SUBMITTING})


def tell_of_doubt(ports: Ports, principal: Principal, moved: Payment | Refund) -> bool:
    """One ticket and one event for a payment or refund in doubt for an hour; False otherwise.

    Called at each look; for the same one it tells once.
    """
    since = moved.submitted_at
    if moved.state not in _DOUBTFUL or since is None:
        return False
    if ports.clock.real_now() - since < TOLD_AFTER:
        return False
    with ports.store.write(principal) as tx:
        if isinstance(moved, Refund):
            payment = tx.payments.lock(moved.payment_id)
            state = tx.refunds.lock(moved.id).state
        else:
            payment = tx.payments.lock(moved.id)
            state = payment.state
        if state not in _DOUBTFUL or _told(tx, moved.id):
            return False
        what = "refund" if isinstance(moved, Refund) else "payment"
        more: dict[str, JsonValue] = {f"{what}_id": moved.id}
        subject = f"A {what} has been in doubt for an hour"
        ticket = call_finance(ports, tx, payment, subject, more=more)
        note(ports, tx, _TOLD, moved.id, {"ticket": ticket})
        data: dict[str, JsonValue] = {"payment_id": payment.id, **more, "ticket_id": ticket}
        tell(ports, tx, f"{what}.in_doubt", payment.customer_id, data)
        return True


def _told(tx: Tx, subject: str) -> bool:
    return any(entry.verb == _TOLD for entry in tx.trail.of_subject(subject))
