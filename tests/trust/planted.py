"""Planted bugs (G0): one line is broken on purpose; the tests of its area must turn red in time.

Each plant of `planted.toml` names a file, the text it replaces (there exactly once, or the list has
rotted: `test_planted.py` looks in every run) and the tests that ought to notice. `make trust`
copies the tree, plants one bug after the other and runs those tests, in two copies at once. First
the same tests are run without a plant: red means nothing where green is not possible.
"""

import os
import queue
import random
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.trust.oracle import Finding
from tests.trust.report import Result

ROOT: Final = Path(__file__).parents[2]
CODE: Final = ("agent", "api", "billing", "delivery", "ingestion", "payments", "tests", "tools")
SLOTS: Final = 2
LIMIT_S: Final = 60
SOUND_LIMIT_S: Final = 600
GREEN, RED, TOO_LATE = 0, 1, -1


@dataclass(frozen=True, slots=True)
class Plant:
    """One bug: in `file`, `sound` becomes `broken`; `tests` (pytest's arguments) must notice."""

    bug: str
    file: str
    sound: str
    broken: str
    tests: str

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(self.tests.split())

    @property
    def stale(self) -> bool:
        """Whether the source moved away from under the plant."""
        file = ROOT / self.file
        return not file.exists() or file.read_text().count(self.sound) != 1


PLANTS: Final = tuple(
    Plant(**plant)
    for plant in tomllib.loads(Path(__file__).with_name("planted.toml").read_text())["plant"]
)


def sample(seed: int, count: int) -> tuple[Plant, ...]:
    """Some of the plants, the same for the same seed."""
    return tuple(random.Random(seed).sample(PLANTS, min(count, len(PLANTS))))


def hunt(folder: Path, plants: Sequence[Plant] = PLANTS) -> Result:
    """Plant each bug in a copy of the tree under `folder` and expect its tests to fail."""
    begun = time.monotonic()
    slots: queue.SimpleQueue[Path] = queue.SimpleQueue()
    for at in range(SLOTS):
        slots.put(copy_tree(folder / f"tree-{at}"))
    result = Result(len(plants))
    with ThreadPoolExecutor(SLOTS) as pool:
        sound = sorted({plant.tests for plant in plants if not plant.stale})
        green = pool.map(lambda tests: _is_green(slots, tests), sound)
        hunted = list(pool.map(lambda plant: _timed(slots, plant), plants))
        result.findings += [finding for finding in green if finding is not None]
    missed = [finding for finding, _ in hunted if finding is not None]
    result.findings += missed
    result.times = {plant.bug: s for plant, (_, s) in zip(plants, hunted, strict=True)}
    result.seconds = time.monotonic() - begun
    slowest = max(result.times.values(), default=0.0)
    result.note = (
        f"{len(plants) - len(missed)} caught, the slowest in {slowest:.0f} s; "
        f"{len(sound)} test selections green before"
    )
    return result


@contextmanager
def _slot(slots: "queue.SimpleQueue[Path]") -> Iterator[Path]:
    folder = slots.get()
    try:
        yield folder
    finally:
        slots.put(folder)


def _is_green(slots: "queue.SimpleQueue[Path]", tests: str) -> Finding | None:
    with _slot(slots) as folder:
        code, said = run_tests(folder, tests.split(), SOUND_LIMIT_S)
    if code == GREEN:
        return None
    return Finding("G0", "no plant", f"{tests} is not green ({code}): {said}")


def _timed(slots: "queue.SimpleQueue[Path]", plant: Plant) -> tuple[Finding | None, float]:
    with _slot(slots) as folder:
        begun = time.monotonic()
        return _hunted(folder, plant), time.monotonic() - begun


def _hunted(folder: Path, plant: Plant) -> Finding | None:
    file = folder / plant.file
    text = file.read_text() if file.exists() else ""
    if text.count(plant.sound) != 1:
        return Finding("G0", plant.file, f"stale plant: {plant.bug}")
    file.write_text(text.replace(plant.sound, plant.broken))
    try:
        code, said = run_tests(folder, plant.arguments, LIMIT_S)
    finally:
        file.write_text(text)
    if code == RED:
        return None
    why = "too late" if code == TOO_LATE else f"not noticed ({code})"
    return Finding("G0", plant.file, f"{why}: {plant.bug}; {said}")


def copy_tree(folder: Path) -> Path:
    """What the tests need, without what is installed or made; returns `folder`."""
    folder.mkdir(parents=True)
    ignored = shutil.ignore_patterns("__pycache__", ".data", "node_modules")
    for name in CODE:
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder)
    return folder


def run_tests(folder: Path, tests: Sequence[str], limit_s: int) -> tuple[int, str]:
    """pytest's exit code over `tests` in the copy and its last line: 0 green, 1 red, -1 too late;
    anything else is no answer.
    """
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    command += ["-m", "not postgres", *tests]
    # Stale byte code would hide a plant of the same length.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    # Other packages' plugins take longer to import than most of these tests take to run.
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    environment.pop("PYTHONPATH", None)
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=limit_s
        )
    except subprocess.TimeoutExpired:
        return TOO_LATE, f"no answer in {limit_s} s"
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    return done.returncode, lines[-1][:200] if lines else done.stderr[-200:]
