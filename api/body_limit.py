"""A cap on every request's body, declared or streamed, before any parser sees it."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.strict_json import BODY_LIMIT, BadBody

UPLOAD_LIMIT: Final = 21 * 1024 * 1024


class BodyLimit:
    """ASGI middleware: counts what is received and refuses the rest with 413."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = UPLOAD_LIMIT if scope["path"].startswith("/api/v1/uploads") else BODY_LIMIT
        size = 0

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > limit:
                raise BadBody(413, "too_large")
            return message

        await self._app(scope, counted, send)
