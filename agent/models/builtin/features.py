"""What the built-in model looks at in a sentence: words, pieces of words, ideas, and its shape.

Ideas are words of four languages that mean one thing (`ideas.toml`): what is learned of them in one
language holds in the others.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from agent.language import fold

LONGEST: Final = 600
"""Characters of a message that are looked at: a wish stands at its beginning or at its end."""

_BILL_NUMBER: Final = re.compile(r"(?<!\w)(?:[A-Za-z]{1,8}[-/ ]?(?:[A-Za-z0-9]+[-/])*\d[\w/-]{2,})")
_MONEY: Final = re.compile(
    r"(?:[$€£]|\b(?:usd|eur|gbp|chf)\b)\s?\d[\d.,' ]*|\d[\d.,']*\s?(?:[$€£]|\b(?:usd|eur|gbp|chf|euros?|"
    r"dollars?|bucks|pounds?|quid|d[oó]lares?|franken)\b)",
    re.IGNORECASE,
)
_PART: Final = re.compile(r"\b\d{1,3}\s?(?:%|percent|prozent|por ?ciento|pour ?cent)", re.IGNORECASE)
_FIGURE: Final = re.compile(r"\d+(?:[.,:]\d+)*")
_REPEATED: Final = re.compile(r"([a-z])\1{2,}")


def shortened(text: str) -> str:
    """The text, a long one by its beginning and its end."""
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"


def words_of(text: str) -> list[str]:
    """Folded words; bill numbers, amounts, parts and figures each under one name."""
    text = _MONEY.sub(" xmoney ", _PART.sub(" xpart ", text))
    text = _FIGURE.sub(_figure, _BILL_NUMBER.sub(" xnumber ", text))
    return [_REPEATED.sub(r"\1\1", word) for word in fold(text).split()]


def _figure(match: re.Match[str]) -> str:
    digits = match[0]
    if re.fullmatch(r"(?:19|20)\d\d", digits):
        return " xyear "
    return " xfour " if len(digits) == 4 and digits.isdigit() else " xfigure "


def features(text: str) -> Iterator[str]:
    """The features of a message, each once or more; the first letter tells its family."""
    text = shortened(text)
    words = words_of(text)
    yield from _of_words(words)
    yield from _of_pieces(words)
    yield from _of_ideas(words)
    yield from _of_shape(text, words)


def _of_words(words: list[str]) -> Iterator[str]:
    for word in words:
        yield f"w{word}"
    for one, two in pairwise(["<", *words, ">"]):
        yield f"b{one} {two}"
    for one, two in zip(words, words[2:], strict=False):
        yield f"s{one} {two}"


def _of_pieces(words: list[str]) -> Iterator[str]:
    for word in words:
        if len(word) < 4 or word.startswith("x"):
            continue
        marked = f"<{word}>"
        for size in (3, 4, 5):
            for at in range(len(marked) - size + 1):
                yield f"c{marked[at : at + size]}"


def _of_ideas(words: list[str]) -> Iterator[str]:
    found = [ideas for word in words if (ideas := _ideas_of(word))]
    flat = [idea for ideas in found for idea in ideas]
    for idea in set(flat):
        yield f"i{idea}"
    for one, two in pairwise(found):
        for left in one:
            for right in two:
                yield f"j{left} {right}"
    if flat:
        yield f"k{flat[0]}"
        first = flat[0]
        for idea in set(flat[1:]):
            yield f"l{first} {idea}"


def _of_shape(text: str, words: list[str]) -> Iterator[str]:
    count = len(words)
    yield f"n{count if count < 4 else 4 + min(count // 5, 6)}"
    if text.rstrip().endswith("?") or "?" in text:
        yield "q?"
    if "!" in text:
        yield "q!"
    if not words:
        yield "q0"
    if words:
        known = sum(1 for word in words if _ideas_of(word))
        yield f"r{min(4, known)}"


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    rows = tomllib.loads(Path(__file__).with_name("ideas.toml").read_text(encoding="utf-8"))
    found: dict[str, tuple[str, ...]] = {}
    for idea, phrases in rows.items():
        for word in phrases.split():
            found[word] = (*found.get(word, ()), idea)
    return found


@cache
def _beginnings() -> tuple[int, ...]:
    return tuple(sorted({len(word) for word in _table() if word.endswith("*")}, reverse=True))


def _ideas_of(word: str) -> tuple[str, ...]:
    """The ideas a word stands for: by itself, else by its longest known beginning."""
    table = _table()
    if word in table:
        return table[word]
    for length in _beginnings():
        if len(word) >= length - 1 and (found := table.get(f"{word[: length - 1]}*")):
            return found
    return ()
