"""What a document could talk the parsing child into: no file is made, changed, removed, started."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TRY = """
import ctypes, os, subprocess, sys
sys.path.insert(0, sys.argv[1])
from ingestion.no_files import leave_files
ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
if not leave_files():
    sys.exit(77)
os.chdir(sys.argv[2])
tries = {
    "make": lambda: open("new", "wb"),
    "change": lambda: open("old", "ab"),
    "cut": lambda: os.truncate("old", 0),
    "remove": lambda: os.remove("old"),
    "rename": lambda: os.rename("old", "new"),
    "folder": lambda: os.mkdir("new"),
    "link": lambda: os.symlink("/etc/passwd", "new"),
    "start": lambda: subprocess.run([sys.executable, "-c", ""]),
}
for name, one in tries.items():
    try:
        one()
    except OSError:
        continue
    print(name)
with open("old", "rb") as file:
    print(file.read().decode())
"""


def test_a_process_that_left_files_only_reads_them(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("kept")
    done = subprocess.run(
        [sys.executable, "-c", TRY, str(ROOT), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    if done.returncode == 77:
        pytest.skip("this kernel has no Landlock")
    assert (done.stdout, done.stderr, done.returncode) == ("kept\n", "", 0)
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
