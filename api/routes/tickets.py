"""Tickets: customers see their own, staff see the tenant's."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.routes._common import Body, Cursor, Limit, Parts, Speaker, StaffMember, run
from billing.errors import NotFound
from billing.ids import TicketId
from billing.principal import STAFF
from billing.views import View, ticket_view, traced_message_view

router = APIRouter(prefix="/tickets", tags=["tickets"])


@router.get("")
async def list_tickets(
    parts: Parts, who: Speaker, limit: Limit = 50, cursor: Cursor = None
) -> Body:
    """Newest first."""
    parts.limits.check_principal("read", who)

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            page = tx.tickets.list(limit=limit, cursor=cursor)
        for_staff = who.role in STAFF
        items = [ticket_view(ticket, for_staff=for_staff) for ticket in page.items]
        return {"items": [*items], "next_cursor": page.next_cursor}

    return await run(work)


@router.get("/{ticket_id}")
async def get_ticket(parts: Parts, who: Speaker, ticket_id: str) -> Body:
    """One case; staff also see the packet."""
    parts.limits.check_principal("read", who)

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            return ticket_view(tx.tickets.get(TicketId(ticket_id)), for_staff=who.role in STAFF)

    return await run(work)


@router.get("/{ticket_id}/messages")
async def ticket_messages(
    parts: Parts,
    who: StaffMember,
    ticket_id: str,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Limit = 50,
) -> Body:
    """The conversation a case came from, with what stands behind each answer: for staff.

    `trace` names the tools that ran with what they showed, how many sentences were left out, the
    model, its tokens and what they cost; `left_out` are the sentences that no customer
    read, each with the check that it failed; `facts` what the answer stood on. 404 where the case
    came from no conversation.
    """

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            ticket = tx.tickets.get(TicketId(ticket_id))
            if ticket.conversation_id is None:
                raise NotFound("conversation")
            # Two people may have chosen one thread id alike: never another one's words.
            thread = tx.conversations.get(ticket.conversation_id)
            if thread.person_id != ticket.person_id:
                raise NotFound("conversation")
            found = tx.conversations.messages(thread.id, after=after, limit=limit)
        last = found[-1].seq if len(found) == limit else None
        return {"items": [traced_message_view(each) for each in found], "next_after": last}

    return await run(work)
