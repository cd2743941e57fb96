"""A server that dies while it approves: the terminal never invites to pay twice."""

import io
import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from api.cli import main

USD = {"amount_minor": 9740, "currency": "USD", "display": "$97.40"}
QUOTE = {
    "id": "qt_1",
    "payee": "Harbor",
    "method": {"id": "pm", "label": "Visa •••• 4242"},
    "lines": [{"bill_number": "HB-100", "description": "Electricity", "amount": USD}],
    "total": USD,
}
PAID = {"id": "pay_1", "bill_id": "HB-100", "amount": USD, "state": "succeeded", "receipt_id": "r1"}


class _Dying(BaseHTTPRequestHandler):
    """Answers a chat with a quote, drops the first approval, and repeats its answer after that."""

    approved = 0

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.endswith("/approve"):
            type(self).approved += 1
            if self.approved == 1:
                self.close_connection = True
                return
            self._answer({"payments": [PAID]})
        else:
            self._answer(
                {"conversation_id": "c_1", "reply": "To pay.", "language": "en", "quote": QUOTE}
            )

    def do_GET(self) -> None:
        self._answer({"items": []})

    def _answer(self, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the story's own words are looked at."""


@pytest.fixture
def dying() -> Iterator[str]:
    """The address of a server that loses the first approval's answer."""
    _Dying.approved = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Dying)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(10)


def test_a_lost_approval_says_do_not_pay_again_and_approving_again_tells(
    home: Path, dying: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("pay HB-100\n/approve\n/approve\n"))
    who = ["--tenant", "harbor", "--customer", "c-nora", "--data-dir", str(home)]
    code = main(["chat", *who, "--url", dying])
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert "Do not pay again: it may have gone through" in said.err
    assert "status" in said.err
    assert "Paid: $97.40 for bill HB-100" in said.out
    assert code == 1
    assert _Dying.approved == 2
