"""One warm server of parsing children, seen from outside: start it, hand it files, replace it."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ingestion import child
from ingestion.draft import Draft, unpack
from ingestion.errors import BY_CODE, Broken, Busy, TooComplex, Unreadable

_ROOT: Final = Path(__file__).resolve().parents[1]
_GRACE_SECONDS: Final = 5
"""How much longer than the child's own clock the parent waits: a busy machine."""
_START_SECONDS: Final = 60
"""How long a server may take to be ready, models loaded: no file's own clock runs meanwhile."""


class Cage:
    """A server process with these caps, started at the first file; at most `parallel` children.

    `read` blocks and may be called from several threads at once.
    """

    def __init__(self, caps: child.Caps, parallel: int, ocr: str) -> None:
        """`ocr`: which engine reads pictures of pages, as `readers.engines` names them."""
        self._caps = caps
        self._ocr = ocr
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(parallel)
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    @property
    def server_pid(self) -> int | None:
        """The warm server's process id, None while none runs."""
        with self._lock:
            alive = self._server is not None and self._server.poll() is None
            return self._server.pid if alive and self._server is not None else None

    def read(self, data: bytes) -> Draft:
        """The draft in these bytes; raises the kinds of `Unreadable`, each with its sentence."""
        message = self.ask(child.READ, data)
        try:
            return unpack(message)
        except (ValueError, TypeError, KeyError) as error:
            raise Broken from error

    def ask(self, wanted: bytes, *messages: bytes, patience: float | None = None) -> bytes:
        """The reply of a fresh child that got these messages, the first of them a file's bytes.

        `patience`: seconds to wait for a turn at most, `Busy` after them; None = as long as it
        takes. Raises the kinds of `Unreadable`, each with its sentence.
        """
        if not self._slots.acquire(timeout=patience):
            raise Busy
        try:
            try:
                return self._ask_once(wanted, messages)
            except TooComplex:
                if not self._has_lost_server():
                    raise
            # Not the file but the server died (killed, out of memory): one more try with a new one.
            return self._ask_once(wanted, messages)
        finally:
            self._slots.release()

    def close(self) -> None:
        """Ends the server; children still at work end by their own clocks."""
        with self._lock:
            self._stop()

    def _ask_once(self, wanted: bytes, messages: Sequence[bytes]) -> bytes:
        patience = self._caps.longest + _GRACE_SECONDS
        with self._start_child(wanted) as job:
            return _granted(_converse(job, messages, patience))

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

    def _start_child(self, wanted: bytes) -> socket.socket:
        """A socket to a fresh child; a server that ended (idle, killed) is started again, once."""
        ours, theirs = socket.socketpair()
        with theirs:
            for _ in range(2):
                with self._lock:
                    try:
                        socket.send_fds(self._running(), [wanted], [theirs.fileno()])
                    except OSError:
                        self._stop()
                        continue
                    return ours
        ours.close()
        raise TooComplex("The reader for uploaded files could not be started.")

    def _running(self) -> socket.socket:
        """The server's control socket, once it is ready; raises OSError where it cannot start."""
        alive = self._server is not None and self._server.poll() is None
        if alive and self._control is not None:
            return self._control
        self._stop()
        ours, theirs = socket.socketpair()
        with theirs:
            # An empty environment: no keys, no tokens, nothing a document could talk out of it.
            # One thread: a pool of them would not survive the fork, and costs memory.
            self._server = subprocess.Popen(  # noqa: S603 - our own interpreter and our own text
                [
                    *(sys.executable, "-s", "-E", "-c", child.BOOT),
                    *(str(_ROOT), str(theirs.fileno()), self._caps.text(), self._ocr),
                ],
                env={"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._control = ours
        ours.settimeout(_START_SECONDS)
        if ours.recv(1) != child.READY:
            raise ConnectionError("the server ended while it started")
        ours.settimeout(None)
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


def _converse(job: socket.socket, messages: Sequence[bytes], patience: int) -> bytes:
    """Hands the bytes over and waits for the message; a child that dies is a file too complex."""
    job.settimeout(patience)
    # A child that refuses early closes while we still send: its answer is already on the way.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        for message in messages:
            child.send(job, message)
    try:
        return child.receive(job, maximum=child.MAX_PICTURE_BYTES + 1024)
    except OSError as error:
        raise TooComplex from error


def _granted(message: bytes) -> bytes:
    """The message, unless it is a refusal: that is raised."""
    try:
        refused = _refusal(message)
    except (ValueError, TypeError, KeyError) as error:
        raise Broken from error
    if refused is not None:
        raise refused
    return message


def _refusal(message: bytes) -> Unreadable | None:
    if not message.startswith(b'{"refused"'):
        return None
    body = json.loads(message)
    return BY_CODE[body["refused"]](str(body["sentence"])[:200])
