"""The real server, killed while a customer pays, started again: one charge, and nobody asks twice.

The labels die inside `serve` itself (`CRASH_AT`), with the store, the sandbox and the worker of a
real data folder; the sandbox of the second life reads the first one's file.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).parents[2]
START_S, SETTLE_S = 120, 60
Json = dict[str, Any]


@contextmanager
def serve(data_dir: Path, crash_at: str | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A server with the demo world on `data_dir`; killed for good at the end."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(data_dir), "PYTHONPATH": str(ROOT)}
    if crash_at is not None:
        environment["CRASH_AT"] = crash_at
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "api.cli", "serve", "--demo", "--data-dir", str(data_dir)]
    with (data_dir / "serve.log").open("ab") as log:
        process = subprocess.Popen([*command, "--port", str(port)], env=environment, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def announced(process: subprocess.Popen[bytes], data_dir: Path) -> dict[str, str]:
    """Where the server and its sandbox answer, once they do."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            facts: dict[str, str] = json.loads((data_dir / "run.json").read_text())
            if httpx.get(f"{facts['url']}/readyz").status_code == 200:
                return facts
        except (OSError, ValueError, httpx.TransportError):
            pass
        time.sleep(0.1)
    raise AssertionError((data_dir / "serve.log").read_text()[-2000:])


def token(data_dir: Path) -> str:
    command = [sys.executable, "-m", "api.cli", "token", "--data-dir", str(data_dir)]
    command += ["--tenant", "harbor", "--customer", "c-nora", "--scope", "approve"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return made.stdout.strip()


class Nora:
    """Nora's client, over HTTP."""

    def __init__(self, url: str, data_dir: Path) -> None:
        headers = {"Authorization": f"Bearer {token(data_dir)}"}
        self.client = httpx.Client(
            base_url=f"{url}/api/v1", headers=headers, timeout=30, trust_env=False
        )

    def ask(self) -> str:
        reply = self.client.post("/payments", json={"bill_ids": ["HB-100"]})
        assert reply.status_code == 201, reply.text
        return str(reply.json()["id"])

    def approve(self, quote_id: str) -> httpx.Response:
        return self.client.post(f"/quotes/{quote_id}/approve")

    def settled(self, quote_id: str) -> Json:
        """The payment, once the restarted server found out; asks as a customer's page does."""
        deadline = time.monotonic() + SETTLE_S
        payment: Json = {}
        while time.monotonic() < deadline:
            payment = self.approve(quote_id).json()["payments"][0]
            if payment["state"] in ("succeeded", "failed", "cancelled"):
                return payment
            time.sleep(0.5)
        raise AssertionError(f"still {payment}")


def charges(facts: dict[str, str]) -> list[Json]:
    url = f"{facts['sandbox_url']}/_control/merchants/harbor/payments"
    return [one for one in httpx.get(url).json()["payments"] if one["charged"]]


@pytest.mark.parametrize("label", ["approval-committed", "after-send", "mid-settle"])
def test_a_server_killed_while_paying_pays_once_after_its_restart(
    tmp_path: Path, label: str
) -> None:
    with serve(tmp_path, label) as first:
        facts = announced(first, tmp_path)
        nora = Nora(facts["url"], tmp_path)
        quote_id = nora.ask()
        with pytest.raises(httpx.TransportError):
            nora.approve(quote_id)
        assert first.wait(10) == -signal.SIGKILL
    (tmp_path / "run.json").unlink(missing_ok=True)
    with serve(tmp_path) as second:
        facts = announced(second, tmp_path)
        nora = Nora(facts["url"], tmp_path)
        payment = nora.settled(quote_id)
        assert payment["state"] == "succeeded"
        assert payment["receipt_id"]
        assert [one["amount"] for one in charges(facts)] == [9740]
        bill = nora.client.get("/bills/HB-100").json()
        assert (bill["state"], bill["flags"]) == ("paid", [])
        refused = nora.client.post("/payments", json={"bill_ids": ["HB-100"]})
        assert refused.status_code == 422
