"""Planted bugs (G0): one line is broken on purpose; the tests must turn red.

Each plant of `planted.toml` names a file, the text it replaces (there exactly once, or the list has
rotted: `test_planted.py` looks in every run) and the tests that ought to notice. `make trust`
copies the tree, plants one bug after the other and runs those tests.
"""

import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.trust.oracle import Finding

ROOT: Final = Path(__file__).parents[2]
CODE: Final = ("agent", "api", "billing", "delivery", "ingestion", "payments", "tests", "tools")
LIMIT_S: Final = 240
GREEN, RED = 0, 1


@dataclass(frozen=True, slots=True)
class Plant:
    """One bug: in `file`, `sound` becomes `broken`; `tests` must notice."""

    bug: str
    file: str
    sound: str
    broken: str
    tests: str


PLANTS: Final = tuple(
    Plant(**plant)
    for plant in tomllib.loads(Path(__file__).with_name("planted.toml").read_text())["plant"]
)


@dataclass(frozen=True, slots=True)
class Hunt:
    """How many plants were tried and which were not found."""

    tried: int
    findings: tuple[Finding, ...]
    seconds: float


def hunt(folder: Path, plants: Sequence[Plant] = PLANTS) -> Hunt:
    """Plant each bug in a copy of the tree in `folder` and expect its tests to fail."""
    begun = time.monotonic()
    copy_tree(folder)
    findings = []
    sound = run_tests(folder, sorted({plant.tests for plant in plants}))
    if sound != GREEN:
        findings.append(Finding("G0", "no plant", f"the tests are not green: {sound}"))
    for plant in plants:
        file = folder / plant.file
        text = file.read_text()
        file.write_text(text.replace(plant.sound, plant.broken))
        try:
            code = run_tests(folder, [plant.tests])
        finally:
            file.write_text(text)
        if code != RED:
            findings.append(Finding("G0", plant.file, f"not noticed ({code}): {plant.bug}"))
    return Hunt(len(plants), tuple(findings), time.monotonic() - begun)


def copy_tree(folder: Path) -> None:
    for name in CODE:
        ignored = shutil.ignore_patterns("__pycache__", ".data")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)


def run_tests(folder: Path, tests: Sequence[str]) -> int:
    """pytest's exit code over `tests` in the copy: 0 green, 1 red, anything else is no answer."""
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-m", "not postgres", *tests]
    # Stale byte code would hide a plant of the same length.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTHONPATH", None)
    try:
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, timeout=LIMIT_S
        ).returncode
    except subprocess.TimeoutExpired:
        return -1
