"""Connections as faults treat them: cut in the middle, held, or filled with the unreadable."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ._store import Json

HTML = b"<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent; `lost` means that the effect stays and the connection is cut instead."""

    status: int
    body: Json
    lost: bool = False


class LostBeforeCharge(Exception):
    """The request is lost before anything was done: no answer at all."""


class CutConnection(Response):
    """Sends at most a part of an answer, then resets the connection."""

    def __init__(self, cut: Callable[[Scope], None], head: Response | None = None) -> None:
        super().__init__()
        self._cut, self._head = cut, head

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._head is not None:
            whole = bytes(self._head.body)
            start = {"status": self._head.status_code, "headers": self._head.raw_headers}
            await send({"type": "http.response.start", **start})
            half = whole[: len(whole) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
            await pause(20)
        self._cut(scope)
        await pause(1)  # lets the server notice, so nothing is written to the closed connection


async def pause(milliseconds: int) -> None:
    if milliseconds > 0:
        await asyncio.sleep(timedelta(milliseconds=milliseconds).total_seconds())


async def hold(request: Request, milliseconds: int) -> None:
    """Keep the client waiting; ends early when it hangs up, which frees its idempotency key."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(timedelta(milliseconds=milliseconds).total_seconds()):
            while (await request.receive())["type"] != "http.disconnect":
                pass


def encoded(body: Json, fault: str | None) -> tuple[bytes, str]:
    """(bytes, media type) of the answer as this fault leaves it."""
    if fault == "html_instead_of_json":
        return HTML, "text/html"
    whole = json.dumps(body, indent=2).encode()
    return (whole[: len(whole) // 2] if fault == "truncated_json" else whole), "application/json"
