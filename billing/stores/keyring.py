"""The keys that wrap all other keys: `CREDENTIAL_KEYS`, newest first.

BillingError
└── BadKeyring      the text is not a keyring, or a needed key is not on it
"""

import base64
import binascii
import os
import re
from dataclasses import dataclass
from typing import Final, Self

from billing.errors import BillingError

_KEY_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")
KEY_BYTES: Final = 32


class BadKeyring(BillingError):
    """The keyring is malformed or lacks a key; never says anything of the keys themselves."""

    code = "bad_keyring"


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """Named 256-bit keys. The first one wraps; all of them unwrap."""

    keys: tuple[tuple[str, bytes], ...]

    def __post_init__(self) -> None:
        ids = [key_id for key_id, _ in self.keys]
        if not ids or len(set(ids)) != len(ids):
            raise BadKeyring("CREDENTIAL_KEYS needs at least one key, each with its own name")
        for key_id, secret in self.keys:
            if not _KEY_ID.fullmatch(key_id) or len(secret) != KEY_BYTES:
                raise BadKeyring(f"a key is name:base64 of {KEY_BYTES} bytes")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `kid:base64,kid:base64` (standard or URL-safe base64); raises `BadKeyring`."""
        keys: list[tuple[str, bytes]] = []
        for part in text.split(","):
            key_id, colon, encoded = part.strip().partition(":")
            if not colon:
                raise BadKeyring("write CREDENTIAL_KEYS as name:base64,name:base64")
            try:
                secret = base64.b64decode(encoded.translate(_STANDARD), validate=True)
            except binascii.Error:
                raise BadKeyring(f"key {len(keys) + 1} is not base64") from None
            keys.append((key_id, secret))
        return cls(tuple(keys))

    def text(self) -> str:
        """The inverse of `parse`, for the operator's file."""
        return ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in self.keys)

    @property
    def newest(self) -> tuple[str, bytes]:
        return self.keys[0]

    def secret(self, key_id: str) -> bytes:
        """The key of that name; raises `BadKeyring` when it was dropped too early."""
        for name, key in self.keys:
            if name == key_id:
                return key
        raise BadKeyring(f"the key {key_id} is not in CREDENTIAL_KEYS")

    def with_new(self, key_id: str) -> "Keyring":
        """This keyring with a fresh random key in front: the first half of a rotation.

        The second half is `SqlStore.rewrap_keys`; only then may the old keys be dropped.
        """
        return Keyring(((key_id, os.urandom(KEY_BYTES)), *self.keys))

    @classmethod
    def fresh(cls, key_id: str = "k1") -> Self:
        return cls(((key_id, os.urandom(KEY_BYTES)),))


_STANDARD: Final = str.maketrans("-_", "+/")
