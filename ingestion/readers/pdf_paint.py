"""What a page paints, in the order it paints it: glyphs, filled shapes, pictures.

pdfminer runs the page; it leaves out what decides whether text can be seen (transparency, clipping,
layers that are switched off, the order of drawing), which is kept here. PDF 32000-1: 8.4.5 graphics
state parameters, 8.5.4 clipping, 8.11 optional content, 9.3.6 text rendering modes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot
from typing import Any, Final

from pdfminer.converter import PDFPageAggregator
from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import MATRIX_IDENTITY, apply_matrix_pt, apply_matrix_rect, mult_matrix

from ingestion.readers.pdf_fields import Stamp, stamps
from ingestion.readers.pdf_layers import Layers, listed, mapping

Rect = tuple[float, float, float, float]
_INVISIBLE_MODES: Final = frozenset({3, 7})
"""Text render modes that paint nothing (PDF 32000-1, table 106)."""
_STROKED: Final = 1
_FAINT: Final = 0.1
"""Opacity below which nobody reads what is painted."""
_SOLID: Final = 0.9
MAX_ITEMS: Final = 400_000
_DEPTH: Final = 12


class TooMuchPaint(Exception):
    """A page paints more than any invoice does."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One sign as painted. Box from the upper left of the media box; `angle` 0, 90, 180 or 270.

    `paint`: its lightness, None where unknown. `unseen`: painted so that nobody can see it.
    `face` and `code`: which font object, which of its glyphs.
    """

    text: str
    box: Rect
    size: float
    font: str
    angle: int
    paint: float | None
    order: int
    unseen: bool
    face: int = 0
    code: int = 0


@dataclass(frozen=True, slots=True)
class Patch:
    """An area painted over: `paint` its lightness, None for pictures and patterns.

    `solid`: nothing below shows through for sure; False = it may.
    """

    box: Rect
    paint: float | None
    order: int
    solid: bool
    picture: bool


@dataclass(frozen=True, slots=True)
class Painted:
    glyphs: list[Glyph]
    patches: list[Patch]
    curves: int


@dataclass(frozen=True, slots=True)
class _State:
    """What pdfminer's graphics state lacks."""

    fill: float = 1.0
    stroke: float = 1.0
    blended: bool = False
    clip: Rect | None = None


