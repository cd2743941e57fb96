"""Hand the customer to a human."""

from typing import Final, Literal

from pydantic import BaseModel, Field

from billing.errors import TooMany
from billing.tickets import CATEGORIES
from billing.use_cases.hand_over import HandOver, hand_over
from billing.views import ticket_view
from tools._bills import find_bills
from tools._context import ToolContext
from tools._tool import Access, Arguments, AskAgain, Card, Tool, ToolFailed, ToolResult

Category = Literal[
    "billing_question",
    "payment_problem",
    "dispute",
    "refund",
    "plan_change",
    "cancellation",
    "document",
    "technical",
    "complaint",
    "other",
]


class HandOverArguments(Arguments):
    """What it is about. Priority, packet and whose it is are the server's."""

    category: Category = "other"
    bill: str | None = Field(None, description="The bill it is about, as the customer names it")


class HandOverTool:
    """I want to talk to a human; I dispute this charge."""

    name = "hand_over"
    description = (
        "Opens the case for a human, with the conversation and all facts. Use it at once when the "
        "customer asks for a person, and where no other tool can do what they need."
    )
    access = Access.WRITE
    Arguments: type[BaseModel] = HandOverArguments

    def run(self, context: ToolContext, arguments: BaseModel) -> ToolResult:
        """The ticket as a card, and the server's word that a human was told."""
        wanted = HandOverArguments.model_validate(arguments)
        if wanted.category not in CATEGORIES:
            raise AskAgain(f"category is one of {', '.join(CATEGORIES)}")
        request = HandOver(
            category=wanted.category,
            text=_told(context),
            subject=wanted.category.replace("_", " "),
            about=_about(context, wanted.bill),
            conversation_id=context.conversation_id,
        )
        known = _open_already(context)
        try:
            ticket = hand_over(context.ports, context.principal, request)
        except TooMany:
            raise ToolFailed(context.words.say("ticket.too_many")) from None
        key = "ticket.exists" if ticket.id == known else "ticket.opened"
        card = Card("ticket", ticket.id, ticket_view(ticket))
        text = (
            f"A human was told: ticket {ticket.id}, {ticket.category}, priority {ticket.priority}."
        )
        closing = context.words.say(key, ticket=ticket.id)
        return ToolResult((card,), text, closing=closing, ticket_id=ticket.id)


def _told(context: ToolContext) -> str:
    """What they said of it: a bare "yes, a person please" comes with the message before it."""
    before = [said for said in context.transcript_tail if said.startswith(_CUSTOMER)]
    earlier = before[-1].removeprefix(_CUSTOMER) if before else ""
    return "\n".join(said for said in (earlier, context.customer_text) if said)


_CUSTOMER: Final = "customer: "


def _open_already(context: ToolContext) -> str | None:
    if context.conversation_id is None:
        return None
    with context.ports.store.read(context.principal) as tx:
        ticket = tx.tickets.open_in(context.conversation_id)
    return ticket.id if ticket is not None else None


def _about(context: ToolContext, reference: str | None) -> str | None:
    """The bill's id where it is clear which is meant; a person can ask, so nothing is refused."""
    if reference is None:
        return None
    with context.ports.store.read(context.principal) as tx:
        found = find_bills(tx, reference, today=context.today, owing=False)
    return found[0].id if len(found) == 1 else None


TOOL: Tool = HandOverTool()
