"""Builds the sandbox application and serves it on a socket, alone or in a thread of a test."""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

from . import _control
from ._courier import Courier
from ._provider import Provider, Site
from ._providers import PROVIDERS
from ._store import Ledger

BACKLOG = 512
START_SECONDS = 10
# l_onoff 1, l_linger 0: closing sends a reset instead of an orderly end.
RESET = struct.pack("ii", 1, 0)


class Connections:
    """The open connections by client address, so that a fault can reset one."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], asyncio.Transport] = {}

    def protocol(self) -> type[H11Protocol]:
        """uvicorn's protocol, noting its connections here."""
        noted = self._open

        class Noting(H11Protocol):
            # The base narrows the argument in the same way.
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                if self.client:
                    noted[self.client] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                if self.client:
                    noted.pop(self.client, None)
                super().connection_lost(exc)

        return Noting

    def cut(self, scope: Scope) -> None:
        """Reset the connection that carries this request."""
        client = scope.get("client")
        transport = self._open.get((client[0], client[1])) if client else None
        if transport is None:
            return
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        transport.abort()


def build_app(
    data_file: Path,
    connections: Connections | None = None,
    providers: Sequence[Provider] = PROVIDERS,
) -> Starlette:
    """The sandbox over one data file, created when absent.

    Raises sqlite3.OperationalError when another sandbox holds the file. Without `connections`
    (a test client) a cut connection ends as an error of that client.
    """
    ledger = Ledger(data_file)
    courier = Courier(ledger, providers)
    site = Site(ledger, (connections or Connections()).cut)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        courier.start()
        yield
        await asyncio.to_thread(courier.stop)
        ledger.close()

    async def not_found(request: Request, exc: Exception) -> Response:
        message = f"Unrecognized request URL ({request.method}: {request.url.path})."
        status = exc.status_code if isinstance(exc, HTTPException) else 404
        error = {"type": "invalid_request_error", "message": message}
        return JSONResponse({"error": error}, 404 if status == 405 else status)

    app = Starlette(
        routes=[
            *(route for provider in providers for route in provider.routes(site)),
            *_control.routes(ledger, courier, providers),
        ],
        lifespan=lifespan,
        exception_handlers={HTTPException: not_found},
    )
    app.state.ledger = ledger
    return app


class Sandbox:
    """A bound sandbox: `url` is known at once, `run` serves until stopped."""

    def __init__(self, data_file: Path, host: str = "127.0.0.1", port: int = 0) -> None:
        self._socket = socket.create_server((host, port), backlog=BACKLOG)
        # create_server leaves the protocol number 0, so asyncio does not do this; without it every
        # second reply on a kept connection waits 40 ms for a delayed acknowledgement.
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.url = f"http://{host}:{self._socket.getsockname()[1]}"
        self._ready: Callable[[], None] = lambda: None
        connections = Connections()
        self.app = build_app(data_file, connections)
        self.app.state.ledger.call(lambda tx: tx.set_meta("base_url", self.url))
        config = uvicorn.Config(
            self.app,
            http=connections.protocol(),
            ws="none",
            loop="asyncio",
            lifespan="on",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=1,
        )
        self._server = _Announcing(config, lambda: self._ready())

    def run(self, on_ready: Callable[[], None]) -> None:
        """Serve in this thread; `on_ready` is called once requests are answered."""
        self._ready = on_ready
        self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        self._server.should_exit = True


class _Announcing(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()


@contextlib.contextmanager
def serving(data_file: Path) -> Iterator[str]:
    """Serve in a thread for the length of a `with`; gives the sandbox's URL."""
    sandbox, ready = Sandbox(data_file), threading.Event()
    thread = threading.Thread(target=sandbox.run, args=(ready.set,), daemon=True)
    thread.start()
    ready.wait(START_SECONDS)
    try:
        yield sandbox.url
    finally:
        sandbox.stop()
        thread.join(START_SECONDS)
