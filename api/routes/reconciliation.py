"""For finance: what is in doubt, where statement and books differ, and a comparison now."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request

from api.routes._common import Body, Limit, Parts, StaffMember, run, show_for
from api.schemas import CloseIn, CompareIn
from api.strict_json import read_model
from billing.back_views import compared_view, discrepancy_view, held_view
from billing.ids import ConnectionId
from billing.principal import Role
from billing.use_cases.close_discrepancy import close_discrepancy
from billing.use_cases.compare_statement import compare_statement
from billing.use_cases.list_discrepancies import list_discrepancies
from billing.use_cases.list_holds import list_holds
from billing.views import View

router = APIRouter(prefix="/reconciliation", tags=["reconciliation"])
_BODY: Final = {"requestBody": {"required": True}}
OpenOnly = Annotated[bool, Query(alias="open")]


@router.get("/holds")
async def holds(parts: Parts, who: StaffMember, limit: Limit = 200) -> Body:
    """Payments and refunds in doubt or on hold, oldest first."""

    def work() -> View:
        found = list_holds(parts.ports, who, limit=limit)
        with parts.ports.store.read(who) as tx:
            show = show_for(parts, tx)
        return {"items": [held_view(each, show) for each in found], "next_cursor": None}

    return await run(work)


@router.get("/discrepancies")
async def discrepancies(
    parts: Parts, who: StaffMember, open_only: OpenOnly = True, limit: Limit = 200
) -> Body:
    """Newest first; `open=false` for closed ones too."""

    def work() -> View:
        found = list_discrepancies(parts.ports, who, open_only=open_only, limit=limit)
        with parts.ports.store.read(who) as tx:
            show = show_for(parts, tx)
        return {"items": [discrepancy_view(each, show) for each in found], "next_cursor": None}

    return await run(work)


@router.post("/discrepancies/{discrepancy_id}/close", openapi_extra=_BODY)
async def close(request: Request, parts: Parts, who: StaffMember, discrepancy_id: str) -> Body:
    """Finance looked into it and says why it may be closed."""
    wish = await read_model(request, CloseIn)

    def work() -> View:
        closed = close_discrepancy(parts.ports, who, discrepancy_id, wish.note)
        with parts.ports.store.read(who) as tx:
            return discrepancy_view(closed, show_for(parts, tx))

    return await run(work)


@router.post("/run", openapi_extra=_BODY)
async def compare(request: Request, parts: Parts, who: StaffMember) -> Body:
    """Compare a connection's last days with our books, now."""
    who.require_staff(Role.FINANCE, Role.ADMIN)
    wish = await read_model(request, CompareIn)
    parts.limits.check_principal("test", who)

    def work() -> View:
        until = parts.ports.clock.real_now()
        connection_id = ConnectionId(wish.connection_id)
        since = until - timedelta(days=wish.days)
        told = compare_statement(parts.ports, who, connection_id, since, until)
        return compared_view(connection_id, told)

    return await run(work)
