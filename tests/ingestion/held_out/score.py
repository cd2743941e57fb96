"""Reads documents with the reader under test and counts; says nothing about a single document."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

import pypdfium2

from ingestion.errors import Unreadable
from ingestion.pipeline import parse
from tests.ingestion.held_out.shelf import Document
from tests.ingestion.held_out.truth import FIELDS, KEY_FIELDS, Value, decimal


@dataclass(slots=True)
class Score:
    """Counts over some documents; rates are between 0 and 1."""

    documents: int = 0
    refused: int = 0
    crashed: int = 0
    key_right: int = 0
    right: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    lines_hit: int = 0
    lines_given: int = 0
    lines_true: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def key_rate(self) -> float:
        """Documents right in number, issue date, total and currency together."""
        return self.key_right / max(1, self.documents)

    @property
    def wrong_rate(self) -> float:
        """Of all values given, those that are wrong."""
        return self.wrong.total() / max(1, self.given.total())

    @property
    def line_f1(self) -> float:
        """Harmonic mean of precision and recall of line amounts, over all documents together."""
        return 2 * self.lines_hit / max(1, self.lines_given + self.lines_true)

    def accuracy(self, name: str) -> float:
        """Documents whose field is right; nothing given for nothing there is right."""
        return self.right[name] / max(1, self.documents)


def pages(data: bytes) -> int:
    """Pages of a PDF; one for anything else."""
    if not data.startswith(b"%PDF"):
        return 1
    pdf = pypdfium2.PdfDocument(data)
    try:
        return max(1, len(pdf))
    finally:
        pdf.close()


def go_on() -> None:
    """Lets the reader take the time that pictures of pages need."""


def read(document: Document, score: Score) -> tuple[dict[str, Value], list[Decimal]]:
    """What the reader gives: values by field and line amounts; nothing where it refuses."""
    start = time.perf_counter()
    try:
        draft = parse(document.data, before_scan=go_on)
        values = {name: draft.value(name) for name in FIELDS}
        given = [decimal(line.amount) for line in draft.line_items]
        amounts = [amount for amount in given if amount is not None]
    except Unreadable:
        score.refused += 1
        values, amounts = dict.fromkeys(FIELDS), []
    except Exception:  # a crash is the worst answer there is, and must not hide the other scores
        score.crashed += 1
        values, amounts = dict.fromkeys(FIELDS), []
    score.seconds.append((time.perf_counter() - start) / pages(document.data))
    return values, amounts


def count(document: Document, score: Score) -> None:
    """Adds one document to `score`."""
    values, amounts = read(document, score)
    score.documents += 1
    right = {name for name in FIELDS if document.truth.accepts(name, values[name])}
    for name in FIELDS:
        score.right[name] += name in right
        if values[name] is not None:
            score.given[name] += 1
            score.wrong[name] += name not in right
    score.key_right += right.issuperset(KEY_FIELDS)
    hit = Counter(amounts) & Counter(document.truth.amounts)
    score.lines_hit += hit.total()
    score.lines_given += len(amounts)
    score.lines_true += len(document.truth.amounts)


def scored(documents: Iterable[Document]) -> Score:
    """The score of all `documents` together."""
    score = Score()
    for document in documents:
        count(document, score)
    return score


def report(title: str, score: Score) -> str:
    """The score as a block of text."""
    rows = [
        f"{title}: {score.documents} documents, {score.refused} refused, {score.crashed} crashed",
        f"  number + date + total + currency right  {score.key_rate:6.1%}",
        f"  wrong of all values given               {score.wrong_rate:6.1%}",
        f"  line amounts F1                         {score.line_f1:6.1%}",
        f"  median seconds a page                   {median(score.seconds or [0.0]):6.2f}",
        "  field             right   wrong of given",
    ]
    for name in FIELDS:
        wrong = score.wrong[name] / max(1, score.given[name])
        rows.append(f"  {name:16} {score.accuracy(name):6.1%}   {wrong:6.1%}")
    return "\n".join(rows)
