"""A picture of a page read like a page: turned upright, straightened, its lines made words."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Final

from ingestion.errors import NoTextLayer
from ingestion.page import PrintedDocument, PrintedPage, Turn
from ingestion.readers import ocr
from ingestion.readers.ocr_words import words_of
from ingestion.readers.pictures import drawn, frames

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

MAX_SCANS: Final = 4
"""Pages of one document that are read from pixels: the first three and the last."""
LONGEST_SIDE: Final = 2000
"""Pixels; about 170 dots an inch for an A4 page, what ten-point type needs and no more."""
SHEET_WIDTH: Final = 595.0
_SHORT_SIDE: Final = 1000
_FAINT: Final = 140
"""Less than this between paper and ink (of 255) is stretched before reading."""
_SAMPLE: Final = 8
_CLEAR: Final = 0.88
"""A sample of lines read with this certainty stands upright."""


def with_scans(
    document: PrintedDocument, data: bytes, before_page: Callable[[], None]
) -> PrintedDocument:
    """The document with its pictured pages read from pixels, at most four of them.

    `before_page` is called before each. Raises `NoTextLayer` where no word was found at all.
    """
    wanted = [page for page in document.pages if page.is_picture]
    wanted = wanted if len(wanted) <= MAX_SCANS else [*wanted[: MAX_SCANS - 1], wanted[-1]]
    pages = {page.number: page for page in document.pages}
    for page, picture in zip(wanted, drawn(data, [p.number for p in wanted]), strict=True):
        before_page()
        pages[page.number] = read_scan(picture, page.number, (page.width, page.height))
    return _with_words(replace(document, pages=tuple(pages.values())))


def read_picture_file(data: bytes, before_page: Callable[[], None]) -> PrintedDocument:
    """The pages of a PNG, JPEG or TIFF file, at most four, on sheets as wide as A4 (595 points).

    Raises `NoTextLayer` where no word was found, `Broken` and `TooComplex`.
    """
    pages: list[PrintedPage] = []
    for number, picture in enumerate(frames(data, MAX_SCANS), start=1):
        before_page()
        height, width = picture.shape[:2]
        scale = SHEET_WIDTH / min(height, width)
        pages.append(read_scan(picture, number, (width * scale, height * scale)))
    return _with_words(PrintedDocument(tuple(pages), len(pages)))


def _with_words(document: PrintedDocument) -> PrintedDocument:
    if not any(page.words for page in document.pages):
        raise NoTextLayer
    return document


@dataclass(frozen=True, slots=True)
class _Seen:
    """A picture with its lines' corners; `turned`: degrees clockwise it was turned by."""

    picture: "ocr.Picture"
    boxes: "Sequence[Floats]"
    turned: int
    known: "dict[int, ocr.OcrLine]"


def read_scan(picture: "ocr.Picture", number: int, size: tuple[float, float]) -> PrintedPage:
    """The printed page in a picture (height x width x 3, blue green red, 8 bits).

    `size`: the page's width and height in points as the picture shows it, before any turning. Words
    lie in the upright page; its `turn` leads back to the picture as given.
    """
    width, height = size
    fitting = _fitting(picture)
    seen = _upright(fitting)
    lines = [*seen.known.values(), *_rest(seen)]
    if seen.turned in (90, 270):
        width, height = height, width
    scale = width / seen.picture.shape[1]
    skew = _skew(seen.boxes)
    straight = [_straightened(line, skew, seen.picture.shape) for line in lines]
    return PrintedPage(
        number=number,
        width=width,
        height=height,
        words=words_of(straight, scale),
        turn=Turn(seen.turned, skew, width, height),
        source="ocr",
    )


def _rest(seen: _Seen) -> list[ocr.OcrLine]:
    return ocr.read_lines(
        seen.picture, [box for at, box in enumerate(seen.boxes) if at not in seen.known]
    )


def _fitting(picture: "ocr.Picture") -> "ocr.Picture":
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


def _upright(picture: "ocr.Picture") -> _Seen:
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
        return _Seen(picture, boxes, turned, known)
    other = np.ascontiguousarray(np.rot90(picture, k=2))
    flipped = [_flipped(box, picture.shape) for box in boxes]
    read = _read(other, flipped, sample)
    if _certainty(read, sample) > _certainty(known, sample) + 0.03:
        return _Seen(other, flipped, (turned + 180) % 360, read)
    return _Seen(picture, boxes, turned, known)


def _read(
    picture: "ocr.Picture", boxes: "Sequence[Floats]", which: Sequence[int]
) -> dict[int, ocr.OcrLine]:
    found: dict[int, ocr.OcrLine] = {}
    for at in which:
        for line in ocr.read_lines(picture, [boxes[at]]):
            found[at] = line
    return found


def _certainty(read: dict[int, ocr.OcrLine], sample: Sequence[int]) -> float:
    return sum(line.score for line in read.values()) / max(1, len(sample))


def _stands(boxes: "Sequence[Floats]") -> bool:
    """Whether most of the text, by length, runs up or down the picture."""
    upright = sum(_length(box) for box in boxes if _extent(box)[0] >= _extent(box)[1])
    upended = sum(_length(box) for box in boxes if _extent(box)[1] > 1.4 * _extent(box)[0])
    return upended > 1.5 * upright


def _extent(box: "Floats") -> tuple[float, float]:
    xs, ys = [float(x) for x, _ in box], [float(y) for _, y in box]
    return max(xs) - min(xs), max(ys) - min(ys)


def _length(box: "Floats") -> float:
    return max(_extent(box))


def _flipped(box: "Floats", shape: tuple[int, ...]) -> "Floats":
    """The same box after half a turn, its first corner again the upper left one."""
    import numpy as np

    turned = np.array([shape[1], shape[0]], dtype=np.float32) - box
    return np.asarray(np.roll(turned, 2, axis=0), dtype=np.float32)


def _skew(boxes: "Sequence[Floats]") -> float:
    """By how many degrees the lines fall to the right; 0 where too few are long enough to tell."""
    angles: list[float] = []
    for box in boxes:
        width, height = _extent(box)
        if width < 4 * height and width < 120:
            continue
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = ((float(x), float(y)) for x, y in box)
        if bx - ax < 40:
            continue
        angles.append(math.degrees(math.atan2((by - ay + cy - dy) / 2, (bx - ax + cx - dx) / 2)))
    if len(angles) < 3:
        return 0.0
    skew = median(angles)
    return skew if abs(skew) > 0.15 else 0.0


def _straightened(line: ocr.OcrLine, skew: float, shape: tuple[int, ...]) -> ocr.OcrLine:
    if not skew:
        return line
    cx, cy = shape[1] / 2, shape[0] / 2
    cos, sin = math.cos(math.radians(-skew)), math.sin(math.radians(-skew))
    a, b, c, d = (
        (cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos)
        for x, y in line.quad
    )
    return replace(line, quad=(a, b, c, d))
