"""What the payment tests stand on: the sandbox over HTTP, servers that recite and that listen."""

import json
import select
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from billing.connections import Connection, Mode
from billing.ids import ConnectionId, TenantId
from payments._protocol import Timeouts

START_SECONDS = 15
QUICK = Timeouts(connect=timedelta(seconds=1), total=timedelta(seconds=3))


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox process."""

    url: str
    # One client: making one costs more than a request.
    http: httpx.Client = field(
        default_factory=lambda: httpx.Client(trust_env=False, timeout=10), repr=False, compare=False
    )

    def order(self, method: str, path: str, **body: object) -> dict[str, Any]:
        """One call of the control API."""
        answer = self.http.request(method, f"{self.url}/_control/{path}", json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.order("GET", "clock")["now"], UTC)


@contextmanager
def running_sandbox(data_file: Path, record: Path | None = None) -> Iterator[Sandbox]:
    """`record`: where every request to a provider's part is written down."""
    command = [sys.executable, "-m", "payments.sandbox", "--port", "0", "--die-with-parent"]
    command += ["--data-file", str(data_file)]
    if record is not None:
        record.touch()
        module = "tests.payments.recorded_sandbox"
        command = [sys.executable, "-m", module, str(data_file), str(record)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert select.select([process.stdout], [], [], START_SECONDS)[0], "it did not start"
        sandbox = Sandbox(process.stdout.readline().split()[1])
        with sandbox.http:
            yield sandbox
    finally:
        process.terminate()
        process.communicate(timeout=START_SECONDS)


def connection(provider: str, mode: Mode = Mode.TEST) -> Connection:
    return Connection(ConnectionId("con-1"), TenantId("harbor"), provider, mode, "token")


@dataclass
class Recital:
    """What a reciting server answers next, and what it heard."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    pause: timedelta = timedelta(0)
    """Between the bytes of the body, which then leave one by one."""
    script: list[bytes] = field(default_factory=list)
    """Bodies of the first answers; `body` is that of all later ones."""
    statuses: list[int] = field(default_factory=list)
    """Likewise of the first statuses."""
    heard: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    def say(self, status: int, body: object) -> None:
        self.status = status
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()


@contextmanager
def reciting() -> Iterator[Recital]:
    """A loopback server that answers every request with the recital's present words."""
    recital, stop = Recital(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", "0"))
            headers = {name.lower(): value for name, value in self.headers.items()}
            recital.heard.append((self.command, self.path, headers, self.rfile.read(length)))
            said = recital.script.pop(0) if recital.script else recital.body
            self.send_response(recital.statuses.pop(0) if recital.statuses else recital.status)
            for name, value in recital.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            if recital.pause:
                for byte in said:
                    if stop.wait(recital.pause.total_seconds()):
                        return
                    try:
                        self.wfile.write(bytes([byte]))
                    except OSError:
                        return
            else:
                self.wfile.write(said)

        do_GET = do_DELETE = do_PUT = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    recital.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield recital
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def receiving(keep: Callable[[bytes, Mapping[str, str]], None]) -> Iterator[str]:
    """A loopback server for webhooks: every body and its headers go to `keep`; yields its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            keep(body, dict(self.headers.items()))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def wait_for(done: Callable[[], bool]) -> None:
    """Until it is so; fails after four seconds."""
    pause = threading.Event()
    for _ in range(200):
        if done():
            return
        pause.wait(0.02)
    raise AssertionError("it did not come")
