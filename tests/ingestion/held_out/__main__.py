"""`python -m tests.ingestion.held_out [--kind KIND] [--browser]` prints scores and nothing else."""

import argparse
import contextlib
import logging
import os
import sys
from collections.abc import Iterator

from tests.ingestion.held_out.browser import can_print
from tests.ingestion.held_out.score import report, scored
from tests.ingestion.held_out.shelf import KINDS, documents


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Keeps what the reader or a library says about a document from the screen."""
    logging.disable(logging.CRITICAL)
    with (
        open(os.devnull, "w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        yield
    logging.disable(logging.NOTSET)


def main() -> int:
    """Scores each kind asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.ingestion.held_out")
    parser.add_argument("--kind", choices=KINDS, help="only this kind")
    parser.add_argument("--browser", action="store_true", help="with pages printed by Chromium")
    asked = parser.parse_args()
    browser = asked.browser and can_print()
    if asked.browser and not browser:
        print("browser: not run")
    for kind in [asked.kind] if asked.kind else KINDS:
        with hushed():
            score = scored(documents(kind, browser=browser))
        print(report(kind, score), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
