"""Lines read from a picture made words like a digital page's: places, sizes, mended signs."""

import functools
import math
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Final

from ingestion.labels import fold
from ingestion.page import Word
from ingestion.readers._protocol import OcrLine

_LABELS: Final = Path(__file__).parents[1] / "extractors"
BODY: Final = 0.7
"""How much of a found line's height is the type itself; the finder leaves room around it."""
_GAP: Final = 0.95
"""Ems of nothing between two signs that make them two words, though no space was read. The model
tells places in steps of a third of an em, and a doubled sign comes a step late."""
_LATE: Final = 0.4
_LOOKALIKES: Final = str.maketrans("OoQDlI|SsBZz", "000011155822")
_DIGIT: Final = r"[\dOoQDlI|SsBZz]"
_SIGN: Final = r"(?:[A-Z]{3}|[^\w.,]{0,2})"
_LETTERS: Final = re.compile(r"(?P<before>\W*)(?P<core>[^\W\d_]{4,})(?P<after>\W*)")
_SURE_LENGTH: Final = 6
_ALIKE: Final = {
    **{"e": "co", "c": "eo", "o": "ec", "i": "lt", "l": "it", "t": "lif", "f": "t", "u": "v"},
    **{"v": "uy", "y": "v", "a": "o", "n": "h", "h": "bn", "b": "h", "g": "q", "q": "g", "j": "i"},
}
"""Letters that a blurred picture turns into one another."""
_AMOUNT: Final = re.compile(
    rf"(?P<before>{_SIGN})(?P<number>{_DIGIT}(?:{_DIGIT}|[.,'’])*[.,]{_DIGIT}{{2}})(?P<after>{_SIGN})"
)
_WHOLE: Final = re.compile(r"[\d.,'’]+")
_OPEN_END: Final = re.compile(r"[€$£]?-?\d[\d.,'’]*[.,]")
_ENDING: Final = re.compile(r"\d{2}(?:[-€$£]|EUR)?")
_OPEN_START: Final = re.compile(r"[.,]\d{2}(?:[-€$£]|EUR)?")
_NOT_YET: Final = re.compile(r"[€$£]?-?\d{1,3}(?:[.,']\d{3})*|[€$£]?-?\d+")
_GROUP: Final = re.compile(r"[€$£+-]{0,2}\d{1,3}")
_GROUPED: Final = re.compile(r"\d{3}(?:[.,]\d{2})?(?:[-€$£]|EUR)?")
_EURO_LIKE: Final = frozenset("CEe¢")


@dataclass(frozen=True, slots=True)
class _Run:
    """Signs `start` to before `end` of a line: one word, with its edges along the line in ems."""

    start: int
    end: int
    left: float
    right: float


def words_of(lines: Sequence[OcrLine], scale: float) -> tuple[Word, ...]:
    """Words in points; `scale` = points per pixel. Lines must run left to right, upright."""
    words: list[Word] = []
    for line in lines:
        words += _joined(_split(line, scale))
    words = [replace(word, text=respelled(mended(word.text))) for word in words]
    return tuple(_one_convention(_with_euros(words)))


def mended(text: str) -> str:
    """A word with the usual confusions of amounts undone; any other word comes back as it is.

    Only what ends like an amount (a mark and two signs) and is digits for the most part is touched.
    """
    match = _AMOUNT.fullmatch(text)
    if match is None:
        return text
    number = match["number"]
    digits = sum(char.isdigit() for char in number)
    others = sum(char.isalpha() or char == "|" for char in number)
    if others > digits:
        return text
    return f"{match['before']}{number.translate(_LOOKALIKES)}{match['after']}"


def respelled(text: str) -> str:
    """A word one look-alike letter from a word of our labels ("inel.", "lnvoice") as that word.

    Anything else comes back as it is, names above all: only the words of labels are known here.
    """
    match = _LETTERS.fullmatch(text)
    if match is None:
        return text
    core = match["core"]
    folded = fold(core)
    known = _label_words()
    # A short word with a capital may be anybody's name.
    if folded in known or (core[0].isupper() and len(core) < _SURE_LENGTH):
        return text
    meant = {
        folded[:at] + other + folded[at + 1 :]
        for at, sign in enumerate(folded)
        for other in _ALIKE.get(sign, "")
    } & known
    if len(meant) != 1:
        return text
    found = meant.pop()
    return f"{match['before']}{found.title() if core[0].isupper() else found}{match['after']}"


@functools.cache
def _label_words() -> frozenset[str]:
    """The words of four letters and more that make up our labels, in all languages."""
    tables = [
        tomllib.loads(file.read_text(encoding="utf-8")) for file in _LABELS.glob("*labels.toml")
    ]
    return frozenset(
        fold(word)
        for table in tables
        for sections in table.values()
        for phrases in sections.values()
        for phrase in phrases
        for word in re.findall(r"[^\W\d_]{4,}", phrase)
    )


