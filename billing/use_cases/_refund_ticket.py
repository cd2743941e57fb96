"""A refund that a human decides about: one ticket per payment, however often it is asked for."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from billing.errors import TooMany
from billing.ids import TicketId
from billing.payments import Payment
from billing.ports import Ports, Tx
from billing.redaction import redact
from billing.tenants import JsonValue
from billing.tickets import OPEN_TICKETS, TICKETS_PER_DAY, Priority, Ticket, TicketStatus
from billing.use_cases._note import note, tell
from billing.use_cases.hand_over import LONGEST_TEXT

CATEGORY: Final = "refund"
_LOOKED_AT: Final = 200


def ask_finance(
    ports: Ports, tx: Tx, payment: Payment, text: str, facts: Mapping[str, JsonValue]
) -> Ticket:
    """The customer's open ticket about a refund of `payment`, or a new one with their words.

    The payment is locked. Raises `TooMany` when the customer opened too many tickets today.
    """
    for known in tx.tickets.list(limit=_LOOKED_AT).items:
        same = known.category == CATEGORY and known.about == payment.id
        if same and known.status in OPEN_TICKETS:
            return known
    now = ports.clock.now()
    if tx.tickets.opened_since(now - timedelta(days=1)) >= TICKETS_PER_DAY:
        raise TooMany("too many cases in a day")
    ticket = Ticket(
        id=TicketId(ports.ids.new("tk")),
        customer_id=payment.customer_id,
        category=CATEGORY,
        priority=Priority.NORMAL,
        status=TicketStatus.OPEN,
        opened_at=now,
        subject="A customer asks for money back",
        text=redact(text)[:LONGEST_TEXT],
        about=payment.id,
        person_id=tx.principal.person,
        packet={
            "payment_id": payment.id,
            "bill_id": payment.bill_id,
            "amount_minor": payment.amount.amount_minor,
            "currency": payment.amount.currency,
            **facts,
        },
    )
    tx.tickets.add(ticket)
    told = {"category": CATEGORY, "priority": str(ticket.priority)}
    note(ports, tx, "ticket.opened", ticket.id, told)
    tell(ports, tx, "ticket.opened", payment.customer_id, {"ticket_id": ticket.id, **told})
    return ticket
