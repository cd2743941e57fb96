"""Money that needs a human: one urgent ticket with the facts, in the transaction that finds it."""

from collections.abc import Mapping

from billing.ids import TicketId
from billing.payments import Payment
from billing.ports import Ports, Tx
from billing.tenants import JsonValue
from billing.tickets import Priority, Ticket, TicketStatus


def call_finance(
    ports: Ports,
    tx: Tx,
    payment: Payment,
    subject: str,
    *,
    category: str = "payment_problem",
    more: Mapping[str, JsonValue] | None = None,
) -> TicketId:
    """Open a ticket about `payment` for the tenant's finance people; returns its id.

    `more` facts stand in the packet beside the payment's own.
    """
    ticket_id = TicketId(ports.ids.new("tkt"))
    tx.tickets.add(
        Ticket(
            id=ticket_id,
            customer_id=payment.customer_id,
            category=category,
            priority=Priority.URGENT,
            status=TicketStatus.OPEN,
            opened_at=ports.clock.now(),
            subject=subject,
            about=payment.bill_id,
            packet={
                "payment_id": payment.id,
                "provider_ref": payment.provider_ref,
                "state": str(payment.state),
                "amount_minor": payment.amount.amount_minor,
                "fee_minor": payment.fee_minor,
                "currency": payment.amount.currency,
                **(more or {}),
            },
        )
    )
    return ticket_id
