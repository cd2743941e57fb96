"""Webhooks in: verify the raw bytes, write down once, answer; a worker applies them later."""

from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.container import Container
from api.routes._common import Parts, run
from api.strict_json import read_bytes
from billing.errors import NotFound
from billing.ids import ConnectionId, TenantId
from billing.ports import InboxRow
from billing.principal import system
from billing.use_cases.receive_webhook import receive_webhook

router = APIRouter(prefix="/webhooks", tags=["webhooks"])


@router.post("/{provider}/{endpoint_token}")
async def receive(request: Request, parts: Parts, provider: str, endpoint_token: str) -> Response:
    """A provider's report about one connection, found by its random endpoint token."""
    parts.limits.check("webhook", request.client.host if request.client else "-")
    body = await read_bytes(request)
    headers = dict(request.headers)
    fresh = await run(lambda: _take(parts, provider, endpoint_token, body, headers))
    return JSONResponse({"received": True, "new": fresh})


def _take(
    parts: Container, provider: str, endpoint_token: str, body: bytes, headers: dict[str, str]
) -> bool:
    found = parts.ports.store.directory.tenant_of_endpoint(endpoint_token)
    if found is None:
        raise NotFound("endpoint")
    tenant_id, connection_id = found
    now = parts.ports.clock.real_now()
    row = _verified(parts, tenant_id, connection_id, provider, body, headers, now)
    return receive_webhook(parts.ports, system(tenant_id, "webhook"), row)


def _verified(
    parts: Container,
    tenant_id: TenantId,
    connection_id: ConnectionId,
    provider: str,
    body: bytes,
    headers: dict[str, str],
    now: datetime,
) -> InboxRow:
    with parts.ports.store.read(system(tenant_id, "webhook")) as tx:
        connection = tx.connections.get(connection_id)
        if connection.provider != provider:
            raise NotFound("endpoint")
        adapter = parts.providers.connect(connection, tx.connections.credentials(connection_id))
    report = adapter.read_webhook(body, headers, now)
    return InboxRow(
        event_id=report.event_id,
        connection_id=connection_id,
        kind=report.kind,
        reference=report.reference,
        provider_ref=report.provider_ref,
        received_at=parts.ports.clock.now(),
    )
