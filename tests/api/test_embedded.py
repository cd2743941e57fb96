"""What a laptop gets for free: a folder with one owner, and parts that die with us."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import redis

from api.embedded import (
    Child,
    DataFolder,
    EmbeddedSandbox,
    EmbeddedValkey,
    FolderHeld,
    PartFailed,
    running,
)

ROOT = Path(__file__).parents[2]
START_S, DEATH_S = 60, 3
OWNER = """
import sys
from pathlib import Path
from api.embedded import DataFolder, EmbeddedSandbox, EmbeddedValkey
folder = DataFolder(Path(sys.argv[1]))
parts = [EmbeddedValkey(), EmbeddedSandbox(folder.path)]
folder.announce({"url": "http://127.0.0.1:1"})
print(*(part._child.pid for part in parts), parts[0]._folder, flush=True)
sys.stdin.read()
"""


@contextmanager
def owner(folder: Path) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Another process that owns the folder and started the parts; its words."""
    command = [sys.executable, "-c", OWNER, str(folder)]
    process = subprocess.Popen(
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        assert select.select([process.stdout], [], [], START_S)[0], "it did not start"
        yield process, process.stdout.readline().split()
    finally:
        process.kill()
        process.communicate(timeout=START_S)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
def test_the_parts_of_a_killed_owner_end_and_its_folder_is_free(tmp_path: Path) -> None:
    with owner(tmp_path) as (process, (valkey, sandbox, valkey_folder)):
        parts = [int(valkey), int(sandbox)]
        assert all(alive(pid) for pid in parts)
        with pytest.raises(FolderHeld, match=f"process {process.pid}"):
            DataFolder(tmp_path)
        assert running(tmp_path) == {"url": "http://127.0.0.1:1"}
        os.kill(process.pid, signal.SIGKILL)
        process.wait(START_S)
        deadline = time.monotonic() + DEATH_S
        while any(alive(pid) for pid in parts) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not any(alive(pid) for pid in parts)
        assert running(tmp_path) == {}  # what it announced is not believed any more
        DataFolder(tmp_path).close()
    (Path(valkey_folder) / "v.sock").unlink(missing_ok=True)
    Path(valkey_folder).rmdir()


def test_a_folder_has_one_owner_at_a_time(tmp_path: Path) -> None:
    first = DataFolder(tmp_path / "new" / "data")
    with pytest.raises(FolderHeld) as held:
        DataFolder(tmp_path / "new" / "data")
    assert f"process {os.getpid()}" in str(held.value)
    assert "--data-dir" in str(held.value)
    first.close()
    DataFolder(tmp_path / "new" / "data").close()


def test_the_folder_is_nobody_elses_to_read(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    folder.close()


def test_what_runs_is_told_while_it_runs(tmp_path: Path) -> None:
    assert running(tmp_path / "nowhere") == {}
    folder = DataFolder(tmp_path)
    assert running(tmp_path) == {}  # started, and not open yet
    folder.announce({"url": "http://127.0.0.1:8000"})
    assert running(tmp_path) == {"url": "http://127.0.0.1:8000"}
    (tmp_path / "run.json").write_text("{")
    assert running(tmp_path) == {}
    folder.announce({"url": "http://127.0.0.1:8001"})
    folder.close()
    assert running(tmp_path) == {}
    assert not (tmp_path / "run.json").exists()


def test_the_valkey_answers_on_a_socket_only_we_may_use_and_leaves_nothing() -> None:
    valkey = EmbeddedValkey()
    socket = Path(valkey.url.removeprefix("unix://"))
    assert len(str(socket)) <= 107
    assert socket.parent.stat().st_mode & 0o077 == 0
    client = redis.Redis.from_url(valkey.url)
    assert client.ping()
    assert client.config_get("port") == {"port": "0"}
    client.close()
    valkey.close()
    assert not socket.parent.exists()


def test_the_sandbox_answers_and_ends(tmp_path: Path) -> None:
    sandbox = EmbeddedSandbox(tmp_path)
    assert httpx.get(f"{sandbox.url}/_control/healthz").json() == {"ok": True}
    sandbox.close()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{sandbox.url}/_control/healthz")
    assert (tmp_path / "sandbox.db").exists()


def test_a_part_that_says_nothing_failed() -> None:
    with pytest.raises(PartFailed):
        Child(["/bin/sh", "-c", "exit 3"]).first_line()


def test_a_child_knows_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for children")
    child = Child(["/bin/sh", "-c", "echo ${SECRET_KEY:-nothing} $OURS"], OURS="told")
    assert child.first_line() == "nothing told\n"
    child.close()
    assert not child.alive
