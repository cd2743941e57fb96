"""Pages as pictures, with boxes on the values found: drawn in the parsing child, for people to see.

Also where a page's shown part lies in the coordinates of its values, which is what turns a box in
points into parts of the picture.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ingestion.draft import Box, Draft
from ingestion.errors import Broken, TooComplex, UnsupportedFile
from ingestion.sniff import FileKind, sniff

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

SIDE: Final = 1400
"""The longer side of a picture, in pixels: small print is readable, a page stays below 1 MB."""

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_PAGE: Final = 200
MAX_BOXES: Final = 60
SHEET: Final = 595.0
"""Pictures are read as sheets this many points wide (`readers.scans`)."""

SURE, LIKELY, DOUBTFUL = (20, 120, 60), (175, 105, 0), (190, 30, 45)
_LEGEND: Final = ((SURE, "sure"), (LIKELY, "likely"), (DOUBTFUL, "doubtful"))
_SURE_FROM, _LIKELY_FROM = 0.9, 0.7
_MARGIN: Final = 34
_LABEL_HIGH: Final = 17.0
_DARK: Final = 160
"""Grey below this is print."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A value's box, in points as in `FieldRead.bbox`, and what is written beside it."""

    label: str
    box: Box
    confidence: float


def view_of_pages(data: bytes, pages: Sequence[int]) -> dict[int, Box]:
    """The part of each of these pages that is shown, in the coordinates of its values' boxes.

    x0, top, x1, bottom in points from the upper left corner of the page as it came. Pages that
    cannot be told are left out.
    """
    try:
        kind = sniff(data)
        if kind is FileKind.PDF:
            return _views_of_pdf(data, pages)
        return _views_of_picture(data, pages) if kind is FileKind.PICTURE else {}
    except Exception:
        # Only a picture depends on it: a page that cannot be measured is still read.
        return {}


def with_views(draft: Draft, data: bytes) -> Draft:
    """The draft with the views of the pages that its values stand on."""
    pages = sorted({read.page for read in draft.fields.values() if read.page and read.bbox})
    return replace(draft, views=MappingProxyType(view_of_pages(data, pages))) if pages else draft


def page_picture(data: bytes, page: int, marks: Sequence[Mark] = ()) -> bytes:
    """One page (from 1) as a PNG file; with `marks` a legend stands below it.

    Raises `UnsupportedFile` for a file without pages, `Broken` where there is no such page.
    """
    kind = sniff(data)
    if kind is FileKind.XML:
        raise UnsupportedFile("This file has no pages to show: it is an e-invoice in XML.")
    if not 1 <= page <= MAX_PAGE:
        raise Broken("This document has no such page.")
    image = _drawn(data, page) if kind is FileKind.PDF else _frame(data, page)
    view = view_of_pages(data, [page]).get(page)
    if marks and view is not None:
        image = _marked(image, view, marks)
    return _png(image)


def asked(message: bytes) -> tuple[int, list[Mark]]:
    """Page and marks as `asking` wrote them; ValueError on anything else."""
    body = json.loads(message)
    marks = [
        Mark(str(label)[:40], (float(x0), float(top), float(x1), float(bottom)), float(sure))
        for label, x0, top, x1, bottom, sure in body["marks"][:MAX_BOXES]
    ]
    return int(body["page"]), marks


def asking(page: int, marks: Sequence[Mark]) -> bytes:
    """What the child is asked to draw, as one message."""
    rows = [[mark.label, *mark.box, mark.confidence] for mark in marks]
    return json.dumps({"page": page, "marks": rows}).encode()


def fractions(box: Box, view: Box) -> tuple[float, float, float, float]:
    """A box as parts of the shown page (0 to 1, from its upper left corner), to four places."""
    x0, top, x1, bottom = view
    wide, high = max(1.0, x1 - x0), max(1.0, bottom - top)
    parts = (
        *((box[0] - x0) / wide, (box[1] - top) / high),
        *((box[2] - x0) / wide, (box[3] - top) / high),
    )
    a, b, c, d = (round(min(1.0, max(0.0, part)), 4) for part in parts)
    return a, b, c, d


