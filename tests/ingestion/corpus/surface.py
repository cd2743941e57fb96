"""A page drawn text by text at places (reportlab): no flow, as many billing programs print."""

import importlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, cast

PAPERS = {"a4": (595.28, 841.89), "letter": (612.0, 792.0), "wide": (841.89, 595.28),
          "roll": (226.0, 620.0), "a5": (419.5, 595.28)}  # fmt: skip
FAMILIES = {
    "Helvetica": ("Helvetica", "Helvetica-Bold"),
    "Times": ("Times-Roman", "Times-Bold"),
    "Courier": ("Courier", "Courier-Bold"),
    "Vera": ("Vera", "VeraBd"),
    "Inter": ("Inter", "InterSB"),
}
_INTER = Path(__file__).parents[3] / "delivery" / "fonts"
_FILES = {
    "Vera": "Vera.ttf",
    "VeraBd": "VeraBd.ttf",
    "Inter": str(_INTER / "Inter-Regular.ttf"),
    "InterSB": str(_INTER / "Inter-SemiBold.ttf"),
}


class _Canvas(Protocol):
    """What we use of reportlab's canvas, which ships no types."""

    def setFont(self, name: str, size: float) -> None: ...
    def setFillColor(self, color: object) -> None: ...
    def setStrokeColor(self, color: object) -> None: ...
    def setLineWidth(self, width: float) -> None: ...
    def drawString(self, x: float, y: float, text: str) -> None: ...
    def line(self, x1: float, y1: float, x2: float, y2: float) -> None: ...
    def rect(self, x: float, y: float, w: float, h: float, stroke: int, fill: int) -> None: ...
    def circle(self, x: float, y: float, r: float, stroke: int, fill: int) -> None: ...
    def saveState(self) -> None: ...
    def restoreState(self) -> None: ...
    def translate(self, x: float, y: float) -> None: ...
    def rotate(self, degrees: float) -> None: ...
    def showPage(self) -> None: ...
    def save(self) -> None: ...


class _Metrics(Protocol):
    """reportlab.pdfbase.pdfmetrics as far as we use it."""

    def stringWidth(self, text: str, font: str, size: float) -> float: ...
    def registerFont(self, font: object) -> None: ...
    def getRegisteredFontNames(self) -> list[str]: ...


_metrics = cast(_Metrics, importlib.import_module("reportlab.pdfbase.pdfmetrics"))


def _ready() -> None:
    if "Inter" not in _metrics.getRegisteredFontNames():
        ttfonts = importlib.import_module("reportlab.pdfbase.ttfonts")
        for name, file in _FILES.items():
            _metrics.registerFont(ttfonts.TTFont(name, file))


