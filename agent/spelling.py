"""Words with a slip of the keyboard, read as the known word that is one slip away."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

Known = Callable[[str], bool]

_SHORTEST: Final = 5
"""Letters of a word that is mended: of shorter ones too many are one slip apart."""
_LETTERS: Final = "etaoinsrldcumphgbfvkqyzjwx"


def mended(words: Sequence[str], known: Known) -> list[str]:
    """The words, each that is not `known` replaced by the likeliest one that is."""
    return [
        word if len(word) < _SHORTEST or word.startswith("x") or known(word) else _mend(word, known)
        for word in words
    ]


def _mend(word: str, known: Known) -> str:
    return next((guess for guess in _guesses(word) if known(guess)), word)


def _guesses(word: str) -> Iterator[str]:
    """Words one slip away, the first letter kept, the commonest slips first."""
    places = range(1, len(word))
    for at in places[:-1]:
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    for at in places:
        yield word[:at] + word[at + 1 :]
    if len(word) <= _SHORTEST:
        return
    for at in range(1, len(word) + 1):
        for letter in _LETTERS:
            yield word[:at] + letter + word[at:]
    if len(word) > _SHORTEST + 1:
        for at in places:
            for letter in _LETTERS:
                yield word[:at] + letter + word[at + 1 :]
