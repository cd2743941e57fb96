"""Tickets: customers see their own, staff see the tenant's."""

from fastapi import APIRouter

from api.routes._common import Body, Cursor, Limit, Parts, Speaker, run
from billing.ids import TicketId
from billing.principal import STAFF
from billing.views import View, ticket_view

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
