"""Small pieces of typst source for layouts set by a word processor's means."""

from collections.abc import Iterable, Sequence

from tests.ingestion.corpus.dice import Paper, Truth
from tests.ingestion.corpus.layouts import MODERN, SANS, SERIF, lines, page, q

__all__ = ["MODERN", "SANS", "SERIF", "lines", "page", "pairs", "q", "sheet", "side", "tbl"]


def sheet(source: str, truth: Truth) -> Paper:
    """A typeset document."""
    return Paper("typst", source, truth)


def tbl(heads: Sequence[str], rows: Iterable[Sequence[str]], widths: str, aligns: str,
        stroke: str = "0.4pt", fill: str = "none") -> str:  # fmt: skip
    """A table; `widths` like "1fr auto", `aligns` a letter a column (l r c)."""
    named = {"l": "left", "r": "right", "c": "center"}
    head = ", ".join(f"[*{q(cell)}*]" for cell in heads)
    body = ", ".join(f"[{q(cell)}]" for row in rows for cell in row)
    shade = f"fill: (x, y) => if y == 0 {{ {fill} }}, " if fill != "none" else ""
    first = f"table.header({head}), " if heads else ""
    return (
        f"#table(columns: ({', '.join(widths.split())},), inset: (x: 4pt, y: 3.5pt), {shade}"
        f"align: ({', '.join(named[char] for char in aligns)},), stroke: {stroke}, {first}{body})\n"
    )


def pairs(found: Iterable[tuple[str, str]], widths: str = "auto auto", right: bool = False,
          gutter: str = "5pt") -> str:  # fmt: skip
    """Labels and values in two columns without rules."""
    cells = ", ".join(f"[{q(a)}], [{q(b)}]" for a, b in found)
    return (
        f"#grid(columns: ({', '.join(widths.split())}), row-gutter: {gutter}, column-gutter: 10pt, "
        f"align: (left, {'right' if right else 'left'}), {cells})\n"
    )


def side(left: str, right: str, widths: str = "1fr 7cm") -> str:
    """Two pieces beside each other."""
    return f"#grid(columns: ({', '.join(widths.split())}), [{left}], [{right}])\n"
