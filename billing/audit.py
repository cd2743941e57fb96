"""The audit trail: every change as ids only, chained by hashes after commit."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from billing.periods import rfc3339

GENESIS: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change: who (`role:id`) did what to what, with ids and amounts in `details`."""

    at: datetime
    actor: str
    verb: str
    subject: str
    details: Mapping[str, str | int]
    number: int = 0
    hash: str | None = None


def link(previous: str, entry: AuditEntry) -> str:
    """The hash of `entry` after the one hashed `previous`: SHA-256 over both, canonical JSON."""
    row = [rfc3339(entry.at), entry.actor, entry.verb, entry.subject, dict(entry.details)]
    canonical = json.dumps([previous, entry.number, row], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def first_broken(entries: Iterable[AuditEntry]) -> int | None:
    """The number of the first sealed entry that does not follow from the one before, else None."""
    previous, expected = GENESIS, 1
    for entry in entries:
        if entry.number != expected or entry.hash != link(previous, entry):
            return expected
        previous, expected = entry.hash, expected + 1
    return None
