"""Texts from a source: what may be kept, and why a row is put aside."""

from dataclasses import dataclass
from typing import Final

LONGEST_REF: Final = 128


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is not taken over; `waits`: only until our own payment of it is over."""

    why: str
    waits: bool = False


def is_text(text: str, longest: int) -> bool:
    """Whether every database can keep it and nobody is fooled by it: no control characters."""
    return 0 < len(text) <= longest and text.isprintable() and bool(text.strip())


def is_ref(ref: str) -> bool:
    """Whether it may be a provider's id."""
    return is_text(ref, LONGEST_REF)
