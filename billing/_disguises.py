"""Text with every disguised digit made an ASCII digit, and the way back to the original text.

Machinery of `redaction`: wide and foreign digits, invisible characters, URL escapes, and numbers
written in words ("four two", "cuarenta y dos", "quatre-vingt-dix", "double four").
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self

from billing.locales.numbers import DIGIT_WORDS, JOINERS, TIMES, VALUES

DIGIT_LIKE: Final = re.compile(r"\d|[\u00b2\u00b3\u00b9\u2070-\u2089\u2460-\u24ff\u2776-\u2793]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_ESCAPE: Final = re.compile(r"%(20|2[dDeE]|0[aA]|3[0-9])|&nbsp;|&#(?:32|160|4[5-6]);")
_GLUED: Final = re.compile("(?:" + "|".join(DIGIT_WORDS) + "){2,}")
_GLUED_PART: Final = re.compile("|".join(DIGIT_WORDS))
_HAN: Final = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    """One character as ASCII where it has an ASCII meaning; invisible ones and accents vanish."""
    if char in _HAN:
        return _HAN[char]
    folded = ""
    for part in unicodedata.normalize("NFKD", char):
        category = unicodedata.category(part)
        digit = unicodedata.digit(part, None)
        if digit is not None:
            folded += str(digit)
        elif category == "Pd":
            folded += "-"
        elif category not in {"Mn", "Me", "Cf"}:
            folded += " " if category == "Zs" else part
    return folded


@lru_cache(maxsize=1024)
def plain(word: str) -> str:
    """The word without accents, in small letters."""
    return "".join(map(_fold, word)).lower()


def count_number_words(text: str) -> int:
    """How many words of `text` say a number; a glued chain ("fourtwofour...") counts as several."""
    words = _WORD.findall(text.lower())
    if not text.isascii():
        words = [word if word.isascii() else plain(word) for word in words]
    glued = sum(6 for word in words if len(word) > 11 and _GLUED.fullmatch(word))
    return glued + sum(word in VALUES for word in words)


@dataclass(frozen=True, slots=True)
class View:
    """Folded text; where it differs, `starts` and `ends` lead each character back."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    @classmethod
    def of(cls, text: str, *, with_words: bool) -> Self:
        """The view of `text`; `with_words` also reads numbers written in words."""
        whole = range(len(text) + 1)
        view = cls(text, whole, whole[1:])
        if not text.isascii():
            folds: dict[str, str | int | None] = {
                char: _fold(char) for char in set(text) if char > "\x7f"
            }
            if all(len(str(fold)) == 1 for fold in folds.values()):
                view = cls(text.translate(str.maketrans(folds)), whole, whole[1:])
            else:
                view = view._patched(
                    (at, at + 1, _fold(char)) for at, char in enumerate(text) if char > "\x7f"
                )
        if "%" in text or "&" in text:
            found = _ESCAPE.finditer(view.text)
            view = view._patched((m.start(), m.end(), _unescape(m)) for m in found)
        return view._patched(_spoken(view.text)) if with_words else view

    def _patched(self, patches: Iterable[tuple[int, int, str]]) -> Self:
        """This view with some stretches replaced; the rest is copied in slices, which is fast."""
        parts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for start, end, instead in (*patches, (len(self.text), len(self.text), "")):
            parts += [self.text[done:start], instead]
            starts += self.starts[done:start]
            ends += self.ends[done:start]
            for _ in instead:
                starts.append(self.starts[start])
                ends.append(self.ends[end - 1])
            done = end
        return type(self)("".join(parts), starts, ends) if len(parts) > 2 else self

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters `start` to `end` of this view stand in the original text."""
        return self.starts[start], self.ends[end - 1]


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code, 16)) if code else " "


def _spoken(text: str) -> Iterator[tuple[int, int, str]]:
    """Number words of `text` as patches of digits."""
    found = list(_WORD.finditer(text))
    words = [match[0].lower() for match in found]
    at = 0
    while at < len(words):
        word = words[at]
        if word not in VALUES and word not in TIMES and len(word) < 6:
            at += 1
            continue
        digits, used = _read_number(words[at : at + 5])
        if used:
            yield found[at].start(), found[at + used - 1].end(), digits
        at += used or 1


def _read_number(words: Sequence[str]) -> tuple[str, int]:
    """The digits said by the first words, and how many words said them; ("", 0) for no number."""
    first = words[0]
    if first in TIMES and len(words) > 1 and len(VALUES.get(words[1], "")) == 1:
        return VALUES[words[1]] * TIMES[first], 2
    if first not in VALUES:
        glued = len(first) > 5 and _GLUED.fullmatch(first)
        return ("".join(VALUES[p] for p in _GLUED_PART.findall(first)), 1) if glued else ("", 0)
    value, used = int(VALUES[first]), 1
    if first == "quatre" and words[1:2] and words[1] in {"vingt", "vingts"}:
        value, used = 80, 2
    if value < 20 or value % 10:
        return VALUES[first], 1
    rest = used + (used < len(words) and words[used] in JOINERS)
    ceiling = 20 if first in {"soixante", "quatre"} else 10
    unit = VALUES.get(words[rest], "") if rest < len(words) else ""
    if unit and 0 < int(unit) < ceiling:
        return str(value + int(unit)), rest + 1
    return str(value), used
