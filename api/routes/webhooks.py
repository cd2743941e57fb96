"""Webhooks in: verify the raw bytes, write down once, answer; a worker applies them later."""

from datetime import datetime
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import providers
from api.container import Container
from api.limits import network_of
from api.peer import peer_of
from api.routes._common import Body, Limit, Parts, StaffMember, container, run
from api.schemas import ReplayIn
from api.strict_json import BadBody, read_bytes, read_model
from api.webhook_asking import Whose
from billing.connections import Connection
from billing.periods import parse_instant
from billing.principal import Role
from billing.use_cases.replay_webhooks import Replay, replay_webhooks
from billing.works_views import health_view, webhook_view

router = APIRouter(prefix="/webhooks", tags=["webhooks"])
_NEW: Final = b'{"received":true,"new":true}'
_KNOWN: Final = b'{"received":true,"new":false}'


@router.get("/health")
async def health(parts: Parts, who: StaffMember) -> Body:
    """How the webhooks of each connection are doing; where they come in only admins see."""

    def work() -> Body:
        admin = who.role is Role.ADMIN
        parts.intake.forgeries.write_all(who.tenant)
        now = parts.ports.clock.now()
        with parts.ports.store.read(who) as tx:
            known = {each.id: each for each in tx.connections.list()}
            found = tx.inbox.health(now)
            pulled = {each.connection_id: tx.sources.state(each.connection_id) for each in found}
        items = [
            health_view(
                each,
                connection,
                webhook_url(parts, connection) if admin else None,
                now,
                pulled[connection.id],
            )
            for each in found
            for connection in (known[each.connection_id],)
        ]
        return {"items": items, "next_cursor": None}

    return await run(work)


@router.get("/dead-letters")
async def dead_letters(parts: Parts, who: StaffMember, limit: Limit = 50) -> Body:
    """What could not be applied and was given up, with the reason; newest first."""

    def work() -> Body:
        with parts.ports.store.read(who) as tx:
            rows = tx.inbox.list(dead_only=True, limit=limit)
        return {"items": [webhook_view(row) for row in rows], "next_cursor": None}

    return await run(work)


@router.post("/replay", openapi_extra={"requestBody": {"required": True}})
async def replay(request: Request, parts: Parts, who: StaffMember) -> Body:
    """Apply stored webhooks once more (admin, finance); what they name is looked up again."""
    wish = await read_model(request, ReplayIn)
    chosen = Replay(
        ids=tuple(wish.ids),
        since=_instant("since", wish.since),
        until=_instant("until", wish.until),
        dead_only=wish.dead_only,
    )
    rows = await run(lambda: replay_webhooks(parts.ports, who, chosen))
    return {"replayed": len(rows), "items": [webhook_view(row) for row in rows]}


@router.post("/{provider}/{endpoint_token}", response_model=None)
async def receive(request: Request, provider: str, endpoint_token: str) -> Response:
    """A provider's report about one connection, found by its random endpoint token."""
    return await _take(request, provider, endpoint_token)


@router.post("/{provider}", response_model=None)
async def receive_for_only(request: Request, provider: str) -> Response:
    """As above, for the connection that the environment gave the only company served here."""
    return await _take(request, provider, None)


async def _take(request: Request, provider: str, token: str | None) -> Response:
    # Without `Parts`: resolving it costs a thread's turn, and this is the busiest route.
    parts = container(request)
    sender = peer_of(request, parts.settings.trusted_proxies)

    def admit(asking: Whose | None) -> None:
        if asking is None:
            parts.limits.check_ahead("webhook", sender)
        else:
            parts.limits.check("asking", *asking, network_of(sender))

    fresh = await parts.intake.take(
        provider,
        token,
        await read_bytes(request),
        # As they came: a plain mapping would hide that the signature was there twice.
        request.headers,
        admit,
    )
    return Response(_NEW if fresh else _KNOWN, media_type="application/json")


def webhook_url(parts: Container, connection: Connection) -> str:
    """What the provider is to call."""
    return providers.webhook_url(parts.settings.public_url, connection)


def _instant(name: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return parse_instant(text)
    except ValueError:
        raise BadBody(422, "validation_failed", [name]) from None
