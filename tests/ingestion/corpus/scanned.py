"""A part of our documents as scanners and phones hand them in: skewed, noisy, on their side."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pypdfium2 as pdfium

from tests.ingestion.corpus.build import Entry, Sample, catalogue, corpus
from tests.ingestion.readers.scanned import Scanner, saved

KINDS = ("PDF", "JPEG", "PNG", "TIFF")
UNDATED: dict[str, object] = {"creationDate": time.gmtime(0), "modDate": time.gmtime(0)}
UPRIGHT = 0.7
"""The share of sheets that lie as they are read; the others are turned."""


def scans(count: int) -> Iterator[Sample]:
    """The first `count` scans of a fixed order: one sheet of a layout each, kinds of files in turn.

    `Sample.pdf` is the file's bytes, whatever its kind; `part` says which it is. The same count
    gives the same bytes on every run.
    """
    made = 0
    for entry in _order():
        if made >= count:
            return
        for sample in corpus([entry]):
            if len(pdfium.PdfDocument(sample.pdf)) == 1:
                kind = KINDS[made % len(KINDS)]
                yield replace(sample, pdf=_scanned(sample, kind), part=f"scan {kind.lower()}")
                made += 1


def _order() -> list[Entry]:
    """One entry of every layout, layouts and entries drawn by their names."""
    drawn: dict[str, Entry] = {}
    for entry in sorted(catalogue(), key=lambda entry: _draw(entry.name)):
        drawn.setdefault(entry.layout, entry)
    return sorted(drawn.values(), key=lambda entry: _draw(entry.layout))


def _draw(name: str) -> str:
    return hashlib.sha256(f"scan {name}".encode()).hexdigest()


def _scanned(sample: Sample, kind: str) -> bytes:
    dice = Random(f"scan {sample.name}")
    scanner = Scanner(
        dpi=dice.randint(150, 200),
        turn=0 if dice.random() < UPRIGHT else dice.choice((1, 2, 3)),
        skew=dice.uniform(-1.5, 1.5),
        blur=dice.uniform(0.4, 0.8),
        noise=dice.uniform(2.0, 8.0),
        paper=dice.randint(220, 250),
        ink=dice.randint(10, 60),
    )
    picture = scanner.scan(sample.pdf)
    options: dict[str, dict[str, object]] = {
        "PDF": {"quality": dice.randint(55, 85), "resolution": scanner.dpi, **UNDATED},
        "JPEG": {"quality": dice.randint(55, 85)},
        "TIFF": {"compression": "tiff_lzw"},
    }
    return saved(picture, kind, **options.get(kind, {}))
