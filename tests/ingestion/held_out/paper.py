"""A sheet of paper on which text stands where one puts it: millimetres from the top left."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONTS = Path(__file__).resolve().parents[3] / "delivery" / "fonts"
FACES = {
    "Helvetica": ("Helvetica", "Helvetica-Bold"),
    "Times": ("Times-Roman", "Times-Bold"),
    "Courier": ("Courier", "Courier-Bold"),
    "Vera": ("Vera", "VeraBd"),
    "Inter": ("Inter", "InterSB"),
}
FILES = {
    "Vera": "Vera.ttf",
    "VeraBd": "VeraBd.ttf",
    "Inter": str(FONTS / "Inter-Regular.ttf"),
    "InterSB": str(FONTS / "Inter-SemiBold.ttf"),
}


def load(face: str) -> tuple[str, str]:
    """The plain and bold font of `face`, registered where they are files."""
    for name in FACES[face]:
        if name in FILES and name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, FILES[name]))
    return FACES[face]


class Paper:
    """One document; `size` in points is the default of `text`."""

    def __init__(self, face: str = "Helvetica", size: float = 9, letter: bool = False) -> None:
        self.plain, self.strong = load(face)
        self.size = size
        self.sheet = LETTER if letter else A4
        self._out = io.BytesIO()
        self._canvas = Canvas(self._out, pagesize=self.sheet, invariant=1)

    def _y(self, y: float) -> float:
        return float(self.sheet[1] - y * mm)

    def text(
        self, x: float, y: float, words: str, size: float = 0, bold: bool = False, ink: str = ""
    ) -> None:
        """Left-aligned text with its baseline at `y`."""
        self._font(size, bold, ink)
        self._canvas.drawString(x * mm, self._y(y), words)

    def right(
        self, x: float, y: float, words: str, size: float = 0, bold: bool = False, ink: str = ""
    ) -> None:
        """Text that ends at `x`."""
        self._font(size, bold, ink)
        self._canvas.drawRightString(x * mm, self._y(y), words)

    def middle(self, x: float, y: float, words: str, size: float = 0, bold: bool = False) -> None:
        self._font(size, bold, "")
        self._canvas.drawCentredString(x * mm, self._y(y), words)

    def _font(self, size: float, bold: bool, ink: str) -> None:
        self._canvas.setFont(self.strong if bold else self.plain, size or self.size)
        self._canvas.setFillColor(HexColor(ink) if ink else Color(0, 0, 0))

    def column(
        self, x: float, y: float, lines: Iterable[str], step: float = 4.4, size: float = 0
    ) -> float:
        """Lines below each other; the `y` after the last."""
        for line in lines:
            self.text(x, y, line, size)
            y += step
        return y

    def pairs(
        self, x: float, gap: float, y: float, rows: Iterable[tuple[str, str]], step: float = 4.8
    ) -> float:
        """Label and value side by side, the value `gap` to the right of its label."""
        for label, value in rows:
            self.text(x, y, label)
            self.text(x + gap, y, value)
            y += step
        return y

    def sums(
        self, x: float, gap: float, y: float, rows: Sequence[tuple[str, str]], step: float = 5.4
    ) -> float:
        """Label and right-aligned amount, the last row bold."""
        for index, (label, value) in enumerate(rows):
            last = index == len(rows) - 1
            self.text(x, y, label, bold=last)
            self.right(x + gap, y, value, bold=last)
            y += step
        return y

    def row(self, y: float, cells: Iterable[tuple[float, str]], bold: bool = False) -> None:
        """Cells of a table: a negative place is the right edge of its text."""
        for x, words in cells:
            if x < 0:
                self.right(-x, y, words, bold=bold)
            else:
                self.text(x, y, words, bold=bold)

    def rule(self, x: float, y: float, to: float, weight: float = 0.5) -> None:
        self._canvas.setLineWidth(weight)
        self._canvas.line(x * mm, self._y(y), to * mm, self._y(y))

    def upright(self, x: float, y: float, to: float) -> None:
        self._canvas.setLineWidth(0.5)
        self._canvas.line(x * mm, self._y(y), x * mm, self._y(to))

    def box(self, x: float, y: float, wide: float, high: float, ink: str = "") -> None:
        """A frame, or with `ink` a filled field, whose top left is `x`, `y`."""
        if ink:
            self._canvas.setFillColor(HexColor(ink))
        self._canvas.setLineWidth(0.6)
        self._canvas.rect(
            x * mm,
            self._y(y + high),
            wide * mm,
            high * mm,
            stroke=0 if ink else 1,
            fill=1 if ink else 0,
        )

    def turn(self) -> None:
        """The next page."""
        self._canvas.showPage()

    def done(self) -> bytes:
        self._canvas.save()
        return self._out.getvalue()
