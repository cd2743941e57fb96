"""Documents of which there is only one: each layout is printed once, with facts of its own.

A file `world_*.py` registers its documents with `one_off`; they measure, no test's floor hangs on
them, and `python -m tests.ingestion.corpus --part world` reads them.
"""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from tests.ingestion.corpus.browser import sheet
from tests.ingestion.corpus.dice import Paper, Truth

FONTS = Path(__file__).parents[3] / "delivery" / "fonts"


@dataclass(frozen=True, slots=True)
class OneOff:
    """A document not printed yet; `part` is `world-eu` or the like, `lang` as the corpus has it."""

    name: str
    part: str
    lang: str
    make: Callable[[], Paper]


ONE_OFFS: dict[str, OneOff] = {}


def one_off(part: str, lang: str) -> Callable[[Callable[[], Paper]], Callable[[], Paper]]:
    """Registers a document under its function's name."""

    def keep(make: Callable[[], Paper]) -> Callable[[], Paper]:
        name = make.__name__
        if name in ONE_OFFS:
            raise ValueError(f"two documents are called {name}")
        ONE_OFFS[name] = OneOff(name, part, lang, make)
        return make

    return keep


def amounts(texts: str) -> list[Decimal]:
    """Amounts between spaces."""
    return [Decimal(text) for text in texts.split()]


def says(
    number: str, issued: str, parties: tuple[str, str | None], total: str, *,
    net: str | None = None, tax: str | None = None, due: str | None = None,
    account: str | None = None, items: str = "", items_also: str = "",
    also: dict[str, tuple[str | None, ...]] | None = None,
) -> Truth:  # fmt: skip
    """A document's truth: dates as ISO, `total` as "EUR 12.50", rows' amounts between spaces."""
    currency, gross = total.split()
    return Truth(
        number, date.fromisoformat(issued), *parties, currency, Decimal(gross),
        Decimal(net) if net else None, Decimal(tax) if tax else None,
        date.fromisoformat(due) if due else None, account,
        amounts(items), items_also=amounts(items_also), also=also or {},
    )  # fmt: skip


def html(css: str, body: str, truth: Truth, paper: str = "A4", margin: str = "14mm") -> Paper:
    """A document for the browser."""
    return Paper("browser", sheet(css, body, paper, margin), truth)


@cache
def inter() -> str:
    """CSS that brings a grotesque of even width as "Inter", in two weights."""
    faces = (("Regular", 400), ("SemiBold", 700))
    return "".join(
        f"@font-face{{font-family:Inter;font-weight:{weight};src:url(data:font/ttf;base64,"
        f"{b64encode((FONTS / f'Inter-{name}.ttf').read_bytes()).decode()})}}"
        for name, weight in faces
    )


def table(text: str, aligns: str, attrs: str = "", head: bool = True) -> str:
    """A table from lines of cells between bars, the first its heads; `aligns` l r c by column.

    A cell's text is HTML.
    """
    names = {"l": "left", "r": "right", "c": "center"}
    out = []
    for at, line in enumerate(text.strip().splitlines()):
        tag = "th" if head and at == 0 else "td"
        cells = zip(line.split("|"), aligns, strict=True)
        row = "".join(f"<{tag} style='text-align:{names[a]}'>{c.strip()}</{tag}>" for c, a in cells)
        out.append(f"<tr>{row}</tr>")
    return f"<table {attrs}>{''.join(out)}</table>"
