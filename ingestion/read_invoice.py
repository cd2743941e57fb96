"""The way in: an unknown file's bytes in, a draft or one clear refusal out; a child parses."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from ingestion import child
from ingestion.draft import Draft, unpack
from ingestion.errors import BY_CODE, Broken, TooComplex, Unreadable
from ingestion.sniff import sniff

_ROOT: Final = Path(__file__).resolve().parents[1]
_GRACE_SECONDS: Final = 5
"""How much longer than the child's own clock the parent waits: a cold start, a busy machine."""


class InvoiceReader:
    """Reads files in capped children; owns one warm server process, started at the first file.

    `read` blocks and may be called from several threads at once (from async code: in a thread).
    At most `parallel` children run at a time, so memory stays below `parallel` x 512 MB.
    """

    def __init__(self, *, parallel: int = 2, caps: child.Caps | None = None) -> None:
        self._caps = caps if caps is not None else child.Caps()
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(parallel)
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def server_pid(self) -> int | None:
        """The warm server's process id, None while none runs."""
        with self._lock:
            alive = self._server is not None and self._server.poll() is None
            return self._server.pid if alive and self._server is not None else None

    def read(self, data: bytes) -> Draft:
        """The draft in these bytes; raises the kinds of `Unreadable`, each with its sentence."""
        sniff(data)
        with self._slots:
            try:
                return self._read_once(data)
            except TooComplex:
                if not self._has_lost_server():
                    raise
            # Not the file but the server died (killed, out of memory): one more try with a new one.
            return self._read_once(data)

    def _read_once(self, data: bytes) -> Draft:
        with self._start_child() as job:
            return _understand(_converse(job, data, self._caps.wall_seconds))

    def close(self) -> None:
        """Ends the server; children still at work end by their own clocks."""
        with self._lock:
            self._stop()

    def _has_lost_server(self) -> bool:
        """Whether the server hung up; its closed socket tells sooner than its exit status."""
        with self._lock:
            if self._control is None:
                return True
            try:
                return self._control.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
            except BlockingIOError:
                return False
            except OSError:
                return True

    def _start_child(self) -> socket.socket:
        """A socket to a fresh child; a server that ended (idle, killed) is started again, once."""
        ours, theirs = socket.socketpair()
        with theirs:
            for _ in range(2):
                with self._lock:
                    control = self._running()
                    try:
                        socket.send_fds(control, [b"f"], [theirs.fileno()])
                    except OSError:
                        self._stop()
                        continue
                    return ours
        ours.close()
        raise TooComplex("The reader for uploaded files could not be started.")

    def _running(self) -> socket.socket:
        alive = self._server is not None and self._server.poll() is None
        if alive and self._control is not None:
            return self._control
        self._stop()
        ours, theirs = socket.socketpair()
        with theirs:
            # An empty environment: no keys, no tokens, nothing a document could talk out of it.
            self._server = subprocess.Popen(  # noqa: S603 - our own interpreter and our own text
                [
                    *(sys.executable, "-s", "-E", "-c", child.BOOT),
                    *(str(_ROOT), str(theirs.fileno()), self._caps.text()),
                ],
                env={"LC_ALL": "C.UTF-8"},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._control = ours
        return ours

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._server is not None:
            self._server.terminate()
            try:
                self._server.wait(timeout=2)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait(timeout=2)
            self._server = None


def read_invoice(data: bytes, *, filename_hint: str | None = None) -> Draft:
    """The draft in these bytes, read by a server that lives for this one file.

    `filename_hint` is accepted for the caller's convenience and never trusted: what a file is, its
    bytes say. Raises the kinds of `Unreadable`.
    """
    del filename_hint
    with InvoiceReader(parallel=1) as reader:
        return reader.read(data)


def _converse(job: socket.socket, data: bytes, wall_seconds: int) -> bytes:
    """Hands the bytes over and waits for the message; a child that dies is a file too complex."""
    job.settimeout(wall_seconds + _GRACE_SECONDS)
    # A child that refuses early closes while we still send: its answer is already on the way.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        child.send(job, data)
    try:
        return child.receive(job, maximum=child.MAX_REPLY_BYTES + 1024)
    except OSError as error:
        raise TooComplex from error


def _understand(message: bytes) -> Draft:
    try:
        refused = _refusal(message)
        if refused is None:
            return unpack(message)
    except (ValueError, TypeError, KeyError) as error:
        raise Broken from error
    raise refused


def _refusal(message: bytes) -> Unreadable | None:
    if not message.startswith(b'{"refused"'):
        return None
    body = json.loads(message)
    return BY_CODE[body["refused"]](str(body["sentence"])[:200])
