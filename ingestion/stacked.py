"""Headers set in several lines: the lines of each column read as one."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from ingestion.amounts import AmountSpan
from ingestion.labels import LabelHit, find_labels
from ingestion.page import Cell, Row, Word, around

_MOST = 3
"""Lines a header may have."""


def stacks(
    rows: Sequence[Row], at: int, numbers: Mapping[int, Sequence[AmountSpan]]
) -> list[tuple[Row, tuple[LabelHit, ...], int]]:
    """The row at `at` joined with the one or two under it, with the labels of the joined cells.

    Each entry ends with the index of the first row under that header. Rows with numbers are no
    part of a header, nor are rows further down than a line.
    """
    found = []
    for count in range(2, _MOST + 1):
        last = at + count - 1
        if last >= len(rows) or not _belongs(rows[last - 1], rows[last], numbers):
            break
        joined = _joined(rows[at : at + count])
        if joined is None:
            break
        found.append((joined, find_labels([joined]), at + count))
    return found


def _belongs(row: Row, under: Row, numbers: Mapping[int, Sequence[AmountSpan]]) -> bool:
    if under.page != row.page or under.top - row.bottom > 0.6 * (row.bottom - row.top):
        return False
    if numbers.get(under.index) or any(char.isdigit() for char in under.text):
        return False
    return all(len(cell.text) <= 30 for cell in under.cells)


def _joined(rows: Sequence[Row]) -> Row | None:
    """One row of cells, each the words that stand over one another; None where lines interlock."""
    pieces = sorted((cell for row in rows for cell in row.cells), key=lambda cell: cell.x0)
    groups: list[list[Cell]] = []
    for piece in pieces:
        over = [
            group
            for group in groups
            if any(min(piece.x1, c.x1) - max(piece.x0, c.x0) > 0 for c in group)
        ]
        if len(over) > 1:
            return None
        if over:
            over[0].append(piece)
        else:
            groups.append([piece])
    for group in groups:
        lines = [cell.row for cell in group]
        if len(set(lines)) != len(lines):
            return None
    first = rows[0]
    cells = tuple(
        _cell(first, col, sorted(group, key=lambda cell: cell.row))
        for col, group in enumerate(groups)
    )
    if any(a.x1 > b.x0 for a, b in pairwise(cells)):
        return None
    bottom = max(row.bottom for row in rows)
    return Row(first.index, first.page, cells, first.top, bottom)


def _cell(row: Row, col: int, parts: Sequence[Cell]) -> Cell:
    words: list[Word] = [word for part in parts for word in part.words]
    starts: list[int] = []
    text = ""
    for word in words:
        text += " " if text else ""
        starts.append(len(text))
        text += word.text
    x0, top, x1, bottom = around(words)
    size = parts[0].size
    return Cell(
        row.page, row.index, col, tuple(words), text, tuple(starts), x0, top, x1, bottom, size
    )
