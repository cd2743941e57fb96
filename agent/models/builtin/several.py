"""Two wishes in one message: "what do I owe, and when did I last pay?"."""

import re
from dataclasses import dataclass
from typing import Final

from agent.models.builtin.asking import asked_apart
from agent.models.builtin.evidence import MONEY, only_names
from agent.models.builtin.understand import UNKNOWN, understand

ASKING: Final = frozenset(
    "list_bills bill_detail bill_due_date bill_amount explain_charge payment_status payment_history"
    " usage_query plan_info payment_method".split()
)
"""The labels of what only looks something up: two of these, or one and an act, go together."""
_CUT: Final = re.compile(
    r"(?<=[?!;\n])\s+|(?<=\w\w[.])\s+(?=\w)"
    r"|,?\s+(?:and|also|plus|then|but first|und|sowie|ausserdem|außerdem|dann|y|además|ademas"
    r"|también|et|ensuite|aussi|puis)\s+(?:also\s+|then\s+|auch\s+|aussi\s+|también\s+|please\s+"
    r"|bitte\s+|además\s+)?",
    re.IGNORECASE,
)
_SURE: Final = 0.5
_LEAST_WORDS: Final = 2
_MOST_PIECES: Final = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a message with a wish of its own."""

    text: str
    label: str


def pieces_of(text: str, language: str) -> tuple[Piece, ...]:
    """The two parts of a message that ask for two things; empty for a message with one wish.

    What is looked up comes first, because an offer ends the turn. Two acts are one too many: they
    are not told apart here.
    """
    for cut in _cuts(text):
        one = _piece(text[: cut.start()], language)
        two = _piece(text[cut.end() :], language)
        if one is None or two is None or one.label == two.label:
            continue
        if one.label in ASKING:
            return (one, two)
        if two.label in ASKING:
            return (two, one)
    return ()


def second_act(text: str, language: str) -> bool:
    """Whether a message asks for two acts, of which one can be offered at a time."""
    for cut in _cuts(text):
        one = _piece(text[: cut.start()], language)
        two = _piece(text[cut.end() :], language)
        if one is not None and two is not None and one.label != two.label:
            return {one.label, two.label} <= _ACTS
    return False


_ACTS: Final = MONEY | {"plan_change", "subscription_cancel", "update_billing_details"}


def _cuts(text: str) -> list[re.Match[str]]:
    return list(_CUT.finditer(text))[:_MOST_PIECES]


def _piece(text: str, language: str) -> Piece | None:
    """A part that is a wish by itself, surely enough; None for the rest of a sentence."""
    if len(text.split()) < _LEAST_WORDS or only_names(text):
        return None
    heard = understand(text, language)
    if (label := asked_apart(text, heard.slots)) is not None:
        return Piece(text.strip(" ,"), label)
    if heard.confidence < _SURE or heard.label in (UNKNOWN, "small_talk", "human_agent"):
        return None
    return Piece(text.strip(" ,"), heard.label)
