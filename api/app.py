"""The web application, made of a container: routes, errors, caps and headers; nothing at import."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors
from api.body_limit import BodyLimit
from api.container import Container
from api.mcp import PATH as MCP
from api.mcp import McpDoor
from api.metrics import RequestTimes
from api.routes import (
    acts,
    auth,
    bills,
    chat,
    connections,
    conversations,
    customers,
    disputes,
    health,
    manual_payments,
    methods,
    outbox,
    pages,
    payments,
    quotes,
    receipts,
    reconciliation,
    refunds,
    returns,
    syncs,
    tickets,
    upload_pictures,
    uploads,
    webhook_endpoints,
    webhooks,
)

API = "/api/v1"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def create_app(container: Container) -> FastAPI:
    """The application over `container`; closing the application does not close the container."""

    door = McpDoor(container)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await door.close()

    # Without the framework's pages about the API: they load scripts from somebody else.
    app = FastAPI(
        title="Billing assistant", version="1", lifespan=lifespan, docs_url=None, redoc_url=None
    )
    app.state.container = container
    errors.install(app)
    app.include_router(health.router)
    app.include_router(pages.router)
    app.include_router(returns.router)
    app.include_router(manual_payments.router, prefix=API)  # before any `/payments/{id}`
    money = (bills, methods, payments, quotes)
    for each in (*money, auth, chat, conversations, tickets, upload_pictures, uploads, webhooks):
        app.include_router(each.router, prefix=API)
    for part in (connections, syncs, outbox, receipts, webhook_endpoints):
        app.include_router(part.router, prefix=API)
    for back in (acts, refunds, customers, disputes, reconciliation):
        app.include_router(back.router, prefix=API)
    app.router.routes.append(Route(MCP, door, methods=["GET", "POST", "DELETE"]))
    app.add_middleware(BodyLimit)
    app.add_middleware(SafeHeaders)
    app.add_middleware(RequestTimes, registry=container.metrics)
    return app


class SafeHeaders:
    """ASGI middleware: the headers every answer carries unless it sets its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sending)
