"""The parsing child: one process per file, forked from a warm server, with nothing to steal.

There are two classes of children: for files that carry their text, and for pictures of pages (more
memory, more time, models loaded before the fork); each class has a server of its own.

The server is started as `python -c BOOT` with an empty environment; it imports the parsers once,
cuts itself off the network and from all files but those of its own program, and forks a child for
each socket it is handed. The child takes the caps below, reads the file from its socket, writes one
JSON message and ends. A child that is killed, aborts or runs out of memory or time simply closes
its socket: the parent reads that as a refusal.
"""

import contextlib
import ctypes
import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ingestion.errors import Broken, NoEngine, TooComplex, Unreadable
from ingestion.no_files import leave_files

if TYPE_CHECKING:
    from ingestion.pipeline import BeforePage

READ, TEXTS, PICTURE, ACCEPT = b"f", b"t", b"p", b"a"
"""What a child may be asked for: a draft, the text of each page, one page drawn, a draft with what
the pages bear out of a model's answer."""

MAX_REPLY_BYTES: Final = 2 * 1024 * 1024
MAX_PICTURE_BYTES: Final = 4 * 1024 * 1024
READY: Final = b"r"
"""What a server says once, when it takes files."""
_LENGTH: Final = struct.Struct(">Q")
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000
_PR_SET_NO_NEW_PRIVS: Final = 38
BOOT: Final = (
    "import sys; sys.path[:0] = [sys.argv[1]]; "
    "from ingestion.child import Caps, serve; "
    "serve(int(sys.argv[2]), Caps.parse(sys.argv[3]), sys.argv[4])"
)


_FOR_ALL: Final = tuple(
    f"ingestion.{name}" for name in ("pipeline", "page_texts", "picture", "doubts", "recognised")
)
_FOR_SOME: Final = ("pypdf",)
_QUIET_SECONDS: Final = 0.5
"""A server that heard nothing for so long has the time to import what only some files need."""

SCAN_SECONDS: Final = 30
"""What one page read from pixels may take."""


@dataclass(frozen=True, slots=True)
class Caps:
    """What one file may cost. `idle_seconds`: a server nobody asked for this long ends itself.

    `scans`: how many pages may be read from pixels, each with a clock of its own of `SCAN_SECONDS`;
    0 = none, and the server does not load the models for it.
    """

    memory_bytes: int = 512 * 1024 * 1024
    cpu_seconds: int = 10
    wall_seconds: int = 10
    idle_seconds: int = 300
    scans: int = 0

    @property
    def longest(self) -> int:
        """Seconds after which a file is given up, all its scanned pages counted."""
        return self.wall_seconds + self.scans * SCAN_SECONDS

    def text(self) -> str:
        """The caps as one argument for the server's command line."""
        parts = (
            *(self.memory_bytes, self.cpu_seconds, self.wall_seconds),
            *(self.idle_seconds, self.scans),
        )
        return ",".join(str(part) for part in parts)

    @classmethod
    def parse(cls, text: str) -> "Caps":
        """The caps in `text()`'s form."""
        memory, cpu, wall, idle, scans = (int(part) for part in text.split(","))
        return cls(memory, cpu, wall, idle, scans)


def scan_caps() -> Caps:
    """A class of its own for scans: 1 GB, 30 seconds a page, and a server that soon goes home."""
    return Caps(memory_bytes=1024 * 1024 * 1024, idle_seconds=60, scans=4)


def serve(control_fd: int, caps: Caps, ocr: str) -> None:
    """The server's life: a child for each socket received, until its parent ends or it is idle.

    `ocr`: the engine for pictures of pages, as `readers.engines` names them.
    """
    control = socket.socket(fileno=control_fd)
    gc.disable()  # hardly anything imported is ever garbage, and looking for it takes time
    preload(caps, ocr)
    shut_in(caps)
    control.send(READY)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.enable()
    forked, is_complete = 0, False
    while True:
        patience = caps.idle_seconds if is_complete else _QUIET_SECONDS
        ready, _, _ = select.select([control], [], [], patience)
        if not ready and is_complete:
            return
        if not is_complete and (not ready or forked > 1):
            _preload_rest()
            is_complete = True
        if not ready:
            continue
        message, fds, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            return
        if fds:
            _fork(control, socket.socket(fileno=fds[0]), caps, message)
            forked += 1


def _preload_rest() -> None:
    """What only some files need, imported once nobody waits: a server for one file never does."""
    for name in _FOR_SOME:
        importlib.import_module(name)
    gc.freeze()


