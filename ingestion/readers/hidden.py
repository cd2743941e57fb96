"""Which glyphs nobody can see: too small, outside, covered, or in the colour of their ground."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingestion.readers.pdf_paint import Glyph, Painted, Patch, Rect

SMALLEST_TYPE: Final = 3.0
"""Points; nobody reads smaller print, so nothing smaller is read here."""
_MOSTLY: Final = 0.5
_ALIKE: Final = 0.08
"""Lightness of ink and ground that differs by less cannot be told apart."""
_LIGHT: Final = 0.92
_BAND: Final = 12.0
_MOST_PATCHES: Final = 3000


@dataclass(frozen=True, slots=True)
class Sifted:
    """Glyphs that are seen, those only pixels can settle, and how many were left out."""

    seen: list[Glyph]
    doubtful: list[Glyph]
    hidden: int


def sift(painted: Painted, view: Rect) -> Sifted:
    """Glyphs by whether they can be seen; `view`: the part of the page that is shown."""
    seen: list[Glyph] = []
    doubtful: list[Glyph] = []
    hidden = 0
    bands = _bands(painted.patches[:_MOST_PATCHES])
    smallest = _smallest(painted.glyphs)
    for glyph in painted.glyphs:
        verdict = _verdict(glyph, view, bands, smallest)
        if verdict is None:
            doubtful.append(glyph)
        elif verdict:
            seen.append(glyph)
        elif not glyph.text.isspace():
            hidden += 1
    return Sifted(seen, doubtful, hidden)


def _smallest(glyphs: Sequence[Glyph]) -> float:
    """The least size read; on a page drawn in miniature every size is small and says nothing."""
    tiny = sum(glyph.size < SMALLEST_TYPE for glyph in glyphs)
    return SMALLEST_TYPE if tiny <= _MOSTLY * len(glyphs) or tiny < 40 else 0.0


def _verdict(
    glyph: Glyph, view: Rect, bands: dict[int, list[Patch]], smallest: float
) -> bool | None:
    """True seen, False hidden, None for pixels to settle."""
    if glyph.unseen or glyph.size < smallest:
        return False
    x, y = (glyph.box[0] + glyph.box[2]) / 2, (glyph.box[1] + glyph.box[3]) / 2
    if not (view[0] <= x <= view[2] and view[1] <= y <= view[3]):
        return False
    ground: float | None = 1.0
    for patch in bands.get(int(y // _BAND), ()):
        x0, top, x1, bottom = patch.box
        if not (x0 <= x <= x1 and top <= y <= bottom):
            continue
        if patch.order < glyph.order:
            ground = patch.paint if patch.solid else ground if patch.paint is not None else None
        elif _covers(patch, glyph):
            return False if patch.solid else None
    return _stands_out(glyph.paint, ground)


def _stands_out(paint: float | None, ground: float | None) -> bool | None:
    if paint is None:
        return True
    if ground is None:
        # Dark ink on a picture is how letterheads and stamps look; light ink has to be looked at.
        return None if paint > _LIGHT else True
    return abs(paint - ground) > _ALIKE


def _covers(patch: Patch, glyph: Glyph) -> bool:
    """Whether enough of a glyph lies under it; a line struck through covers nothing."""
    top, bottom = max(patch.box[1], glyph.box[1]), min(patch.box[3], glyph.box[3])
    return bottom - top > 0.6 * (glyph.box[3] - glyph.box[1])


def _bands(patches: Sequence[Patch]) -> dict[int, list[Patch]]:
    """Patches by the strips of the page they touch, in the order of painting."""
    bands: dict[int, list[Patch]] = defaultdict(list)
    for patch in patches:
        first = max(-50, int(patch.box[1] // _BAND))
        for band in range(first, min(first + 500, int(patch.box[3] // _BAND) + 1)):
            bands[band].append(patch)
    return bands
