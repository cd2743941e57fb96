# fmt: off
"""What the fresh layouts share: a browser page with its truth, a labelled value in HTML."""

from collections.abc import Iterable
from decimal import Decimal
from html import escape as e

from tests.ingestion.corpus.browser import sheet
from tests.ingestion.corpus.dice import Paper, Truth

ZERO = Decimal(0)


def out(css: str, body: str, truth: Truth, paper: str = "A4", margin: str = "14mm") -> Paper:
    """A page for the browser."""
    return Paper("browser", sheet(css, body, paper, margin), truth)


def under(pairs: Iterable[tuple[str, str]]) -> str:
    """Labels with each value on the line below it."""
    return "".join(f"<p><b>{e(label)}</b><br>{e(value)}</p>" for label, value in pairs)


def boxed(pairs: Iterable[tuple[str, str]], cls: str = "bx") -> str:
    """A row of cells, each a small label above its value."""
    cells = "".join(f"<td><small>{e(label)}</small><br>{e(value)}</td>" for label, value in pairs)
    return f"<table class={cls}><tr>{cells}</tr></table>"


def colon(pairs: Iterable[tuple[str, str]], mark: str = ": ") -> str:
    """Label and value in one run of text, a line each."""
    return "<br>".join(f"{e(label)}{mark}{e(value)}" for label, value in pairs)
