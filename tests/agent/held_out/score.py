"""Scores of the built-in understanding on the held-out sentences; no sentence leaves from here."""

import re
import time
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from agent.models.builtin.understand import understand
from tests.agent.held_out.sentences import (
    LABELS,
    LANGUAGES,
    MONEY_LABELS,
    NOT_BUSINESS,
    OUTSIDE,
    SLOTS,
    named,
    sentences,
)

STRICT_SLOTS = frozenset({"amount", "fraction", "method"})  # unnamed means they must be null
EXTRA_WORDS = 2  # "the water bill" may stand for "water"
CRASHED = "(crashed)"


@dataclass(slots=True)
class LabelScore:
    """Counts of one file, or of several added up: (label meant, label found) and the rest."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    languages_judged: int = 0
    languages_right: int = 0
    seconds: float = 0.0

    @property
    def total(self) -> int:
        return self.pairs.total()

    @property
    def accuracy(self) -> float:
        return share(
            sum(n for (meant, found), n in self.pairs.items() if meant == found), self.total
        )

    @property
    def language_accuracy(self) -> float:
        return share(self.languages_right, self.languages_judged)

    @property
    def ms_each(self) -> float:
        return 1000 * share(self.seconds, self.total)

    @property
    def outside_as_business(self) -> float:
        """Share of out-of-scope sentences that were given any label of our business."""
        return self._outside_found_in(LABELS - NOT_BUSINESS)

    @property
    def outside_as_money(self) -> float:
        """Share of out-of-scope sentences that were taken for an order about money or contract."""
        return self._outside_found_in(MONEY_LABELS)

    @property
    def business_as_outside(self) -> float:
        """Share of sentences about our business that were turned away."""
        asked = sum(n for (meant, _), n in self.pairs.items() if meant not in NOT_BUSINESS)
        lost = sum(
            n
            for (meant, found), n in self.pairs.items()
            if meant not in NOT_BUSINESS and found == OUTSIDE
        )
        return share(lost, asked)

    def recall(self, label: str) -> float:
        meant = sum(n for (label_meant, _), n in self.pairs.items() if label_meant == label)
        return share(self.pairs[label, label], meant)

    def precision(self, label: str) -> float | None:
        """None where the label was never given."""
        found = sum(n for (_, label_found), n in self.pairs.items() if label_found == label)
        return share(self.pairs[label, label], found) if found else None

    def add(self, other: "LabelScore") -> None:
        self.pairs += other.pairs
        self.languages_judged += other.languages_judged
        self.languages_right += other.languages_right
        self.seconds += other.seconds

    def _outside_found_in(self, labels: frozenset[str]) -> float:
        outside = {found: n for (meant, found), n in self.pairs.items() if meant == OUTSIDE}
        return share(
            sum(n for found, n in outside.items() if found in labels), sum(outside.values())
        )


@dataclass(slots=True)
class SlotScore:
    """How often a slot was right where a line names it, and invented where it must be null."""

    named: int = 0
    right: int = 0
    must_be_null: int = 0
    invented: int = 0

    @property
    def accuracy(self) -> float:
        return share(self.right + self.must_be_null - self.invented, self.named + self.must_be_null)


def share(part: float, whole: float) -> float:
    """`part / whole`, 0 of nothing being 0."""
    return part / whole if whole else 0.0


def score_labels(name: str) -> LabelScore:
    """What the understanding makes of one file; a crash is a wrong label, not an end."""
    score = LabelScore()
    for sentence in sentences(name):
        begun = time.perf_counter()
        try:
            found = understand(sentence.text)
        except Exception:  # a traceback would show the sentence
            score.pairs[sentence.label, CRASHED] += 1
            continue
        finally:
            score.seconds += time.perf_counter() - begun
        score.pairs[sentence.label, found.label] += 1
        if sentence.in_a_language:
            score.languages_judged += 1
            score.languages_right += found.language == LANGUAGES[name]
    return score


def score_slots() -> dict[str, SlotScore]:
    """One score per slot over `slots.jsonl`."""
    scores = {slot: SlotScore() for slot in SLOTS}
    for line in named():
        found = found_slots(line.text)
        for slot, score in scores.items():
            _judge(score, slot, line.slots, found.get(slot))
    return scores


def found_slots(text: str) -> dict[str, str | None]:
    """The slots that the understanding found, as texts; none where it crashed."""
    try:
        slots = understand(text).slots
    except Exception:  # a traceback would show the sentence
        return {}
    values = {slot: getattr(slots, slot) for slot in SLOTS}
    return {slot: None if value is None else str(value) for slot, value in values.items()}


def _judge(
    score: SlotScore, slot: str, meant: dict[str, tuple[str | None, ...]], found: str | None
) -> None:
    wanted = meant.get(slot, (None,) if slot in STRICT_SLOTS else ())
    if not wanted:
        return
    if wanted == (None,):
        score.must_be_null += 1
        score.invented += found is not None
    else:
        score.named += 1
        score.right += any(same(slot, value, found) for value in wanted)


def same(slot: str, wanted: str | None, found: str | None) -> bool:
    """Whether a found value says what is wanted, each slot by its own measure."""
    if wanted is None or found is None:
        return wanted is found
    if slot == "amount":
        return _decimal(wanted) == _decimal(found)
    if slot == "fraction":
        return _part(wanted) == _part(found)
    wanted_words, found_words = _words(wanted), _words(found)
    extra = len(found_words) - len(wanted_words)
    return set(wanted_words) <= set(found_words) and extra <= EXTRA_WORDS


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _part(text: str) -> Fraction | None:
    if text == "all":
        return Fraction(1)
    try:
        return Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        return None


def _words(text: str) -> list[str]:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.findall(r"\w+", bare.casefold())
