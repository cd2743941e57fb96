"""A process that can no longer change any file, and opens none but its own: Landlock.

Only where the kernel has it. Wire format: landlock(7), `struct landlock_ruleset_attr` (as much of
it as the kernel's version knows), `struct landlock_path_beneath_attr` (packed) and the three system
calls, whose numbers are the same on all architectures.
"""

import ctypes
import os
import site
import stat
import struct
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_ASK_VERSION: Final = 1
_PATH_BENEATH: Final = 1
_EXECUTE: Final = 1 << 0
_WRITE_FILE: Final = 1 << 1
_READ_FILE: Final = 1 << 2
_READ_DIR: Final = 1 << 3
_REMOVE_AND_MAKE: Final = 0b1_1111_1111 << 4
"""Remove a folder or a file; make a device, folder, file, socket, pipe, block device or link."""
_TRUNCATE: Final = 1 << 14
"""Known from version 3 on; moving files between folders (version 2) is forbidden unasked."""
_TCP: Final = 0b11
"""Bind and connect, from version 4 on: for hosts that grant no network namespace."""
_SCOPED: Final = 0b11
"""Abstract sockets and signals stay among ourselves, from version 6 on."""

_SYSTEM: Final = (
    *("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib"),
    *("/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo"),
    *("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts"),
    *("/dev/null", "/dev/urandom", "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu"),
)
"""Shared libraries, zones, fonts, and what runtimes ask about the machine."""
_LOADERS: Final = ("/lib64/ld-*.so*", "/lib/ld-*.so*", "/lib/*/ld-*.so*")
"""What the kernel starts beside each program."""
_TESSDATA: Final = (
    *("/usr/share/tesseract-ocr", "/usr/share/tessdata", "/usr/local/share/tessdata"),
    *("/usr/local/share/tesseract-ocr", "/opt/homebrew/share/tessdata"),
)


def landlock() -> int:
    """The version of the kernel's Landlock, 0 where it has none or it is switched off."""
    libc = ctypes.CDLL(None, use_errno=True)
    found = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION))
    return max(0, int(found))


def needed() -> tuple[str, ...]:
    """What reading documents opens: Python's library, the packages, ourselves, system libraries.

    Not the folder that holds us: keys and databases may lie there.
    """
    ours = str(Path(__file__).resolve().parent)
    paths = sysconfig.get_paths()
    packages = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    home = str(Path(sys.base_prefix, "lib"))
    return (*_SYSTEM, *packages, *site.getsitepackages(), home, ours)


def leave_files(readable: Iterable[str] | None = None, programs: Sequence[Path] = ()) -> bool:
    """From here on this process and its children change no file and read only what is needed.

    `readable`: files and folders, `needed()` where not told. `programs` may be started, and find
    their data. What is open already stays open. Needs `no_new_privs`; returns False where the
    kernel has no Landlock: then only the cap on the size of files is left.
    """
    version = landlock()
    if not version:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    rights = _EXECUTE | _READ_FILE | _READ_DIR | _WRITE_FILE | _REMOVE_AND_MAKE
    rights |= _TRUNCATE if version >= 3 else 0
    known = (rights, *((_TCP,) if version >= 4 else ()), *((_SCOPED,) if version >= 6 else ()))
    attributes = struct.pack(f"={len(known)}Q", *known)
    ruleset = libc.syscall(
        _CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint32(0)
    )
    if ruleset < 0:
        return False
    try:
        for path in dict.fromkeys(needed() if readable is None else readable):
            _allow(libc, ruleset, path, _READ_FILE | _READ_DIR)
        for program in programs:
            _allow(libc, ruleset, str(program), _READ_FILE | _EXECUTE)
        if programs:
            for path in (*_TESSDATA, *map(str, loaders())):
                _allow(libc, ruleset, path, _READ_FILE | _READ_DIR | _EXECUTE)
        return bool(libc.syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0)
    finally:
        os.close(ruleset)


def loaders() -> list[Path]:
    """The dynamic loaders of this machine."""
    return [path for each in _LOADERS for path in Path("/").glob(each.lstrip("/"))]


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    """Adds a rule for a path, with all below it; one that is not there needs none."""
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            rights &= ~_READ_DIR  # the kernel takes no rule with a right that a file cannot have
        beneath = struct.pack("=Qi", rights, opened)
        libc.syscall(
            _ADD_RULE,
            *(ctypes.c_int(ruleset), ctypes.c_int(_PATH_BENEATH), beneath, ctypes.c_uint32(0)),
        )
    finally:
        os.close(opened)
