"""What the figures of `bench.extract` mean: right, wrong, F1 and calibration over documents."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from statistics import median
from typing import Final

from ingestion.draft import SCALARS

KEYS: Final = ("invoice_number", "issue_date", "total_amount", "currency")
"""A document is right when these four are."""
BINS: Final = 10

Values = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Case:
    """A file and its truth.

    `accepts(field, value)`: whether a value (None: left empty) is right; `columns`: the rows'
    amounts in each column of the table that may be read as the amount; `kind`: digital, einvoice or
    scan; `pages` of the file.
    """

    kind: str
    data: bytes
    accepts: Callable[[str, str | None], bool]
    columns: tuple[tuple[Decimal, ...], ...]
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader gave: values by field, how sure of each, and the amounts of table rows."""

    values: Values
    sure: Mapping[str, float] = field(default_factory=dict)
    amounts: tuple[Decimal, ...] = ()


@dataclass(slots=True)
class Tally:
    """Counts over documents; `seconds` are a page's."""

    fields: tuple[str, ...] = SCALARS
    documents: int = 0
    refused: int = 0
    crashed: int = 0
    right: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    rows_hit: int = 0
    rows_given: int = 0
    rows_stated: int = 0
    pairs: list[tuple[float, bool]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, case: Case, answer: Answer) -> None:
        """Counts one document."""
        self.documents += 1
        good = {name for name in self.fields if case.accepts(name, answer.values.get(name))}
        self.right += good.issuperset(KEYS)
        for name in self.fields:
            self.hits[name] += name in good
            if answer.values.get(name) is not None:
                self.given[name] += 1
                self.wrong[name] += name not in good
                if name in answer.sure:
                    self.pairs.append((answer.sure[name], name in good))
        self._rows(case, Counter(answer.amounts))

    def _rows(self, case: Case, got: "Counter[Decimal]") -> None:
        columns = [Counter(column) for column in case.columns] or [Counter()]
        want = max(columns, key=lambda column: (column & got).total())
        self.rows_hit += (want & got).total()
        self.rows_given += got.total()
        self.rows_stated += want.total()

    @property
    def documents_right(self) -> float:
        """Share of documents whose four key fields are right."""
        return self.right / max(1, self.documents)

    @property
    def wrong_rate(self) -> float:
        """Of all values given, those that are wrong."""
        return self.wrong.total() / max(1, self.given.total())

    @property
    def f1(self) -> float:
        """Of the amounts of table rows."""
        return f1(self.rows_hit, self.rows_given, self.rows_stated)

    @property
    def page_seconds(self) -> float:
        """The median over documents."""
        return median(self.seconds or [0.0])

    def accuracy(self, name: str) -> float:
        """Share of documents whose field is right; nothing given for nothing stated is right."""
        return self.hits[name] / max(1, self.documents)


def f1(hit: int, given: int, stated: int) -> float:
    """The harmonic mean of precision and recall; 1 where there was nothing to find or to give."""
    return 2 * hit / (given + stated) if given + stated else 1.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Values given with a confidence above `low` up to `high`: the mean of it, the share right."""

    low: float
    high: float
    count: int
    promised: float
    kept: float


def bins(pairs: Sequence[tuple[float, bool]], count: int = BINS) -> list[Bin]:
    """The bins that hold anything, from the least sure; each open below and closed above."""
    inside: dict[int, list[tuple[float, bool]]] = {}
    for sure, good in pairs:
        at = next(at for at in range(count) if sure <= (at + 1) / count or at == count - 1)
        inside.setdefault(at, []).append((sure, good))
    return [
        Bin(
            at / count,
            (at + 1) / count,
            len(held),
            sum(sure for sure, _ in held) / len(held),
            sum(good for _, good in held) / len(held),
        )
        for at, held in sorted(inside.items())
    ]


def calibration_error(table: Sequence[Bin]) -> float:
    """The mean distance between promised and kept, each bin weighing as many values as it holds.

    Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks" (2017), equation 3.
    """
    whole = sum(each.count for each in table)
    return sum(each.count * abs(each.promised - each.kept) for each in table) / max(1, whole)


def decimals(texts: Sequence[str | None]) -> tuple[Decimal, ...]:
    """The texts that are numbers."""
    found: list[Decimal] = []
    for text in texts:
        try:
            found += [Decimal(text)] if text is not None else []
        except InvalidOperation:
            continue
    return tuple(found)
