"""Say how the customer's open cases stand."""

from typing import Final

from pydantic import BaseModel

from billing.periods import local_day
from billing.tickets import OPEN_TICKETS, Ticket
from billing.views import ticket_view
from billing.words import named
from tools._context import ToolContext
from tools._tool import Access, Arguments, Card, Tool, ToolResult

SHOWN: Final = 5


class ListTicketsArguments(Arguments):
    """Nothing: always the customer's own open cases."""


class ListTickets:
    """What is the status of my ticket?"""

    name = "list_tickets"
    description = (
        "How the customer's open cases with the company's people stand. Use it when they ask about "
        "a ticket, a complaint or an objection that they made before."
    )
    access = Access.READ
    Arguments: type[BaseModel] = ListTicketsArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The open cases as cards, each in one of the server's own sentences."""
        ListTicketsArguments.model_validate(arguments)
        with context.ports.store.read(context.principal) as tx:
            newest = tx.tickets.list(limit=50).items
        found = [ticket for ticket in newest if ticket.status in OPEN_TICKETS][:SHOWN]
        closing = " ".join(_stands(context, each) for each in found)
        closing = closing or context.words.say("ticket.none")
        cards = tuple(Card("ticket", each.id, ticket_view(each)) for each in found)
        return ToolResult(cards, closing, closing=closing)


def _stands(context: ToolContext, ticket: Ticket) -> str:
    words = context.words
    return words.say(
        "ticket.stands",
        ticket=ticket.id,
        about=named(words, "category", ticket.category),
        day=local_day(ticket.opened_at, context.tenant.time_zone),
        state=named(words, "ticket_state", ticket.status),
    )


TOOL: Tool = ListTickets()