def preload(caps: Caps, ocr: str) -> None:
    """Imports what every file needs, and warms what is built at first use."""
    for name in _FOR_ALL:
        importlib.import_module(name)
    from ingestion.labels import lexicon
    from ingestion.readers import digit_shapes

    lexicon()
    digit_shapes.warm()
    if caps.scans:
        importlib.import_module("ingestion.readers.scans")
        from ingestion.readers.engines import choose

        # Where no engine is installed each picture is refused, and everything else is read.
        with contextlib.suppress(NoEngine):
            choose(ocr).warm()


def shut_in(caps: Caps) -> None:
    """Takes network and files from this process and all children that it will fork.

    Done once before the first fork, so that no file waits for it.
    """
    from ingestion.readers.engines import programs

    leave_network()
    leave_files(programs=programs() if caps.scans else ())


def _fork(control: socket.socket, job: socket.socket, caps: Caps, wanted: bytes) -> None:
    pid = os.fork()
    if pid:
        job.close()
        return
    status = 1
    try:
        control.close()
        answer(job, caps, wanted)
        status = 0
    finally:
        os._exit(status)


def leave_network() -> bool:
    """Moves this process into a network namespace of its own, empty but for a dead loopback.

    Needs the right to make one, as root or through a user namespace; where neither is permitted it
    returns False and the child keeps the host's network, though nothing in it opens a socket.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return any(
        libc.unshare(flags) == 0 for flags in (_CLONE_NEWNET, _CLONE_NEWUSER | _CLONE_NEWNET)
    )


def take_caps(caps: Caps) -> None:
    """Memory, processor, clock, files: from here on the kernel ends what goes too far."""
    for what, most in (
        (resource.RLIMIT_AS, caps.memory_bytes),
        (resource.RLIMIT_CPU, caps.cpu_seconds + caps.scans * SCAN_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        resource.setrlimit(what, (most, most))
    # The default action of SIGALRM ends the process even inside a parser written in C.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, caps.wall_seconds)
    os.environ.clear()
    os.chdir("/")


def answer(job: socket.socket, caps: Caps, wanted: bytes = READ) -> None:
    """One file in, one message out, over a connected socket."""
    take_caps(caps)

    def before_scan() -> None:
        # Each page read from pixels has the clock for itself; the processor's cap stands above all.
        signal.setitimer(signal.ITIMER_REAL, SCAN_SECONDS)

    try:
        reply = _reply(job, wanted, before_scan if caps.scans else None)
        if len(reply) > (MAX_PICTURE_BYTES if wanted == PICTURE else MAX_REPLY_BYTES):
            raise TooComplex
    except Unreadable as refused:
        reply = _refusal(refused)
    except (MemoryError, RecursionError):
        reply = _refusal(TooComplex())
    except Exception:
        # Whatever else a hostile file makes the parsers raise is a refusal too, not a silent death.
        reply = _refusal(Broken())
    send(job, reply)


def _reply(job: socket.socket, wanted: bytes, before_scan: "BeforePage | None") -> bytes:
    """What is wanted of the file: its draft, its pages' texts, or a picture of one page."""
    data = receive(job, maximum=64 * 1024 * 1024)
    if wanted == TEXTS:
        from ingestion.draft import packed_text
        from ingestion.page_texts import pack_texts, page_texts

        recognised = packed_text(receive(job, maximum=MAX_REPLY_BYTES).decode("ascii", "replace"))
        return pack_texts(page_texts(data, before_scan, recognised))
    if wanted == PICTURE:
        from ingestion.picture import asked, page_picture

        page, marks = asked(receive(job, maximum=64 * 1024))
        return page_picture(data, page, marks)
    from ingestion.draft import pack
    from ingestion.picture import with_views

    if wanted == ACCEPT:
        from ingestion.doubts import accept, claimed
        from ingestion.page_texts import printed_document
        from ingestion.sniff import sniff

        draft, answer = claimed(receive(job, maximum=MAX_REPLY_BYTES))
        document = printed_document(data, sniff(data), before_scan, draft.recognised)
        return pack(with_views(accept(draft, answer, document), data))
    from ingestion.pipeline import parse

    return pack(with_views(parse(data, before_scan), data))


def _refusal(refused: Unreadable) -> bytes:
    return json.dumps({"refused": refused.code, "sentence": refused.sentence}).encode()


def send(to: socket.socket, body: bytes) -> None:
    """One message: eight bytes of length, then the body."""
    to.sendall(_LENGTH.pack(len(body)))
    to.sendall(body)


def receive(source: socket.socket, maximum: int) -> bytes:
    """One message; raises `TooComplex` where it is too long or ends early."""
    (length,) = _LENGTH.unpack(_exactly(source, _LENGTH.size))
    if length > maximum:
        raise TooComplex
    return _exactly(source, length)


def _exactly(source: socket.socket, count: int) -> bytes:
    parts: list[bytes] = []
    missing = count
    while missing:
        part = source.recv(min(missing, 1 << 20))
        if not part:
            raise TooComplex
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
