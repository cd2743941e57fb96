"""What help articles shown in a turn say: whose amounts and days a sentence may repeat.

Machinery of `prose`. An article speaks of everybody, not of this customer: its amounts support a
sentence on the same thing, never one on what the customer owes.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from agent._claims import Claim, claims_in
from agent._mentions import DayMention, amounts_in, days_in
from agent._sentences import split_sentences
from agent.language import fold

_SHARED: Final = 2
_SAME_THING: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_PREFIX: Final = 5
_PERSONAL: Final = re.compile(
    r"\b(?:you (?:still |now )?owe|your (?:\w+ )?(?:bill|balance|total|account|payment)"
    r"|(?:usted )?debe(?: usted)?|su (?:\w+ )?(?:factura|saldo|pago|cuenta)"
    r"|schulden sie|sie schulden|ihre?[nrms]? (?:\w+ )?(?:rechnung|saldo|zahlung|konto)"
    r"|vous devez|votre (?:\w+ )?(?:facture|solde|paiement|compte))\b"
)
_OF_US: Final = re.compile(
    r"\b(?:i|we) (?:ve|have)\b|\bich habe|\bwir haben|\bj ai|\bnous avons"
    r"|\b(?:he|hemos) \w+[aei]do\b"
)
_REFERENCE: Final = re.compile(r"\b[A-Za-z]{1,8}[-_]?\d{2,}")
_NEVER: Final = frozenset({Claim.NOTHING_OWED, Claim.PENDING, Claim.TICKET})
_DEEDS: Final = frozenset(Claim) - {Claim.PROMISE, Claim.CONTACT, Claim.WAIVED, Claim.DEED}
_RULE_WORDS: Final = 5
"""A deed said in fewer words ("The refund was issued.") is no rule for everybody."""

_SHORTEST: Final = 4
_FIGURE: Final = re.compile(
    r"\b(\d+(?:[.,]\d+)?)\s?(?:-\s?)?(days?|weeks?|months?|years?|hours?|percent|%|tage?n?|wochen?|monate?n?"
    r"|jahre?n?|stunden?|prozent|jours?|semaines?|mois|ans?|heures?|pour cent|días?|semanas?"
    r"|mes(?:es)?|años?|horas?|por ciento)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class ArticleSentence:
    """One sentence of an article, as far as other sentences can repeat it."""

    text: str
    stems: frozenset[str]
    amounts: frozenset[tuple[int, str]]
    days: frozenset[DayMention]
    figures: frozenset[str]
    personal: frozenset[str]


@dataclass(frozen=True, slots=True)
class Backing:
    """What the articles lend to one sentence. `figures`: None where it repeats no article, else
    the figures with a unit that it may name.
    """

    amounts: frozenset[tuple[int, str]] = frozenset()
    days: frozenset[DayMention] = frozenset()
    figures: frozenset[str] | None = None


NO_BACKING: Final = Backing()


def article_sentences(text: str) -> frozenset[ArticleSentence]:
    """The sentences of a quoted text."""
    return frozenset(_read(part.strip()) for part in split_sentences(text) if part.strip())


def backing(sentence: str, articles: Iterable[ArticleSentence]) -> Backing:
    """What the articles' sentences on the same thing lend to `sentence`."""
    said = _read(sentence)
    near = [
        each
        for each in articles
        if len(each.stems & said.stems) >= _SHARED and said.personal <= each.personal
    ]
    if not near:
        return NO_BACKING
    repeats = max(len(each.stems & said.stems) for each in near) >= _SAME_THING
    return Backing(
        frozenset().union(*(each.amounts for each in near)),
        frozenset().union(*(each.days for each in near)),
        frozenset().union(*(each.figures for each in articles)) if repeats else None,
    )


def repeatable(title: str, text: str) -> Iterator[str]:
    """The article's title, and its sentences that may be repeated as they stand.

    What reads as a deed done for this customer may not, however literally an article has it.
    """
    for part in (title, *(each.strip() for each in split_sentences(text))):
        if len(part) >= _SHORTEST and _is_rule(part):
            yield part


def _is_rule(sentence: str) -> bool:
    deeds = {mention.claim for mention in claims_in(sentence)} & _DEEDS
    if not deeds:
        return True
    folded = fold(sentence)
    of_this_customer = _PERSONAL.search(folded) or _OF_US.search(folded)
    is_long = len(folded.split()) >= _RULE_WORDS
    return is_long and not (deeds & _NEVER or of_this_customer or _REFERENCE.search(sentence))


def figures_in(sentence: str) -> frozenset[str]:
    """Numbers with a unit of time or percent, without the unit: it may be said in other words."""
    return frozenset(found[1].replace(",", ".") for found in _FIGURE.finditer(sentence.lower()))


def day_alone(day: DayMention) -> DayMention:
    """The day whatever words it was said in."""
    return replace(day, text="", others=tuple(replace(each, text="") for each in day.others))


def _read(text: str) -> ArticleSentence:
    folded = fold(text)
    days = list(days_in(text))
    rest = text
    for day in days:
        rest = rest.replace(day.text, " ... ")
    readings = [one for mention in amounts_in(rest) for one in mention.readings]
    return ArticleSentence(
        text,
        frozenset(word[:_PREFIX] for word in _WORD.findall(folded)),
        frozenset(readings),
        frozenset(day_alone(day) for day in days),
        figures_in(text),
        frozenset(found[0] for found in _PERSONAL.finditer(folded)),
    )
