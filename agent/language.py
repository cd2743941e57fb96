"""Which of our languages a text is in, from its words; no model, no network."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("en", "es", "de", "fr")
_WORD: Final = re.compile(r"[a-z0-9]+")
_MARKS: Final[Mapping[str, str]] = {"es": "¿¡ñÑ", "de": "ßäöüÄÖÜ", "fr": "çèêàùœÇÈÊÀ"}
"""Signs that only one of the languages writes; folding loses them."""
_SURE: Final = 2
_LIKELY: Final = 1


def fold(text: str) -> str:
    """Small letters and digits without accents, single spaces between words."""
    spread = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    return " ".join(_WORD.findall("".join(c for c in spread if not unicodedata.combining(c))))


def language_of(text: str, hint: str = "en") -> str:
    """The language of `text` among en, es, de, fr; `hint` where its words do not decide."""
    counts = dict.fromkeys(LANGUAGES, 0)
    for word in fold(text).split():
        for code, worth in _told().get(word, ()):
            counts[code] += worth
    for code, marks in _MARKS.items():
        counts[code] += _SURE * any(mark in text for mark in marks)
    best = max(counts.values())
    hinted = hint.split("-")[0].lower()
    if best == 0 or counts.get(hinted) == best:
        return hinted if hinted in counts else "en"
    return next(code for code, count in counts.items() if count == best)


@cache
def _told() -> Mapping[str, list[tuple[str, int]]]:
    """Per word the languages it speaks for, and how much."""
    path = Path(__file__).with_name("language.toml")
    found: dict[str, list[tuple[str, int]]] = {}
    for code, words in tomllib.loads(path.read_text(encoding="utf-8")).items():
        for name, worth in (("sure", _SURE), ("likely", _LIKELY)):
            for word in words[name].split():
                found.setdefault(word, []).append((code, worth))
    return found
