"""Whether digits look like what a font says they are; a font's own table may lie.

Each digit glyph is drawn and compared with the ten digits of common typefaces. Shapes that are much
more like another digit make the page one to be read from its pixels.
"""

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ingestion.readers.pdf_paint import Glyph, Rect

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Gray = NDArray[np.uint8]
    Floats = NDArray[np.float32]

_FACES: Final = (
    *("Helvetica", "Helvetica-Bold", "Times-Roman", "Times-Bold", "Times-Italic", "Courier"),
)
_HIGH: Final = 18
_WIDE: Final = 12
SCALE: Final = 3.0
"""Pixels per point when a page is drawn to look at its digits."""
_MOST: Final = 60
"""Kinds of digit glyphs looked at on one page: six fonts' worth."""
_LIE: Final = 0.12
"""How much more another digit must be alike before a glyph is taken for it."""
_ALIKE: Final = 0.55
"""How much alike a glyph must be to the other digit at all: where two engines disagree on the width
of a sign, a letter beside the digit stands in its box, and is like no digit."""
_INK: Final = 90


def warm() -> None:
    """Draws the specimen now, before a server forks its children."""
    _templates()


def lying_digits(page: "Gray", glyphs: Sequence[Glyph], view: Rect) -> set[str]:
    """The digits that look like others, as "said>seen"; `page`: drawn, `SCALE` pixels a point."""
    found: set[str] = set()
    for samples in _by_kind(glyphs).values():
        seen = ""
        for glyph in samples:
            seen = _verdict(page, glyph, view) or ""
            if not seen:
                break
        if seen:
            found.add(f"{samples[0].text}>{seen}")
    return found


def looked_at(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs whose shapes decide: two of each digit of each font."""
    return [glyph for samples in _by_kind(glyphs).values() for glyph in samples]


def _by_kind(glyphs: Sequence[Glyph]) -> dict[tuple[int, int], list[Glyph]]:
    """Up to two samples of each digit glyph of each font."""
    kinds: dict[tuple[int, int], list[Glyph]] = {}
    for glyph in glyphs:
        if not ("0" <= glyph.text <= "9" and glyph.angle == 0 and len(glyph.text) == 1):
            continue
        samples = kinds.setdefault((glyph.face, glyph.code), [])
        if len(samples) < 2:
            samples.append(glyph)
        if len(kinds) >= _MOST:
            break
    return kinds


def _verdict(page: "Gray", glyph: Glyph, view: Rect) -> str | None:
    """The digit a glyph rather looks like; None where it looks like what it says."""
    shape = _shape(_cut(page, glyph, view))
    if shape is None:
        return None
    likeness = _templates() @ shape
    per_digit = likeness.reshape(10, -1).max(axis=1)
    said = int(glyph.text)
    best = int(per_digit.argmax())
    if per_digit[best] < _ALIKE or per_digit[best] <= per_digit[said] + _LIE:
        return None
    return str(best)


def _cut(page: "Gray", glyph: Glyph, view: Rect) -> "Gray":
    x0, top, x1, bottom = (
        *((glyph.box[0] - view[0]) * SCALE, (glyph.box[1] - view[1]) * SCALE),
        *((glyph.box[2] - view[0]) * SCALE, (glyph.box[3] - view[1]) * SCALE),
    )
    return page[max(0, round(top)) : round(bottom), max(0, round(x0)) : round(x1)]


def _shape(area: "Gray") -> "Floats | None":
    """The ink of a glyph in one size, its mean taken off, of length one; None without ink."""
    import numpy as np

    if area.shape[0] < 8 or area.shape[1] < 4:
        return None
    ground = int(np.median(area))
    ink = np.abs(area.astype(np.int16) - ground)
    if int(ink.max()) < _INK:
        return None
    ink = np.asarray(ink / ink.max(), dtype=np.float32)
    strong = ink > 0.5
    # Rules above or below a number run through the whole box; the digit does not.
    rows = np.flatnonzero(strong.any(axis=1) & ~strong.all(axis=1))
    columns = np.flatnonzero(strong.any(axis=0) & ~strong.all(axis=0))
    if len(rows) < 6 or len(columns) < 2:
        return None
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    slim = cut.shape[1] / cut.shape[0]
    scaled = _resized(cut)
    scaled = scaled - scaled.mean()
    length = float(np.linalg.norm(scaled))
    if length < 1e-6:
        return None
    # How slim the digit is tells a 1 from the rest; it counts like part of the picture.
    return np.append(scaled.ravel() / length * 0.97, np.float32((slim - 0.6) * 0.6))


def _resized(cut: "Floats") -> "Floats":
    import numpy as np

    rows = np.linspace(0, cut.shape[0] - 1, _HIGH)
    columns = np.linspace(0, cut.shape[1] - 1, _WIDE)
    low_r, low_c = rows.astype(int), columns.astype(int)
    high_r = np.minimum(low_r + 1, cut.shape[0] - 1)
    high_c = np.minimum(low_c + 1, cut.shape[1] - 1)
    fr, fc = (rows - low_r)[:, None], (columns - low_c)[None, :]
    top = cut[np.ix_(low_r, low_c)] * (1 - fc) + cut[np.ix_(low_r, high_c)] * fc
    bottom = cut[np.ix_(high_r, low_c)] * (1 - fc) + cut[np.ix_(high_r, high_c)] * fc
    return np.asarray(top * (1 - fr) + bottom * fr, dtype=np.float32)


@functools.cache
def _templates() -> "Floats":
    """Shapes of the ten digits in common faces, row by row: all zeros first, then all ones."""
    import numpy as np
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(_specimen())
    # The array only looks into the bitmap, which must live until it is copied.
    bitmap = document[0].render(scale=SCALE, grayscale=True)
    pixels = np.array(bitmap.to_numpy())
    gray = pixels[:, :, 0] if pixels.ndim == 3 else pixels
    shapes: list[Floats] = []
    for digit in range(10):
        for row in range(len(_FACES)):
            x, y = 20 * digit + 10, 30 * row + 5
            area = gray[
                round(y * SCALE) : round((y + 25) * SCALE),
                round(x * SCALE) : round((x + 18) * SCALE),
            ]
            shape = _shape(area)
            if shape is None:
                raise RuntimeError("the specimen of digits was not drawn")
            shapes.append(shape)
    return np.stack(shapes)


def _specimen() -> bytes:
    """A page with the ten digits in each face, 20 points apart, a row every 30."""
    height = 30 * len(_FACES) + 10
    fonts = " ".join(
        f"/F{at} << /Type /Font /Subtype /Type1 /BaseFont /{face} >>"
        for at, face in enumerate(_FACES)
    )
    content = " ".join(
        f"BT /F{row} 20 Tf 1 0 0 1 {20 * digit + 13} {height - (30 * row + 24)} Tm ({digit}) Tj ET"
        for row in range(len(_FACES))
        for digit in range(10)
    )
    parts = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 220 {height}] /Contents 4 0 R"
        f" /Resources << /Font << {fonts} >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
    )
    body = "%PDF-1.4\n"
    for number, part in enumerate(parts, start=1):
        body += f"{number} 0 obj\n{part}\nendobj\n"
    # No table of places: every engine rebuilds one by walking the file.
    return (body + "trailer << /Root 1 0 R /Size 5 >>\n%%EOF\n").encode()
