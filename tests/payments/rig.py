"""What the payment tests stand on: the sandbox over HTTP, a shop in it, a server that recites."""

import json
import select
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from billing.connections import Connection, Mode
from billing.ids import ConnectionId, TenantId
from billing.money import Money
from billing.payments import ChargeRequest
from payments._protocol import PaymentAdapter, Timeouts
from payments._registry import adapter

START_SECONDS = 15
QUICK = Timeouts(connect=timedelta(seconds=1), total=timedelta(seconds=3))
CREDENTIALS: Mapping[str, Mapping[str, str]] = {
    "stripe": {"secret_key": "sk_test_{shop}", "webhook_secret": "whsec_{shop}_secret"},
}
"""What a shop's owner would copy from each provider; the sandbox is told the same."""


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox process."""

    url: str

    def order(self, method: str, path: str, **body: object) -> dict[str, Any]:
        """One call of the control API."""
        with httpx.Client(trust_env=False, timeout=10) as client:
            answer = client.request(method, f"{self.url}/_control/{path}", json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.order("GET", "clock")["now"], UTC)


@contextmanager
def running_sandbox(data_file: Path) -> Iterator[Sandbox]:
    command = [sys.executable, "-m", "payments.sandbox", "--port", "0", "--die-with-parent"]
    process = subprocess.Popen(
        [*command, "--data-file", str(data_file)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert select.select([process.stdout], [], [], START_SECONDS)[0], "it did not start"
        yield Sandbox(process.stdout.readline().split()[1])
    finally:
        process.terminate()
        process.communicate(timeout=START_SECONDS)


@dataclass
class Shop:
    """A merchant of its own in the sandbox, one customer, and our connection to it."""

    sandbox: Sandbox
    provider: str
    id: str
    timeouts: Timeouts = QUICK
    credentials: dict[str, str] = field(default_factory=dict)
    made: int = 0

    def __post_init__(self) -> None:
        self.credentials = {
            name: value.format(shop=self.id) for name, value in CREDENTIALS[self.provider].items()
        }
        self.sandbox.order("PUT", f"merchants/{self.id}", **self.credentials)
        self.sandbox.order("PUT", f"merchants/{self.id}/customers/c-nora", name="Nora")

    @property
    def base_url(self) -> str:
        return f"{self.sandbox.url}/{self.provider}"

    def connect(self, base_url: str | None = None, **changes: str) -> PaymentAdapter:
        return adapter(self.provider).connect(
            connection(self.provider),
            {**self.credentials, **changes},
            base_url=base_url or self.base_url,
            timeouts=self.timeouts,
        )

    def method(self, behaviour: str = "succeed", **more: object) -> str:
        self.made += 1
        method_id = f"pm-{self.id}-{self.made}"
        body = {"customer": "c-nora", "type": "card", "last4": "4242", "behaviour": behaviour}
        self.sandbox.order("PUT", f"merchants/{self.id}/methods/{method_id}", **body, **more)
        return method_id

    def request(self, behaviour: str = "succeed", **changes: Any) -> ChargeRequest:
        self.made += 1
        fields: dict[str, Any] = {
            "key": f"pay-{self.id}-{self.made}",
            "amount": Money(9740, "USD"),
            "customer_ref": "c-nora",
            "method_ref": changes.get("method_ref") or self.method(behaviour),
            "description": "Bill HB-104",
        }
        return ChargeRequest(**(fields | changes))

    def fault(self, kind: str, times: int = 1, **more: object) -> None:
        self.sandbox.order("POST", "faults", merchant=self.id, kind=kind, times=times, **more)

    def payments(self) -> list[dict[str, Any]]:
        """The truth: what the provider made, newest first."""
        found: list[dict[str, Any]] = self.sandbox.order("GET", f"merchants/{self.id}/payments")[
            "payments"
        ]
        return found

    def charged(self) -> int:
        return sum(payment["charged"] for payment in self.payments())

    def settle(self, provider_ref: str, outcome: str, **more: object) -> None:
        self.sandbox.order("POST", "settle", payment_intent=provider_ref, outcome=outcome, **more)


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
            self.send_response(recital.status)
            for name, value in recital.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(recital.body)))
            self.end_headers()
            if recital.pause:
                for byte in recital.body:
                    if stop.wait(recital.pause.total_seconds()):
                        return
                    try:
                        self.wfile.write(bytes([byte]))
                    except OSError:
                        return
            else:
                self.wfile.write(recital.body)

        do_GET = do_POST

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