class _Device(PDFPageAggregator):
    """Takes down what is painted instead of laying it out."""

    def __init__(self, manager: PDFResourceManager, number: int, height: float) -> None:
        super().__init__(manager, pageno=number, laparams=None)
        self.painted = Painted([], [], 0)
        self.curves = 0
        self.state = _State()
        self.states: list[_State] = []
        self.layers: list[bool] = []
        self._height = height
        self._render = 0
        self._order = 0
        self._color: Any = None
        self._light: float | None = None

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self._render = textstate.render
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Any,
        font: Any,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: Any,
    ) -> float:
        if font.is_vertical():
            advance: float = super().render_char(
                matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate
            )
            char: Any = self.cur_item._objs.pop()
            text, placed = char.get_text(), (char.x0, char.y0, char.x1, char.y1)
        else:
            # As pdfminer does it, without an object for each sign that nobody asks for.
            text = self._spelled(font, cid)
            advance = font.char_width(cid) * fontsize * scaling
            placed = _placed(matrix, font.get_descent() * fontsize + rise, advance, fontsize)
        box = self._flipped(placed)
        stroked = self._render % 4 == _STROKED
        self.painted.glyphs.append(
            Glyph(
                text=text,
                box=box,
                size=abs(fontsize) * hypot(matrix[2], matrix[3]),
                font=str(font.fontname),
                angle=_angle(matrix[0] * fontsize, matrix[1] * fontsize),
                paint=self._lightness(graphicstate.scolor if stroked else graphicstate.ncolor),
                order=self._next(),
                unseen=self._is_unseen(box, stroked),
                face=id(font),
                code=cid,
            )
        )
        return advance

    def _spelled(self, font: Any, cid: int) -> str:
        try:
            return str(font.to_unichr(cid))
        except PDFUnicodeNotDefined:
            return str(self.handle_undefined_char(font, cid))

    def _lightness(self, color: Any) -> float | None:
        """That of the colour asked for last is remembered: text seldom changes it."""
        if color is not self._color:
            self._color, self._light = color, lightness(color)
        return self._light

    def _is_unseen(self, box: Rect, stroked: bool) -> bool:
        opacity = self.state.stroke if stroked else self.state.fill
        if self._render in _INVISIBLE_MODES or opacity < _FAINT or any(self.layers):
            return True
        if self.state.clip is None:
            return False
        x0, top, x1, bottom = self._flipped(self.state.clip)
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return not (x0 - 1 <= x <= x1 + 1 and top - 1 <= y <= bottom + 1)

    def paint_path(
        self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]
    ) -> None:
        del stroke, evenodd
        order = self._next()
        if any(segment[0] in "cvy" for segment in path):
            self.curves += 1
        if not fill or any(self.layers) or (box := self.extent(path)) is None:
            return
        if box[2] - box[0] < 3 or box[3] - box[1] < 3:
            return
        straight = len(path) <= 6 and all(segment[0] in "mlh" for segment in path)
        solid = straight and self.state.fill >= _SOLID and not self.state.blended
        paint = lightness(gstate.ncolor)
        self._patch(box, paint, order, solid=solid and paint is not None, picture=False)

    def render_image(self, name: str, stream: Any) -> None:
        del name
        order = self._next()
        if any(self.layers):
            return
        holes = any(key in stream.attrs for key in ("SMask", "Mask", "ImageMask", "IM"))
        solid = not holes and self.state.fill >= _SOLID and not self.state.blended
        item: Any = self.cur_item
        self._patch((item.x0, item.y0, item.x1, item.y1), None, order, solid=solid, picture=True)

    def _patch(
        self, box: Rect, paint: float | None, order: int, *, solid: bool, picture: bool
    ) -> None:
        cut = meeting(box, self.state.clip)
        if cut is not None:
            self.painted.patches.append(Patch(self._flipped(cut), paint, order, solid, picture))

    def extent(self, path: Sequence[Any]) -> Rect | None:
        """The box around a path in the page's coordinates; None for an empty one."""
        points = [
            apply_matrix_pt(self.ctm, (segment[at], segment[at + 1]))
            for segment in path
            for at in range(1, len(segment) - 1, 2)
        ]
        if not points:
            return None
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)

    def _flipped(self, box: Rect) -> Rect:
        return box[0], self._height - box[3], box[2], self._height - box[1]

    def _next(self) -> int:
        self._order += 1
        if self._order > MAX_ITEMS:
            raise TooMuchPaint
        return self._order


def _placed(matrix: Sequence[float], low: float, advance: float, size: float) -> Rect:
    """The box of a sign that stands `low` points above its line, in the page's coordinates."""
    a, b, c, d, e, f = matrix
    high = low + size
    if not b and not c:
        x0, y0, x1, y1 = e, d * low + f, a * advance + e, d * high + f
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
    box: Rect = apply_matrix_rect((a, b, c, d, e, f), (0, low, advance, high))
    return box


def meeting(box: Rect, clip: Rect | None) -> Rect | None:
    """The part of a box inside a clip; None where they do not meet."""
    if clip is None:
        return box
    x0, y0, x1, y1 = (
        *(max(box[0], clip[0]), max(box[1], clip[1])),
        *(min(box[2], clip[2]), min(box[3], clip[3])),
    )
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def _angle(a: float, b: float) -> int:
    """Which way the text runs, in quarter turns against the clock."""
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 180
    return 90 if b > 0 else 270


def lightness(color: Any) -> float | None:
    """How light a colour is, 0 black to 1 white; None for patterns and unknown spaces."""
    parts = color if isinstance(color, tuple | list) else (color,)
    if not all(isinstance(part, int | float) for part in parts):
        return None
    match parts:
        case (gray,):
            return float(gray)
        case (red, green, blue):
            return float(min(red, green, blue))
        case (cyan, magenta, yellow, black):
            return float(max(0.0, 1 - max(cyan, magenta, yellow) - black))
    return None


