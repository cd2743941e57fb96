"""The documents that `bench.extract` reads: our own, and the part held out from whoever tunes."""

from collections.abc import Iterable, Iterator
from itertools import islice

import pypdfium2 as pdfium

from bench._scores import Case
from tests.ingestion.corpus.build import Entry, Sample, a_tenth, catalogue, corpus
from tests.ingestion.corpus.measure import right
from tests.ingestion.corpus.scanned import scans
from tests.ingestion.held_out.shelf import KINDS, Document, documents

__all__ = ["KINDS", "cases", "held_out", "own", "own_scans"]


def cases(
    part: str, tenth: bool, scanned: int, only: str | None = None
) -> Iterator[tuple[str, list[Case]]]:
    """The cases of a part, kind by kind, made when asked for; kinds without any are left out.

    `part`: corpus or held-out; `tenth`: every tenth only (of our own, the sample the tests read);
    `scanned`: how many pictures of pages; `only`: one kind.
    """
    for kind in KINDS if part == "held-out" else ("digital", "scan"):
        if only not in (None, kind):
            continue
        if part == "held-out":
            found = held_out(kind, 10 if tenth and kind != "scan" else 1)
        else:
            found = own(a_tenth() if tenth else catalogue()) if kind == "digital" else own_scans()
        chosen = list(islice(found, scanned) if kind == "scan" else found)
        if chosen:
            yield kind, chosen


def own(entries: Iterable[Entry]) -> Iterator[Case]:
    """Our own documents of these entries."""
    return (_of_sample(sample, "digital") for sample in corpus(entries))


def own_scans() -> Iterator[Case]:
    """Our own documents as pictures, as many as are taken."""
    return (_of_sample(sample, "scan") for sample in scans(len(catalogue())))


def held_out(kind: str, every: int = 1) -> Iterator[Case]:
    """Every so many of the documents of a kind that nobody who tunes has seen."""
    return (_of_document(document) for document in islice(documents(kind), 0, None, every))


def _of_sample(sample: Sample, kind: str) -> Case:
    def accepts(name: str, value: str | None) -> bool:
        return right(sample, name, value)

    return Case(kind, sample.pdf, accepts, (sample.items, sample.items_also), _pages(sample.pdf))


def _of_document(document: Document) -> Case:
    truth = document.truth
    return Case(
        document.kind, document.data, truth.accepts, (truth.amounts,), _pages(document.data)
    )


def _pages(data: bytes) -> int:
    """Pages of a PDF; one for anything else."""
    if not data.startswith(b"%PDF"):
        return 1
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return 1
    try:
        return max(1, len(pdf))
    finally:
        pdf.close()
