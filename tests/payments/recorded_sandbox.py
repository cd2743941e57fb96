"""The sandbox as it ships, in a process that also writes down every request before it is served.

`python -m tests.payments.recorded_sandbox DATA_FILE RECORD`. Written down in front of everything
else, so that planned faults happen to the callers exactly as without it.
"""

import json
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from payments.sandbox.__main__ import _die_with
from payments.sandbox.serve import Sandbox

CONTROL = "/_control/"


class Recording:
    """Appends one line of JSON per request that is none to the control API."""

    def __init__(self, app: ASGIApp, record: int) -> None:
        self._app, self._record = app, record

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(CONTROL):
            await self._app(scope, receive, send)
            return
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        self._write(scope, body)
        unread = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return unread.pop() if unread else await receive()

        await self._app(scope, again, send)

    def _write(self, scope: Scope, body: bytes) -> None:
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        heard = {
            "method": scope["method"],
            "path": scope["path"],
            "query": scope["query_string"].decode("latin-1"),
            "headers": {name: headers.get(name) for name in ("user-agent", "paypal-request-id")},
            "body": body.decode("latin-1"),
        }
        os.write(self._record, json.dumps(heard).encode() + b"\n")


def main(arguments: Sequence[str]) -> None:
    data_file, record = arguments
    threading.Thread(target=_die_with, args=(os.getppid(),), daemon=True).start()
    sandbox = Sandbox(Path(data_file))
    handle = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    sandbox.app.add_middleware(Recording, record=handle)

    def announce() -> None:
        sys.stdout.write(f"sandbox {sandbox.url}\n")
        sys.stdout.flush()

    sandbox.run(announce)


if __name__ == "__main__":
    main(sys.argv[1:])
