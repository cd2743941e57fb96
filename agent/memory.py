"""What the model remembers of a conversation: a short window in Redis, rebuilt from SQL when lost.

Nothing here is truth. The window may be flushed, evicted, late or forged at any time; every entry
is signed and bound to its key, and whatever does not verify is dropped and read from SQL again.
Facts are kept by reference (`bill:HB-100`), never as text.
"""

import hashlib
import hmac
import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NewType, cast

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from billing.ids import ConversationId, PersonId, TenantId, is_id
from billing.redaction import Redacted, redact

_LOG: Final = logging.getLogger(__name__)
WINDOW_MESSAGES: Final = 20
_TEXT_LIMIT: Final = 4_000
_TTL_S: Final = 6 * 3600
_TIMEOUT_S: Final = 0.3
_REST_S: Final = 5
_SIGNATURE: Final = 32
_SPEAKERS: Final = frozenset({"customer", "assistant", "server", "staff"})

MemoryKey = NewType("MemoryKey", str)


@dataclass(frozen=True, slots=True)
class Remembered:
    """One message of the window. `shown` names what it showed, as `kind:id`."""

    seq: int
    speaker: str
    text: Redacted
    shown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """The last messages of one conversation, oldest first."""

    messages: tuple[Remembered, ...] = ()


Rebuild = Callable[[], Sequence[Remembered]]


@dataclass(slots=True)
class Memory:
    """The windows of all conversations. Never raises; without Redis it reads SQL every time.

    After a failure Redis is left alone for a few seconds, so that a slow one is not felt on every
    message; it is used again by itself, without a restart.
    """

    client: "redis.Redis"
    secret: bytes
    clock: Callable[[], float] = time.monotonic
    _rest_until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def key(self, tenant: TenantId, person: PersonId, conversation_id: ConversationId) -> MemoryKey:
        """`ba:{tenant}:{person}:{HMAC of all three}`: nothing a caller types can name another's."""
        if not (is_id(tenant) and is_id(person)):
            raise ValueError("not an id")
        whose = f"{tenant}:{person}:{conversation_id}".encode()
        digest = hmac.new(self.secret, whose, hashlib.sha256).hexdigest()
        return MemoryKey(f"ba:{tenant}:{person}:{digest}")

    def recall(self, key: MemoryKey, rebuild: Rebuild, *, last_seq: int | None = None) -> Window:
        """The window, from Redis when whole and current, else from `rebuild` (SQL) and stored.

        `last_seq`: the newest message the conversation has; a window that ends earlier is stale.
        """
        found = self._read(key)
        if found and (last_seq is None or found[-1].seq == last_seq):
            return Window(tuple(found))
        fresh = _bounded(rebuild())
        if fresh:
            self._write(key, fresh, anew=True)
        return Window(tuple(fresh))

    def remember(self, key: MemoryKey, messages: Sequence[Remembered]) -> None:
        """Add messages at the end of the window; one that is gone stays gone until `recall`."""
        if messages:
            self._write(key, _bounded(messages), anew=False)

    def forget(self, key: MemoryKey) -> None:
        """Remove the window at once, for erasure."""
        self._attempt(lambda: self.client.delete(key))

    def _read(self, key: MemoryKey) -> list[Remembered]:
        raw = self._attempt(lambda: self.client.lrange(key, 0, -1))
        if not isinstance(raw, list):
            return []
        entries = [self._opened(key, item) for item in raw[-WINDOW_MESSAGES:]]
        whole = [entry for entry in entries if entry is not None]
        in_order = all(one.seq < two.seq for one, two in pairwise(whole))
        return whole if len(whole) == len(entries) and in_order else []

    def _write(self, key: MemoryKey, messages: Sequence[Remembered], *, anew: bool) -> None:
        sealed = [self._sealed(key, message) for message in messages]

        def store() -> object:
            with self.client.pipeline(transaction=True) as pipe:
                if anew:
                    pipe.delete(key)
                    pipe.rpush(key, *sealed)
                else:
                    # Only onto a window that is there: a flushed one must be rebuilt whole.
                    pipe.rpushx(key, *sealed)
                pipe.ltrim(key, -WINDOW_MESSAGES, -1)
                pipe.expire(key, _TTL_S)
                return pipe.execute()

        self._attempt(store)

    def _attempt(self, work: Callable[[], object]) -> object:
        with self._lock:
            if self.clock() < self._rest_until:
                return None
        try:
            return work()
        except redis.ResponseError as refusal:
            # Out of memory, a key of another type: the server is well, this value is not.
            _LOG.warning("memory: redis refused: %s", type(refusal).__name__)
        except (redis.RedisError, OSError) as fault:
            _LOG.warning("memory: redis is away: %s", type(fault).__name__)
            with self._lock:
                self._rest_until = self.clock() + _REST_S
        return None

    def _signature(self, key: MemoryKey, body: bytes) -> bytes:
        mac = hmac.new(self.secret, key.encode() + b"\n" + body, hashlib.sha256)
        return mac.hexdigest()[:_SIGNATURE].encode()

    def _sealed(self, key: MemoryKey, message: Remembered) -> str:
        body = json.dumps(
            [message.seq, message.speaker, message.text[:_TEXT_LIMIT], list(message.shown)]
        ).encode()
        return (self._signature(key, body) + body).decode()

    def _opened(self, key: MemoryKey, sealed: object) -> Remembered | None:
        if not isinstance(sealed, bytes):
            return None
        signature, body = sealed[:_SIGNATURE], sealed[_SIGNATURE:]
        if not hmac.compare_digest(signature, self._signature(key, body)):
            return None
        seq, speaker, text, shown = cast("tuple[int, str, str, list[str]]", json.loads(body))
        return (
            Remembered(seq, speaker, redact(text), tuple(shown)) if speaker in _SPEAKERS else None
        )


def connect(url: str) -> "redis.Redis":
    """A Redis client (`redis://...`, `unix:///...`) that gives up fast and never retries."""
    return redis.Redis.from_url(
        url,
        socket_timeout=_TIMEOUT_S,
        socket_connect_timeout=_TIMEOUT_S,
        retry=Retry(NoBackoff(), 0),
    )


def _bounded(messages: Sequence[Remembered]) -> list[Remembered]:
    return list(messages)[-WINDOW_MESSAGES:]
