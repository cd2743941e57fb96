"""Documents printed by a browser from HTML, as shops and online services make them."""

import os
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
PLAIN = """
* { box-sizing: border-box; margin: 0; padding: 0 }
body { font: 12px/1.45 "DejaVu Sans", sans-serif; color: #222 }
table { border-collapse: collapse; width: 100% } td, th { padding: 4px 6px; text-align: left;
vertical-align: top } .r, td.r, th.r { text-align: right } .row { display: flex;
justify-content: space-between } small { font-size: 9px; color: #666 }
"""


def sheet(css: str, body: str, paper: str = "A4", margin: str = "14mm") -> str:
    """A whole HTML document to be printed on a paper."""
    return (
        f"<!doctype html><meta charset=utf-8><style>@page {{ size: {paper}; margin: {margin} }}"
        f"{PLAIN}{css}</style><body>{body}</body>"
    )


def br(texts: Iterable[str]) -> str:
    """Texts under each other, escaped."""
    return "<br>".join(escape(text) for text in texts)


def tr(cells: Sequence[str], tag: str = "td", right: int = 1) -> str:
    """A table row; the last `right` cells are flush right."""
    edge = len(cells) - right
    return (
        "<tr>"
        + "".join(
            f"<{tag}{' class=r' if at >= edge else ''}>{escape(cell)}</{tag}>"
            for at, cell in enumerate(cells)
        )
        + "</tr>"
    )


def grid(heads: Sequence[str], rows: Iterable[Sequence[str]], right: int = 1,
         attrs: str = "") -> str:  # fmt: skip
    """A table with heads."""
    head = f"<thead>{tr(heads, 'th', right)}</thead>" if heads else ""
    return f"<table {attrs}>{head}{''.join(tr(row, right=right) for row in rows)}</table>"


def stack(pairs: Iterable[tuple[str, str]], attrs: str = "") -> str:
    """Labels with their values beside them, as a table."""
    return grid((), pairs, attrs=attrs)


def available() -> bool:
    """Whether a browser is here to print with."""
    return CHROMIUM.exists()


def print_all(sources: Iterable[tuple[str, Path]]) -> None:
    """Prints each HTML to its file, in one browser."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page(java_script_enabled=False)
        for html, target in sources:
            page.set_content(html)
            fresh = target.with_suffix(f".{os.getpid()}")
            page.pdf(path=str(fresh), prefer_css_page_size=True, print_background=True)
            fresh.replace(target)
        browser.close()
