"""The whole corpus: which facts go through which layout, each source compiled once per machine."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import typst

from tests.ingestion.corpus.facts import Facts, Line, make, vary
from tests.ingestion.corpus.layouts import LAYOUTS
from tests.ingestion.corpus.words import TONGUES


@dataclass(frozen=True, slots=True)
class Sample:
    """One document: its bytes, what it states, and what a reader should find."""

    name: str
    layout: str
    pdf: bytes
    facts: Facts
    truth: dict[str, str | None]


def compile_pdf(source: str) -> bytes:
    """The PDF of a typst source; the same source is compiled once per machine."""
    folder = Path(tempfile.gettempdir()) / f"invoice-corpus-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    kept = folder / f"{hashlib.sha256(source.encode()).hexdigest()[:24]}.pdf"
    if not kept.exists():
        fresh = kept.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(typst.compile(source.encode()))
        fresh.replace(kept)
    return kept.read_bytes()


def corpus() -> Iterator[Sample]:
    """Every layout in every language, and some countries' own shapes."""
    for at, name in enumerate(LAYOUTS):
        for lang in TONGUES:
            yield _sample(f"{name}-{lang}", name, _shaped(name, make(lang, at)))
    for name, facts in _abroad():
        yield _sample(f"abroad-{name}", f"abroad-{name}", facts)


def _sample(name: str, layout: str, facts: Facts) -> Sample:
    source = LAYOUTS[layout.removeprefix("abroad-") if layout in LAYOUTS else "classic"](facts)
    return Sample(name, layout, compile_pdf(source), facts, facts.truth())


def _shaped(name: str, facts: Facts) -> Facts:
    """What the layout needs to have something to show."""
    part = (facts.total / 4).quantize(Decimal("0.01"))
    match name:
        case "utility":
            return vary(
                facts,
                previous=Decimal("61.20"),
                paid=Decimal("61.20") if facts.days > 10 else Decimal(0),
            )
        case "prepaid":
            return vary(facts, paid=facts.total if facts.days <= 10 else part)
        case "credit":
            return vary(facts, credit=True)
        case "freight":
            return vary(facts, shipping=Decimal("12.50"), discount=Decimal("20.00"))
        case "two_pages":
            goods = [
                Line(f"{text} {n}", Decimal(n), Decimal("9.90"))
                for n in (1, 2, 3)
                for text in facts.tongue.goods
            ]
            return vary(facts, lines=tuple(goods))
        case _:
            return facts


def _abroad() -> Iterator[tuple[str, Facts]]:
    """Grouping and currencies of other countries in the languages we read."""
    yield (
        "swiss",
        vary(
            make("de", 101),
            currency="CHF",
            numbers="1'234.56",
            rate=Decimal("8.1"),
            towns=("8001 Zürich", "3011 Bern"),
            seller="Alpenblick Treuhand AG",
        ),
    )
    yield (
        "geneva",
        vary(
            make("fr", 102),
            currency="CHF",
            numbers="1'234.56",
            rate=Decimal("8.1"),
            towns=("1204 Genève", "1003 Lausanne"),
            seller="Lémanique Services SA",
        ),
    )
    yield (
        "india",
        vary(
            make("en-gb", 103),
            currency="INR",
            numbers="12,34,567.89",
            rate=Decimal(18),
            towns=("Pune 411001, India", "Chennai 600001, India"),
            lines=(
                Line("Server rack", Decimal(3), Decimal("148250.00")),
                Line("Cabling work", Decimal(1), Decimal("61340.50")),
            ),
        ),
    )
    yield (
        "tokyo",
        vary(
            make("en-us", 104),
            currency="JPY",
            places=0,
            rate=Decimal(10),
            date_style="iso",
            towns=("Tokyo, Japan", "Osaka, Japan"),
            lines=(
                Line("Interpreter", Decimal(2), Decimal(48000)),
                Line("Booth rental", Decimal(1), Decimal(31500)),
            ),
        ),
    )
    yield "spaced", vary(make("de", 105), numbers="1 234,56")
    yield "iso", vary(make("en-gb", 106), date_style="iso")


if __name__ == "__main__":
    import sys

    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for sample in corpus():
        (target / f"{sample.name}.pdf").write_bytes(sample.pdf)
