"""Hostile files (G9): documents made to hurt, and good ones damaged, all into one reader.

The reader lives through all of them in this process. Every file is answered by a draft or by one
sentence, within the time and the memory of its class; nothing calls the address that some of them
name, nothing is left in the folders for temporary files, and neither our environment nor what is
hidden in a document is in any answer. Every `CONTROL`-th file is a good bill between them, which
must be read right.
"""

import gc
import json
import os
import re
import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from ingestion.child import Caps, scan_caps
from ingestion.draft import Draft, pack
from ingestion.errors import IsScan, Unreadable
from ingestion.read_invoice import InvoiceReader
from tests.ingestion.hostile_corpus import FAMILIES, hostile_file, mutated_file
from tests.ingestion.hostile_parts import HIDDEN_MARK, SEEN_MARK, billed
from tests.trust.oracle import Finding
from tests.trust.report import Result

CONTROL: Final = 25
SCANS: Final = 50
"""Of the damaged files that turn out to be pictures, those of every so many numbers are read."""
LANES: Final = 2
GRACE_SECONDS: Final = 5
"""As the reader's own patience beyond a child's clock: a cold start, a busy machine."""
GROWTH_BYTES: Final = 50 * 1024 * 1024
GOOD: Final = billed({})
"""The bill that comes between the others: L-2041 over 12.50 euros."""
CANARY: Final = "canary-5b1d-of-our-environment"
_SENTENCE: Final = re.compile(r"[A-Z][^\n\x00-\x1f]{4,196}\.")
_NEVER: Final = (CANARY, HIDDEN_MARK, "root:x:0", "PATH=/")
TEMPORARY: Final = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"))  # noqa: S108 - looked at
_TURNS: Final = "\u202a", "\u202e"
"""From here to there: signs that make the text after them run the other way."""
_PAUSE: Final = 0.02
Draw = Callable[[int, int, str], tuple[str, bytes]]
DRAWS: Final[dict[str, Draw]] = {"hostile files": hostile_file, "damaged files": mutated_file}


class Reads(Protocol):
    """What takes files in: an `InvoiceReader`, or a bad one that must be found out."""

    @property
    def server_pid(self) -> int | None: ...

    @property
    def scan_server_pid(self) -> int | None: ...

    def read(self, data: bytes, *, scans: bool = True) -> Draft: ...


@dataclass(slots=True)
class _Watch:
    """Looks at the children from outside: their memory, their servers, and how long we wait."""

    reader: Reads
    over: threading.Event = field(default_factory=threading.Event)
    peaks: Counter[str] = field(default_factory=Counter)
    servers: dict[str, set[int]] = field(default_factory=dict)
    late: list[float] = field(default_factory=list)

    def look(self) -> None:
        before = time.monotonic()
        while not self.over.wait(_PAUSE):
            now = time.monotonic()
            self.late.append(now - before - _PAUSE)
            before = now
            for kind, pid in (("page", self.reader.server_pid), ("scan", self._scans())):
                if pid is not None:
                    self.servers.setdefault(kind, set()).add(pid)
                    for child in _children(pid):
                        self.peaks[kind] = max(self.peaks[kind], _status(child, "VmHWM"))

    def _scans(self) -> int | None:
        return self.reader.scan_server_pid

    @property
    def restarts(self) -> int:
        return sum(len(pids) - 1 for pids in self.servers.values())


