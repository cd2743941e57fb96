"""The lowest layer of the egress client: one TCP connection to one address, on one stop-watch.

Every wait is cut to what is left of the whole request, so a trickle buys no time, and only so many
bytes are read however many come.
"""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from typing import Final, TypeAlias

import httpcore

from delivery._addresses import Address

Resolve: TypeAlias = Callable[[str, int], Sequence[Address]]
"""All addresses of a name, for a port; raises `OSError` when there are none."""

Dial: TypeAlias = Callable[[Address, int, float], socket.socket]
"""A TCP connection to exactly this address and port, within so many seconds."""

MAX_READ: Final = 64 * 1024


class OutOfTime(Exception):
    """The request's whole time is over."""


class EnoughRead(Exception):
    """As many bytes were read as ever will be."""


@dataclass(slots=True)
class StopWatch:
    """What is left of a request: seconds and bytes."""

    seconds: float
    bytes_left: int = MAX_READ
    _end: float = field(init=False)

    def __post_init__(self) -> None:
        self._end = time.monotonic() + self.seconds

    def left(self) -> float:
        """Seconds left, more than none; raises `OutOfTime` otherwise."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise OutOfTime
        return left


def system_resolve(host: str, port: int) -> Sequence[Address]:
    """What the machine's resolver says, in its order, each address once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # An interface behind % is dropped: only link-local addresses have one, and those are refused.
    texts = [str(where[0]).partition("%")[0] for *_, where in found]
    return [ip_address(text) for text in dict.fromkeys(texts)]


def resolve_in_time(resolve: Resolve, host: str, port: int, watch: StopWatch) -> Sequence[Address]:
    """The addresses of a name. The system's resolver knows no time-out, so it is left behind."""
    answers: queue.SimpleQueue[Sequence[Address] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(list(resolve(host, port)))
        except Exception as problem:
            answers.put(problem)

    threading.Thread(target=ask, daemon=True, name="resolve").start()
    try:
        answer = answers.get(timeout=watch.left())
    except queue.Empty:
        raise OutOfTime from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def dial(address: Address, port: int, seconds: float) -> socket.socket:
    """Connect to this address and no other; raises `OSError`."""
    family = socket.AF_INET6 if isinstance(address, IPv6Address) else socket.AF_INET
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.connect((str(address), port))
    except BaseException:
        connection.close()
        raise
    return connection


class PinnedStream(httpcore.NetworkStream):
    """A connection that ends with its stop-watch."""

    def __init__(self, connection: socket.socket, watch: StopWatch) -> None:
        self._connection, self._watch = connection, watch

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._watch.bytes_left <= 0:
            raise EnoughRead
        self._connection.settimeout(self._watch.left())
        data = self._connection.recv(min(max_bytes, self._watch.bytes_left))
        self._watch.bytes_left -= len(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        rest = memoryview(buffer)
        while rest:
            self._connection.settimeout(self._watch.left())
            rest = rest[self._connection.send(rest) :]

    def close(self) -> None:
        self._connection.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> "PinnedStream":
        try:
            # The hand-shake as a whole keeps to the socket's time-out, not each of its reads.
            self._connection.settimeout(self._watch.left())
            wrapped = ssl_context.wrap_socket(self._connection, server_hostname=server_hostname)
        except BaseException:
            self.close()
            raise
        return PinnedStream(wrapped, self._watch)

    def get_extra_info(self, info: str) -> object:
        return None


class PinnedBackend(httpcore.NetworkBackend):
    """Connects to the addresses it was given, whatever name it is asked for."""

    def __init__(self, addresses: Sequence[Address], watch: StopWatch, dial: Dial) -> None:
        self._addresses, self._watch, self._dial = addresses, watch, dial

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> PinnedStream:
        problem: OSError = OSError("no address")
        for number, address in enumerate(self._addresses):
            # A fair share of the time, so that one silent address does not use up the others'.
            share = self._watch.left() / (len(self._addresses) - number)
            try:
                return PinnedStream(self._dial(address, port, share), self._watch)
            except OSError as failed:
                problem = failed
        raise problem
