"""`python -m payments.sandbox`: serve the sandbox until told to stop."""

import argparse
import os
import select
import sqlite3
import sys
import threading
import time
from pathlib import Path

from .serve import Sandbox


def main() -> int:
    """Serve; 0 after a stop, 1 with one line on stderr when the file or the port is taken."""
    options = _options()
    parent = os.getppid()
    try:
        sandbox = Sandbox(options.data_file, options.host, options.port)
    except (OSError, sqlite3.Error) as problem:
        sys.stderr.write(f"sandbox: cannot start with {options.data_file}: {problem}\n")
        return 1
    if options.die_with_parent:
        threading.Thread(target=_die_with, args=(parent,), daemon=True).start()

    def announce() -> None:
        sys.stdout.write(f"sandbox {sandbox.url}\n")
        sys.stdout.flush()

    sandbox.run(announce)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="payments.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--data-file", type=Path, required=True)
    parser.add_argument("--die-with-parent", action="store_true")
    return parser.parse_args()


def _die_with(parent: int) -> None:
    """End this process when its parent process has ended.

    Not PR_SET_PDEATHSIG: that fires when the parent's starting *thread* ends, and test runners and
    servers start us from short-lived threads.
    """
    try:
        handle = os.pidfd_open(parent)
    except (AttributeError, OSError):  # not Linux, or the parent is gone already
        while os.getppid() == parent:
            time.sleep(1)
    else:
        if os.getppid() == parent:
            select.select([handle], [], [])
    os._exit(0)  # what was answered is on disk


if __name__ == "__main__":
    sys.exit(main())
