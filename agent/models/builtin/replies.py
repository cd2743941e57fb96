"""Words for what was found: the tools' own cards in the product's own sentences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agent.language import fold
from agent.turn import Hints
from agent.wording import amount_words, bill_row, due_words, payment_row, which_of, word_cards
from billing.words import UnknownSentence, Words
from tools._tool import Card

OFFERS_A_PERSON: Final = (
    "plan.change_by_human",
    "help.unknown",
    "notice.nothing_to_say",
    "link.or_person",
    "talk.again",
    "talk.or_person",
    "mood.person",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the tools found for a customer's `text` of this label."""

    label: str
    cards: Sequence[Card]
    text: str
    nothing_owed: bool = False


def in_words(found: Found, hints: Hints) -> list[str]:
    """The answer; only from the cards and fixed sentences."""
    words = hints.words
    if not found.cards:
        return _SPOKEN.get(found.label, _unsure)(found.text, hints)
    make = _OF_CARDS.get(found.label)
    special = make(found.cards, words) if make is not None else None
    return special or word_cards(found.cards, words, hints.company, nothing_owed=found.nothing_owed)


# --- no card -------------------------------------------------------------------------------------


def _small_talk(text: str, hints: Hints) -> list[str]:
    folded = fold(text)
    for key, beginnings in _SMALL_TALK.items():
        if any(word in folded for word in beginnings.split("|")):
            return [hints.words.say(key, company=hints.company)]
    return [hints.words.say("greeting.plain")]


_SMALL_TALK: Final = {
    "smalltalk.thanks": "thank|thx|cheers|gracias|danke|merci",
    "smalltalk.goodbye": "bye|see you|adios|hasta luego|tschuss|wiedersehen|au revoir|bientot",
    "smalltalk.how_are_you": "how are you|como estas|wie geht|ca va|allez vous|vas tu",
    "smalltalk.who_are_you": "who are you|are you|quien eres|wer bist|qui es tu|qui etes",
    "help.what_i_can_do": "help|you do|puedes|ayuda|kannst du|hilfe|peux tu|pouvez|aide",
}


def _out_of_scope(text: str, hints: Hints) -> list[str]:
    sentences = [hints.words.say("scope.out", company=hints.company)]
    return [*sentences, hints.words.say("help.what_i_can_do")]


def _unsure(_text: str, hints: Hints) -> list[str]:
    return [hints.words.say("notice.nothing_to_say")]


_SPOKEN: Final[Mapping[str, Callable[[str, Hints], list[str]]]] = {
    "small_talk": _small_talk,
    "out_of_scope": _out_of_scope,
}


# --- cards that answer a narrower question -------------------------------------------------------


def _status(cards: Sequence[Card], words: Words) -> list[str]:
    """The newest payment, or that a bill has none, with how the bill stands."""
    payments = next((card.data["payments"] for card in cards if card.kind == "payments"), None)
    if payments:
        return [payment_row(payments[0], words), *_why_failed(payments[0], words)]
    bill = next((card.data for card in cards if card.kind == "bill"), None)
    if bill is None:
        return []
    return [words.say("status.no_payment", bill=bill["number"]), bill_row(bill, words)]


def _why_failed(payment: Mapping[str, Any], words: Words) -> list[str]:
    """Why it did not go through, where that is known."""
    if payment["state"] != "failed" or not payment["reason"]:
        return []
    try:
        return [words.say(f"decline.{payment['reason']}")]
    except UnknownSentence:
        return []


def _history(cards: Sequence[Card], words: Words) -> list[str]:
    """Of one bill without payments, that it has none; else what the cards say."""
    bare = any(card.kind == "bill" for card in cards)
    return _status(cards, words) if bare else []


def _change(cards: Sequence[Card], words: Words) -> list[str]:
    plans = word_cards([card for card in cards if card.kind == "plan"], words, "")
    return [*plans[:1], words.say("plan.change_by_human")]


def _which(cards: Sequence[Card], words: Words) -> list[str]:
    """The customer wants to pay and several bills are due: list them and ask."""
    owing = [
        bill
        for card in cards
        if card.kind == "bill_list"
        for bill in card.data["bills"]
        if bill["balance"]["amount_minor"] > 0
    ]
    if len(owing) < 2:
        return []
    others = [card for card in cards if card.id != "choices"]
    rows = word_cards(others, words, "") if others else []
    return [*rows, which_of(owing, words)]


def _line(cards: Sequence[Card], words: Words) -> list[str]:
    """What one line of a bill comes to, when that was asked."""
    said = next((card.data["text"] for card in cards if card.id == "bill.line_of"), None)
    bill = next((card.data for card in cards if card.kind == "bill"), None)
    return [str(said), bill_row(bill, words)] if said is not None and bill is not None else []


_OF_CARDS: Final[Mapping[str, Callable[[Sequence[Card], Words], list[str]]]] = {
    "bill_due_date": due_words,
    "bill_amount": amount_words,
    "payment_status": _status,
    "payment_history": _history,
    "plan_change": _change,
    "pay_bill": _which,
    "more_time": _which,
    "explain_charge": _line,
}
