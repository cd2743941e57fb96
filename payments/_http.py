"""One request to a provider, with the one distinction that money needs: did anything leave?

Raises `ProviderUnavailable` while not one byte of the request was written, `OutcomeUnknown` for
every failure after that. No redirects, no retries, no proxies, no kept connections: a kept one that
the server just closed would put a payment in doubt for nothing.
"""

import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from urllib.parse import urlsplit

import httpcore

from billing.errors import OutcomeUnknown, ProviderUnavailable
from payments._protocol import Timeouts

MAX_REPLY = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent; `body` is empty for a GET. Never shown: headers hold credentials.

    `most` is how many bytes of an answer's body are read; a longer one is no answer.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    most: int = MAX_REPLY


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def send(request: Request, timeouts: Timeouts) -> Reply:
    """Send it once and read the whole answer, whatever its status.

    Raises `ProviderUnavailable` (nothing was sent) or `OutcomeUnknown`, naming only the kind of
    failure. Resolving a name and trying several addresses may take longer than `timeouts`; nothing
    was sent then.
    """
    watch = _Watch(timeouts)
    try:
        return _exchange(request, watch)
    except Exception as problem:
        # After the first byte any surprise is a doubt; before it only the network's are expected.
        if not watch.sent and not isinstance(problem, _EXPECTED):
            raise
        why = type(problem).__name__
    # Raised here, not in the handler: a chained error would carry bytes of the exchange into logs.
    if watch.sent:
        raise OutcomeUnknown(f"no definite answer from the provider: {why}")
    raise ProviderUnavailable(f"the provider could not be reached: {why}")


_EXPECTED = (
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.UnsupportedProtocol,
    OSError,
)


def origin_of(url: str) -> tuple[str, str, int | None] | None:
    """(scheme, host, port) of a plain http address; None for anything else in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    plain = parts.scheme in ("http", "https") and parts.username is None and parts.password is None
    if not plain or not parts.hostname or any(ord(c) <= 32 or c in "\\<>\"'`" for c in url):
        return None
    return parts.scheme, parts.hostname, port


def _exchange(request: Request, watch: "_Watch") -> Reply:
    secure = request.url.startswith("https:")
    with (
        httpcore.ConnectionPool(
            ssl_context=_tls() if secure else None,
            max_keepalive_connections=0,
            network_backend=_Backend(watch),
        ) as pool,
        pool.stream(
            request.method,
            request.url,
            headers=list(request.headers.items()),
            content=request.body,
        ) as answer,
    ):
        body = bytearray()
        for chunk in answer.iter_stream():
            body += chunk
            if len(body) > request.most:
                raise httpcore.RemoteProtocolError("the answer is too large")
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in answer.headers
        }
        return Reply(answer.status, headers, bytes(body))


@cache
def _tls() -> ssl.SSLContext:
    return httpcore.default_ssl_context()


class _Watch:
    """The time that is left for one request, and whether any byte of it was written."""

    def __init__(self, timeouts: Timeouts) -> None:
        self._connect = timeouts.connect
        self._end = time.monotonic() + timeouts.total.total_seconds()
        self.sent = False

    def left(self) -> float:
        """Seconds left, more than none; raises the time-out otherwise."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole request took too long")
        return left

    def left_to_connect(self) -> float:
        return min(self._connect / timedelta(seconds=1), self.left())


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait ends with the request's own time, not a fresh one."""

    def __init__(self, inner: httpcore.NetworkStream, watch: _Watch) -> None:
        self._inner, self._watch = inner, watch

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._watch.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = self._watch.left()
        self._watch.sent = True
        self._inner.write(buffer, left)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> "_Stream":
        left = self._watch.left_to_connect()
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, left), self._watch)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """Opens plain TCP connections that obey the watch."""

    def __init__(self, watch: _Watch) -> None:
        self._inner, self._watch = httpcore.SyncBackend(), watch

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> _Stream:
        left = self._watch.left_to_connect()
        inner = self._inner.connect_tcp(host, port, left, local_address, socket_options)
        return _Stream(inner, self._watch)
