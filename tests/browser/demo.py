"""The served demo as a newcomer starts it, and the Chromium that looks at it."""

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from api.settings import Settings

ROOT = Path(__file__).parents[2]
CHROMIUM = Path("/usr/bin/chromium")
START_S = 120
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the demo runs: the portal, and the staff's sign-in link."""

    url: str
    console: str


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def demo(folder: Path) -> Iterator[Demo]:
    """`serve --demo` in a process of its own, its data in `folder`, until the block ends."""
    port = free_port()
    unset = {name.upper() for name in Settings.model_fields}
    known = {name: value for name, value in os.environ.items() if name not in unset}
    command = [sys.executable, "-m", "api.cli", "serve", "--demo", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--data-dir", str(folder / "data")],
        cwd=folder,
        env={**known, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    watchdog = threading.Timer(START_S, process.kill)
    watchdog.start()
    try:
        console = _console_link(process)
        watchdog.cancel()
        yield Demo(f"http://127.0.0.1:{port}", console)
    finally:
        watchdog.cancel()
        process.terminate()
        process.wait(20)


def _console_link(process: "subprocess.Popen[str]") -> str:
    """Reads what `serve` says until it is ready; the rest of its words go nowhere."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if found := re.search(r"http://\S+/console\?token=\S+", line):
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return found[0]
    raise AssertionError("the demo did not start: " + "".join(said))


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium without a window, and without any traffic of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()