@dataclass(slots=True)
class _Campaign:
    """One reader and what it made of the files so far."""

    name: str
    seed: int
    url: str
    reader: Reads
    caps: Caps
    scans: Caps
    result: Result
    good_times: list[float] = field(default_factory=list)
    slowest: Counter[str] = field(default_factory=Counter)
    begun: float = field(default_factory=time.monotonic)
    told: float = field(default_factory=time.monotonic)
    done: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, number: int) -> None:
        """One file, judged; its number draws it again."""
        family, data = "control", GOOD
        if number % CONTROL != CONTROL - 1:
            family, data = DRAWS[self.name](self.seed, number, self.url)
        begun = time.monotonic()
        outcome, fault = self._read(data, family, number)
        took = time.monotonic() - begun
        with self.lock:
            if fault is not None:
                self._fault(f"{self.name} {number}, {family}", fault)
            self.result.scenes[outcome] += 1
            # Counters hold whole numbers: milliseconds.
            self.slowest[family] = max(self.slowest[family], round(took * 1000))
            if family == "control":
                self.good_times.append(took)
            self.done += 1
            self._tell()

    def _read(self, data: bytes, family: str, number: int) -> tuple[str, str | None]:
        outcome, fault, took = self._once(data, family, scans=False)
        if fault is None and took > self.caps.longest + GRACE_SECONDS:
            fault = f"took {took:.1f} s"
        by_eye = self.name == "hostile files" or number % SCANS == 0
        if fault is not None or outcome != IsScan.code or not by_eye:
            return outcome, fault
        outcome, fault, took = self._once(data, family, scans=True)
        if fault is None and took > self.caps.longest + self.scans.longest + GRACE_SECONDS:
            fault = f"took {took:.1f} s by eye"
        return f"{outcome} by eye", fault

    def _once(self, data: bytes, family: str, *, scans: bool) -> tuple[str, str | None, float]:
        begun = time.monotonic()
        try:
            draft = self.reader.read(data, scans=scans)
        except Unreadable as refused:
            fault = _told_wrong(refused, family)
            return refused.code, fault, time.monotonic() - begun
        except Exception as broken:  # anything else would become a 500
            return "broke", f"{type(broken).__name__}: {broken}", time.monotonic() - begun
        return "draft", _read_wrong(draft, family), time.monotonic() - begun

    def _fault(self, subject: str, sentence: str) -> None:
        self.result.findings.append(Finding("G9", subject, sentence))

    def _tell(self) -> None:
        if time.monotonic() - self.told > 10:
            self.told = time.monotonic()
            sys.stdout.write(
                f"  {self.name} {self.done}/{self.result.points}, "
                f"{len(self.result.findings)} failures, {self.told - self.begun:.0f} s\n"
            )
            sys.stdout.flush()

    def judge(self, watch: _Watch, calls: int, left: Sequence[str], grown: int) -> None:
        """What only shows at the end, and the line for the table."""
        for kind, most in (("page", self.caps), ("scan", self.scans)):
            if watch.peaks[kind] > most.memory_bytes:
                self._fault(f"{kind} children", f"used {watch.peaks[kind] >> 20} MB")
        if calls:
            self._fault(self.url, f"was called {calls} times")
        for path in left:
            self._fault(path, "was left behind")
        if grown > GROWTH_BYTES:
            self._fault("this process", f"grew by {grown >> 20} MB")
        slow, milliseconds = max(self.slowest.items(), key=lambda each: each[1], default=("-", 0))
        self.result.note = (
            f"slowest {milliseconds / 1000:.1f} s ({slow}), good bills p50 "
            f"{_rank(self.good_times, 0.5):.2f} p99 {_rank(self.good_times, 0.99):.2f} s, children "
            f"{watch.peaks['page'] >> 20} MB, by eye {watch.peaks['scan'] >> 20} MB, this process "
            f"+{max(0, grown) >> 20} MB and p99 {_rank(watch.late, 0.99) * 1000:.0f} ms late, "
            f"{watch.restarts} restarts, {calls} calls"
        )


