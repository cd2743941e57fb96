"""Where a company hears of events, for its admins: outgoing webhooks."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.routes._common import Body, Parts, StaffMember, run
from api.schemas import WebhookEndpointIn
from api.strict_json import read_model
from billing.principal import Role
from billing.use_cases.webhook_endpoints import (
    add_webhook_endpoint,
    remove_webhook_endpoint,
    rotate_endpoint_secret,
    try_webhook_endpoint,
)
from billing.works_views import endpoint_view

router = APIRouter(prefix="/webhook-endpoints", tags=["webhook endpoints"])


@router.get("")
async def list_endpoints(parts: Parts, who: StaffMember) -> Body:
    """Oldest first, switched off ones too; without their secrets."""
    who.require_staff(Role.ADMIN)

    def work() -> Body:
        with parts.ports.store.read(who) as tx:
            items = [endpoint_view(each) for each in tx.webhook_endpoints.list()]
        return {"items": items, "next_cursor": None}

    return await run(work)


@router.post("", status_code=201, openapi_extra={"requestBody": {"required": True}})
async def add(request: Request, parts: Parts, who: StaffMember) -> Response:
    """Add an address; the answer holds the signing secret, this once."""
    who.require_staff(Role.ADMIN)
    wish = await read_model(request, WebhookEndpointIn)
    made = await run(lambda: add_webhook_endpoint(parts.ports, who, wish.url, wish.events))
    return JSONResponse(endpoint_view(made, secret=True), 201)


@router.delete("/{endpoint_id}", status_code=204)
async def remove(parts: Parts, who: StaffMember, endpoint_id: str) -> Response:
    """Send nothing more there."""
    await run(lambda: remove_webhook_endpoint(parts.ports, who, endpoint_id))
    return Response(status_code=204)


@router.post("/{endpoint_id}/rotate-secret")
async def rotate(parts: Parts, who: StaffMember, endpoint_id: str) -> Body:
    """A fresh secret, shown this once; the old one signs too until the next rotation."""
    changed = await run(lambda: rotate_endpoint_secret(parts.ports, who, endpoint_id))
    return endpoint_view(changed, secret=True)


@router.post("/{endpoint_id}/test")
async def test(parts: Parts, who: StaffMember, endpoint_id: str) -> Body:
    """Send a `ping` now; refused and timed out are told in the same words."""
    who.require_staff(Role.ADMIN)
    parts.limits.check_principal("test", who)
    tried = await run(lambda: try_webhook_endpoint(parts.ports, who, endpoint_id))
    return {"arrived": tried.arrived, "problem": tried.problem}
