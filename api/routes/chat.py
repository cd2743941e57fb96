"""Chat: one JSON answer, or the same as an AG-UI stream, or the conversation so far."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from api.chat_stream import connected, streamed
from api.exchange import Incoming, Outcome
from api.routes._common import Customer, Parts, run, run_turn
from api.routes._origin import as_seen_from, require_listed_origin
from api.schemas import ChatIn, ConnectIn, RunIn
from api.strict_json import read_model
from billing.ids import UploadId
from billing.ports import Tx
from billing.principal import Principal
from billing.tenants import JsonValue
from billing.views import View, ticket_view

router = APIRouter(prefix="/chat", tags=["chat"])
_SSE = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.post("")
async def chat(request: Request, parts: Parts, who: Customer) -> Response:
    """One message, one answer. The same `message_id` again returns the stored answer."""
    sent = await read_model(request, ChatIn)
    parts.limits.check_principal("chat", who)
    incoming = Incoming(
        text=sent.message,
        conversation_id=sent.conversation_id,
        message_id=sent.message_id,
        attachments=tuple(UploadId(each) for each in sent.attachments),
    )
    origin = request.headers.get("origin")
    speaker = await run(lambda: as_seen_from(parts, who, origin))
    outcome = await run_turn(parts, lambda: parts.turns().take(speaker, incoming))
    return JSONResponse(await run(lambda: outcome_json(parts, who, outcome)))


@router.post("/stream")
async def chat_stream(request: Request, parts: Parts, who: Customer) -> Response:
    """AG-UI: RunAgentInput in, events out; an open quote ends the run as its interrupt."""
    sent = await read_model(request, RunIn)
    parts.limits.check_principal("chat", who)
    origin = request.headers.get("origin")
    if sent.resume:
        await run(lambda: require_listed_origin(parts, who, origin))
    speaker = await run(lambda: as_seen_from(parts, who, origin))
    stream = streamed(parts, speaker, sent)
    return StreamingResponse(stream, media_type="text/event-stream", headers=_SSE)


@router.post("/connect")
async def chat_connect(request: Request, parts: Parts, who: Customer) -> Response:
    """The conversation so far and the quote that is open, as one AG-UI run."""
    sent = await read_model(request, ConnectIn)
    thread = sent.thread_id or sent.conversation_id or ""
    frames = await run(lambda: list(connected(parts, who, thread)))
    return StreamingResponse(iter(frames), media_type="text/event-stream", headers=_SSE)


def outcome_json(parts: Parts, who: Principal, outcome: Outcome) -> dict[str, JsonValue]:
    """A turn's outcome as the wire has it."""
    quote: View | None = None
    if outcome.quote is not None:
        words = parts.answers.words(who, outcome.quote)
        quote = parts.answers.quote_json(who, outcome.quote, words)
    with parts.ports.store.read(who) as tx:
        ticket = _ticket(tx, outcome)
    return {
        "conversation_id": outcome.conversation_id,
        "message_id": outcome.message_id,
        "reply": outcome.reply,
        "cards": [dict(card) for card in outcome.cards],
        "facts": dict(outcome.facts),
        "quote": quote,
        "ticket": ticket,
        "language": outcome.language,
        "model": outcome.model,
    }


def _ticket(tx: Tx, outcome: Outcome) -> View | None:
    return ticket_view(tx.tickets.get(outcome.ticket_id)) if outcome.ticket_id else None
