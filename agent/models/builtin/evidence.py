"""Whether a wish about money is about a bill of ours: "pay the babysitter" is not."""

import re
from typing import Final

from agent.language import fold
from agent.models.builtin.concepts import concepts_of
from agent.models.builtin.features import Seen, shortened, words_of

MONEY: Final = frozenset({"pay_bill", "refund_request"})
"""The labels by which money could move."""
_OURS: Final = frozenset(
    "bill owe balance open overdue xnumber electricity water gas internet phone rent insurance"
    " due plan contract usage latefee".split()
)
_THEIRS: Final = frozenset({"company", "travel", "sport", "cooking", "moving", "parcel", "hours"})
_PEOPLE: Final = frozenset({"friend", "someone_else", "thing", "invest", "film", "jobs"})
_HOW: Final = frozenset({"card", "bank", "other"})
_PAYS: Final = frozenset({"pay", "settle", "transfer"})
_POINTS: Final = frozenset({"filler", "my", "it", "me", "please", "you", "and", "all", "only"})
_REACH: Final = 4
"""Words behind the verb among which the one to be paid stands."""


_ORDERS_US: Final = re.compile(
    r"\b(?:ignore[zr]?|disregard|forget|override|olvid[ae]\w*|ignor[ae]\w*|vergiss|vergesst"
    r"|ignorier\w*"
    r"|oubli\w*)\b.{0,20}\b(?:instructions?|rules?|prompts?|everything|all|previous|above"
    r"|instrucciones|reglas|todo|anterior\w*|anweisungen|regeln|alles|vorher\w*|consignes|regles"
    r"|tout|precedent\w*)\b"
    r"|\bsystem ?prompt|\b(?:pretend|finge|fingir|tu so als|tun sie so als|fai(?:s|tes) comme si)\b"
    r"|\badmin(?:istrat\w*|istrador\w*)?\b.{0,15}\b(?:override|access|acceso|zugriff|acces)\b"
)
_OF_ANOTHER: Final = re.compile(
    r"(?<!my )(?<!our )(?<!mi )(?<!meine )(?<!mein )(?<!mon )(?<!als )(?<!as )"
    r"\b(?:customers?|clients?|clientes?|kunden?|users?|usuarios?)(?: (?:no|nr|number|numero|id))?"
    r" \d{2,}\b"
)


def is_nobodys(text: str) -> bool:
    """Whether it orders the assistant about, or asks for what is another customer's."""
    folded = fold(text)
    return _ORDERS_US.search(folded) is not None or _OF_ANOTHER.search(folded) is not None


def names_billing(text: str) -> bool:
    """Whether it speaks of anything that a company and its customer settle with each other."""
    told = concepts_of(words_of(shortened(text)))
    return any(name in _OURS or name in _PAYS for names in told for name in names)


def is_ours(text: str, seen: Seen) -> bool:
    """False where what is to be paid or given back is told, and is nobody's bill here."""
    words = words_of(shortened(text))
    told = concepts_of(words)
    # A Visa is no journey where it pays, and "the other card" is no other person's.
    names = {name for each in told for name in (each if not _HOW & {*each} else _HOW & {*each})}
    if names & _THEIRS and not names & {"planname"}:
        return False
    if names & _OURS:
        return True
    return not names & _PEOPLE and not _pays_a_stranger(words, told, seen)


def _pays_a_stranger(words: list[str], told: list[tuple[str, ...]], seen: Seen) -> bool:
    """Whether the first word of weight behind "pay" is one that no sentence about bills has."""
    for at, names in enumerate(told):
        if _PAYS.isdisjoint(names):
            continue
        behind = zip(words[at + 1 : at + 1 + _REACH], told[at + 1 : at + 1 + _REACH], strict=True)
        for word, about in behind:
            if about and set(about) <= _POINTS:
                continue
            return not about and len(word) > 3 and not seen(word)
    return False


_NAMES: Final = frozenset(
    "filler not it yes other someone_else older newest first second bill my please only previous"
    " current monthname month electricity water gas internet phone rent insurance xnumber all half"
    " part rest card bank paypal method xmoney xpart xfigure xfour xyear saved money want and is go"
    " me you now friend number".split()
)


_HALTS: Final = frozenset(
    "wait stop hold on warte halt moment espera espere attends attendez".split()
)


def only_names(text: str) -> bool:
    """Whether the message names a thing and wants nothing of it: "no, the water one instead"."""
    words = words_of(shortened(text))
    if not words or len(words) > 8 or "?" in text:
        return False
    told = zip(words, concepts_of(words), strict=True)
    return all(word in _HALTS or _NAMES.intersection(names) for word, names in told)
