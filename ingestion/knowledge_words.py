"""What a question or a help text speaks of: word stems, and meanings that four languages share.

Our own hashing of words knows no synonyms; the meanings, data in `knowledge_words.toml`, are what
lets "Mahngebühr" find "late fee". Nothing here knows a company or an article.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

_DATA: Final = Path(__file__).with_name("knowledge_words.toml")
_WORD: Final = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_UNFOLDED: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})
_LONGEST: Final = 20_000
_ENDINGS: Final = (
    "ungen ciones cion ations ation ungs ung ments ment iert ieren ing ings ed es en er em ern "
    "e s n o a os as ar ir ado ada"
).split()
_STEM: Final = 4
_KEPT: Final = 8


@dataclass(frozen=True, slots=True)
class Meaning:
    """A name for what several words say, and how they are recognised."""

    name: str
    pattern: re.Pattern[str]


def folded_words(text: str) -> list[str]:
    """All words of a text in order, folded to small plain letters."""
    marked = unicodedata.normalize("NFKD", text[:_LONGEST].casefold()).translate(_UNFOLDED)
    plain = "".join(char for char in marked if not unicodedata.combining(char))
    return _WORD.findall(plain)


def meanings_of(text: str) -> tuple[str, ...]:
    """Codes of what a text speaks of, sorted: eight letters each, alike in no part of them."""
    return tuple(sorted(_code(name) for name in _meant(" ".join(folded_words(text)))))


@lru_cache(maxsize=4096)
def terms_of(text: str) -> Mapping[str, int]:
    """Each stem (`late`) and meaning (`=late`) of a text, and how often it is there."""
    words = folded_words(text)
    counted: dict[str, int] = {}
    for word in words:
        if word in _fillers() or (len(word) < 2 and not word.isdigit()):
            continue
        stem = stem_of(word)
        counted[stem] = counted.get(stem, 0) + 1
    for name, times in _meant(" ".join(words)).items():
        counted[f"={name}"] = times
    return counted


@lru_cache(maxsize=4096)
def asked_words(text: str) -> tuple[tuple[str, frozenset[str], bool], ...]:
    """The words of a question that ask something: stem, own meanings, and whether it is faint."""
    words = folded_words(text)
    line = " ".join(words)
    spans: list[tuple[int, int, str]] = []
    for meaning in _meanings():
        spans += [(*found.span(), meaning.name) for found in meaning.pattern.finditer(line)]
    asked: dict[str, tuple[frozenset[str], bool]] = {}
    at = 0
    for word in words:
        start, at = at, at + len(word) + 1
        own = frozenset(
            name for begin, end, name in spans if begin <= start and end >= start + len(word)
        )
        if not own and (word in _fillers() or len(word) < 2):
            continue
        stem = stem_of(word)
        known = asked.get(stem, (frozenset(), True))
        faint = word in _faint() or word[0].isdigit()
        asked[stem] = (known[0] | own, known[1] and faint)
    return tuple((stem, own, faint) for stem, (own, faint) in asked.items())


def language_of(text: str) -> str | None:
    """The language whose small words are most of a text's; None where that is not clear."""
    words = folded_words(text[:5_000])
    counts = {
        name: sum(1 for word in words if word in known) for name, known in _by_language().items()
    }
    ranked = sorted(counts.values(), reverse=True)
    if ranked[0] < 3 or ranked[0] < 1.2 * ranked[1]:
        return None
    return max(counts, key=lambda name: counts[name])


@lru_cache(maxsize=16384)
def stem_of(word: str) -> str:
    """A word without its ending, as far as four letters are left: enough to join its forms."""
    if word[0].isdigit():
        return word
    best = word
    for _ in range(2):  # "reminders": two endings
        whole = best
        for ending in _ENDINGS:
            if whole.endswith(ending) and _STEM <= len(whole) - len(ending) < len(best):
                best = whole[: -len(ending)]
    return best[:_KEPT]


def _meant(line: str) -> dict[str, int]:
    found = {each.name: sum(1 for _ in each.pattern.finditer(line)) for each in _meanings()}
    return {name: times for name, times in found.items() if times}


@cache
def _meanings() -> tuple[Meaning, ...]:
    return tuple(
        Meaning(name, re.compile("|".join(_shapes(text))))
        for name, text in _data()["meanings"].items()
    )


def _shapes(text: str) -> Iterator[str]:
    """Patterns over words with single spaces; the longest first, so that phrases win."""
    for shape in sorted(text.split(), key=lambda each: -len(each)):
        parts = [part for part in shape.split("_") if part]
        yield r"\b" + "".join(_part(n, part) for n, part in enumerate(parts)) + r"\b"


def _part(number: int, part: str) -> str:
    gap = " " if number else ""
    if part == "*":
        return r"(?: \w+){0,3}"
    return gap + re.escape(part).replace(r"\*", r"\w*")


@cache
def _code(name: str) -> str:
    digest = blake2b(name.encode(), digest_size=8).digest()
    return "".join(chr(ord("a") + byte % 26) for byte in digest)


@cache
def _by_language() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(text.split()) for name, text in _data()["fillers"].items()}


@cache
def _fillers() -> frozenset[str]:
    return frozenset().union(*_by_language().values())


@cache
def _faint() -> frozenset[str]:
    return frozenset(_data()["faint"]["words"].split())


@cache
def _data() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