class _Interpreter(PDFPageInterpreter):
    """Runs a page's content and keeps what the device needs to know beside it."""

    device: _Device
    shown: Layers
    depth: int = 0
    stamps: Sequence[Stamp] = ()

    def render_contents(self, resources: Any, streams: Any, ctm: Any = MATRIX_IDENTITY) -> None:
        super().render_contents(resources, streams, ctm)
        # Form fields and stamps are painted over the finished page.
        for at, stamp in enumerate(self.stamps):
            if self.shown.is_off(stamp.layer):
                continue
            self.device.state, self.device.states, self.device.layers = _State(), [], []
            self.init_state(mult_matrix(stamp.matrix, ctm))
            self.xobjmap[f"stamp{at}"] = stamp.looks
            self.do_Do(PSLiteral(f"stamp{at}"))

    def dup(self) -> "_Interpreter":
        twin = type(self)(self.rsrcmgr, self.device)
        twin.shown = self.shown
        twin.depth = self.depth + 1
        return twin

    def do_q(self) -> None:
        super().do_q()
        self.device.states.append(self.device.state)

    def do_Q(self) -> None:
        if self.gstack and self.device.states:
            self.device.state = self.device.states.pop()
        super().do_Q()

    def do_gs(self, name: Any) -> None:
        entry = mapping(mapping(self.resources.get("ExtGState")).get(getattr(name, "name", "")))
        state = self.device.state
        fill, stroke = resolve1(entry.get("ca")), resolve1(entry.get("CA"))
        mode, mask = resolve1(entry.get("BM")), resolve1(entry.get("SMask"))
        plain = not isinstance(mode, PSLiteral) or mode.name in ("Normal", "Compatible")
        self.device.state = replace(
            state,
            fill=float(fill) if isinstance(fill, int | float) else state.fill,
            stroke=float(stroke) if isinstance(stroke, int | float) else state.stroke,
            blended=(not plain if mode is not None else state.blended) or isinstance(mask, dict),
        )

    def do_W(self) -> None:
        box = self.device.extent(self.curpath)
        if box is not None:
            clip = meeting(box, self.device.state.clip)
            # Where two clips do not meet nothing is left to paint on.
            self.device.state = replace(self.device.state, clip=clip or (0.0, 0.0, -9.0, -9.0))

    def do_W_a(self) -> None:
        self.do_W()

    def do_F(self) -> None:
        self.do_f()

    def do_BMC(self, tag: Any) -> None:
        del tag
        self.device.layers.append(False)

    def do_BDC(self, tag: Any, props: Any) -> None:
        off = False
        if getattr(tag, "name", "") == "OC" and isinstance(props, PSLiteral):
            named = mapping(self.resources.get("Properties"))
            off = self.shown.is_off(named.get(str(props.name)))
        self.device.layers.append(off)

    def do_EMC(self) -> None:
        if self.device.layers:
            self.device.layers.pop()

    def do_Do(self, xobjid_arg: Any) -> None:
        found = self.xobjmap.get(getattr(xobjid_arg, "name", ""))
        attrs = getattr(resolve1(found), "attrs", {})
        if self.depth > _DEPTH or self.shown.is_off(attrs.get("OC")):
            return
        device = self.device
        state, states, layers = device.state, device.states, device.layers
        device.states, device.layers = [], list(layers)
        self._clip_to_form(attrs)
        super().do_Do(xobjid_arg)
        device.state, device.states, device.layers = state, states, layers

    def _clip_to_form(self, attrs: Mapping[str, Any]) -> None:
        box = _numbers(attrs.get("BBox"), 4)
        if box is None:
            return
        a, b, c, d, e, f = _numbers(attrs.get("Matrix"), 6) or (1, 0, 0, 1, 0, 0)
        x0, y0, x1, y1 = box
        placed = apply_matrix_rect(mult_matrix((a, b, c, d, e, f), self.ctm), (x0, y0, x1, y1))
        clip = meeting(placed, self.device.state.clip)
        self.device.state = replace(self.device.state, clip=clip or (0.0, 0.0, -9.0, -9.0))


def _numbers(raw: object, count: int) -> list[float] | None:
    parts = [resolve1(part) for part in listed(raw)]
    good = len(parts) == count and all(isinstance(part, int | float) for part in parts)
    return [float(part) for part in parts] if good else None


def paint(
    manager: PDFResourceManager, page: Any, layers: Layers, number: int, height: float
) -> Painted:
    """What one page (pdfminer's) paints; `height` of its media box as turned, in points.

    Raises `TooMuchPaint` beyond 400,000 items, and whatever pdfminer stumbles over.
    """
    device = _Device(manager, number, height)
    interpreter = _Interpreter(manager, device)
    interpreter.shown = layers
    interpreter.stamps = tuple(stamps(page))
    interpreter.process_page(page)
    return replace(device.painted, curves=device.curves)
