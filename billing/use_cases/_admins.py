"""What the company's admins must look at: one ticket, about no customer."""

from collections.abc import Mapping

from billing.ids import TicketId
from billing.ports import Ports, Tx
from billing.tenants import JsonValue
from billing.tickets import NO_CUSTOMER, Priority, Ticket, TicketStatus


def call_admins(ports: Ports, tx: Tx, subject: str, packet: Mapping[str, JsonValue]) -> TicketId:
    """Open a ticket for the people who run this; returns its id."""
    ticket_id = TicketId(ports.ids.new("tkt"))
    tx.tickets.add(
        Ticket(
            id=ticket_id,
            customer_id=NO_CUSTOMER,
            category="technical",
            priority=Priority.HIGH,
            status=TicketStatus.OPEN,
            opened_at=ports.clock.now(),
            subject=subject,
            packet=packet,
        )
    )
    return ticket_id
