"""`sandbox`: run the payment provider sandbox alone, until stopped."""

import argparse
import sqlite3
import sys
from pathlib import Path

from api.commands._shared import CommandFailed, add_data_dir, settings_of
from api.commands.serve import port

SUMMARY = "run the payment provider sandbox by itself"
DETAIL = """Plays the payment provider over HTTP, with a durable store of its own; point servers at
it with SANDBOX_URL. It prints its address. Its control API has no password: keep it on loopback."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_data_dir(parser)
    parser.add_argument("--port", type=port, default=0, help="port to listen on (a free one)")
    parser.add_argument(
        "--data-file", type=Path, metavar="FILE", help="its store (sandbox.db in the data folder)"
    )


def run(options: argparse.Namespace) -> int:
    from payments.sandbox.serve import Sandbox

    path = options.data_file
    if path is None:
        folder = settings_of(options).data_dir
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = folder / "sandbox.db"
    try:
        sandbox = Sandbox(path, port=options.port)
    except (OSError, sqlite3.Error) as problem:
        raise CommandFailed(f"the sandbox cannot start with {path}: {problem}") from None

    def announce() -> None:
        sys.stdout.write(f"sandbox {sandbox.url}\n")
        sys.stdout.flush()

    sandbox.run(announce)
    return 0
