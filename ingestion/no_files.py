"""A process that can no longer make, change or remove any file: Landlock, where the kernel has it.

Wire format: landlock(7), `struct landlock_ruleset_attr` (its first field only, known to every
version) and the three system calls, whose numbers are the same on all architectures.
"""

import ctypes
import os
from typing import Final

_CREATE_RULESET: Final = 444
_RESTRICT_SELF: Final = 446
_ASK_VERSION: Final = 1
_EXECUTE: Final = 1 << 0
_WRITE_FILE: Final = 1 << 1
_REMOVE_AND_MAKE: Final = 0b1_1111_1111 << 4
"""Remove a folder or a file; make a device, folder, file, socket, pipe, block device or link."""
_TRUNCATE: Final = 1 << 14
"""Known from version 3 on; moving files between folders (version 2) is forbidden unasked."""


def leave_files() -> bool:
    """From here on this process and its children only read files, and start no program.

    What is open already stays open. Needs `no_new_privs`; returns False where the kernel has no
    Landlock or it is switched off: then only the cap on the size of files is left.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION))
    if version < 1:
        return False
    rights = _EXECUTE | _WRITE_FILE | _REMOVE_AND_MAKE | (_TRUNCATE if version >= 3 else 0)
    attributes = ctypes.c_uint64(rights)
    ruleset = libc.syscall(
        _CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(8), ctypes.c_uint32(0)
    )
    if ruleset < 0:
        return False
    try:
        return bool(libc.syscall(_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0)
    finally:
        os.close(ruleset)
