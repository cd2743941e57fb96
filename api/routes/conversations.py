"""A conversation as it grows: server-sent events, for its own person only."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response, StreamingResponse

from api.live import BATCH
from api.routes._common import Customer, Parts, bearer, run
from billing.conversations import Message
from billing.errors import NotFound
from billing.ids import THREAD_SHAPE, ConversationId, is_id

router = APIRouter(prefix="/conversations", tags=["conversations"])
_SSE = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
Seq = Annotated[int | None, Query(ge=0, le=2**31)]
LastId = Annotated[str | None, Header(alias="Last-Event-ID", pattern=r"^[0-9]{1,10}$")]


@router.get("/{conversation_id}/events", response_class=StreamingResponse)
async def conversation_events(
    request: Request,
    parts: Parts,
    who: Customer,
    conversation_id: str,
    after: Seq = None,
    last_event_id: LastId = None,
) -> Response:
    """Every message after `Last-Event-ID` or `after` (else only new ones), until the token ends."""
    if not (is_id(conversation_id) or THREAD_SHAPE.fullmatch(conversation_id)):
        raise NotFound("conversation")
    parts.live.require_place(who)
    thread = ConversationId(conversation_id)
    rest = parts.tokens.read(bearer(request))[1].total_seconds()

    def begin() -> int:
        with parts.ports.store.read(who) as tx:
            return tx.conversations.get(thread).last_seq

    newest = await run(begin)
    start = int(last_event_id) if last_event_id is not None else after

    def read(seq: int) -> Sequence[Message]:
        with parts.ports.store.read(who) as tx:
            return tx.conversations.messages(thread, after=seq, limit=BATCH)

    stream = parts.live.follow(
        who, thread, read, after=newest if start is None else start, rest_s=rest
    )
    return StreamingResponse(stream, media_type="text/event-stream", headers=_SSE)
