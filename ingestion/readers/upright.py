"""A picture of a page fitted, turned upright, and read by the models of rapidocr's wheel."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingestion.readers import ocr
from ingestion.readers._protocol import OcrLine, Seen, extent

if TYPE_CHECKING:
    from ingestion.readers._protocol import Floats, Picture

LONGEST_SIDE: Final = 2000
"""Pixels; about 170 dots an inch for an A4 page, what ten-point type needs and no more."""
_SHORT_SIDE: Final = 1000
_FAINT: Final = 140
"""Less than this between paper and ink (of 255) is stretched before reading."""
_SAMPLE: Final = 8
_CLEAR: Final = 0.88
"""A sample of lines read with this certainty stands upright."""


class RapidOcr:
    """`ReadsPicture` by rapidocr's models: nearly every value, in seconds and 0.4 GB a page."""

    programs: tuple[Path, ...] = ()

    def warm(self) -> None:
        """Loads the models and their runtime."""
        ocr.warm()

    def __call__(self, picture: "Picture", /) -> Seen:
        """The lines of a picture, upright."""
        found = _upright(_fitting(picture))
        height, width = found.picture.shape[:2]
        rest = [box for at, box in enumerate(found.boxes) if at not in found.known]
        lines = [*found.known.values(), *ocr.read_lines(found.picture, rest)]
        return Seen(lines, found.boxes, found.turned, width, height)


@dataclass(frozen=True, slots=True)
class _Found:
    """A picture with its lines' corners; `turned`: degrees clockwise it was turned by."""

    picture: "Picture"
    boxes: "Sequence[Floats]"
    turned: int
    known: dict[int, OcrLine]


def _fitting(picture: "Picture") -> "Picture":
    """Neither larger than needed nor too small to read, and with ink that stands out."""
    import cv2
    import numpy as np

    height, width = picture.shape[:2]
    longest, shortest = max(height, width), min(height, width)
    factor = 1.0
    if longest > LONGEST_SIDE:
        factor = LONGEST_SIDE / longest
    elif shortest < _SHORT_SIDE:
        factor = min(_SHORT_SIDE / shortest, LONGEST_SIDE / longest, 2.5)
    if factor != 1.0:
        how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        new = (max(1, round(width * factor)), max(1, round(height * factor)))
        picture = np.asarray(cv2.resize(picture, new, interpolation=how), dtype=np.uint8)
    low, high = (float(value) for value in np.percentile(picture[::4, ::4], (0.5, 95)))
    if high - low >= _FAINT or high - low < 12:
        return picture
    stretched = (picture.astype(np.float32) - low) * (255.0 / (high - low))
    return np.asarray(np.clip(stretched, 0, 255), dtype=np.uint8)


def _upright(picture: "Picture") -> _Found:
    """The picture turned so that its text runs left to right, upright."""
    import numpy as np

    boxes = ocr.find_lines(picture)
    turned = 0
    if _stands(boxes):
        picture = np.ascontiguousarray(np.rot90(picture, k=-1))
        boxes = ocr.find_lines(picture)
        turned = 90
    sample = sorted(range(len(boxes)), key=lambda at: -_length(boxes[at]))[:_SAMPLE]
    known = _read(picture, boxes, sample)
    if _certainty(known, sample) >= _CLEAR or not sample:
        return _Found(picture, boxes, turned, known)
    other = np.ascontiguousarray(np.rot90(picture, k=2))
    flipped = [_flipped(box, picture.shape) for box in boxes]
    read = _read(other, flipped, sample)
    if _certainty(read, sample) > _certainty(known, sample) + 0.03:
        return _Found(other, flipped, (turned + 180) % 360, read)
    return _Found(picture, boxes, turned, known)


def _read(
    picture: "Picture", boxes: "Sequence[Floats]", which: Sequence[int]
) -> dict[int, OcrLine]:
    found: dict[int, OcrLine] = {}
    for at in which:
        for line in ocr.read_lines(picture, [boxes[at]]):
            found[at] = line
    return found


def _certainty(read: dict[int, OcrLine], sample: Sequence[int]) -> float:
    return sum(line.score for line in read.values()) / max(1, len(sample))


def _stands(boxes: "Sequence[Floats]") -> bool:
    """Whether most of the text, by length, runs up or down the picture."""
    upright = sum(_length(box) for box in boxes if extent(box)[0] >= extent(box)[1])
    upended = sum(_length(box) for box in boxes if extent(box)[1] > 1.4 * extent(box)[0])
    return upended > 1.5 * upright


def _length(box: "Floats") -> float:
    return max(extent(box))


def _flipped(box: "Floats", shape: tuple[int, ...]) -> "Floats":
    """The same box after half a turn, its first corner again the upper left one."""
    import numpy as np

    turned = np.array([shape[1], shape[0]], dtype=np.float32) - box
    return np.asarray(np.roll(turned, 2, axis=0), dtype=np.float32)
