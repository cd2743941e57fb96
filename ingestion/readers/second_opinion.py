"""A second opinion on a page from another PDF engine: what its pixels show, how it spells signs."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from ingestion.readers.pdf_paint import Glyph, Rect

if TYPE_CHECKING:
    from ingestion.readers._protocol import Picture

_SCALE: Final = 2.0
"""Pixels per point: enough to tell ink from paper."""
_LARGEST: Final = 2500
"""Points; a larger page is not drawn."""
_CONTRAST: Final = 25
"""Of 255; less between a box's lightest and darkest pixel and it is empty."""
_MOST: Final = 20_000
_SOFT_HYPHEN: Final = "\u00ad"


def is_garbage(text: str) -> bool:
    """Whether a font's own table failed: no sign, a private one, or the name of a glyph."""
    if len(text) > 4 and text.startswith("(cid:"):
        return True
    return any(_is_nothing(sign) for sign in text)


def _is_nothing(sign: str) -> bool:
    if sign.isascii():
        return sign < " " and sign not in "\t\n\r"
    return sign == "\ufffd" or unicodedata.category(sign) in ("Co", "Cn", "Cc")


def settled(data: bytes, number: int, view: Rect, glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Of glyphs that may be invisible those that leave a mark on the page as it is drawn."""
    picture = _drawn(data, number)
    if picture is None:
        return []
    return [glyph for glyph in glyphs if glyph.text.isspace() or _marks(picture, glyph, view)]


def _marks(picture: "Picture", glyph: Glyph, view: Rect) -> bool:
    x0, top, x1, bottom = (
        round(_SCALE * part)
        for part in (
            *(glyph.box[0] - view[0], glyph.box[1] - view[1]),
            *(glyph.box[2] - view[0], glyph.box[3] - view[1]),
        )
    )
    area = picture[max(0, top) : max(0, bottom), max(0, x0) : max(0, x1)]
    return bool(area.size) and int(area.max()) - int(area.min()) >= _CONTRAST


def lies(data: bytes, number: int, view: Rect, glyphs: Sequence[Glyph]) -> bool:
    """Whether digits on a page look like other digits than its fonts say."""
    from ingestion.readers.digit_shapes import SCALE, looked_at, lying_digits

    boxes = [glyph.box for glyph in looked_at(glyphs)]
    if not boxes:
        return False
    around = [
        *(min(box[0] for box in boxes) - view[0], min(box[1] for box in boxes) - view[1]),
        *(view[2] - max(box[2] for box in boxes), view[3] - max(box[3] for box in boxes)),
    ]
    left, upper, right, lower = map(_edge, around)
    picture = _drawn(data, number, SCALE, (left, upper, right, lower))
    if picture is None:  # the two engines may disagree on how large the page is
        picture, left, upper = _drawn(data, number, SCALE), 0, 0
    return picture is not None and bool(
        lying_digits(picture, glyphs, (view[0] + left, view[1] + upper, *view[2:]))
    )


def _edge(points: float) -> int:
    """How much of a page need not be drawn at an edge, in whole points, an even number of them:
    what is drawn is then the same pixel for pixel.
    """
    return max(0, int(points) // 2 * 2 - 2)


def _drawn(
    data: bytes,
    number: int,
    scale: float = _SCALE,
    without: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> "Picture | None":
    """A page in grays, `without` so many points at its left, upper, right and lower edge.

    None where it cannot be drawn.
    """
    import numpy as np
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        page = document[number - 1]
        if max(page.get_size()) > _LARGEST:
            return None
        left, upper, right, lower = without
        bitmap = page.render(scale=scale, crop=(left, lower, right, upper), grayscale=True)
        pixels = np.array(bitmap.to_numpy())
        return pixels[:, :, 0] if pixels.ndim == 3 else pixels
    except (pdfium.PdfiumError, IndexError, ValueError):
        return None


def spelled_anew(data: bytes, number: int, view: Rect, glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs with those that came out as garbage spelled as the other engine does."""
    places = _places(data, number)
    if not places:
        return list(glyphs)
    return [
        replace(glyph, text=_near(places, glyph, view)) if is_garbage(glyph.text) else glyph
        for glyph in glyphs
    ]


def _near(
    places: dict[tuple[int, int], list[tuple[float, float, str]]], glyph: Glyph, view: Rect
) -> str:
    """What the other engine reads at a glyph's middle; the garbage where it reads nothing."""
    x = (glyph.box[0] + glyph.box[2]) / 2 - view[0]
    y = (glyph.box[1] + glyph.box[3]) / 2 - view[1]
    reach = max(1.5, 0.35 * glyph.size)
    best, found = reach, glyph.text
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            for px, py, text in places.get((int(x // 8) + dx, int(y // 8) + dy), ()):
                distance = max(abs(px - x), 0.5 * abs(py - y))
                if distance < best:
                    best, found = distance, text
    return found


def _places(data: bytes, number: int) -> dict[tuple[int, int], list[tuple[float, float, str]]]:
    """Signs by the square of eight points they stand in, from the upper left of what is shown."""
    import pypdfium2 as pdfium

    found: dict[tuple[int, int], list[tuple[float, float, str]]] = {}
    try:
        document = pdfium.PdfDocument(data)
        page = document[number - 1]
        left, _, _, top = page.get_bbox()
        text: Any = page.get_textpage()
        for at in range(min(_MOST, text.count_chars())):
            sign = text.get_text_range(at, 1)
            if len(sign) != 1 or sign == _SOFT_HYPHEN or is_garbage(sign):
                continue
            x0, y0, x1, y1 = text.get_charbox(at)
            x, y = (x0 + x1) / 2 - left, top - (y0 + y1) / 2
            found.setdefault((int(x // 8), int(y // 8)), []).append((x, y, sign))
    except (pdfium.PdfiumError, IndexError, ValueError):
        return {}
    return found
