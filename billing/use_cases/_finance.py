"""Money that needs a human: one urgent ticket with the facts, in the transaction that finds it."""

from billing.ids import TicketId
from billing.payments import Payment
from billing.ports import Ports, Tx
from billing.tickets import Priority, Ticket, TicketStatus


def call_finance(ports: Ports, tx: Tx, payment: Payment, subject: str) -> TicketId:
    """Open a ticket about `payment` for the tenant's finance people; returns its id."""
    ticket_id = TicketId(ports.ids.new("tkt"))
    tx.tickets.add(
        Ticket(
            id=ticket_id,
            customer_id=payment.customer_id,
            category="payment_problem",
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
                "currency": payment.amount.currency,
            },
        )
    )
    return ticket_id
