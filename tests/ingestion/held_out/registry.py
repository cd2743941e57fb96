"""The list of layouts; each file of `layouts/` adds its own."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.ingestion.held_out.desk import Desk
from tests.ingestion.held_out.truth import Truth

Draw = Callable[[Desk], tuple[bytes, Truth]]


@dataclass(frozen=True, slots=True)
class Layout:
    """One way an invoice can look. A browser layout draws HTML, the others a PDF."""

    name: str
    variants: int
    browser: bool
    draw: Draw


LAYOUTS: dict[str, Layout] = {}


def layout(name: str, variants: int = 3, *, browser: bool = False) -> Callable[[Draw], Draw]:
    """Registers the drawing function below it."""

    def add(draw: Draw) -> Draw:
        assert name not in LAYOUTS, name
        LAYOUTS[name] = Layout(name, variants, browser, draw)
        return draw

    return add
