"""A picture of a page read like a page: turned upright, straightened, its lines made words."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, Final

from ingestion.errors import NoTextLayer
from ingestion.page import PrintedDocument, PrintedPage, Turn
from ingestion.readers._protocol import OcrLine, Seen, extent
from ingestion.readers.engines import engine
from ingestion.readers.ocr_words import words_of
from ingestion.readers.pictures import drawn, frames

if TYPE_CHECKING:
    from ingestion.readers._protocol import Floats, Picture

MAX_SCANS: Final = 4
"""Pages of one document that are read from pixels: the first three and the last."""
SHEET_WIDTH: Final = 595.0


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


def read_scan(picture: "Picture", number: int, size: tuple[float, float]) -> PrintedPage:
    """The printed page in a picture (height x width x 3, blue green red, 8 bits).

    `size`: the page's width and height in points as the picture shows it, before any turning. Words
    lie in the upright page; its `turn` leads back to the picture as given.
    """
    width, height = size
    seen = engine()(picture)
    if seen.turned in (90, 270):
        width, height = height, width
    skew = _skew(seen.boxes)
    straight = [_straightened(line, skew, seen) for line in seen.lines]
    return PrintedPage(
        number=number,
        width=width,
        height=height,
        words=words_of(straight, width / seen.width),
        turn=Turn(seen.turned, skew, width, height),
        source="ocr",
    )


def _skew(boxes: "Sequence[Floats]") -> float:
    """By how many degrees the lines fall to the right; 0 where too few are long enough to tell."""
    angles: list[float] = []
    for box in boxes:
        width, height = extent(box)
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


def _straightened(line: OcrLine, skew: float, seen: Seen) -> OcrLine:
    if not skew:
        return line
    cx, cy = seen.width / 2, seen.height / 2
    cos, sin = math.cos(math.radians(-skew)), math.sin(math.radians(-skew))
    a, b, c, d = (
        (cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos)
        for x, y in line.quad
    )
    return replace(line, quad=(a, b, c, d))