class Sheet:
    """A document under the pen: x from the left, y from the top, both in points."""

    def __init__(self, paper: str = "a4", font: str = "Helvetica", size: float = 10) -> None:
        _ready()
        self.width, self.height = PAPERS[paper]
        self.font, self.size = font, size
        self._out = io.BytesIO()
        canvas = importlib.import_module("reportlab.pdfgen.canvas")
        self._pen = cast(
            _Canvas,
            canvas.Canvas(self._out, pagesize=(self.width, self.height), invariant=1),
        )
        self._color = importlib.import_module("reportlab.lib.colors").HexColor

    def wide(self, text: str, size: float = 0, bold: bool = False, font: str = "") -> float:
        """How wide a text is set, in points."""
        name = FAMILIES[font or self.font][bold]
        return _metrics.stringWidth(text, name, size or self.size)

    def text(self, x: float, y: float, text: str, size: float = 0, bold: bool = False,
             align: str = "l", color: str = "#000000", font: str = "") -> None:  # fmt: skip
        """One text; `align` says whether x is its left end, its right end (r) or middle (c)."""
        size = size or self.size
        width = self.wide(text, size, bold, font)
        x -= {"l": 0.0, "r": width, "c": width / 2}[align]
        self._pen.setFillColor(self._color(color))
        self._pen.setFont(FAMILIES[font or self.font][bold], size)
        self._pen.drawString(x, self.height - y, text)

    def lines(self, x: float, y: float, texts: Sequence[str], size: float = 0, step: float = 0,
              align: str = "l", color: str = "#000000") -> float:  # fmt: skip
        """Texts under each other; returns the y of the line after the last."""
        size = size or self.size
        for text in texts:
            self.text(x, y, text, size, align=align, color=color)
            y += step or size * 1.25
        return y

    def pairs(
        self, x: float, to: float, y: float, pairs: Sequence[tuple[str, str]],
        size: float = 0, step: float = 0, align: str = "l", bold: bool = False,
    ) -> float:  # fmt: skip
        """Labels at x, each value beside it at `to` (its right end when align is r)."""
        size = size or self.size
        for label, value in pairs:
            self.text(x, y, label, size, bold)
            self.text(to, y, value, size, align=align)
            y += step or size * 1.4
        return y

    def wrap(self, text: str, width: float, size: float = 0) -> list[str]:
        """A text broken at spaces to fit a width."""
        out: list[str] = []
        for word in text.split(" "):
            if out and self.wide(f"{out[-1]} {word}", size) <= width:
                out[-1] = f"{out[-1]} {word}"
            else:
                out.append(word)
        return out

    def rule(self, x0: float, y: float, x1: float, width: float = 0.5,
             color: str = "#000000") -> None:  # fmt: skip
        self.slope(x0, y, x1, y, width, color)

    def slope(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5,
              color: str = "#000000") -> None:  # fmt: skip
        """A straight line from place to place."""
        self._pen.setStrokeColor(self._color(color))
        self._pen.setLineWidth(width)
        self._pen.line(x0, self.height - y0, x1, self.height - y1)

    def box(self, x: float, y: float, w: float, h: float, fill: str = "",
            line: str = "#000000", width: float = 0.5) -> None:  # fmt: skip
        """A rectangle from its upper left corner; no line when `line` is empty."""
        self._pen.setFillColor(self._color(fill or "#ffffff"))
        self._pen.setStrokeColor(self._color(line or "#ffffff"))
        self._pen.setLineWidth(width)
        self._pen.rect(x, self.height - y - h, w, h, stroke=int(bool(line)), fill=int(bool(fill)))

    def dot(self, x: float, y: float, r: float, fill: str) -> None:
        """A filled circle, as logos have."""
        self._pen.setFillColor(self._color(fill))
        self._pen.circle(x, self.height - y, r, stroke=0, fill=1)

    def bars(self, x: float, y: float, w: float, h: float, seed: int = 7) -> None:
        """Something like a barcode."""
        at = x
        while at < x + w:
            seed = (seed * 1103515245 + 12345) % 2**31
            thick = 0.6 + seed % 4 * 0.6
            self.box(at, y, thick, h, "#000000", "")
            at += thick + 0.6 + seed // 7 % 3 * 0.7

    def aside(self, x: float, y: float, text: str, size: float = 7, degrees: float = 90,
              color: str = "#555555") -> None:  # fmt: skip
        """A turned text, as on the edge of a letter or a stamp across it."""
        self._pen.saveState()
        self._pen.translate(x, self.height - y)
        self._pen.rotate(degrees)
        self._pen.setFillColor(self._color(color))
        self._pen.setFont(FAMILIES[self.font][0], size)
        self._pen.drawString(0, 0, text)
        self._pen.restoreState()

    def row(self, x: float, y: float, cells: Sequence[str], widths: Sequence[float],
            aligns: str, size: float = 0, bold: bool = False) -> float:  # fmt: skip
        """A table's row, its cells wrapped at spaces; returns the y under it."""
        size = size or self.size
        most, at = 1, x
        for cell, width, align in zip(cells, widths, aligns, strict=True):
            broken = self.wrap(cell, width - 6, size)
            most = max(most, len(broken))
            for down, part in enumerate(broken):
                place = {"l": at + 3, "r": at + width - 3, "c": at + width / 2}[align]
                self.text(place, y + down * size * 1.2, part, size, bold, align)
            at += width
        return y + most * size * 1.2 + size * 0.35

    def table(self, x: float, y: float, widths: Sequence[float], aligns: str,
              rows: Sequence[Sequence[str]], *, ruled: str = "", size: float = 0,
              shade: str = "", bold: bool = True) -> float:  # fmt: skip
        """Rows under a first row of heads. `ruled`: h below every row, g a grid, u under heads."""
        size = size or self.size
        top, edges = y - size * 1.1, [y - size * 1.1]
        if shade:
            self.box(x, top, sum(widths), size * 1.55, shade, "")
        for at, cells in enumerate(rows):
            y = self.row(x, y, cells, widths, aligns, size, bold and at == 0)
            edges.append(y - size * 1.1)
        for at, edge in enumerate(edges):
            if ruled in ("h", "g") or (ruled == "u" and at in (0, 1, len(rows))):
                self.rule(x, edge, x + sum(widths), 0.4)
        if ruled == "g":
            for at in range(len(widths) + 1):
                across = x + sum(widths[:at])
                self.slope(across, edges[0], across, edges[-1], 0.4)
        return y

    def turn(self) -> None:
        """On to the next page."""
        self._pen.showPage()

    def pdf(self) -> bytes:
        """The finished document."""
        self._pen.showPage()
        self._pen.save()
        return self._out.getvalue()
