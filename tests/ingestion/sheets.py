"""A page written by hand: lines of "text at x", drawn in Helvetica, flush right behind `>`."""

import re

from pdfminer.fontmetrics import FONT_METRICS

from tests.ingestion.hostile import printed

_WIDTHS = FONT_METRICS["Helvetica"][1]
_PART = re.compile(r"(>?)(\d+)(?:@(\d+))?:(.*)")


def width(text: str, size: float) -> float:
    """How wide Helvetica sets a text, in points."""
    return sum(_WIDTHS.get(char, 556) for char in text) * size / 1000


def sheet(source: str, size: float = 10, step: float = 14) -> bytes:
    """A PDF of one page.

    Each line of `source` is one row; its parts are split by `|`, each `X:text`, `>X:text` for text
    that ends at X, `X@S:text` for type of S points. An empty line moves down.
    """
    placed: list[tuple[float, float, float, str]] = []
    y = 800.0
    for line in source.strip("\n").splitlines():
        for part in line.split("|"):
            match = _PART.match(part.strip())
            if match is None:
                continue
            points = float(match[3] or size)
            x = float(match[2])
            text = match[4]
            placed.append((x - width(text, points) if match[1] else x, y, points, text))
        y -= step
    return printed(placed)
