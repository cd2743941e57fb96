"""A sentence with what was read from it, and the words by which facts are looked up in it.

Machinery of `prose`; the words are data, `standing.json`, of all supported languages at once.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from agent._mentions import AmountMention, DayMention


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with the amounts and days that were read from it."""

    text: str
    amounts: Sequence[AmountMention]
    days: Sequence[DayMention]

    @property
    def asks(self) -> bool:
        return self.text.rstrip().endswith("?")


@cache
def standing_words() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        files("agent").joinpath("standing.json").read_text(encoding="utf-8")
    )
    return found


@lru_cache(maxsize=64)
def word_pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{standing_words()[name]})(?!\w)", re.IGNORECASE)


def is_one_of(mention: AmountMention, known: frozenset[tuple[int, str]]) -> bool:
    """Whether a mentioned amount, in any reading, is one of these."""
    return any(
        (minor, currency) in known or (not currency and any(minor == one for one, _ in known))
        for minor, currency in mention.readings
    )
