"""The same wish in slightly other writing: what a second run of a scenario may say instead.

A model of our own answers the same words in the same way every time, so a second run would only
repeat the first. With slips it is asked as another thumb would have typed it.
"""

import random
import re
import unicodedata
from collections.abc import Callable
from typing import Final, TypeAlias

Slip: TypeAlias = Callable[[str, int], str]

_FEWEST_WORDS: Final = 3
_LONG: Final = re.compile(r"[^\W\d_]{6,}")
_PLAIN: Final = re.compile(r"\S*[\d@/_]\S*")
"""Numbers, addresses and names of things: nobody means another one by a slip."""


def slipped(text: str, seed: int) -> str:
    """`text` with one or two slips of the keyboard; the same for the same seed.

    Short messages (a yes, a no) and words with digits stay as they are.
    """
    if len(text.split()) < _FEWEST_WORDS:
        return text
    dice = random.Random(f"{seed}:{text}")  # noqa: S311 - no secret, only variety
    for slip in dice.sample(_SLIPS, dice.choice((1, 2))):
        text = slip(text, dice)
    return text


def _small(text: str, _dice: random.Random) -> str:
    """No capitals, except where they belong to a number or an address."""
    return " ".join(each if _PLAIN.fullmatch(each) else each.lower() for each in text.split(" "))


def _open_end(text: str, _dice: random.Random) -> str:
    return text.rstrip(" .!?")


def _no_accents(text: str, _dice: random.Random) -> str:
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))


def _swapped(text: str, dice: random.Random) -> str:
    """Two neighbours inside a long word changed places."""

    def swap(word: str, at: int) -> str:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return _in_a_word(text, dice, swap)


def _missing(text: str, dice: random.Random) -> str:
    return _in_a_word(text, dice, lambda word, at: word[:at] + word[at + 1 :])


def _doubled(text: str, dice: random.Random) -> str:
    return _in_a_word(text, dice, lambda word, at: word[:at] + word[at] + word[at:])


def _in_a_word(text: str, dice: random.Random, slip: Slip) -> str:
    fit = [
        found
        for found in _LONG.finditer(text)
        if not any(other.start() <= found.start() < other.end() for other in _PLAIN.finditer(text))
    ]
    if not fit:
        return text
    found = dice.choice(fit)
    at = dice.randrange(2, len(found[0]) - 2)
    return text[: found.start()] + slip(found[0], at) + text[found.end() :]


_SLIPS: Final = (_small, _open_end, _no_accents, _swapped, _missing, _doubled)
