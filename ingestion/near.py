"""Which values belong to which label: in the same run, to the right, or under it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from ingestion.draft import Box
from ingestion.labels import LabelHit, fold
from ingestion.page import Cell
from ingestion.phrases import one_of


class Placed(Protocol):
    """Anything found at a place: a date, an amount."""

    @property
    def cell(self) -> Cell: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def box(self) -> Box: ...


T = TypeVar("T", bound=Placed)


@dataclass(frozen=True, slots=True)
class Pair(Generic[T]):
    """A label, a value and how naturally one reads as the other's, 0..1."""

    label: LabelHit
    value: T
    fit: float
    where: str


class Index(Generic[T]):
    """Values and rival labels by row, so that each label looks only at its surroundings."""

    def __init__(self, values: Sequence[T], rivals: Sequence[LabelHit]) -> None:
        self._values: dict[int, list[T]] = {}
        for value in values:
            self._values.setdefault(value.cell.row, []).append(value)
        self._rivals: dict[int, list[LabelHit]] = {}
        for rival in rivals:
            self._rivals.setdefault(rival.cell.row, []).append(rival)

    def beside(self, label: LabelHit) -> list[Pair[T]]:
        """Values after the label on its row, up to the next rival; nearest first."""
        found: list[Pair[T]] = []
        stop = self._next_rival(label)
        for value in self._values.get(label.cell.row, ()):
            place = (value.cell.col, value.start)
            # "Total EUR" may be the label, and "EUR 188.42" the amount.
            if (value.cell.col, value.end - 1) < (label.cell.col, label.end):
                continue
            if place < (label.cell.col, label.start) or (stop is not None and place > stop):
                continue
            skipped = value.cell.col - label.cell.col
            between = value.start - label.end if skipped == 0 else value.start
            distance = max(0.0, value.box[0] - label.box[2])
            fit = 1.0 - 0.004 * min(60, between) - 0.05 * max(0, skipped - 1)
            fit -= 0.0004 * distance
            found.append(Pair(label, value, max(0.3, fit), "beside"))
        return found

    def level(self, label: LabelHit) -> list[Pair[T]]:
        """A value half a line off: beside a label of two lines, or in larger type."""
        size = max(6.0, label.box[3] - label.box[1])
        middle = (label.box[1] + label.box[3]) / 2
        for row in (label.cell.row + 1, label.cell.row - 1):
            right = [v for v in self._values.get(row, ()) if v.box[0] > label.box[2]]
            if not right or any(r.box[2] > label.box[0] for r in self._rivals.get(row, ())):
                continue
            value = right[0]
            near = abs((value.box[1] + value.box[3]) / 2 - middle) < 0.8 * size
            level = min(value.box[3], label.box[3]) - max(value.box[1], label.box[1]) > 0
            if (
                value.cell.page == label.cell.page
                and (near or level)
                and _first_after(value, label)
            ):
                return [Pair(label, value, 0.9, "beside")]
        return []

    def below(self, label: LabelHit, reach: float = 3.4) -> list[Pair[T]]:
        """Values of the nearest row under the label that share its column."""
        size = max(6.0, label.box[3] - label.box[1])
        for row in range(label.cell.row + 1, label.cell.row + 7):
            rivals = [r for r in self._rivals.get(row, ()) if _overlap(r.box, label.box)]
            values = [v for v in self._values.get(row, ()) if _under(v, label, size, reach)]
            if values:
                if any(rival.cell.col <= values[0].cell.col for rival in rivals):
                    return []
                gap = max(0.0, values[0].box[1] - label.box[3]) / size
                fit = 0.93 - 0.05 * gap
                return [Pair(label, value, max(0.3, fit), "below") for value in values]
            if rivals:
                return []
        return []

    def above(self, label: LabelHit) -> list[Pair[T]]:
        """A value right over the label, as captions under big figures are set."""
        size = max(6.0, label.box[3] - label.box[1])
        for row in range(label.cell.row - 1, max(-1, label.cell.row - 3), -1):
            if any(_overlap(r.box, label.box) for r in self._rivals.get(row, ())):
                return []
            values = [
                v
                for v in self._values.get(row, ())
                if v.cell.page == label.cell.page
                and _overlap(v.box, label.box)
                and label.box[1] - v.box[3] < 1.5 * size
            ]
            if values:
                return [Pair(label, value, 0.55, "above") for value in values]
        return []

    def _next_rival(self, label: LabelHit) -> tuple[int, int] | None:
        here = (label.cell.col, label.start)
        places = [
            (rival.cell.col, rival.start)
            for rival in self._rivals.get(label.cell.row, ())
            if (rival.cell.col, rival.start) > here and not _joined(label, rival)
        ]
        return min(places, default=None)


def _joined(label: LabelHit, rival: LabelHit) -> bool:
    """ "Invoice date / delivery date": the second phrase does not end what the first one names."""
    between = label.cell.text[label.end : rival.start].strip()
    return label.cell is rival.cell and between == "/"


def _first_after(value: Placed, label: LabelHit) -> bool:
    """Whether nothing but the value stands in its cell, so that no other words name it."""
    return value.start <= 4 and value.cell.x0 > label.box[2]


def _overlap(a: Box, b: Box) -> bool:
    return min(a[2], b[2]) - max(a[0], b[0]) > 0


def _under(value: Placed, label: LabelHit, size: float, reach: float) -> bool:
    if value.cell.page != label.cell.page:
        return False
    gap = value.box[1] - label.box[3]
    aligned = (
        _overlap(value.box, label.box)
        or abs(value.box[0] - label.box[0]) < 4
        or abs(value.box[2] - label.box[2]) < 4
    )
    return aligned and -0.4 * size < gap < reach * size


def says_without(hit: LabelHit) -> bool:
    """ "Fee excluding GST": a tax that is said to be left out names the sum before it."""
    return one_of("amounts", "without").search(fold(hit.cell.text[: hit.start])) is not None


def says_within(hit: LabelHit) -> bool:
    """ "Contents cover inc. IPT": a charge of some other name that has the tax in it."""
    return one_of("amounts", "within").search(fold(hit.cell.text[: hit.start])) is not None


FAR: Final = 60.0
"""Points; a value further right than this loses to one straight under the label."""


def pairs(
    labels: Iterable[LabelHit], index: Index[T], *, columns: bool = False, upward: bool = False
) -> Iterator[Pair[T]]:
    """For each label its values beside it, else below it, else (if asked) above it.

    With `columns`, a value under the label beats one far to the right of it: two columns of a page
    may stand side by side without belonging together.
    """
    for label in labels:
        found = index.beside(label) or index.level(label)
        if not found or (columns and found[0].value.box[0] - label.box[2] > FAR):
            found = index.below(label) or found
        if not found and upward:
            found = index.above(label)
        yield from found
