"""All held-out documents, built by seed: which there are, of which kind."""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass

from tests.ingestion.held_out import layouts
from tests.ingestion.held_out.desk import Desk
from tests.ingestion.held_out.ebooks import einvoices
from tests.ingestion.held_out.registry import LAYOUTS, Layout
from tests.ingestion.held_out.scans import scans
from tests.ingestion.held_out.truth import Truth

SEED = 20260317
KINDS = ("digital", "einvoice", "scan")


@dataclass(frozen=True, slots=True)
class Document:
    """A file as a customer would hand it in, and what it says."""

    kind: str
    data: bytes
    truth: Truth


def all_layouts() -> list[Layout]:
    """Every registered layout, by name."""
    for module in pkgutil.iter_modules(layouts.__path__):
        importlib.import_module(f"{layouts.__name__}.{module.name}")
    return [LAYOUTS[name] for name in sorted(LAYOUTS)]


def digital(seed: int = SEED, *, browser: bool = False, every: int = 1) -> Iterator[Document]:
    """Digital PDFs, each `every`th of all variants; with `browser` only what Chromium prints."""
    wanted = [
        (layout, variant)
        for layout in all_layouts()
        if layout.browser is browser
        for variant in range(layout.variants)
    ][::every]
    drawn = [layout.draw(Desk(layout.name, variant, seed)) for layout, variant in wanted]
    files = [data for data, _ in drawn]
    if browser:
        from tests.ingestion.held_out.browser import printed

        files = printed([data.decode() for data in files])
    for data, (_, truth) in zip(files, drawn, strict=True):
        yield Document("digital", data, truth)


def documents(kind: str, seed: int = SEED, *, browser: bool = False) -> Iterator[Document]:
    """All documents of one kind, built now, one after the other."""
    match kind:
        case "digital":
            yield from digital(seed)
            if browser:
                yield from digital(seed, browser=True)
        case "einvoice":
            yield from (Document(kind, data, truth) for data, truth in einvoices(seed))
        case _:
            all_layouts()
            yield from (Document(kind, data, truth) for data, truth in scans(seed))
