"""What an invoice is for: words of its seller, its lines and its page, held against a list as data.

Six languages, scored: the seller's name says most, a line says more than the page. It names no one
category where two fit alike; the tenant's own rules stand above this and are not known here.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from ingestion.labels import fold

_FILE: Final = Path(__file__).with_name("categories.toml")
SELLER, LINE, PAGE = 4, 3, 1
_MOST_OF_PAGE: Final = 4
"""However often a page speaks of something, its text alone weighs about as much as its seller."""

_DOUBT: Final = 2
_TEXT_LENGTH: Final = 60_000


def categorise(seller: str | None, lines: Iterable[str], text: str = "") -> Mapping[str, int]:
    """The categories that fit and how well, in percent; empty where nothing speaks for any.

    The percentages of one document add up to less than 100: what is left is doubt.
    """
    name, rows, page = fold(seller or ""), fold("\n".join(lines)), fold(text[:_TEXT_LENGTH])
    scores: dict[str, int] = {}
    for category, (sellers, words) in _patterns().items():
        score = SELLER * bool(sellers.search(name) or words.search(name))
        score += LINE * min(2, len(set(words.findall(rows))))
        score += PAGE * min(_MOST_OF_PAGE, len(set(words.findall(page))))
        if score > PAGE:
            scores[category] = score
    whole = sum(scores.values()) + _DOUBT
    return {category: 100 * score // whole for category, score in scores.items()}


@cache
def _patterns() -> Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """By category: what sellers of it are called, and what its documents speak of."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        category: (
            _pattern(phrases["sellers"]),
            _pattern(
                [each for name, more in phrases.items() if name != "sellers" for each in more]
            ),
        )
        for category, phrases in table.items()
    }


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """`*` stands for letters: `strom*` is also `Stromlieferung`, `*miete` also `Kaltmiete`."""
    parts = (
        re.escape(fold(each)).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for each in phrases
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(parts, key=len, reverse=True))})(?!\w)")
