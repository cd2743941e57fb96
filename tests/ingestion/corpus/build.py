"""The whole corpus: every layout with several seeds, each document printed once per machine."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import typst

from tests.ingestion.corpus import browser, dice
from tests.ingestion.corpus.dice import Dice, Layout, Paper, Truth
from tests.ingestion.corpus.facts import Facts, Line, make, vary
from tests.ingestion.corpus.layouts import LAYOUTS
from tests.ingestion.corpus.one_off import ONE_OFFS
from tests.ingestion.corpus.words import TONGUES
from tests.ingestion.corpus.world import COUNTRIES

SEEDS = 5
"""How many documents one layout gives."""
MODULES = tuple(
    sorted(
        file.stem
        for kind in ("drawn", "typeset", "printed", "fresh")
        for file in Path(__file__).parent.glob(f"{kind}_*.py")
    )
)
"""The files of layouts, named after how they are printed and where they are met."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One document: its bytes, what a reader should find, and what else it may find.

    `items`: the amounts of the table's rows, or `items_also`; `also`: other values for a field.
    """

    name: str
    layout: str
    part: str
    lang: str
    pdf: bytes
    truth: dict[str, str | None]
    items: tuple[Decimal, ...]
    items_also: tuple[Decimal, ...]
    also: dict[str, tuple[str | None, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A document not printed yet."""

    name: str
    layout: str
    part: str
    lang: str
    make: Callable[[], Paper]


def folder() -> Path:
    """Where printed documents are kept between runs."""
    found = Path(tempfile.gettempdir()) / f"invoice-corpus-{os.getuid()}"
    found.mkdir(exist_ok=True)
    return found


def kept(source: str) -> Path:
    """The file for what a source prints."""
    return folder() / f"{hashlib.sha256(source.encode()).hexdigest()[:24]}.pdf"


def compile_pdf(source: str) -> bytes:
    """The PDF of a typst source; the same source is compiled once per machine."""
    target = kept(source)
    if not target.exists():
        fresh = target.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(typst.compile(source.encode()))
        fresh.replace(target)
    return target.read_bytes()


def catalogue(seed: int = 0) -> list[Entry]:
    """All documents, by name; nothing is printed yet. Another seed gives other facts, less the
    first eighteen layouts, which have one set of facts.
    """
    return [*([] if seed else _first()), *_grown(seed)]


def one_offs() -> list[Entry]:
    """The documents of which there is only one, by name; they are not in the catalogue."""
    for file in sorted(Path(__file__).parent.glob("world_*.py")):
        import_module(f"tests.ingestion.corpus.{file.stem}")
    return [Entry(one.name, one.name, one.part, one.lang, one.make) for one in ONE_OFFS.values()]


def a_tenth() -> list[Entry]:
    """A spread sample: one document of every other layout; its name draws the seed."""
    layouts: dict[str, list[Entry]] = {}
    for entry in catalogue():
        if not entry.part.startswith("fresh"):  # these measure, the tests' floors are for the rest
            layouts.setdefault(entry.layout, []).append(entry)
    drawn = {name: int(hashlib.sha256(name.encode()).hexdigest(), 16) for name in layouts}
    return [
        entries[drawn[name] // 2 % len(entries)]
        for name, entries in layouts.items()
        if drawn[name] % 2
    ]


def corpus(entries: Iterable[Entry] | None = None) -> Iterator[Sample]:
    """The documents of the entries (all without), those for a browser only where one is found."""
    papers = [(entry, entry.make()) for entry in (catalogue() if entries is None else entries)]
    wanted = [str(paper.body) for _, paper in papers if paper.producer == "browser"]
    missing = [(html, kept(html)) for html in wanted if not kept(html).exists()]
    if missing and browser.available():
        browser.print_all(missing)
    for entry, paper in papers:
        pdf = _printed(paper)
        if pdf is not None:
            yield Sample(
                entry.name,
                entry.layout,
                entry.part,
                entry.lang,
                pdf,
                paper.truth.stated(),
                tuple(paper.truth.items),
                tuple(paper.truth.items_also),
                dict(paper.truth.also),
            )


def _printed(paper: Paper) -> bytes | None:
    if isinstance(paper.body, bytes):
        return paper.body
    if paper.producer == "typst":
        return compile_pdf(paper.body)
    target = kept(paper.body)
    return target.read_bytes() if target.exists() else None


def _grown(first: int) -> Iterator[Entry]:
    for module in MODULES:
        import_module(f"tests.ingestion.corpus.{module}")
    for layout in dice.LAYOUTS.values():
        for seed in range(first, first + SEEDS):
            country = layout.countries[seed % len(layout.countries)]
            yield _entry(layout, seed, country)


def _entry(layout: Layout, seed: int, country: str) -> Entry:
    def make_paper() -> Paper:
        return layout.make(Dice(layout.name, seed, country, layout.lang))

    spoken = layout.lang or COUNTRIES[country].lang
    english = country if COUNTRIES[country].lang == "en" else "eu"
    return Entry(
        f"{layout.name}-{country}-{seed}",
        layout.name,
        layout.make.__module__.rpartition(".")[2],
        f"en-{english}" if spoken == "en" else spoken,
        make_paper,
    )


def _first() -> Iterator[Entry]:
    """The first eighteen layouts: one set of facts in every language, and countries' own shapes."""
    for at, name in enumerate(LAYOUTS):
        for lang in TONGUES:
            yield _first_entry(f"{name}-{lang}", name, _shaped(name, make(lang, at)))
    for name, facts in _abroad():
        yield _first_entry(f"abroad-{name}", "classic", facts)


def _first_entry(name: str, layout: str, facts: Facts) -> Entry:
    def make_paper() -> Paper:
        return Paper("typst", LAYOUTS[layout](facts), _truth(facts))

    return Entry(name, layout, "first", facts.lang, make_paper)


def _truth(facts: Facts) -> Truth:
    sign = -1 if facts.credit else 1
    return Truth(
        facts.number, facts.issued, facts.seller, facts.buyer, facts.currency,
        facts.total * sign, facts.net * sign, facts.tax * sign, facts.due, facts.account,
        [line.amount * sign for line in facts.lines], facts.places,
    )  # fmt: skip


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