def _one_convention(words: list[Word]) -> list[Word]:
    """All amounts with the decimal mark that most of them have: a comma and a dot look alike."""
    votes: Counter[str] = Counter()
    for word in words:
        match = _AMOUNT.fullmatch(word.text)
        if match is not None:
            votes[match["number"][-3]] += 1
    if not votes:
        return words
    (mark, count), *others = votes.most_common(2)
    if others and count < 2 * others[0][1]:
        return words
    return [replace(word, text=_conventional(word.text, mark)) for word in words]


def _conventional(text: str, mark: str) -> str:
    match = _AMOUNT.fullmatch(text)
    if match is None or not _WHOLE.fullmatch(match["number"]):
        return text
    number = match["number"]
    whole, cents = number[:-3], number[-2:]
    if number[-3] == mark and mark not in whole:
        return text
    other = "." if mark == "," else ","
    return f"{match['before']}{whole.replace(mark, other)}{mark}{cents}{match['after']}"


def _with_euros(words: list[Word]) -> list[Word]:
    """A lone C or E behind an amount is the euro sign where the page has that sign elsewhere."""
    if not any("€" in word.text for word in words):
        return words
    mended_words: list[Word] = words[:1]
    for before, word in pairwise(words):
        near = 0 <= word.x0 - before.x1 < word.size and abs(word.top - before.top) < word.size / 2
        if word.text in _EURO_LIKE and near and _AMOUNT.fullmatch(before.text):
            word = replace(word, text="€")
        mended_words.append(word)
    return mended_words


@functools.cache
def sign_widths() -> Mapping[str, float]:
    """Widths of Helvetica in ems: how far apart the middles of two neighbours should be."""
    from pdfminer.fontmetrics import FONT_METRICS

    table: Mapping[str, float] = FONT_METRICS["Helvetica"][1]
    return {sign: width / 1000 for sign, width in table.items()}


def _em(line: OcrLine) -> float:
    """One em as a share of the line, by the neighbours that no space divides."""
    widths = sign_widths()
    steps = [
        (b - a) / (0.5 * (widths.get(x, 0.55) + widths.get(y, 0.55)))
        for (a, x), (b, y) in pairwise(zip(line.marks, line.text, strict=True))
        if not x.isspace() and not y.isspace() and b > a
    ]
    return median(steps) if steps else 1.6 / max(2, len(line.text))


def _split(line: OcrLine, scale: float) -> list[Word]:
    """Words of a line, by its spaces and by gaps too wide for one word."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = line.quad
    x0, x1 = min(ax, dx) * scale, max(bx, cx) * scale
    height = (math.dist((ax, ay), (dx, dy)) + math.dist((bx, by), (cx, cy))) / 2 * scale
    middle = (ay + by + cy + dy) / 4 * scale
    size = height * BODY
    return [
        Word(
            text=line.text[run.start : run.end],
            x0=max(x0, x0 + run.left * (x1 - x0)),
            top=middle - size / 2,
            x1=max(min(x1, x0 + run.right * (x1 - x0)), x0 + run.left * (x1 - x0) + 0.5),
            bottom=middle + size / 2,
            size=size,
        )
        for run in _runs(line, _em(line))
    ]


def _runs(line: OcrLine, em: float) -> list[_Run]:
    """The words of a line, left to right; edges as shares of the line."""
    widths = sign_widths()
    runs: list[_Run] = []
    for at, sign in enumerate(line.text):
        if sign.isspace():
            continue
        half = 0.5 * widths.get(sign, 0.55) * em
        left, right = line.marks[at] - half, line.marks[at] + half
        last = runs[-1] if runs else None
        if last is not None and not _is_new(
            line.text[last.end - 1 : at + 1], left - last.right, em
        ):
            runs[-1] = replace(last, end=at + 1, right=right)
        else:
            runs.append(_Run(at, at + 1, left, right))
    return runs


def _is_new(between: str, gap: float, em: float) -> bool:
    """Whether a sign starts a word; `between`: from the sign before it to itself."""
    if len(between) > 2:
        return True
    return gap > (_GAP + (_LATE if between[0] == between[1] else 0.0)) * em


def _joined(words: Sequence[Word]) -> list[Word]:
    """With the pieces of one amount put together again ("1.234, 50", "97 .40")."""
    joined: list[Word] = []
    for word in words:
        before = joined[-1] if joined else None
        if before is not None and _is_torn(before, word):
            joined[-1] = replace(before, text=before.text + word.text, x1=word.x1)
        elif before is not None and _is_grouped(before, word):
            # Edges are told in coarse steps: a gap as narrow as this is the space in one number.
            joined[-1] = replace(before, x1=max(before.x1, word.x0 - 0.3 * word.size))
            joined.append(word)
        else:
            joined.append(word)
    return joined


def _is_grouped(before: Word, word: Word) -> bool:
    near = word.x0 - before.x1 < 0.8 * word.size
    return near and bool(_GROUP.fullmatch(before.text) and _GROUPED.fullmatch(word.text))


def _is_torn(before: Word, word: Word) -> bool:
    if word.x0 - before.x1 > 0.75 * word.size:
        return False
    if _OPEN_END.fullmatch(before.text) and _ENDING.fullmatch(word.text):
        return True
    return bool(_NOT_YET.fullmatch(before.text) and _OPEN_START.fullmatch(word.text))
