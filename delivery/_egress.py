"""The one way out to addresses that strangers chose: HTTPS, checked, pinned, bounded, deaf.

A name is resolved once, every address it has must be public, and the connection goes to one of
those very addresses, with the name in SNI, certificate check and Host header. No redirect is
followed, no proxy or cookie exists, nothing is decompressed, and of the answer to a `post` only the
status' class survives. Refused, timed out, not found, bad certificate: all are `UNREACHABLE`, so
that nobody can use us to look around in a network.
"""

import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

import httpcore

from billing.errors import DeliveryFailed, DeliveryRefused
from delivery._addresses import Address
from delivery._urls import Target, UrlRules, check_url
from delivery._wire import (
    MAX_READ,
    Dial,
    EnoughRead,
    OutOfTime,
    PinnedBackend,
    Resolve,
    StopWatch,
    dial,
    resolve_in_time,
    system_resolve,
)

MAX_ADDRESSES: Final = 4
"""How many of a name's addresses are tried before a connection stands."""

_OURS: Final = frozenset({"host", "content-length", "transfer-encoding", "connection", "cookie"})


class StatusClass(StrEnum):
    """All that is ever told of an answer. `GONE` is 410: the receiver wants no more."""

    ACCEPTED = "2xx"
    REDIRECT = "3xx"
    REJECTED = "4xx"
    GONE = "410"
    BROKEN = "5xx"
    UNREACHABLE = "unreachable"


def status_class(status: int) -> StatusClass:
    """The class of an HTTP status (RFC 9110); what is no final status counts as no answer."""
    if status == 410:
        return StatusClass.GONE
    classes = {
        2: StatusClass.ACCEPTED,
        3: StatusClass.REDIRECT,
        4: StatusClass.REJECTED,
        5: StatusClass.BROKEN,
    }
    return classes.get(status // 100, StatusClass.UNREACHABLE)


@dataclass(frozen=True)
class Egress:
    """The client. Safe to share between threads; keeps no connection and no state.

    `seconds` bounds a whole request: resolving, connecting, sending and all of the answer.
    `resolve`, `dial` and `trust` (whose certificates count) are for tests and private networks.
    """

    rules: UrlRules = field(default_factory=UrlRules)
    seconds: float = 10.0
    resolve: Resolve = field(default=system_resolve, repr=False)
    dial: Dial = field(default=dial, repr=False)
    trust: ssl.SSLContext | None = field(default=None, repr=False)

    def check_url(self, url: str) -> Target:
        """The address taken apart. Raises `DeliveryRefused` with a sentence for its owner.

        No name is resolved: what a name leads to is checked at each `post`, and not told.
        """
        return check_url(url, self.rules)

    def post(self, target: Target, body: bytes, headers: Mapping[str, str]) -> StatusClass:
        """Send the body once and say how it went. Never raises for what the other side does.

        `headers` besides the framing ones, which are ours. Raises `DeliveryRefused` when a
        header's name or value is not one.
        """
        request = _request("POST", target, body, headers)
        watch = StopWatch(self.seconds)
        try:
            addresses = self._addresses(target, watch)
            return self._exchange(request, PinnedBackend(addresses, watch, self.dial))
        except _EXPECTED:
            return StatusClass.UNREACHABLE

    def get(self, target: Target, most: int = MAX_READ) -> bytes:
        """A small document, of at most `most` bytes with its headers: for us, never to be shown.

        Raises `DeliveryFailed` for anything but a whole 200, without saying which.
        """
        request = _request("GET", target, b"", {"Accept": "application/json"})
        watch = StopWatch(self.seconds, min(most, MAX_READ))
        found: bytes | None = None
        with suppress(*_EXPECTED):
            backend = PinnedBackend(self._addresses(target, watch), watch, self.dial)
            with self._pool(backend) as pool:
                answer = pool.handle_request(request)
                try:
                    body = b"".join(answer.iter_stream())
                finally:
                    answer.close()
                found = body if answer.status == 200 else None
        if found is None:
            raise DeliveryFailed("the document could not be had")
        return found

    def _addresses(self, target: Target, watch: StopWatch) -> list[Address]:
        """The addresses to connect to: all of the name's are public, or none is used."""
        if target.literal is not None:
            found = [target.literal]
        else:
            found = list(resolve_in_time(self.resolve, target.host, target.port, watch))
        if not found or not all(self.rules.admits(address) for address in found):
            raise OSError("nowhere to go")
        return found[:MAX_ADDRESSES]

    def _exchange(self, request: httpcore.Request, backend: PinnedBackend) -> StatusClass:
        with self._pool(backend) as pool:
            answer = pool.handle_request(request)
            verdict = status_class(answer.status)
            try:
                # Taken in and dropped: some servers stop their work when the other side hangs up.
                for _ in answer.iter_stream():
                    pass
            except _EXPECTED:
                pass  # the status is what counts
            finally:
                answer.close()
            return verdict

    def _pool(self, backend: PinnedBackend) -> httpcore.ConnectionPool:
        return httpcore.ConnectionPool(
            ssl_context=self._tls, max_keepalive_connections=0, network_backend=backend
        )

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self.trust or httpcore.default_ssl_context()


_EXPECTED: Final = (
    OutOfTime,
    EnoughRead,
    OSError,  # also TimeoutError and every ssl.SSLError
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.ConnectionNotAvailable,
)


def _request(
    method: str, target: Target, body: bytes, headers: Mapping[str, str]
) -> httpcore.Request:
    length = [] if method == "GET" else [("Content-Length", str(len(body)))]
    sent = [
        ("Host", target.authority),
        *length,
        ("Connection", "close"),
        ("Accept-Encoding", "identity"),
    ]
    for name, value in headers.items():
        plain = name.isascii() and name.replace("-", "").isalnum()
        if not plain or name.lower() in _OURS or not (value.isascii() and value.isprintable()):
            raise DeliveryRefused("a header of the request is not allowed")
        sent.append((name, value))
    url = httpcore.URL(
        scheme=b"https",
        host=target.host.encode("ascii"),
        port=target.port,
        target=target.path.encode("ascii"),
    )
    return httpcore.Request(
        method,
        url,
        headers=[(name.encode(), value.encode()) for name, value in sent],
        content=body,
    )
