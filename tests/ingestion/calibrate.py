"""Fits `ingestion/confidence.toml` on our own documents: `python -m tests.ingestion.calibrate`.

With `--check` nothing is written; the calibration error of the present table is printed.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingestion import confidence
from ingestion.checks import weighed
from ingestion.confidence import Points, expected_calibration_error, fit, probability
from ingestion.draft import SCALARS
from ingestion.errors import Unreadable
from ingestion.pipeline import read_page
from ingestion.readers.pdf_words import read_words
from tests.ingestion.corpus.build import Sample, a_tenth, corpus
from tests.ingestion.corpus.measure import right

FILE = Path(confidence.__file__).with_suffix(".toml")
STRANGE = 0.01
"""By how much less often values are right in documents that nobody drew here: what documents of
other hands showed, read once each, beside ours that the reader was made with."""
HEAD = """\
# Score of the evidence and how often values with that score were right, by field; both rise.
# Fitted by `python -m tests.ingestion.calibrate` on our corpus, each layout counting once;
# not to be edited by hand. `other`: fields without a curve of their own keep their score.

[points]
other = [[0.0, 0.0], [1.0, 1.0]]
"""


@dataclass(frozen=True, slots=True)
class Scored:
    """One value that was read: what its evidence scored and whether it is right."""

    name: str
    layout: str
    score: float
    good: bool


def scored(samples: Iterable[Sample]) -> Iterator[Scored]:
    """Every value read from the printed pages of the samples, before any curve."""
    for sample in samples:
        try:
            draft = weighed(read_page(read_words(sample.pdf)))
        except Unreadable:
            continue
        for name in SCALARS:
            read = draft.fields.get(name)
            if read is not None and name in sample.truth:
                good = right(sample, name, read.value)
                yield Scored(name, sample.layout, read.confidence, good)


def curves(values: Iterable[Scored]) -> dict[str, Points]:
    """A curve for each field; a layout counts once, however many of its documents there are."""
    found = list(values)
    often = Counter((value.name, value.layout) for value in found)
    fitted = {
        name: fit(
            [
                (value.score, value.good, 1 / often[name, value.layout])
                for value in found
                if value.name == name
            ]
        )
        for name in SCALARS
    }
    return {
        name: tuple((x, round(y * (1 - STRANGE), 3)) for x, y in points)
        for name, points in fitted.items()
    }


def error(values: Iterable[Scored]) -> float:
    """The expected calibration error of the table in use."""
    pairs = [(probability(value.name, value.score), value.good) for value in values]
    return expected_calibration_error(pairs)


def main() -> None:
    """Writes the table, or with `--check` says how well the present one does."""
    parser = argparse.ArgumentParser("tests.ingestion.calibrate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--tenth", action="store_true", help="one document of each layout")
    wanted = parser.parse_args()
    values = list(scored(corpus(a_tenth() if wanted.tenth else None)))
    if not wanted.check:
        lines = [
            f"{name} = [{', '.join(f'[{x}, {y}]' for x, y in points)}]"
            for name, points in curves(values).items()
        ]
        FILE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
        confidence.table.cache_clear()
    print(f"{len(values)} values, expected calibration error {error(values):.3f}")


if __name__ == "__main__":
    main()
