"""Crash points: silent unless armed; then the process is gone, at the named line, at its turn."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from billing import crash

EVERY = (*crash.LABELS, *crash.REFUND_LABELS, *crash.SYNC_LABELS, *crash.LETTER_LABELS)
SCRIPT = "from billing import crash\nfor name in {names!r}:\n    crash.here(name)\n"


def fate(names: list[str], crash_at: str | None) -> int:
    """The exit code of a process that passes the named points."""
    env = {name: value for name, value in os.environ.items() if name != "CRASH_AT"}
    if crash_at is not None:
        env["CRASH_AT"] = crash_at
    return subprocess.run([sys.executable, "-c", SCRIPT.format(names=names)], env=env).returncode


@pytest.mark.parametrize(
    ("crash_at", "names", "code"),
    [
        (None, list(EVERY), 0),
        ("before-send", ["before-send"], -signal.SIGKILL),
        ("before-send", ["after-send"], 0),
        ("before-send:2", ["before-send"], 0),
        ("before-send:2", ["before-send", "before-send"], -signal.SIGKILL),
    ],
)
def test_a_process_dies_where_it_is_told(crash_at: str | None, names: list[str], code: int) -> None:
    assert fate(names, crash_at) == code


def test_every_label_is_in_the_code_once_and_every_point_has_a_label() -> None:
    """So a campaign over the labels is a campaign over all the points."""
    core = Path(crash.__file__).parent
    points = [
        line.strip().removeprefix('crash.here("').removesuffix('")')
        for file in sorted(core.rglob("*.py"))
        for line in file.read_text().splitlines()
        if line.strip().startswith("crash.here(")
    ]
    assert sorted(points) == sorted(EVERY)