def run_files(
    name: str,
    seed: int,
    numbers: Sequence[int],
    *,
    caps: Caps | None = None,
    reader: Reads | None = None,
) -> Result:
    """Files `numbers` of `seed`, from `DRAWS[name]`, into one reader (an honest one if None)."""
    caps, scans = caps or Caps(), scan_caps()
    before = _temporary_files()
    with _listening() as (url, calls), _canary():
        with InvoiceReader(parallel=LANES, caps=caps, scan_caps=scans) as own:
            made = _Campaign(name, seed, url, reader or own, caps, scans, Result(len(numbers)))
            watch = _Watch(made.reader)
            looking = threading.Thread(target=watch.look, daemon=True)
            for number in range(len(FAMILIES)):
                DRAWS[name](seed, number, url)  # what the making of files keeps is not the reader's
            size = _own_size()
            looking.start()
            with ThreadPoolExecutor(LANES) as lanes:
                for done in lanes.map(made.take, numbers):
                    assert done is None
            watch.over.set()
            looking.join(timeout=5)
            grown = _own_size() - size
        made.judge(watch, len(calls), _left_behind(before), grown)
    made.result.seconds = time.monotonic() - made.begun
    return made.result


def _own_size() -> int:
    """What this process holds; collecting touches every page, so what was put aside counts, too."""
    gc.collect()
    return _status(os.getpid(), "VmRSS")


def _told_wrong(refused: Unreadable, family: str) -> str | None:
    """A refusal is one sentence of ours, and a good bill is never refused."""
    if family == "control":
        return f"a good bill was refused: {refused.code}"
    if not _SENTENCE.fullmatch(refused.sentence):
        return f"no sentence: {refused.sentence[:200]!r}"
    words = [word for word in (*_NEVER, SEEN_MARK) if word in refused.sentence]
    return f"the refusal says {words}" if words else None


def _read_wrong(draft: Draft, family: str) -> str | None:
    """A draft holds what is printed: nothing hidden, nothing of ours, and orders only as texts."""
    if family == "control":
        right = draft.value("total_amount") == "12.50" and draft.value("invoice_number") == "L-2041"
        return None if right else f"a good bill was read as {draft.to_json()}"
    text = pack(draft).decode()
    if not _is_plain(draft):
        return "the draft holds what JSON, a database or a screen does not bear"
    words = [word for word in _NEVER if word in text]
    if words:
        return f"the draft says {words}"
    if SEEN_MARK in json.dumps([[check.name, check.detail] for check in draft.checks]):
        return "a check repeats what the document orders"
    return None


def _is_plain(draft: Draft) -> bool:
    """Whether all numbers are finite and no text turns its own direction or holds controls."""
    try:
        text = json.dumps(draft.to_json(), allow_nan=False, ensure_ascii=False)
        text.encode()
    except ValueError:
        return False
    escaped = re.search(r"\\u00[01]", text)
    return escaped is None and not any(_TURNS[0] <= sign <= _TURNS[1] for sign in text)


def _rank(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] if times else 0.0


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(each) for each in text.split()]


def _status(pid: int, name: str) -> int:
    """A size in bytes from the process's status; 0 where there is none (any more)."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found.group(1)) * 1024 if found else 0


def _temporary_files() -> set[str]:
    """Empty files with the names that libraries give: a child can write nothing into one."""
    return {
        str(path)
        for folder in TEMPORARY
        for path in folder.glob("tmp*")
        if path.is_file() and path.stat().st_size == 0
    }


def _left_behind(before: set[str]) -> list[str]:
    """What is new and stays; other programs' files come and go."""
    left = _temporary_files() - before
    for _ in range(30):
        if not left:
            break
        time.sleep(0.1)
        left &= _temporary_files()
    return sorted(left)


@contextmanager
def _listening() -> Iterator[tuple[str, list[float]]]:
    """An address on this machine, and when somebody called there."""
    calls: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    listener.accept()[0].close()
                except TimeoutError:
                    continue
                calls.append(time.monotonic())

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/called", calls
        finally:
            over.set()
            thread.join(timeout=5)


@contextmanager
def _canary() -> Iterator[None]:
    """A secret in our environment, for documents to talk out of us."""
    os.environ["TRUST_PROVIDER_SECRET"] = CANARY
    try:
        yield
    finally:
        del os.environ["TRUST_PROVIDER_SECRET"]