def _views_of_pdf(data: bytes, pages: Sequence[int]) -> dict[int, Box]:
    import pypdfium2 as pdfium

    views: dict[int, Box] = {}
    try:
        with pdfium.PdfDocument(data) as document:
            for number in pages:
                if 1 <= number <= len(document):
                    views[number] = _view(document[number - 1])
    except (pdfium.PdfiumError, ValueError) as error:
        raise Broken from error
    return views


def _view(page: object) -> Box:
    """The crop box inside the media box, both turned as the page is shown."""
    import pypdfium2 as pdfium

    assert isinstance(page, pdfium.PdfPage)  # noqa: S101 - the library ships no types
    m0, m1, m2, m3 = _ordered(page.get_mediabox())
    c0, c1, c2, c3 = _ordered(page.get_cropbox())
    c0, c1, c2, c3 = max(m0, c0), max(m1, c1), min(m2, c2), min(m3, c3)
    if c2 - c0 <= 1 or c3 - c1 <= 1:
        c0, c1, c2, c3 = m0, m1, m2, m3
    left, below, right, above = c0 - m0, c1 - m1, m2 - c2, m3 - c3
    wide, high = m2 - m0, m3 - m1
    for _ in range(page.get_rotation() // 90):
        # A quarter clockwise: what was left is now above.
        left, above, right, below = below, left, above, right
        wide, high = high, wide
    return (left, above, wide - right, high - below)


def _ordered(box: Sequence[float]) -> Box:
    return (min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3]))


def _views_of_picture(data: bytes, pages: Sequence[int]) -> dict[int, Box]:
    from PIL import Image

    views: dict[int, Box] = {}
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as image:
            for number in pages:
                if not 1 <= number <= getattr(image, "n_frames", 1):
                    continue
                image.seek(number - 1)
                lies = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
                wide, high = (image.height, image.width) if lies else image.size
                scale = SHEET / max(1, min(wide, high))
                views[number] = (0.0, 0.0, wide * scale, high * scale)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise Broken from error
    return views


def _drawn(data: bytes, page: int) -> "Image":
    from PIL import Image

    from ingestion.readers.pictures import drawn

    (pixels,) = drawn(data, [page], SIDE)
    return Image.fromarray(pixels[:, :, ::-1])


def _frame(data: bytes, page: int) -> "Image":
    from PIL import Image

    from ingestion.readers.pictures import frame

    image = Image.fromarray(frame(data, page)[:, :, ::-1])
    image.thumbnail((SIDE, SIDE))
    return image


def _marked(image: "Image", view: Box, marks: Sequence[Mark]) -> "Image":
    """A box around each value, its label where there is room, and the legend below the page."""
    from PIL import Image, ImageDraw, ImageFont

    sheet = Image.new("RGB", (image.width, image.height + _MARGIN), "white")
    sheet.paste(image, (0, 0))
    draw = ImageDraw.Draw(sheet, "RGBA")
    font = ImageFont.load_default(size=13)
    ink = image.convert("L")
    taken: list[Box] = []
    boxes = [_on_picture(fractions(mark.box, view), image.size) for mark in marks]
    for mark, box in zip(marks, boxes, strict=True):
        colour = colour_of(mark.confidence)
        draw.rectangle(box, outline=colour, width=2, fill=(*colour, 24))
        taken.append(box)
    for mark, box in zip(marks, boxes, strict=True):
        text = f"{mark.label} {mark.confidence:.0%}"
        wide = draw.textlength(text, font=font) + 8
        spot = _free_spot(box, wide, taken, ink)
        taken.append(spot)
        draw.line(_leader(box, spot), fill=colour_of(mark.confidence), width=1)
        draw.rectangle(spot, fill=(*colour_of(mark.confidence), 235))
        draw.text((spot[0] + 4, spot[1] + 1), text, fill="white", font=font)
    _legend(draw, image.height)
    return sheet


def colour_of(confidence: float) -> tuple[int, int, int]:
    """Green, amber or red, by how sure the reader is."""
    if confidence >= _SURE_FROM:
        return SURE
    return LIKELY if confidence >= _LIKELY_FROM else DOUBTFUL


