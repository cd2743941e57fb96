"""Where providers send customers back to: a neutral page, and one look at what happened."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import Final

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.limits import RateLimited
from api.log import log
from api.routes._common import Parts, run
from api.routes.pages import page
from billing.errors import NotFound
from billing.use_cases.return_from_page import Return, find_return, return_from_page
from billing.words import Words

router = APIRouter(include_in_schema=False)
PATIENCE_S: Final = 3.0
"""How long the page waits for the provider; the look goes on without it."""

_LOOKING: Final[set["asyncio.Task[None]"]] = set()


@router.get("/return/{token}")
async def come_back(parts: Parts, token: str) -> Response:
    """The same words for everybody, whatever the address says beside the token."""
    return await _back(parts, token, gave_up=False)


@router.get("/return/{token}/cancel")
async def turn_around(parts: Parts, token: str) -> Response:
    """From a page on which the customer did not do what it asked; the same words."""
    return await _back(parts, token, gave_up=True)


async def _back(parts: Parts, token: str, *, gave_up: bool) -> Response:
    try:
        back = await run(lambda: find_return(parts.ports, token))
    except NotFound:
        words = Words("en", parts.formats)
        return page(
            "return.html", status=404, language="en", title=None, text=words.say("error.not_found")
        )
    with suppress(RateLimited):  # looking again and again tells nobody more
        parts.limits.check("return", token)
        await _look(parts, back, gave_up=gave_up)
    words = Words(back.language, parts.formats)
    return page(
        "return.html",
        language=words.language,
        title=words.say("page.returned_title"),
        text=words.say("page.returned"),
    )


async def _look(parts: Parts, back: Return, *, gave_up: bool) -> None:
    """Look now, for at most `PATIENCE_S`; what takes longer ends behind the page's back."""
    work = partial(return_from_page, parts.ports, back, gave_up=gave_up)
    task = asyncio.create_task(run_in_threadpool(work))
    _LOOKING.add(task)
    task.add_done_callback(_looked)
    with suppress(TimeoutError, Exception):
        await asyncio.wait_for(asyncio.shield(task), PATIENCE_S)


def _looked(task: "asyncio.Task[None]") -> None:
    _LOOKING.discard(task)
    if not task.cancelled() and (bug := task.exception()) is not None:
        log.error("looking after a return failed", error=type(bug).__name__, exc_info=bug)
