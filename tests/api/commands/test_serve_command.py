"""`serve` that cannot start: one sentence that says what to do, and nothing begun."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from api.listening import PortRefused, require_port
from tests.api.commands.conftest import clean_environment

ROOT = Path(__file__).parents[3]


def start(folder: Path, *more: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`serve --demo` in a process of its own, which is to end by itself."""
    command = [sys.executable, "-m", "api.cli", "serve", "--demo", "--data-dir", str(folder)]
    return subprocess.run(
        [*command, *more],
        env={**clean_environment(), "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_port_in_use_is_said_before_anything_is_loaded(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = start(tmp_path / "data", "--port", str(port))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"port {port} of 127.0.0.1 is in use by another program: ")
    assert done.stderr.count("\n") == 1, "nothing was started before"
    assert not (tmp_path / "data" / "billing.db").exists()


def test_a_sandbox_that_is_away_is_one_sentence_with_what_to_do(home: Path) -> None:
    done = start(home, "--port", "0", SANDBOX_URL="http://127.0.0.1:9")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1] == (
        "the provider sandbox does not answer at http://127.0.0.1:9: "
        "start `billing-assistant sandbox`, or unset SANDBOX_URL"
    )
    assert "Traceback" not in done.stderr


def test_an_address_of_another_machine_is_refused_with_what_to_write() -> None:
    with pytest.raises(PortRefused, match=r"192.0.2.1 is not an address of this machine: .*--host"):
        require_port("192.0.2.1", 0)


def test_a_free_port_and_any_port_are_fine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    require_port("127.0.0.1", port)
    require_port("127.0.0.1", 0)
    require_port("localhost", 0)
