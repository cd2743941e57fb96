"""Filled-in form fields and notes that a PDF paints over its page (PDF 32000-1: 12.5.5, 12.7)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix, apply_matrix_rect

_PAINTED: Final = frozenset({"Widget", "FreeText", "Stamp"})
"""Annotations whose looks are part of what is printed; notes that pop up and links are not."""
_HIDDEN: Final = 0b100010
"""Flags Hidden and NoView (table 165)."""
_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Stamp:
    """The looks of one annotation, and the matrix that puts them where they belong."""

    looks: PDFStream
    matrix: Matrix
    layer: object


def stamps(page: Any) -> Iterator[Stamp]:
    """What the annotations of a page (pdfminer's) paint, in their order; at most 500 of them."""
    listed = resolve1(page.annots)
    for raw in (listed if isinstance(listed, list) else [])[:_MOST]:
        body = resolve1(raw)
        if not isinstance(body, dict) or _name(body.get("Subtype")) not in _PAINTED:
            continue
        flags = resolve1(body.get("F"))
        looks = _looks(body)
        if looks is None or (isinstance(flags, int) and flags & _HIDDEN):
            continue
        matrix = _placing(_numbers(body.get("Rect"), 4), looks)
        if matrix is not None:
            yield Stamp(looks, matrix, body.get("OC"))


def _looks(body: Mapping[str, Any]) -> PDFStream | None:
    """The appearance in normal use; of a box to tick, the one of its present state."""
    normal = resolve1((resolve1(body.get("AP")) or {}).get("N"))
    if isinstance(normal, dict):
        normal = resolve1(normal.get(_name(body.get("AS")) or ""))
    return normal if isinstance(normal, PDFStream) else None


def _placing(rect: list[float] | None, looks: PDFStream) -> Matrix | None:
    """What moves and stretches the looks' box, as turned by their own matrix, into the place."""
    box = _numbers(looks.get("BBox"), 4)
    if rect is None or box is None:
        return None
    a, b, c, d, e, f = _numbers(looks.get("Matrix"), 6) or (1, 0, 0, 1, 0, 0)
    x0, y0, x1, y1 = apply_matrix_rect((a, b, c, d, e, f), (box[0], box[1], box[2], box[3]))
    left, right = sorted((rect[0], rect[2]))
    low, high = sorted((rect[1], rect[3]))
    if x1 - x0 <= 0 or y1 - y0 <= 0:
        return None
    wide, tall = (right - left) / (x1 - x0), (high - low) / (y1 - y0)
    return wide, 0.0, 0.0, tall, left - x0 * wide, low - y0 * tall


def _numbers(raw: object, count: int) -> list[float] | None:
    listed = resolve1(raw)
    parts = [resolve1(part) for part in listed] if isinstance(listed, list) else []
    good = len(parts) == count and all(isinstance(part, int | float) for part in parts)
    return [float(part) for part in parts] if good else None


def _name(raw: object) -> str | None:
    found = resolve1(raw)
    return str(found.name) if isinstance(found, PSLiteral) else None
