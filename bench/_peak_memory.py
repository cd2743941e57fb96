"""Peak memory of parsing children: `python -m bench._peak_memory [--scans] FOLDER`.

A process that imports what the real server of children imports, with the same environment, and
forks for each file as it does; the kernel says what each child had resident at most, the pages that
it shares with its server counted in.
"""

import gc
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def peaks(files: Sequence[bytes], scans: bool = False) -> tuple[list[float], int]:
    """Megabytes of each file's child, and how many children met their caps before the end."""
    with tempfile.TemporaryDirectory() as folder:
        for at, data in enumerate(files):
            (Path(folder) / f"{at:04}").write_bytes(data)
        told = subprocess.run(
            [sys.executable, "-m", "bench._peak_memory", *(["--scans"] if scans else []), folder],
            cwd=ROOT,
            env={"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
        )
    found = json.loads(told.stdout)
    return [float(peak) for peak, _ in found], sum(not is_whole for _, is_whole in found)


def main() -> None:
    """Forks a child for each file of the folder, one after the other."""
    from ingestion import child

    *flags, folder = sys.argv[1:]
    caps = child.scan_caps() if flags else child.Caps()
    gc.disable()
    child.preload(caps, "auto")
    gc.freeze()
    gc.enable()
    print(json.dumps([_peak(path.read_bytes(), caps) for path in sorted(Path(folder).iterdir())]))


def _peak(data: bytes, caps: object) -> tuple[float, bool]:
    """Megabytes, and whether the child lived to answer."""
    from ingestion import child
    from ingestion.errors import TooComplex

    assert isinstance(caps, child.Caps)
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if not pid:
        try:
            ours.close()
            child.answer(theirs, caps)
        finally:
            os._exit(0)
    theirs.close()
    is_whole = True
    with ours:
        try:
            child.send(ours, data)
            child.receive(ours, maximum=child.MAX_PICTURE_BYTES)
        except (OSError, TooComplex):
            is_whole = False
    _, _, used = os.wait4(pid, 0)
    return used.ru_maxrss / 1024, is_whole


if __name__ == "__main__":
    main()
