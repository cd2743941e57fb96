"""The printed page as geometry: words, rows, and cells (runs of words with no wide gap)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingestion.draft import Box


@dataclass(frozen=True, slots=True)
class Word:
    """One word; coordinates in points from the upper left corner of its page."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page was turned to be read: `clockwise` degrees, then straightened by `skew` degrees.

    `width` and `height` are the upright page's, in points.
    """

    clockwise: int
    skew: float
    width: float
    height: float

    def back(self, box: Box) -> Box:
        """The box around a box of the upright page where it stands on the page as it came."""
        x0, top, x1, bottom = box
        points = [self._point(x, y) for x in (x0, x1) for y in (top, bottom)]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return (round(min(xs), 1), round(min(ys), 1), round(max(xs), 1), round(max(ys), 1))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        if self.skew:
            dx, dy = x - self.width / 2, y - self.height / 2
            cos, sin = math.cos(math.radians(self.skew)), math.sin(math.radians(self.skew))
            x = self.width / 2 + dx * cos - dy * sin
            y = self.height / 2 + dx * sin + dy * cos
        if self.clockwise == 90:
            return y, self.width - x
        if self.clockwise == 180:
            return self.width - x, self.height - y
        if self.clockwise == 270:
            return self.height - y, x
        return x, y


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page as read; `turn` leads back to the page as it came, None where nothing was turned.

    `source`: page (its own text) | ocr (read from pixels). `is_picture`: it shows text that only
    pixels hold, so its words are not all of it.
    """

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    turn: Turn | None = None
    source: str = "page"
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """Pages as seen; `hidden` counts the characters left out because nobody can see them."""

    pages: tuple[PrintedPage, ...]
    page_count: int
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """Words of one row that stand together; `row` counts over the whole document."""

    page: int
    row: int
    col: int
    words: tuple[Word, ...]
    text: str
    starts: tuple[int, ...]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float

    def word_at(self, offset: int) -> int:
        """The index of the word that holds this character."""
        found = 0
        for index, start in enumerate(self.starts):
            if start > offset:
                break
            found = index
        return found

    def box(self, start: int, end: int) -> Box:
        """The box around the words from character `start` to before `end`."""
        part = self.words[self.word_at(start) : self.word_at(max(start, end - 1)) + 1]
        return around(part)

    def has_wide_gap(self, start: int, end: int) -> bool:
        """Whether two neighbouring words in this stretch stand too far apart for one number.

        A space inside a number is about half an em, or one character where all have one width.
        """
        first, last = self.word_at(start), self.word_at(max(start, end - 1))
        words = self.words[first : last + 1]
        width = sum(w.x1 - w.x0 for w in words) / max(1, sum(len(w.text) for w in words))
        limit = max(0.45 * self.size, 1.15 * width)
        return any(b.x0 - a.x1 > limit for a, b in pairwise(words))


@dataclass(frozen=True, slots=True)
class Row:
    index: int
    page: int
    cells: tuple[Cell, ...]
    top: float
    bottom: float

    @property
    def text(self) -> str:
        return "  ".join(cell.text for cell in self.cells)


def around(words: Sequence[Word]) -> Box:
    """The smallest box around some words, rounded to a tenth of a point."""
    return (
        round(min(word.x0 for word in words), 1),
        round(min(word.top for word in words), 1),
        round(max(word.x1 for word in words), 1),
        round(max(word.bottom for word in words), 1),
    )


GAP_EMS = 0.85
"""Words further apart than this belong to different cells; a justified space stays below it."""


def rows_of(document: PrintedDocument) -> tuple[Row, ...]:
    """All rows of all pages, top to bottom, each cut into cells from left to right."""
    rows: list[Row] = []
    for page in document.pages:
        for words in _group(page.words):
            rows.append(_row(len(rows), page.number, words))
    return tuple(rows)


def _group(words: Iterable[Word]) -> list[list[Word]]:
    """Words whose middles lie on one line; big and small type on one baseline stay together."""
    lines: list[tuple[float, float, list[Word]]] = []
    for word in sorted(words, key=lambda w: (w.bottom, w.x0)):
        placed = False
        for index in range(len(lines) - 1, max(-1, len(lines) - 5), -1):
            top, bottom, members = lines[index]
            overlap = min(bottom, word.bottom) - max(top, word.top)
            if overlap > 0.5 * min(bottom - top, word.bottom - word.top):
                members.append(word)
                placed = True
                break
        if not placed:
            lines.append((word.top, word.bottom, [word]))
    _settle(lines)
    lines.sort(key=lambda line: line[0])
    return [sorted(members, key=lambda w: w.x0) for _, _, members in lines if members]


def _settle(lines: list[tuple[float, float, list[Word]]]) -> None:
    """Moves words that lie better on a neighbouring line: two columns may be half a row apart."""
    for at, (top, bottom, members) in enumerate(lines):
        for word in members[1:]:
            here = _shared(word, top, bottom)
            if here > 0.75:
                continue
            for other in lines[max(0, at - 3) : at + 4]:
                if other[2] and _shared(word, other[0], other[1]) > here + 0.2:
                    members.remove(word)
                    other[2].append(word)
                    break


def _shared(word: Word, top: float, bottom: float) -> float:
    """Which part of a word's height (or of the line's, if less) lies on a line."""
    least = max(0.1, min(bottom - top, word.bottom - word.top))
    return (min(bottom, word.bottom) - max(top, word.top)) / least


def _row(index: int, page: int, words: list[Word]) -> Row:
    groups: list[list[Word]] = [[words[0]]]
    for word in words[1:]:
        before = groups[-1][-1]
        gap = word.x0 - before.x1
        if gap > GAP_EMS * max(4.0, min(word.size, before.size)):
            groups.append([word])
        else:
            groups[-1].append(word)
    cells = tuple(_cell(page, index, col, group) for col, group in enumerate(groups))
    return Row(index, page, cells, min(c.top for c in cells), max(c.bottom for c in cells))


def _cell(page: int, row: int, col: int, words: list[Word]) -> Cell:
    starts: list[int] = []
    text = ""
    for word in words:
        if text:
            text += " "
        starts.append(len(text))
        text += word.text
    x0, top, x1, bottom = around(words)
    size = median(word.size for word in words)
    return Cell(page, row, col, tuple(words), text, tuple(starts), x0, top, x1, bottom, size)
