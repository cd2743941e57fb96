"""Live conversations: who listens hears of every message appended, wherever it was appended.

SQL is the truth and is read by `seq`; this only wakes the readers. Inside one process a listener is
woken directly, between processes through Redis, and where Redis is away everybody looks every two
seconds. So nothing is lost when Redis is flushed, and nothing is ever said that is not stored.
"""

import asyncio
import hashlib
import hmac
import json
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import redis
from starlette.concurrency import run_in_threadpool

from agent.memory import connect
from api.log import log
from billing.conversations import Message
from billing.errors import TooMany
from billing.ids import ConversationId
from billing.periods import rfc3339
from billing.principal import Principal
from billing.tenants import JsonValue

CHANNEL: Final = "ba:live"
LOOK_S: Final = 2.0
CALM_LOOK_S: Final = 15.0
"""How often to look where Redis wakes us: only for what it may have dropped."""

BEAT_S: Final = 15.0
SLICE_S: Final = 0.5
REST_S: Final = 5.0
PER_PERSON: Final = 6
BATCH: Final = 100

Read = Callable[[int], Sequence[Message]]
"""The messages after a `seq`, in order, at most `BATCH`."""


@dataclass(eq=False, slots=True)
class _Ear:
    """One listener: the loop it lives in and what wakes it."""

    loop: asyncio.AbstractEventLoop
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    def wake(self) -> None:
        self.loop.call_soon_threadsafe(self.heard.set)


@dataclass(slots=True)
class Live:
    """All listeners of this process. Never raises for Redis; without it, it looks more often.

    `ending` says that the server is about to stop, so that its open streams do not hold it up.
    """

    client: "redis.Redis | None"
    secret: bytes = field(repr=False)
    ending: Callable[[], bool] = lambda: False
    _ears: dict[str, set[_Ear]] = field(default_factory=dict)
    _taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _subscriber: threading.Thread | None = None
    _closed: threading.Event = field(default_factory=threading.Event)
    _subscribed: bool = False
    _rest_until: float = 0.0

    def nudge(self, principal: Principal, thread: ConversationId) -> None:
        """Something was appended to this person's conversation, and is committed."""
        name = self._name(principal, thread)
        self._wake(name)
        if self.client is None or time.monotonic() < self._rest_until:
            return
        try:
            self.client.publish(CHANNEL, name)
        except (redis.RedisError, OSError) as fault:
            self._rest_until = time.monotonic() + REST_S
            log.warning("live: redis is away", error=type(fault).__name__)

    def require_place(self, principal: Principal) -> None:
        """Raises `TooMany` when this person listens in too many places already."""
        if self._taken[_who(principal)] >= PER_PERSON:
            raise TooMany("too many open streams")

    async def follow(
        self, principal: Principal, thread: ConversationId, read: Read, *, after: int, rest_s: float
    ) -> AsyncIterator[str]:
        """The frames of one stream: every message after `after`, for `rest_s` seconds at most.

        Each message's frame is named by its `seq`, so that a client resumes where it was.
        """
        until = time.monotonic() + rest_s
        with self._listening(principal, thread) as ear:
            if ear is None:
                return
            yield "retry: 2000\n\n"
            beat_at = look_at = time.monotonic()
            while not (self.ending() or self._closed.is_set()):
                now = time.monotonic()
                if now >= until:
                    yield 'event: end\ndata: {"why": "token"}\n\n'
                    return
                if ear.heard.is_set() or now >= look_at:
                    ear.heard.clear()
                    found = await run_in_threadpool(read, after)
                    for message in found:
                        after = message.seq
                        yield frame(message)
                    look_at = now + (CALM_LOOK_S if self._subscribed else LOOK_S)
                    if found:
                        beat_at = now + BEAT_S
                        continue
                if now >= beat_at:
                    yield ": still here\n\n"
                    beat_at = now + BEAT_S
                await _heard(ear, min(SLICE_S, until - now))

    def close(self) -> None:
        """End every stream and the subscription."""
        self._closed.set()

    @contextmanager
    def _listening(self, principal: Principal, thread: ConversationId) -> Iterator[_Ear | None]:
        who, name = _who(principal), self._name(principal, thread)
        ear = _Ear(asyncio.get_running_loop())
        with self._lock:
            full = self._taken[who] >= PER_PERSON
            if not full:
                self._taken[who] += 1
                self._ears.setdefault(name, set()).add(ear)
                self._subscribe()
        try:
            yield None if full else ear
        finally:
            with self._lock:
                if not full:
                    self._forget(who, name, ear)

    def _forget(self, who: tuple[str, str], name: str, ear: _Ear) -> None:
        self._taken[who] -= 1
        if not self._taken[who]:
            del self._taken[who]
        self._ears[name].discard(ear)
        if not self._ears[name]:
            del self._ears[name]

    def _wake(self, name: str) -> None:
        with self._lock:
            for ear in self._ears.get(name, ()):
                ear.wake()

    def _name(self, principal: Principal, thread: ConversationId) -> str:
        """What travels through Redis: nobody reads from it who talks with whom."""
        whose = f"{principal.tenant}\x1f{principal.require_person()}\x1f{thread}".encode()
        return hmac.new(self.secret, b"live\x1f" + whose, hashlib.sha256).hexdigest()

    def _subscribe(self) -> None:
        """One thread per process hears Redis, from the first listener on."""
        if self.client is None or self._subscriber is not None:
            return
        self._subscriber = threading.Thread(target=self._hear_redis, name="live", daemon=True)
        self._subscriber.start()

    def _hear_redis(self) -> None:
        while not self._closed.is_set():
            try:
                self._hear_until_it_breaks()
            except (redis.RedisError, OSError, ValueError) as fault:
                log.warning("live: looking instead of hearing", error=type(fault).__name__)
            self._subscribed = False
            self._closed.wait(REST_S)

    def _hear_until_it_breaks(self) -> None:
        if self.client is None:
            return
        pubsub = self.client.pubsub(  # type: ignore[no-untyped-call]  # redis leaves it untyped
            ignore_subscribe_messages=True
        )
        with pubsub as heard:
            heard.subscribe(CHANNEL)
            self._subscribed = True
            while not self._closed.is_set():
                message = heard.get_message(timeout=SLICE_S)
                name = message.get("data") if message is not None else None
                if isinstance(name, bytes):
                    self._wake(name.decode("ascii", "replace"))


async def _heard(ear: _Ear, patience_s: float) -> None:
    try:
        await asyncio.wait_for(ear.heard.wait(), max(patience_s, 0.01))
    except TimeoutError:
        return


def _who(principal: Principal) -> tuple[str, str]:
    return principal.tenant, principal.require_person()


def frame(message: Message) -> str:
    """One message as a server-sent event, named by its `seq`."""
    body = json.dumps(message_json(message), ensure_ascii=False, separators=(",", ":"))
    return f"id: {message.seq}\nevent: message\ndata: {body}\n\n"


def message_json(message: Message) -> Mapping[str, JsonValue]:
    """A stored message as a listener gets it."""
    return {
        "seq": message.seq,
        "id": message.id,
        "speaker": str(message.speaker),
        "text": message.text,
        "at": rfc3339(message.at),
        "cards": [dict(card) for card in message.cards],
    }


def make_live(redis_url: str | None, secret: bytes) -> Live:
    """Listeners over Redis at `redis_url`, or in this process alone when there is none."""
    return Live(connect(redis_url) if redis_url else None, secret)
