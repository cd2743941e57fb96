"""The pull of a company's bills and customers from its provider, for its staff."""

from fastapi import APIRouter

from api.routes._common import Body, Parts, StaffMember, run
from billing.ids import ConnectionId
from billing.source_views import sync_view
from billing.use_cases.sync_status import start_sync, sync_status

router = APIRouter(prefix="/connections/{connection_id}/sync", tags=["connections"])


@router.get("")
async def progress(parts: Parts, who: StaffMember, connection_id: str) -> Body:
    """How far the pull is, how fresh what it brought is, and what was put aside."""
    wanted = ConnectionId(connection_id)
    return sync_view(await run(lambda: sync_status(parts.ports, who, wanted)))


@router.post("", status_code=202)
async def start(parts: Parts, who: StaffMember, connection_id: str) -> Body:
    """Pull now, not only at the next quarter of an hour (admin, finance)."""
    wanted = ConnectionId(connection_id)
    return sync_view(await run(lambda: start_sync(parts.ports, who, wanted)))
