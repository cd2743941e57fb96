"""Scores of a reader on documents with a truth."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from ingestion.draft import AMOUNTS, Draft
from tests.ingestion.corpus.build import Sample

KEYS = ("invoice_number", "issue_date", "total_amount", "currency")
"""A document is right when these four are."""


@dataclass(frozen=True, slots=True)
class Miss:
    """One value not read as stated; `got` None: left empty."""

    document: str
    name: str
    wanted: str | None
    got: str | None


@dataclass(slots=True)
class Score:
    """Counts over some documents."""

    documents: int = 0
    right: int = 0
    given: int = 0
    wrong: int = 0
    key_given: int = 0
    key_wrong: int = 0
    stated: Counter[str] = field(default_factory=Counter)
    hits: Counter[str] = field(default_factory=Counter)
    wrongs: Counter[str] = field(default_factory=Counter)
    items_hit: int = 0
    items_given: int = 0
    items_stated: int = 0

    @property
    def documents_right(self) -> float:
        """Share of documents with all four key fields right."""
        return self.right / max(1, self.documents)

    @property
    def wrong_rate(self) -> float:
        """Share of values given (any field) that are wrong."""
        return self.wrong / max(1, self.given)

    @property
    def key_wrong_rate(self) -> float:
        """The same among the four key fields only."""
        return self.key_wrong / max(1, self.key_given)

    @property
    def items_f1(self) -> float:
        """F1 of the amounts of table rows."""
        return 2 * self.items_hit / max(1, self.items_given + self.items_stated)

    def field_right(self, name: str) -> float:
        """Share of documents whose field is as stated, where nothing stated means left empty."""
        return self.hits[name] / max(1, self.documents)


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def same(name: str, found: str | None, stated: str | None) -> bool:
    """Whether two values of a field say the same; names without regard to case and marks."""
    if found is None or stated is None:
        return found is stated
    if name in AMOUNTS:
        try:
            return Decimal(found) == Decimal(stated)
        except InvalidOperation:
            return False
    if name in ("seller_name", "buyer_name"):
        return _plain(found) == _plain(stated)
    return found == stated


def right(sample: Sample, name: str, found: str | None) -> bool:
    """Whether a found value is the truth or one of its other readings."""
    options = (sample.truth[name], *sample.also.get(name, ()))
    return any(same(name, found, option) for option in options)


def measure(
    samples: Iterable[Sample], read: Callable[[bytes], Draft | None]
) -> tuple[dict[str, Score], list[Miss]]:
    """Scores over all ("all"), by part and by language, and every value missed.

    `read` gives the draft of a document's bytes, None where it refuses the document.
    """
    scores: dict[str, Score] = {}
    misses: list[Miss] = []
    for sample in samples:
        try:
            draft = read(sample.pdf) or Draft({})
        except Exception as error:
            error.add_note(f"while reading {sample.name}")
            raise
        if not draft.fields:
            misses.append(Miss(sample.name, "document", "read", "refused"))
        found = {name: draft.value(name) for name in sample.truth}
        bad = [name for name, value in found.items() if not right(sample, name, value)]
        misses += [Miss(sample.name, name, sample.truth[name], found[name]) for name in bad]
        for key in ("all", f"part {sample.part}", f"lang {sample.lang}"):
            _count(scores.setdefault(key, Score()), sample, draft, bad)
        misses += _items(sample, draft)
    return scores, misses


def _count(score: Score, sample: Sample, draft: Draft, bad: list[str]) -> None:
    score.documents += 1
    score.right += not any(name in bad for name in KEYS)
    for name, stated in sample.truth.items():
        given = draft.value(name) is not None
        score.stated[name] += stated is not None
        score.hits[name] += name not in bad
        score.given += given
        wrong = given and name in bad
        score.wrong += wrong
        score.wrongs[name] += wrong
        if name in KEYS:
            score.key_given += given
            score.key_wrong += wrong
    want, got = _wanted(sample, draft)
    score.items_hit += (want & got).total()
    score.items_given += got.total()
    score.items_stated += want.total()


def _wanted(sample: Sample, draft: Draft) -> tuple[Counter[Decimal], Counter[Decimal]]:
    """The rows' amounts in the column that the reader took, and those it read."""
    got = _amounts(draft)
    columns = [Counter(sample.items), Counter(sample.items_also)]
    return max(columns, key=lambda column: (column & got).total()), got


def _amounts(draft: Draft) -> Counter[Decimal]:
    return Counter(Decimal(item.amount) for item in draft.line_items if item.amount is not None)


def _items(sample: Sample, draft: Draft) -> list[Miss]:
    want, got = _wanted(sample, draft)
    if want == got:
        return []
    missing = " ".join(str(value) for value in (want - got).elements())
    extra = " ".join(str(value) for value in (got - want).elements())
    return [Miss(sample.name, "items", f"missing: {missing}", f"extra: {extra}")]
