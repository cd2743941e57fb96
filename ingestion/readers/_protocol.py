"""What a reader is: bytes of one kind in, structured fields out; or a picture in, its lines out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    Floats = NDArray[np.float32]

Quad = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class OcrLine:
    """One line of text in a picture.

    `quad`: its corners in pixels, clockwise from the upper left as the text runs. `marks`: per
    character its middle, 0..1 along the line. `score`: the engine's mean certainty, 0..1.
    """

    text: str
    quad: Quad
    marks: tuple[float, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture as an engine read it: upright, but not yet straight.

    `boxes`: the corners of all lines found, also of those that could not be read. `turned`: by how
    many degrees clockwise the picture was turned. `width` and `height`: of the turned picture that
    the corners lie in, in pixels.
    """

    lines: Sequence[OcrLine]
    boxes: "Sequence[Floats]"
    turned: int
    width: int
    height: int


class ReadsPicture(Protocol):
    """An engine that reads text in pictures (height x width x 3, blue green red, 8 bits)."""

    programs: tuple[Path, ...]
    """What it starts, with links followed; nothing where it works in this process."""

    def warm(self) -> None:
        """Loads now what every picture needs, before a server forks its children."""

    def __call__(self, picture: "Picture", /) -> Seen:
        """The lines of a picture; raises the kinds of `Unreadable`."""


def extent(box: "Floats") -> tuple[float, float]:
    """How wide and how high a box is, in pixels."""
    xs, ys = [float(x) for x, _ in box], [float(y) for _, y in box]
    return max(xs) - min(xs), max(ys) - min(ys)
