"""What a customer's message asks for: one of 22 labels, and the things it names.

A linear model over words and what they mean (`weights.py`), learned from our own sentences; no
network, quick to import.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Final

from agent.language import LANGUAGES, language_of
from agent.models.builtin.evidence import CONTRACT, MONEY, is_nobodys, is_of_another, is_ours
from agent.models.builtin.weights import weights
from agent.slots import Slots, read_slots

__all__ = ["LANGUAGES", "UNKNOWN", "Understanding", "understand"]

UNKNOWN: Final = "out_of_scope"
LONGEST: Final = 2000
"""Characters of a message that are read."""
_DOUBT: Final = 1.8
"""How many times likelier than that it is no matter of ours a wish must be."""
_DOUBT_OF_MONEY: Final = 6.0
"""The same of a wish by which money could move."""
_DOUBT_OF_CHANGE: Final = 3.0
"""The same of a wish to change the plan."""
_DOUBT_OF_THE_END: Final = 1.0
"""The same of a wish to leave, which is hardly ever heard where it was not meant."""


_SURE: Final = 0.8
"""Above this probability a word for something else beside the wish does not matter."""
_DOUBTS: Final[Mapping[str, float]] = {
    **dict.fromkeys(MONEY, _DOUBT_OF_MONEY),
    "plan_change": _DOUBT_OF_CHANGE,
    "subscription_cancel": _DOUBT_OF_THE_END,
}


@dataclass(frozen=True, slots=True)
class Understanding:
    """`confidence` is 0..1: how often such an answer is right; below 0.4 the label is a guess."""

    label: str
    confidence: float
    language: str
    slots: Slots

    def as_json(self) -> dict[str, object]:
        """The object `understand --json` prints."""
        return asdict(self)


def understand(text: str, language_hint: str = "en") -> Understanding:
    """The likeliest label of `text` and its slots. Never raises."""
    read = text[:LONGEST]
    label, confidence = _judged(read)
    return Understanding(
        label, round(confidence, 2), language_of(read, language_hint), read_slots(read)
    )


@lru_cache(maxsize=2_000)
def _judged(text: str) -> tuple[str, float]:
    """The label and how sure it is; where that it is nothing of ours is nearly as likely, that."""
    if is_nobodys(text):
        return UNKNOWN, 0.9
    ranked = weights().judge(text)
    shares = dict(ranked)
    label, share = ranked[0]
    doubt = _DOUBTS.get(label, _DOUBT)
    if label != UNKNOWN and share < shares[UNKNOWN] * doubt:
        return UNKNOWN, shares[UNKNOWN]
    if label in MONEY and not is_ours(text, weights().has_word, sure=share > _SURE):
        return UNKNOWN, share
    if label in CONTRACT and is_of_another(text):
        return UNKNOWN, share
    return label, share
