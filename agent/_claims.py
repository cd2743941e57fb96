"""Finds phrases that claim something has happened or will happen, in four languages.

Machinery of `prose`; the phrases are data in `claims.json`, patterns on small letters: `claims` by
kind, and how each language `denies` one (also after it), `asks`, `offers`, or makes it depend on
`conditions`; `idioms` ("no problem") only look like a denial. A claim counts unless its own clause
does one of these. Every sentence is tried in all four languages: a model may mix them.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib.resources import files
from typing import Final


class Claim(Enum):
    """What a sentence says has happened (or, for PROMISE and CONTACT, will).

    A DEED is any act of "I" or "we" that is not harmless ("I have found"): it only counts where no
    other claim was read in the same clause. OVERDUE to ENDED say how something stands; TERMS are
    conditions (instalments, discounts, waiting times) that only an article can tell.
    """

    PAID = "paid"
    PAYMENT = "payment"
    PENDING = "pending"
    NOTHING_OWED = "nothing owed"
    REFUND = "refund"
    CANCELLED = "cancelled"
    EMAIL = "email"
    TICKET = "ticket"
    PLAN = "plan"
    PROMISE = "promise"
    CONTACT = "contact"
    ACT = "act"
    WAIVED = "waived"
    DEED = "deed"
    OVERDUE = "overdue"
    ON_TIME = "on time"
    UNPAID = "unpaid"
    FAILED = "failed"
    PARTLY = "partly"
    SUSPENDED = "suspended"
    DISPUTED = "disputed"
    SURCHARGE = "surcharge"
    TERMS = "terms"
    CLOSED = "closed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ClaimMention:
    """One claim and the clause it stands in, as written."""

    claim: Claim
    text: str
    clause: str


# What the data writes as <few>, <soon> and <in>: words between a subject and its verb.
_FEW: Final = r"(?:[\w'’-]+\s+){0,3}"
# <in>: the same sentence; neither a decimal point nor "am 19. Februar" ends one.
_IN: Final = r"(?:[^.;]|\.(?=\d)|(?<=\d)\.(?= [a-zäöü]))"
_SOON: Final = (
    r"(?:just |already |now |also |successfully |gerade |bereits |schon |ya |déjà |bien )*"
)

_BREAK: Final = re.compile(
    r"[,;:—–]\s|(?<!\d)[.!?]\s|\s[-–—]\s|\s(?:but|and|however|although|while|because|so|since|pero|y|aunque|porque"
    r"|aber|und|jedoch|doch|weil|mais|et|car|cependant)\s"
)
_STOP: Final = re.compile(r"[.!?](?!\d)")
_AHEAD: Final = frozenset({Claim.PROMISE, Claim.CONTACT, Claim.DEED})
STATES: Final = frozenset(
    {Claim.OVERDUE, Claim.ON_TIME, Claim.UNPAID, Claim.TERMS, Claim.SURCHARGE, Claim.UNPAID}
)
"""Not of deeds: a sentence may say one of these and claim a deed in the same breath."""
_NEVER_OFFERED: Final = frozenset(
    {Claim.PROMISE, Claim.NOTHING_OWED, Claim.WAIVED, Claim.TERMS, Claim.SURCHARGE, Claim.UNPAID}
)
# "Nothing is unpaid": what in a claim of open bills takes it back, its own "not paid" aside.
_NONE: Final = re.compile(
    r"\b(?:no|nothing|none|without|nichts|keine[nr]?|kein|nada|ning[uú]na?|rien|aucune?)\b"
)
# Their own words deny ("no open bills") or speak of what is under way.
_NEVER_DENIED: Final = frozenset(
    {
        Claim.NOTHING_OWED,
        Claim.PENDING,
        Claim.WAIVED,
        Claim.ON_TIME,
        Claim.UNPAID,
        Claim.FAILED,
        Claim.PARTLY,
    }
)


@dataclass(frozen=True, slots=True)
class _Compiled:
    claims: tuple[tuple[Claim, re.Pattern[str]], ...]
    denies: re.Pattern[str]
    denies_after: re.Pattern[str]
    idioms: re.Pattern[str]
    offers: re.Pattern[str]
    conditions: re.Pattern[str]
    future: re.Pattern[str]
    asks: re.Pattern[str]


@lru_cache(maxsize=1)
def _compiled() -> tuple[_Compiled, ...]:
    data = json.loads(files("agent").joinpath("claims.json").read_text(encoding="utf-8"))
    return tuple(
        _Compiled(
            claims=tuple((Claim(name), _any(parts)) for name, parts in language["claims"].items()),
            **{name: _any(parts) for name, parts in language.items() if name != "claims"},
        )
        for language in data.values()
    )


def _any(patterns: list[str]) -> re.Pattern[str]:
    whole = "|".join(patterns).replace("<few>", _FEW).replace("<soon>", _SOON).replace("<in>", _IN)
    return re.compile(whole)


def claims_in(sentence: str) -> Iterator[ClaimMention]:
    """Every claim that `sentence` makes and does not take back in the same clause."""
    for grammar in _compiled():
        text = grammar.idioms.sub(lambda match: "," * len(match[0]), sentence.lower())
        for claim, pattern in grammar.claims:
            for match in pattern.finditer(text):
                if not _taken_back(grammar, claim, text, match):
                    start, end = _clause(text, match.start(), match.end())
                    yield ClaimMention(
                        claim, sentence[match.start() : match.end()], sentence[start:end]
                    )


def _taken_back(grammar: _Compiled, claim: Claim, text: str, match: re.Match[str]) -> bool:
    start, end = _clause(text, match.start(), match.end())
    up_to, after = text[start : match.end()], text[match.end() : end]
    denied = claim not in _NEVER_DENIED and (
        grammar.denies.search(up_to) or grammar.denies_after.search(after)
    )
    own = claim is Claim.UNPAID and match[0].startswith(("no ", "nothing "))
    if claim in (Claim.UNPAID, Claim.OVERDUE) and not own and not denied:
        denied = _NONE.search(text[start : match.end()])
    stop = _STOP.search(text, match.end())
    asked = stop and stop[0] == "?" and grammar.asks.search(text[start:end])
    offered = claim not in _NEVER_OFFERED and (
        grammar.offers.search(text[start : match.start()])
        or grammar.offers.search(_without_last_word(up_to))
    )
    # What is to come may depend on anything in the sentence; what has been only on its own clause.
    ahead = claim in _AHEAD or grammar.future.search(up_to)
    # Terms are told under a condition and are terms all the same: "if you pay today, you save".
    depends = claim is not Claim.TERMS and grammar.conditions.search(
        text if ahead else text[start : match.start()]
    )
    return bool(denied or asked or offered or depends)


def _without_last_word(text: str) -> str:
    return text[: text.rstrip().rfind(" ") + 1]


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a stretch: from the last break before it to the first one after it."""
    begin = 0
    for found in _BREAK.finditer(text, 0, start):
        begin = found.end()
    after = _BREAK.search(text, end)
    return begin, after.start() if after else len(text)
