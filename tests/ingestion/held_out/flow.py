"""Short names for text that flows down a page: paragraphs and tables that break by themselves."""

import io
from collections.abc import Sequence
from typing import TypeAlias

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from tests.ingestion.held_out.paper import load

Cell: TypeAlias = str | Paragraph
GRID = [("GRID", (0, 0), (-1, -1), 0.4, colors.grey)]
RULED = [("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.lightgrey)]
HEAD = [("LINEBELOW", (0, 0), (-1, 0), 0.8, colors.black)]
BAND = [("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#dde6ee"))]


class Flow:
    """A document that grows downwards in one face."""

    def __init__(self, face: str = "Helvetica", size: float = 9, letter: bool = False) -> None:
        self.plain, self.strong = load(face)
        self.size = size
        self.story: list[Flowable] = []
        self.sheet = LETTER if letter else A4
        self.wide = self.sheet[0] / mm - 36

    def style(
        self, size: float = 0, bold: bool = False, side: int = 0, ink: str = ""
    ) -> ParagraphStyle:
        """A paragraph's looks; `side` 0 left, 1 centre, 2 right."""
        size = size or self.size
        return ParagraphStyle(
            "p",
            fontName=self.strong if bold else self.plain,
            fontSize=size,
            leading=size * 1.3,
            alignment=side,
            textColor=ink or colors.black,
        )

    def cell(self, words: str, size: float = 0, bold: bool = False, side: int = 0) -> Paragraph:
        """A paragraph for a table's cell; `<br/>` breaks."""
        return Paragraph(words, self.style(size, bold, side))

    def text(
        self, words: str, size: float = 0, bold: bool = False, side: int = 0, ink: str = ""
    ) -> None:
        self.story.append(Paragraph(words, self.style(size, bold, side, ink)))

    def gap(self, high: float = 4) -> None:
        self.story.append(Spacer(1, high * mm))

    def table(
        self,
        rows: Sequence[Sequence[Cell]],
        widths: Sequence[float],
        looks: Sequence[tuple[object, ...]] = (),
        right_from: int = 1,
        pad: float = 2.5,
    ) -> None:
        """A table as wide as the page; columns from `right_from` on are right-aligned."""
        scale = self.wide / sum(widths)
        whole = Table(list(map(list, rows)), [w * scale * mm for w in widths], repeatRows=1)
        whole.setStyle(
            TableStyle(
                [
                    ("FONT", (0, 0), (-1, -1), self.plain, self.size),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("ALIGN", (right_from, 0), (-1, -1), "RIGHT"),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), pad),
                    ("TOPPADDING", (0, 0), (-1, -1), pad),
                    *looks,
                ]
            )
        )
        self.story.append(whole)

    def sums(self, rows: Sequence[tuple[str, str]], push: float = 100, wide: float = 75) -> None:
        """Labels and amounts at the right of the page, the last row bold."""
        rest = self.wide - push - wide
        self.table(
            [["", label, value, ""] for label, value in rows],
            [push, wide * 0.6, wide * 0.4, rest or 0.1],
            [
                ("FONT", (0, -1), (-1, -1), self.strong, self.size + 1),
                ("ALIGN", (1, 0), (1, -1), "LEFT"),
            ],
            right_from=2,
            pad=1.5,
        )

    def done(self) -> bytes:
        out = io.BytesIO()
        SimpleDocTemplate(
            out,
            pagesize=self.sheet,
            leftMargin=18 * mm,
            rightMargin=18 * mm,
            topMargin=16 * mm,
            bottomMargin=16 * mm,
            invariant=1,
        ).build(self.story)
        return out.getvalue()
