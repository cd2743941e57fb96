"""Scans made of our own documents: of every kind of file, the same each time, and read by eye."""

import pytest

from ingestion.errors import IsScan
from ingestion.pipeline import parse
from tests.ingestion.corpus.measure import measure
from tests.ingestion.corpus.scanned import KINDS, scans

READ = 3
"""Each page costs seconds; `python -m bench.extract --scans N` reads more."""


def test_the_same_scans_are_made_each_time_and_none_has_text() -> None:
    made = list(scans(len(KINDS)))
    assert made[:1] == list(scans(1))
    assert [sample.part for sample in made] == [f"scan {kind.lower()}" for kind in KINDS]
    assert len({sample.layout for sample in made}) == len(made)
    for sample in made:
        with pytest.raises(IsScan):
            parse(sample.pdf)


def test_scans_are_read() -> None:
    pages: list[None] = []
    scores, _ = measure(scans(READ), lambda data: parse(data, lambda: pages.append(None)))
    assert len(pages) == READ
    assert scores["all"].right >= READ - 1
    assert scores["all"].key_wrong_rate <= 0.1
