"""For staff: payments that customers' banks took back, or want to."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.routes._common import Body, Limit, Parts, StaffMember, run, show_for
from billing.back_views import staff_dispute_view
from billing.use_cases.list_disputes import list_disputes
from billing.views import View

router = APIRouter(prefix="/disputes", tags=["disputes"])


@router.get("")
async def disputes(
    parts: Parts,
    who: StaffMember,
    open_only: Annotated[bool, Query(alias="open")] = True,
    limit: Limit = 50,
) -> Body:
    """Newest first; `open=false` for decided ones too."""

    def work() -> View:
        found = list_disputes(parts.ports, who, open_only=open_only, limit=limit)
        with parts.ports.store.read(who) as tx:
            show = show_for(parts, tx)
            items = [
                staff_dispute_view(each, tx.payments.get(each.payment_id), show) for each in found
            ]
        return {"items": [*items], "next_cursor": None}

    return await run(work)
