"""PayPal's words for tests of what only its adapter has: answers, a desk that recites them."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from billing.money import Money
from billing.payments import ChargeRequest
from payments.paypal import Adapter
from tests.payments.rig import QUICK, connection

SECRET = "EFz-secret-canary"
CREDENTIALS = {
    "client_id": "AbC_client",
    "client_secret": SECRET,
    "webhook_id": "8PT597110X687430L",
}
Json = dict[str, Any]
USD: Json = {"currency_code": "USD", "value": "97.40"}
CAPTURE: Json = {"id": "3C679366HH908993F", "status": "COMPLETED", "amount": USD}
CAPTURE |= {"custom_id": "pay-1"}
ORDER: Json = {
    "id": "5O190127TN364715T",
    "status": "COMPLETED",
    "create_time": "2026-03-01T12:00:00Z",
    "update_time": "2026-03-01T12:00:01Z",
    "links": [],
    "purchase_units": [
        {
            "reference_id": "x",
            "custom_id": "pay-1",
            "amount": USD,
            "payments": {"captures": [CAPTURE]},
        }
    ],
}


def order(status: str = "COMPLETED", capture: Json | None = None, **unit: Any) -> Json:
    """An order of pay-1; `capture` None and another status than COMPLETED: nothing captured."""
    first = dict(ORDER["purchase_units"][0]) | unit
    found = capture or (CAPTURE if status == "COMPLETED" else None)
    first["payments"] = {"captures": [found]} if found else {}
    return ORDER | {"status": status, "purchase_units": [first]}


def problem(issue: str, name: str = "UNPROCESSABLE_ENTITY") -> Json:
    return {"name": name, "message": "no", "debug_id": "d", "details": [{"issue": issue}]}


def request(**changes: Any) -> ChargeRequest:
    fields: Json = {
        "key": "pay-1",
        "amount": Money(9740, "USD"),
        "customer_ref": "cust-nora",
        "method_ref": "paypal.8kk8451t",
        "description": "Bill HB-104",
        "method_type": "paypal",
    }
    return ChargeRequest(**(fields | changes))


@dataclass
class Heard:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Desk:
    """Answers the token's address with fresh tokens, and all others with what is on the list."""

    answers: list[tuple[int, object]] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    tokens: int = 0
    token_life: int = 32_400
    token_status: int = 200
    token_pause_s: float = 0.0
    scope: str | None = None
    refused: set[str] = field(default_factory=set)
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def say(self, *answers: tuple[int, object]) -> None:
        """The next answers; the last one is that of all later ones."""
        self.answers = list(answers)

    def connect(self, **changes: str) -> Adapter:
        made = CREDENTIALS | changes
        return Adapter.connect(connection("paypal"), made, base_url=self.url, timeouts=QUICK)

    def answer(self, heard: Heard) -> tuple[int, object]:
        if heard.path == "/v1/oauth2/token":
            time.sleep(self.token_pause_s)
            with self.lock:
                self.tokens += 1
                token = f"A21AA-{self.tokens}"
            body: Json = {"access_token": token, "expires_in": self.token_life}
            body |= {"scope": self.scope} if self.scope is not None else {}
            wrong = {"error": "invalid_client", "error_description": "no"}
            return self.token_status, body if self.token_status == 200 else wrong
        with self.lock:
            self.heard.append(heard)
            if heard.headers["authorization"].removeprefix("Bearer ") in self.refused:
                return 401, {"error": "invalid_token", "error_description": "expired"}
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def open_desk() -> Iterator[Desk]:
    desk = Desk()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, said = desk.answer(Heard(self.command, self.path, headers, body))
            content = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PATCH = do_DELETE = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 64  # sixteen knock at once

    server = Server(("127.0.0.1", 0), Handler)
    desk.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield desk
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
