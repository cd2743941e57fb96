"""A turn as an AG-UI stream. The turn runs in a thread and finishes even if the client leaves."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import Final, TypeAlias

from starlette.concurrency import run_in_threadpool

from api.agui import Run, snapshot
from api.container import Container
from api.errors import TITLES
from api.exchange import Emit, Incoming, Outcome, Piece, Shown, Text, card_json, gap
from api.log import log
from api.schemas import RunIn
from billing.conversations import Message, Speaker
from billing.errors import BillingError, InvalidRequest, NotFound
from billing.ids import ConversationId, QuoteId, UploadId, is_id
from billing.principal import Principal
from billing.quotes import Quote
from billing.tenants import JsonValue

HISTORY: Final = 200
_END: Final = None
Put: TypeAlias = Callable[[str | None], None]


async def streamed(parts: Container, who: Principal, sent: RunIn) -> AsyncIterator[str]:
    """The frames of one run, as they come."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()

    def put(frame: str | None) -> None:
        loop.call_soon_threadsafe(queue.put_nowait, frame)

    def work() -> None:
        run = Run(sent.thread_id, sent.run_id, parts.ports.ids)
        put(run.started())
        try:
            for frame in _frames(parts, who, sent, run, put):
                put(frame)
        except BillingError as error:
            put(run.failed(error.code, TITLES.get(error.code, TITLES["internal_error"])))
        except Exception as bug:
            log.error("stream failed", error=type(bug).__name__, exc_info=bug)
            put(run.failed("internal_error", TITLES["internal_error"]))
        finally:
            put(_END)

    # What only approves must not queue behind turns: it moves money, and it waits for nobody.
    if _only_decides(sent):
        task: asyncio.Future[None] = asyncio.ensure_future(run_in_threadpool(work))
    else:
        task = loop.run_in_executor(parts.turn_threads, work)
    while (frame := await queue.get()) is not _END:
        yield frame
    await task


def _only_decides(sent: RunIn) -> bool:
    """Whether the run answers a quote and takes no turn; `_frames` reads `resume` the same way."""
    _, text = last_user_message(sent)
    asked = bool(text or _attachments(sent))
    return any(each.status == "resolved" or not asked for each in sent.resume or [])


def _frames(parts: Container, who: Principal, sent: RunIn, run: Run, put: Put) -> Iterator[str]:
    message_id, text = last_user_message(sent)
    attached = _attachments(sent)
    asked = bool(text or attached)
    for answer in sent.resume or []:
        quote_id = QuoteId(answer.interrupt_id)
        if answer.status == "resolved" or not asked:
            approved = answer.status == "resolved" and _approved(answer.payload)
            yield from _decided(parts, who, run, quote_id, approved)
            return
        with suppress(InvalidRequest, NotFound):  # nothing to cancel: the message still counts
            parts.answers.decline(who, quote_id, None)
    if not asked:
        raise InvalidRequest("the last message must be the user's")
    incoming = Incoming(text, sent.thread_id, message_id, attached)
    outcome = parts.turns().take(who, incoming, _emitter(run, put))
    if outcome.repeated:
        yield from _repeat(run, outcome)
    yield from run.facts(outcome.facts)
    yield from run.shown(outcome.shown, language=outcome.language)
    yield from _ended(parts, who, run, outcome.quote)


def _emitter(run: Run, put: Put) -> Emit:
    """Pieces of a turn as frames, put out as they come."""
    before = ""

    def emit(piece: Piece) -> None:
        nonlocal before
        match piece:
            case Text(said):
                for frame in run.text(gap(before, said) + said):
                    put(frame)
                before = said
            case Shown(card):
                for frame in run.card(card_json(card)):
                    put(frame)

    return emit


def _repeat(run: Run, outcome: Outcome) -> Iterator[str]:
    yield from run.text(outcome.reply)
    for card in outcome.cards:
        yield from run.card(card)


def _decided(
    parts: Container, who: Principal, run: Run, quote_id: QuoteId, approved: bool
) -> Iterator[str]:
    if approved:
        answer = parts.answers.approve(who, quote_id)
    else:
        answer = parts.answers.decline(who, quote_id, None)
    yield from run.result(quote_id, answer.text)
    yield from run.text(answer.text)
    for card in answer.cards:
        yield from run.card(card_json(card))
    yield from run.facts(answer.facts)
    yield from run.shown(answer.shown)
    yield from _ended(parts, who, run, answer.offer.quote if answer.offer is not None else None)


def _approved(payload: object) -> bool:
    """Strictly `{"approved": true | false}`; anything else is no decision."""
    if isinstance(payload, dict) and isinstance(payload.get("approved"), bool):
        return bool(payload["approved"])
    raise InvalidRequest("resume needs approved: true or false")


def _ended(parts: Container, who: Principal, run: Run, quote: Quote | None) -> Iterator[str]:
    if quote is None:
        yield from run.finished()
        return
    words = parts.answers.words(who, quote)
    view = parts.answers.quote_json(who, quote, words)
    about = "act" if quote.act is not None else "quote"
    yield from run.interrupted(view, words.say(f"{about}.approve_by_button"))


def last_user_message(sent: RunIn) -> tuple[str | None, str]:
    """Id and text of the last message, if it is the user's: the only one that is believed."""
    last = sent.messages[-1] if sent.messages else None
    if last is None or last.role != "user":
        return None, ""
    text = last.content if isinstance(last.content, str) else _text_parts(last.content)
    message_id = last.id if is_id(last.id) else None
    return message_id, text


def _text_parts(content: object) -> str:
    found = content if isinstance(content, list) else []
    texts = [part.get("text") for part in found if isinstance(part, dict)]
    return "\n".join(text for text in texts if isinstance(text, str))


def _attachments(sent: RunIn) -> tuple[UploadId, ...]:
    props = sent.forwarded_props
    wanted = props.get("attachments") if isinstance(props, dict) else None
    found = wanted if isinstance(wanted, list) else []
    return tuple(UploadId(each) for each in found[:5] if isinstance(each, str) and is_id(each))


def connected(parts: Container, who: Principal, thread_id: str) -> Iterator[str]:
    """One run that replays the conversation and ends with the open quote, if there is one."""
    run = Run(thread_id, parts.ports.ids.new("run"), parts.ports.ids)
    messages: tuple[Message, ...] = ()
    quote = None
    try:
        with parts.ports.store.read(who) as tx:
            conversation = tx.conversations.get(ConversationId(thread_id))
            messages = tx.conversations.tail(conversation.id, HISTORY)
            quote = tx.quotes.open_in(conversation.id)
    except NotFound:
        pass  # unknown and foreign look alike: an empty conversation
    if quote is not None and quote.expires_at <= parts.ports.clock.real_now():
        quote = None
    yield run.started()
    yield snapshot([each for message in messages for each in _history(message)])
    whole = messages[-1].seq if messages else None
    spoken = [str(each.extra["language"]) for each in messages if "language" in each.extra]
    yield from run.shown(
        [message.id for message in messages], whole, spoken[-1] if spoken else None
    )
    yield from _ended(parts, who, run, quote)


def _history(message: Message) -> list[dict[str, JsonValue]]:
    role = "user" if message.speaker is Speaker.CUSTOMER else "assistant"
    shown: list[dict[str, JsonValue]] = []
    if message.text:
        shown.append({"id": message.id, "role": role, "content": message.text})
    for card in message.cards:
        shown.append(
            {
                "id": f"card-{card['id']}-{message.id}",
                "role": "activity",
                "activityType": f"billing.{card['kind']}",
                "content": card["data"],
            }
        )
    return shown
