"""What a customer's message asks for: one of 22 labels, and the things it names.

Rules over a vocabulary, scored; no model, no network, quick to import.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Final

from agent.language import fold, language_of
from agent.slots import Slots, read_slots

LANGUAGES: Final = ("en", "es", "de", "fr")
UNKNOWN: Final = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Understanding:
    """`confidence` is 0..1; below 0.4 the label is a guess."""

    label: str
    confidence: float
    language: str
    slots: Slots

    def as_json(self) -> dict[str, object]:
        """The object `understand --json` prints."""
        return asdict(self)


def understand(text: str, language_hint: str = "en") -> Understanding:
    """The likeliest label of `text` and its slots. Never raises."""
    language = language_of(text[:2000], language_hint)
    folded = fold(text[:2000])
    scores = _scores(folded, language)
    if not scores and language != "en":
        scores = _scores(folded, "en")
    slots = read_slots(text[:2000])
    if not scores:
        return Understanding(UNKNOWN, 0.1, language, slots)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    best, second = ranked[0][1], ranked[1][1] if len(ranked) > 1 else 0
    confidence = best / (best + second / 2 + 1)
    return Understanding(ranked[0][0], round(confidence, 2), language, slots)


def _scores(folded: str, language: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for label, worth, pattern in _patterns(language):
        hits = sum(1 for _ in pattern.finditer(folded))
        if hits:
            found[label] = found.get(label, 0) + worth * 2 + min(hits, 2) - 1
    return found


@cache
def _table() -> Mapping[str, Mapping[str, Mapping[str, list[str]]]]:
    path = Path(__file__).with_name("vocabulary.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _patterns(language: str) -> list[tuple[str, int, re.Pattern[str]]]:
    place = LANGUAGES.index(language)
    return [
        (label, int(worth), _pattern(lines[place]))
        for label, levels in _table()["labels"].items()
        for worth, lines in levels.items()
    ]


def _pattern(phrases: str) -> re.Pattern[str]:
    gaps = phrases.replace(" .. ", r" (?:\w+ ){0,5}?").replace("*", r"\w*")
    return re.compile(rf"(?<!\w)(?:{gaps})(?!\w)")
