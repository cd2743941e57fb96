"""Slips of the keyboard, put into sentences so that the built-in model learns to read over them."""

from random import Random
from typing import Final

_BESIDE: Final = {
    "a": "qsz", "s": "adw", "d": "sfe", "e": "wrd", "r": "etf", "t": "ryg", "i": "uok", "o": "ipl",
    "n": "bmh", "m": "nj", "l": "kpo", "c": "xvd", "p": "ol", "h": "gjy", "u": "yi",
}  # fmt: skip
_DROPPED: Final = str.maketrans("", "", "'’?.¿¡!,")


def with_slips(text: str, random: Random) -> str:
    """The text as a hasty thumb types it: some letters wrong, often without marks and capitals."""
    words = [_slip(word, random) if _chosen(word, random) else word for word in text.split(" ")]
    typed = " ".join(words)
    return typed.lower().translate(_DROPPED) if random.random() < 0.4 else typed


def _chosen(word: str, random: Random) -> bool:
    return len(word) > 3 and random.random() < len(word) / 42


def _slip(word: str, random: Random) -> str:
    at, kind = random.randrange(1, len(word) - 1), random.random()
    if kind < 0.3:
        return word[:at] + word[at + 1 :]
    if kind < 0.55:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind < 0.75:
        return word[:at] + word[at] + word[at:]
    return word[:at] + random.choice(_BESIDE.get(word[at].lower(), "e")) + word[at + 1 :]
