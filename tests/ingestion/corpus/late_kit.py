"""What the late one-off documents share: a pen that draws text at points, a page for typst."""

from collections.abc import Sequence
from io import BytesIO
from typing import Literal

from reportlab.pdfgen.canvas import Canvas

from tests.ingestion.corpus.dice import Paper, Truth

A4 = (595.0, 842.0)
LETTER = (612.0, 792.0)
Side = Literal["l", "r", "c"]
SIDES: dict[str, Side] = {"l": "l", "r": "r", "c": "c"}


class Pen:
    """Draws on a page; places are points from its upper left."""

    def __init__(
        self, size: tuple[float, float] = A4,
        fonts: tuple[str, str] = ("Helvetica", "Helvetica-Bold"), points: float = 9,
    ) -> None:  # fmt: skip
        self._file = BytesIO()
        self._canvas = Canvas(self._file, pagesize=size, invariant=1)
        self._height = size[1]
        self._fonts = fonts
        self._points = points

    def say(self, x: float, top: float, text: str, *, points: float = 0, bold: bool = False,
            side: Side = "l") -> float:  # fmt: skip
        """Writes lines under each other from `top` on; gives the place below the last."""
        points = points or self._points
        self._canvas.setFont(self._fonts[bold], points)
        for line in text.split("\n"):
            y = self._height - top - points
            match side:
                case "l":
                    self._canvas.drawString(x, y, line)
                case "r":
                    self._canvas.drawRightString(x, y, line)
                case _:
                    self._canvas.drawCentredString(x, y, line)
            top += points * 1.3
        return top

    def rows(self, top: float, columns: str, lines: str, *, step: float = 14, bold: bool = False,
             points: float = 0) -> float:  # fmt: skip
        """Writes lines of cells apart by bars; `columns` is like "40l 300r"; gives the end."""
        places = [(float(column[:-1]), SIDES[column[-1]]) for column in columns.split()]
        for line in lines.strip().splitlines():
            for (x, side), cell in zip(places, line.split("|"), strict=True):
                self.say(x, top, cell.strip(), points=points, bold=bold, side=side)
            top += step
        return top

    def rule(self, x: float, top: float, end: float, width: float = 0.6) -> None:
        """A level line."""
        self._canvas.setLineWidth(width)
        self._canvas.line(x, self._height - top, end, self._height - top)

    def box(self, x: float, top: float, wide: float, high: float, *, grey: float = 1) -> None:
        """A frame, filled with a grey (1: white)."""
        self._canvas.setLineWidth(0.6)
        self._canvas.setFillGray(grey)
        self._canvas.rect(x, self._height - top - high, wide, high, fill=int(grey < 1))
        self._canvas.setFillGray(0)

    def bars(self, places: Sequence[float], top: float, end: float) -> None:
        """Upright lines."""
        self._canvas.setLineWidth(0.6)
        for x in places:
            self._canvas.line(x, self._height - top, x, self._height - end)

    def turn(self) -> None:
        """The next page."""
        self._canvas.showPage()

    def paper(self, truth: Truth) -> Paper:
        """The document."""
        self._canvas.save()
        return Paper("reportlab", self._file.getvalue(), truth)


def typeset(source: str, truth: Truth) -> Paper:
    """A document for typst."""
    return Paper("typst", source, truth)


def cells(text: str, bold: bool = False) -> str:
    """Cells of a typst table from lines apart by bars."""
    mark = "*" if bold else ""
    return " ".join(
        f"[{mark}{cell.strip()}{mark}]," for line in text.strip().splitlines()
        for cell in line.split("|")
    )  # fmt: skip
