"""Write a change down: an audit entry and an event, in the transaction that makes it."""

from collections.abc import Mapping
from datetime import timedelta

from billing.audit import AuditEntry
from billing.duties import DutyKind
from billing.events import Event
from billing.ids import CustomerId, PaymentId
from billing.ports import Ports, Tx
from billing.tenants import JsonValue
from billing.use_cases.owe_letters import owe_letters

SEAL_DELAY = timedelta(seconds=1)


def note(
    ports: Ports, tx: Tx, verb: str, subject: str, details: Mapping[str, str | int] | None = None
) -> None:
    """Audit `verb` on `subject` by the transaction's principal; sealed about a second later."""
    tx.trail.record(
        AuditEntry(ports.clock.now(), tx.principal.actor, verb, subject, dict(details or {}))
    )
    tx.duties.owe_last(DutyKind.SEAL_AUDIT, "audit", ports.clock.real_now() + SEAL_DELAY)


def look_again(ports: Ports, tx: Tx, payment_id: PaymentId, after: timedelta) -> None:
    """Owe a look at the payment in `after`, not sooner, whatever look was owed before."""
    tx.duties.put_off(DutyKind.CHECK_PAYMENT, payment_id, ports.clock.real_now() + after)


def look_again_at_refund(ports: Ports, tx: Tx, refund_id: str, after: timedelta) -> None:
    """As `look_again`, for a refund."""
    tx.duties.put_off(DutyKind.CHECK_REFUND, refund_id, ports.clock.real_now() + after)


def tell(
    ports: Ports, tx: Tx, name: str, customer_id: CustomerId, data: Mapping[str, JsonValue]
) -> None:
    """Emit the event `name` about one customer, and owe the letters it calls for."""
    event = Event(name, customer_id, ports.clock.now(), data)
    tx.events.emit(event)
    owe_letters(ports, tx, event)
