"""What waits to leave, and what was given up: e-mails and outgoing webhooks, for staff."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.routes._common import Body, Limit, Parts, StaffMember, run
from billing.letters import OutboxState
from billing.use_cases.send_letter import retry_letter
from billing.works_views import letter_view

router = APIRouter(prefix="/outbox", tags=["outbox"])


@router.get("")
async def list_letters(
    parts: Parts,
    who: StaffMember,
    limit: Limit = 50,
    state: Annotated[OutboxState | None, Query()] = None,
) -> Body:
    """Newest first, with the reason where one did not arrive."""

    def work() -> Body:
        with parts.ports.store.read(who) as tx:
            rows = tx.outbox.list(state=state, limit=limit)
        return {"items": [letter_view(row) for row in rows], "next_cursor": None}

    return await run(work)


@router.post("/{letter_id}/retry")
async def retry(parts: Parts, who: StaffMember, letter_id: str) -> Body:
    """Try it again from the beginning (admin, finance); what was sent stays sent."""
    return letter_view(await run(lambda: retry_letter(parts.ports, who, letter_id)))
