"""A company's payment providers, for its admins. Secrets go in and never come out."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.container import Container
from api.providers import SANDBOX
from api.routes._common import Body, Parts, StaffMember, run
from api.routes.webhooks import webhook_url
from api.schemas import ConnectionIn, CredentialsIn
from api.strict_json import BadBody, read_model
from billing.connections import Connection, Mode
from billing.ids import ConnectionId
from billing.principal import Principal, Role
from billing.use_cases.check_connection import check_connection
from billing.use_cases.connect_provider import Connect, connect_provider
from billing.use_cases.disable_connection import disable_connection
from billing.use_cases.rotate_credentials import rotate_credentials
from billing.works_views import connection_view

router = APIRouter(prefix="/connections", tags=["connections"])
_BODY: Final = {"requestBody": {"required": True}}
SECRET_LIMIT: Final = 4096
NAME_LIMIT: Final = 40


@router.get("")
async def list_connections(parts: Parts, who: StaffMember) -> Body:
    """Oldest first, disabled ones too."""
    who.require_staff(Role.ADMIN)

    def work() -> Body:
        with parts.ports.store.read(who) as tx:
            items = [
                connection_view(each, tx.connections.credentials(each.id), webhook_url(parts, each))
                for each in tx.connections.list()
            ]
        return {"items": items, "next_cursor": None}

    return await run(work)


@router.post("", status_code=201, openapi_extra=_BODY)
async def connect(request: Request, parts: Parts, who: StaffMember) -> Response:
    """Connect a provider; its credentials are tried first, and stored only if they work."""
    who.require_staff(Role.ADMIN)
    parts.limits.check_principal("test", who)
    wish = await read_model(request, ConnectionIn)
    given = parts.providers.to_keep(_credentials(wish.credentials))
    asked = Connect(wish.provider, Mode(wish.mode), given)

    def work() -> Body:
        return _shown(parts, who, connect_provider(parts.ports, who, asked))

    return JSONResponse(await run(work), 201)


@router.get("/{connection_id}")
async def get_connection(parts: Parts, who: StaffMember, connection_id: str) -> Body:
    """One connection, what its last test said, and the address its webhooks go to."""
    who.require_staff(Role.ADMIN)

    def work() -> Body:
        with parts.ports.store.read(who) as tx:
            found = tx.connections.get(ConnectionId(connection_id))
        return _shown(parts, who, found)

    return await run(work)


@router.put("/{connection_id}/credentials", openapi_extra=_BODY)
async def put_credentials(
    request: Request, parts: Parts, who: StaffMember, connection_id: str
) -> Body:
    """Replace the named credentials; the old webhook secret stays valid beside the new one."""
    who.require_staff(Role.ADMIN)
    parts.limits.check_principal("test", who)
    wish = await read_model(request, CredentialsIn)
    given = _credentials(wish.credentials)

    def work() -> Body:
        changed = rotate_credentials(
            parts.ports,
            who,
            ConnectionId(connection_id),
            given,
            keep_old_webhook_secret=wish.keep_old_webhook_secret,
        )
        return _shown(parts, who, changed)

    return await run(work)


@router.post("/{connection_id}/test")
async def test(parts: Parts, who: StaffMember, connection_id: str) -> Body:
    """Ask the provider now whether it accepts the credentials; moves nothing."""
    who.require_staff(Role.ADMIN)
    parts.limits.check_principal("test", who)

    def work() -> Body:
        return _shown(parts, who, check_connection(parts.ports, who, ConnectionId(connection_id)))

    return await run(work)


@router.post("/{connection_id}/disable")
async def disable(parts: Parts, who: StaffMember, connection_id: str) -> Body:
    """No new payment goes there; what was paid there is still looked after."""
    return await _switch(parts, who, connection_id, off=True)


@router.post("/{connection_id}/enable")
async def enable(parts: Parts, who: StaffMember, connection_id: str) -> Body:
    """Take new payments again."""
    return await _switch(parts, who, connection_id, off=False)


async def _switch(parts: Container, who: Principal, connection_id: str, *, off: bool) -> Body:
    def work() -> Body:
        found = ConnectionId(connection_id)
        return _shown(parts, who, disable_connection(parts.ports, who, found, off=off))

    return await run(work)


def _shown(parts: Container, who: Principal, connection: Connection) -> Body:
    with parts.ports.store.read(who) as tx:
        credentials = tx.connections.credentials(connection.id)
    return connection_view(connection, credentials, webhook_url(parts, connection))


def _credentials(given: object) -> dict[str, str]:
    """Names and values as text; a refusal repeats neither."""
    wrong = BadBody(422, "validation_failed", ["credentials"])
    if not isinstance(given, dict) or SANDBOX in given:
        raise wrong
    for name, value in given.items():
        if not (name.isascii() and name.isidentifier() and len(name) <= NAME_LIMIT):
            raise wrong
        if not isinstance(value, str) or not 1 <= len(value) <= SECRET_LIMIT:
            raise wrong
    return dict(given)
