"""The truth survives: kill -9 while answering, a second process on the file, a dead parent."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx

from tests.payments.sandbox.world import ROOT, Merchant, Process


def test_what_was_answered_survives_kill_nine(own_process: Process) -> None:
    own_shop = Merchant(own_process)
    method, answered = own_shop.method("succeed"), dict[str, str]()

    def pay_on(worker: int) -> None:
        for number in range(1000):
            key = f"bill-{worker}-{number}"
            try:
                answered[key] = own_shop.pay(method, key).json()["id"]
            except httpx.TransportError:
                return

    for _ in range(2):
        threads = [threading.Thread(target=pay_on, args=(n,)) for n in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        own_process.kill()
        for thread in threads:
            thread.join(10)
        own_process.start()
    assert len(answered) > 10
    for key, intent in answered.items():
        [payment] = own_shop.payments(key)
        assert (payment["id"], payment["charged"]) == (intent, True)
        assert own_shop.pay(method, key).json()["id"] == intent
    unanswered = own_shop.charges() - len(answered)
    assert 0 <= unanswered <= 8  # at most what was in flight at the two kills


def test_only_one_sandbox_holds_a_file(own_process: Process) -> None:
    command = [sys.executable, "-m", "payments.sandbox"]
    second = subprocess.run(
        [*command, "--data-file", str(own_process.data_file)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=20,
    )
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert "locked" in second.stderr


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-m', 'payments.sandbox', '--die-with-parent',"
        f" '--data-file', {str(tmp_path / 'p.db')!r}], stdout=subprocess.PIPE, text=True)\n"
        "print(child.pid, child.stdout.readline(), flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline().split()[0])
    parent.kill()
    parent.wait(10)
    parent.stdout.close()
    for _ in range(100):
        if not _running(child):
            break
        time.sleep(0.02)
    assert not _running(child)


def _running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"  # a container without an init keeps the dead in the list


def test_a_stop_signal_ends_it_quickly(own_process: Process) -> None:
    assert own_process.child is not None
    own_process.child.send_signal(signal.SIGTERM)
    assert own_process.child.wait(5) in (0, -signal.SIGTERM)


def test_it_starts_small(own_process: Process) -> None:
    assert own_process.child is not None
    status = Path(f"/proc/{own_process.child.pid}/statm").read_text().split()
    resident = int(status[1]) * os.sysconf("SC_PAGE_SIZE")
    assert resident < 60 * 2**20
