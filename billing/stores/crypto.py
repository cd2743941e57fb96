"""Encryption at rest: AES-256-GCM under per-person keys, which the keyring wraps.

    BillingError
    └── Unreadable      a ciphertext does not belong to this row, or was changed

Every ciphertext is bound to its tenant, its column and its row by the additional authenticated
data, so one moved elsewhere does not open. Layout: one version byte, 12 bytes of nonce, then
ciphertext and tag (NIST SP 800-38D).
"""

import hmac
import os
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from billing.errors import BillingError
from billing.ids import CustomerId, TenantId
from billing.stores.keyring import KEY_BYTES, Keyring

_VERSION: Final = b"\x01"
_NONCE: Final = 12
CACHED_KEYS: Final = 4096


class Unreadable(BillingError):
    """The ciphertext was moved, changed, or its key is gone."""

    code = "unreadable"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose key protects a row: `kind` is `person`, `customer`, `staff` or `tenant`."""

    kind: str
    id: str
    customer_id: CustomerId | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ciphertext lives: tenant, `table.column` and the row's key."""

    tenant: TenantId
    column: str
    row: str

    @property
    def aad(self) -> bytes:
        # Ids hold no vertical bar, so no two places share one spelling.
        return f"{self.tenant}|{self.column}|{self.row}".encode()


def seal(secret: AESGCM, plain: bytes, place: Place) -> bytes:
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + secret.encrypt(nonce, plain, place.aad)


def open_sealed(secret: AESGCM, sealed: bytes, place: Place) -> bytes:
    """The plain bytes; raises `Unreadable` for another place, another key or a changed byte."""
    if sealed[:1] != _VERSION:
        raise Unreadable(f"unknown ciphertext version in {place.column}")
    try:
        return secret.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], place.aad)
    except InvalidTag:
        raise Unreadable(f"a row of {place.column} does not open") from None


def blind(index_key: bytes, purpose: str, text: str) -> bytes:
    """A keyed hash by which an e-mail or account number is found without being readable."""
    return hmac.digest(index_key, f"{purpose}|{text}".encode(), "sha256")


class Vault:
    """Wraps and unwraps data keys and keeps the lately used ones, bounded, per process."""

    def __init__(self, keyring: Keyring, cached: int = CACHED_KEYS) -> None:
        self.keyring = keyring
        self._cached = cached
        self._keys: OrderedDict[tuple[TenantId, str, str], bytes] = OrderedDict()
        self._lock = Lock()

    def fresh(self) -> bytes:
        return os.urandom(KEY_BYTES)

    def wrap(self, key: bytes, place: Place) -> tuple[str, bytes]:
        """The newest ring key's name and `key` under it."""
        key_id, secret = self.keyring.newest
        return key_id, seal(AESGCM(secret), key, place)

    def unwrap(self, key_id: str, wrapped: bytes, place: Place) -> bytes:
        return open_sealed(AESGCM(self.keyring.secret(key_id)), wrapped, place)

    def recall(self, tenant: TenantId, owner: Owner) -> bytes | None:
        with self._lock:
            found = self._keys.get((tenant, owner.kind, owner.id))
            if found is not None:
                self._keys.move_to_end((tenant, owner.kind, owner.id))
            return found

    def remember(self, tenant: TenantId, owner: Owner, key: bytes) -> None:
        """Keep a *committed* key: one whose row was rolled back would seal what nobody can open."""
        with self._lock:
            self._keys[(tenant, owner.kind, owner.id)] = key
            while len(self._keys) > self._cached:
                self._keys.popitem(last=False)
