"""What our last answer asked, and a message that answers it.

An answer is read together with the message that our question was about: "I object to a charge.",
"Which bill?", "the water one" is one wish in two messages.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from agent.consent import Consent, read_consent
from agent.language import LANGUAGES, fold
from agent.models.builtin.evidence import only_names
from agent.models.builtin.talk import Talk
from agent.models.builtin.understand import UNKNOWN, understand
from billing.words import sentences

QUESTIONS: Final = (
    "find.which_bill",
    "act.which_plan",
    "act.no_such_plan",
    "act.which_payment",
    "act.which_line",
    "ask.details",
    "ask.address",
    "ask.email",
    "ask.day",
)
"""The sentences by which we ask for something that was missing."""
_OFFER: Final = "offer"
_OFFERS: Final = ("act.approve_by_button", "act.approve_by_button_or_text")
_NARROWS: Final = re.compile(
    r"(?:no|but|aber|pero|mais)?[ ,]*(?:only|just|the|nur|das|die|der|den|solo|el|la|los|las"
    r"|seulement|le|les|l')\b",
    re.IGNORECASE,
)
_NARROW: Final = 5
"""Words of a message that only says which part of an offer is meant."""
_FREE: Final = frozenset({"ask.details", "ask.address", "ask.email", "ask.day"})
"""Those whose answers are any words."""
_OWN_LABELS: Final = frozenset({"human_agent", "pay_bill", "refund_request", "subscription_cancel"})
_SURE: Final = 0.6
_LONGEST: Final = 14
"""Words of an answer; a longer message says by itself what it wants."""


def resumed(talk: Talk) -> Talk:
    """The talk with our last question and its answer put together; `talk` where there is none.

    Paying keeps a state of its own, over more than one question.
    """
    asked = asks_for(last_answer(talk))
    before = next((said for said in reversed(talk.history) if said.by_customer), None)
    if asked is None or before is None or not _answers(talk, asked):
        return talk
    at = max(n for n, said in enumerate(talk.history) if said is before)
    first = resumed(replace(talk, text=before.text, history=talk.history[:at]))
    label = first.about or understand(before.text, talk.language).label
    if label == "pay_bill" or takes(before.text):
        return talk
    mark = ":" if asked in _FREE else "."
    return replace(
        first, text=f"{first.text.rstrip(' .?!')}{mark} {talk.text}", about=label, answer=talk.text
    )


def takes(text: str) -> bool:
    """Whether a message says to pay with what was talked of: "yes, with that"."""
    return "?" not in text and _TAKES.search(fold(text)) is not None


_TAKES: Final = re.compile(
    r"\b(?:(?:with|by|using|through|via) (?:that|it|this)(?: one)?$|(?:use|take) (?:that|it|this)"
    r"|that way|like that|con (?:eso|es[ea]|el|ella)$|usa(?:lo|la)?\b|use(?:lo|la)\b|de esa forma"
    r"|damit|nimm (?:das|die|es)|nehmen wir|auf diese weise|avec (?:ca|cela|celui ci|celle ci)"
    r"|comme ca|de cette facon)"
)


def chooses(talk: Talk) -> bool:
    """Whether the message says which of the bills it is that our question named."""
    return asks_for(last_answer(talk)) == "find.which_bill" and _answers(talk, "find.which_bill")


def asks_for(text: str) -> str | None:
    """The key of the question among QUESTIONS that an answer of ours asked; an offered act may be
    put right like an answer to one: "only the storage".
    """
    asked = next((key for key in QUESTIONS if said_in(key, text)), None)
    return asked or (_OFFER if offers_act(text) else None)


def offers_act(text: str) -> bool:
    """Whether an answer of ours ends with the offer of an act that is no payment."""
    return any(said_in(key, text) for key in _OFFERS)


def said_in(key: str, text: str) -> bool:
    """Whether a sentence of ours stands in `text`, whatever it was filled with."""
    return any(all(part in text for part in parts) for parts in _parts_of(key))


def last_answer(talk: Talk) -> str:
    """The words of the newest answer; empty before the first."""
    return next((entry.text for entry in reversed(talk.history) if not entry.by_customer), "")


def answers(talk: Talk) -> Iterator[str]:
    """The words of the answers, newest first."""
    return (entry.text for entry in reversed(talk.history) if not entry.by_customer)


@cache
def _parts_of(key: str) -> tuple[tuple[str, ...], ...]:
    """Per language the fixed parts of a sentence that are long enough to tell it by."""
    found = []
    for language in LANGUAGES:
        text = sentences(language).get(key)
        for form in (text,) if isinstance(text, str) else (text or {}).values():
            pieces = [piece.partition("}")[2] for piece in f"}}{form}".split("{")]
            fixed = tuple(piece.strip() for piece in pieces if len(piece.strip()) > 5)
            found += [fixed] if fixed else []
    return tuple(found)


def _answers(talk: Talk, asked: str) -> bool:
    text = talk.text
    if "?" in text or len(text.split()) > _LONGEST:
        return False
    if read_consent(text, LANGUAGES) is not Consent.OTHER:
        return False
    heard = understand(text, talk.language)
    if heard.label in _OWN_LABELS and heard.confidence >= _SURE:
        return False
    if asked == _OFFER:
        short = len(text.split()) <= _NARROW and heard.label != "small_talk"
        return short and (only_names(text) or _NARROWS.match(text) is not None)
    if asked in _FREE or only_names(text):
        return True
    return heard.label == UNKNOWN or heard.confidence < _SURE
