"""What the built-in model looks at in a sentence: words, pieces of words, concepts, and its shape.

Concepts (`lexicon.txt`) are words of four languages that mean one thing: what is learned of them
in one language holds in the others.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from agent.language import fold
from agent.models.builtin.concepts import (
    ELSEWHERE,
    FILLER,
    NOT_ASKED_HERE,
    SAYS_LITTLE,
    concepts_of,
)
from agent.spelling import mended

LONGEST: Final = 600
"""Characters of a message that are looked at: a wish stands at its beginning or at its end."""
UNKNOWN: Final = "unk"
"""The concept of a word that neither the lexicon nor any training sentence has."""

Seen = Callable[[str], bool]

_BILL_NUMBER: Final = re.compile(
    r"(?<!\w)(?:[A-Za-z]{1,8}-(?:[A-Za-z0-9]+[-/])*\d[\w/-]*|[A-Za-z]{1,8}\d[\w/-]{2,}"
    r"|[A-Z]{2,5} \d{3,}|[A-Z]{2,8}-[A-Z0-9-]+)"
)
_MONEY: Final = re.compile(
    r"(?:[$€£]|\b(?:usd|eur|gbp|chf)\b)\s?\d[\d.,' ]*|\d[\d.,']*\s?(?:[$€£]|\b(?:usd|eur|gbp|chf"
    r"|euros?|"
    r"dollars?|bucks|pounds?|quid|d[oó]lares?|franken)\b)",
    re.IGNORECASE,
)
_PART: Final = re.compile(
    r"\b\d{1,3}\s?(?:%|percent|prozent|por ?ciento|pour ?cent)", re.IGNORECASE
)
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


def features(text: str, seen: Seen) -> Iterator[str]:
    """The features of a message, each once or more; the first letter tells its family.

    `seen` says whether a word stands in the training sentences.
    """
    text = shortened(text)
    written = words_of(text)
    words = mended(written, seen)
    yield from _of_words(words)
    yield from _of_pieces(written)
    yield from _of_shape(text, words)
    yield from _of_concepts(words, seen)


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


def _of_shape(text: str, words: list[str]) -> Iterator[str]:
    count = len(words)
    yield f"n{count if count < 4 else 4 + min(count // 5, 6)}"
    if "?" in text:
        yield "q?"
    if "!" in text:
        yield "q!"
    if not words:
        yield "q0"


def _of_concepts(words: list[str], seen: Seen) -> Iterator[str]:
    per_word = concepts_of(words)
    new = [not c and len(w) > 2 and not seen(w) for w, c in zip(words, per_word, strict=True)]
    told = [
        (UNKNOWN,) if unknown else tuple(name for name in names if name != FILLER)
        for names, unknown in zip(per_word, new, strict=True)
    ]
    yield from _alone_and_in_pairs([names for names in told if names])
    yield from _how_much_is_ours(per_word, sum(new))


def _alone_and_in_pairs(told: list[tuple[str, ...]]) -> Iterator[str]:
    for names in told:
        for name in names:
            yield f"m{name}"
    for one, two in pairwise([("<",), *told, (">",)]):
        for left in one:
            for right in two:
                yield f"o{left} {right}"
    core = [names for names in told if SAYS_LITTLE.isdisjoint(names)]
    near = dict.fromkeys(
        f"p{min(left, right)} {max(left, right)}"
        for at, one in enumerate(core)
        for two in core[at + 1 : at + 5]
        for left in one
        for right in two
        if left != right
    )
    yield from near


def _how_much_is_ours(per_word: Sequence[tuple[str, ...]], unknown: int) -> Iterator[str]:
    """How many words belong to bills and service, to the rest of the world, or to nothing."""
    ours = elsewhere = only_elsewhere = 0
    for names in per_word:
        business = any(name not in NOT_ASKED_HERE for name in names)
        world = any(name in ELSEWHERE for name in names)
        ours += business
        elsewhere += world
        only_elsewhere += world and not business
    yield f"uu{min(unknown, 4)}"
    yield f"ub{min(ours, 4)}"
    yield f"ux{min(unknown, 3)}{min(ours, 3)}"
    yield f"uw{min(only_elsewhere, 3)}{min(ours, 3)}"
    yield f"uv{min(elsewhere, 3)}"
