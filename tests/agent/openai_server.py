"""A local server that speaks OpenAI's chat completions, streamed, and says what a script says.

Standard library only and quick: also the zero-latency model of the benchmarks.

    with serve(script) as server:
        ChatOpenAI(base_url=server.base_url, ...)

A script is called with the request's JSON and returns one `Answer`.
"""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Request = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `calls` are (name, arguments); arguments given as a string go out as they are.

    `cut_after` ends the connection after so many pieces, without a finish; `pause_s` waits before
    each piece; `raw` replaces the whole body.
    """

    text: str = ""
    calls: Sequence[tuple[str, Mapping[str, object] | str]] = ()
    finish: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    pause_s: float = 0
    raw: bytes | None = None
    piece: int = 400


Script = Callable[[Request], Answer]


@dataclass(slots=True)
class Server:
    """The running server and every request it got."""

    base_url: str
    requests: list[Request] = field(default_factory=list)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    script: Script
    served: Server

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is part of some stories, not worth a word."""


@contextmanager
def serve(script: Script, port: int = 0) -> Iterator[Server]:
    """Answer on 127.0.0.1 until the block ends; `port` 0 takes a free one."""
    listener = _Listener(("127.0.0.1", port), _Handler)
    listener.script = script
    listener.served = Server(f"http://127.0.0.1:{listener.server_address[1]}/v1")
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield listener.served
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join(5)


def in_order(*answers: Answer | str) -> Script:
    """These answers one after the other, the last one for ever."""
    left = [Answer(answer) if isinstance(answer, str) else answer for answer in answers]
    lock = threading.Lock()

    def next_answer(_request: Request) -> Answer:
        with lock:
            return left.pop(0) if len(left) > 1 else left[0]

    return next_answer


def one_tool(name: str, arguments: Mapping[str, object], text: str) -> Script:
    """Calls a tool, then says `text` once its result is there: a whole turn, by the messages."""

    def answer(request: Request) -> Answer:
        if request["messages"][-1]["role"] == "tool":
            return Answer(text)
        return Answer(calls=[(name, arguments)])

    return answer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = json.loads(body)
        self.server.served.requests.append(request)
        answer = self.server.script(request)
        if answer.raw is not None or answer.status != 200:
            self._whole(answer)
        elif request.get("stream"):
            self._streamed(answer)
        else:
            raw = json.dumps(_completion(answer)).encode()
            self._whole(Answer(raw=raw, headers={"Content-Type": "application/json"}))

    def _whole(self, answer: Answer) -> None:
        raw = answer.raw if answer.raw is not None else b'{"error": {"message": "no"}}'
        self.send_response(answer.status)
        for name, value in {"Content-Type": "application/json", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def _streamed(self, answer: Answer) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for number, event in enumerate(_events(answer)):
                if answer.cut_after == number:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                if answer.pause_s:
                    time.sleep(answer.pause_s)
                self._chunk(f"data: {event}\n\n".encode())
            self._chunk(b"data: [DONE]\n\n")
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.close_connection = True

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: what was asked is in `requests`."""


def _events(answer: Answer) -> Iterator[str]:
    yield _event({"role": "assistant", "content": ""})
    for start in range(0, len(answer.text), answer.piece):
        yield _event({"content": answer.text[start : start + answer.piece]})
    for number, (name, arguments) in enumerate(answer.calls):
        raw = arguments if isinstance(arguments, str) else json.dumps(arguments)
        function = {"name": name, "arguments": raw}
        call = {"index": number, "id": f"call_{number}", "type": "function", "function": function}
        yield _event({"tool_calls": [call]})
    finish = _finish(answer)
    if finish:
        yield _event({}, finish)


def _event(delta: Mapping[str, object], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "local",
            "choices": [choice],
        }
    )


def _finish(answer: Answer) -> str:
    if answer.finish is not None:
        return answer.finish
    return "tool_calls" if answer.calls else "stop"


def _completion(answer: Answer) -> dict[str, object]:
    message: dict[str, object] = {"role": "assistant", "content": answer.text}
    if answer.calls:
        message["tool_calls"] = [
            {
                "id": f"call_{number}",
                "type": "function",
                "function": {"name": name, "arguments": json.dumps(arguments)},
            }
            for number, (name, arguments) in enumerate(answer.calls)
        ]
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "local",
        "choices": [{"index": 0, "message": message, "finish_reason": _finish(answer)}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
