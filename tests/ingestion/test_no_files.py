"""What a document could talk the parsing child into: it changes nothing and reads no secret."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.no_files import landlock, needed

ROOT = Path(__file__).parents[2]
TRY = """
import ctypes, os, subprocess, sys
sys.path.insert(0, sys.argv[1])
from ingestion.no_files import leave_files, needed
ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
if not leave_files((*needed(), sys.argv[2])):
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
PARSE = """
import os, sys
sys.path.insert(0, sys.argv[1])
from ingestion import child
caps = child.Caps()
child.preload(caps, "auto")
child.shut_in(caps)
tries = sys.argv[3:]
pid = os.fork()
if pid == 0:
    child.take_caps(caps)
    for path in tries:
        try:
            open(path, "rb").close()
        except PermissionError:
            continue
        os.write(1, f"opened {path}\\n".encode())
    for path in map(os.path.dirname, tries):
        try:
            os.write(1, f"listed {os.listdir(path)}\\n".encode())
        except PermissionError:
            continue
    import colorsys, pypdf
    from ingestion.pipeline import parse
    data = sys.stdin.buffer.read()
    os.write(1, parse(data).value("total_amount").encode())
    os._exit(0)
os.waitpid(pid, 0)
"""


def _needs_landlock() -> None:
    if not landlock():
        print("landlock: not run (this kernel has none, or it is switched off)")
        pytest.skip("this kernel has no Landlock")


def test_a_process_that_left_files_only_reads_them(tmp_path: Path) -> None:
    _needs_landlock()
    (tmp_path / "old").write_text("kept")
    done = subprocess.run(
        [sys.executable, "-c", TRY, str(ROOT), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("kept\n", "", 0)
    assert [path.name for path in tmp_path.iterdir()] == ["old"]


def test_a_parsing_child_opens_neither_database_nor_keys_and_still_reads_its_file(
    tmp_path: Path,
) -> None:
    _needs_landlock()
    data, settings = tmp_path / ".data" / "billing.db", tmp_path / ".env"
    data.parent.mkdir()
    data.write_bytes(b"SQLite format 3")
    settings.write_text("SECRET_KEY=canary-91")
    secrets = [
        data,
        settings,
        ROOT / "pyproject.toml",
        Path("/etc/passwd"),
        Path(f"/proc/{os.getpid()}/environ"),
    ]
    bill = ROOT / "api" / "demo" / "invoices" / "harbor-electricity-HB-100.pdf"
    done = subprocess.run(
        [sys.executable, "-E", "-s", "-c", PARSE, str(ROOT), "", *map(str, secrets)],
        input=bill.read_bytes(),
        env={"LC_ALL": "C.UTF-8"},
        capture_output=True,
        timeout=60,
    )
    assert (done.stdout, done.stderr, done.returncode) == (b"97.40", b"", 0)


def test_the_folder_that_holds_the_program_is_not_among_what_may_be_read() -> None:
    places = [Path(path) for path in needed()]
    assert ROOT / "ingestion" in places
    assert not any(ROOT.is_relative_to(place) for place in places)
    assert not any(Path.home().is_relative_to(place) for place in places)