def _on_picture(parts: Box, size: tuple[int, int]) -> Box:
    wide, high = size
    x0, top, x1, bottom = parts
    return (x0 * wide - 3, top * high - 2, x1 * wide + 3, bottom * high + 2)


def _free_spot(box: Box, wide: float, taken: Sequence[Box], ink: "Image") -> Box:
    """Near the box, where the least print, boxes and other labels are covered."""
    x0, top, x1, bottom = box
    rows = (top, top - _LABEL_HIGH, bottom, top - 2 * _LABEL_HIGH, bottom + _LABEL_HIGH)
    columns = (
        *(x1 + 2 + step for step in range(0, 300, 12)),
        *(x0 - wide - 2 - step for step in range(0, 300, 12)),
        *(x0, x1 - wide),
    )
    spots = [
        _inside((x, y, x + wide, y + _LABEL_HIGH), ink.size)
        for y in rows
        for x in columns
        if y != top or x >= x1 or x <= x0 - wide
    ]

    def covered(spot: Box) -> float:
        x, y, right, below = (int(part) for part in spot)
        dark = sum(ink.crop((x, y, right + 1, below + 1)).histogram()[:_DARK])
        x2, y2, x3, y3 = _leader(box, spot)
        return 3 * dark + sum(_shared(spot, other) for other in taken) + abs(x3 - x2) + abs(y3 - y2)

    return min(spots, key=covered)


def _leader(box: Box, spot: Box) -> Box:
    """A line from the box to its label, at the sides where they are nearest."""
    x0, x1 = _nearest(box[0], box[2], spot[0], spot[2])
    top, bottom = _nearest(box[1], box[3], spot[1], spot[3])
    return (x0, top, x1, bottom)


def _nearest(a0: float, a1: float, b0: float, b1: float) -> tuple[float, float]:
    if b0 > a1:
        return a1, b0
    if b1 < a0:
        return a0, b1
    middle = (max(a0, b0) + min(a1, b1)) / 2
    return middle, middle


def _inside(spot: Box, size: tuple[int, int]) -> Box:
    x0, top, x1, bottom = spot
    right = max(0.0, x1 - size[0])
    down = max(0.0, bottom - size[1])
    left = max(0.0, -(x0 - right))
    up = max(0.0, -(top - down))
    return (x0 - right + left, top - down + up, x1 - right + left, bottom - down + up)


def _shared(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, high)


def _legend(draw: "ImageDraw", top: int) -> None:
    from PIL import ImageFont

    font = ImageFont.load_default(size=14)
    levels = (f"{_SURE_FROM:.0%} and more", f"{_LIKELY_FROM:.0%} and more", "less")
    at = 10.0
    for (colour, word), level in zip(_LEGEND, levels, strict=True):
        draw.rectangle((at, top + 10, at + 14, top + 24), fill=colour)
        text = f"{word} ({level})"
        draw.text((at + 20, top + 8), text, fill="black", font=font)
        at += 20 + draw.textlength(text, font=font) + 24


def _png(image: "Image") -> bytes:
    """The picture as a file below the cap: fewer colours, then fewer pixels, where it must."""
    for _ in range(4):
        out = io.BytesIO()
        image.save(out, "PNG", compress_level=6)
        if out.tell() <= MAX_BYTES:
            return out.getvalue()
        image = image.resize((max(1, image.width * 2 // 3), max(1, image.height * 2 // 3)))
    raise TooComplex


def marks_of(draft: Draft, page: int) -> list[Mark]:
    """The marks for one page of a draft."""
    return [
        Mark(name.replace("_", " "), read.bbox, read.confidence)
        for name, read in draft.fields.items()
        if read.page == page and read.bbox is not None
    ]


def boxed_pages(draft: Draft) -> list[dict[str, object]]:
    """For each page with values on it: `page` and `boxes` with `field` and `bbox` in fractions."""
    return [
        {
            "page": page,
            "boxes": [
                {"field": name, "bbox": list(fractions(read.bbox, view))}
                for name, read in draft.fields.items()
                if read.page == page and read.bbox is not None
            ],
        }
        for page, view in sorted(draft.views.items())
    ]
