"""Proven certificate chains in a folder: a restart asks nobody for what was proven before.

Nothing is believed because it lies here: whoever takes a chain from the shelf proves it anew.
"""

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding

MAX_CHAIN: Final = 5
MAX_PEM: Final = 64 * 1024
KEPT: Final = 16
"""The oldest makes room: PayPal has one or two in use."""

Chain = list[x509.Certificate]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Chains by the name of their certificate, which is letters, digits and hyphens only."""

    folder: Path

    def take(self, name: str) -> Chain:
        """What was put there, unproven; empty for nothing, or nothing that can be read."""
        try:
            with self._place(name).open("rb") as file:
                chain = chain_in(file.read(MAX_PEM))
        except OSError:
            chain = []
        return chain

    def put(self, name: str, chain: Chain) -> None:
        """Keep it, whole or not at all; a disk that refuses costs one question after a restart."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, made = tempfile.mkstemp(dir=self.folder, suffix=".new")
            with os.fdopen(handle, "wb") as file:
                file.write(b"".join(each.public_bytes(Encoding.PEM) for each in chain))
            os.replace(made, self._place(name))
            self._make_room()

    def _make_room(self) -> None:
        found = sorted(self.folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        for path in found[:-KEPT]:
            path.unlink(missing_ok=True)

    def _place(self, name: str) -> Path:
        return self.folder / f"{name}.pem"


def chain_in(pem: bytes) -> Chain:
    """The certificates of a PEM text; empty when it holds none, too many, or cannot be read."""
    chain: Chain = []
    with suppress(ValueError, UnsupportedAlgorithm):
        chain = x509.load_pem_x509_certificates(pem)
    return chain if len(chain) <= MAX_CHAIN else []
