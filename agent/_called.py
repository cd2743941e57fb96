"""Whether plans, cards, bills and cases are called in a sentence as the cards call them.

Machinery of `prose`.
"""

import re
from collections.abc import Iterator
from typing import Final

from agent._said import Said, standing_words, word_pattern
from agent._standing import Standing

_REFERENCE: Final = re.compile(r"\b[A-Z]{1,8}-\d{2,}[A-Z0-9-]*\b|\b[a-z]{2,5}_[0-9A-Z]{8,}\b")
_CAPITAL: Final = r"([A-ZÄÖÜÉ][\w+]+)"


def plans_known(said: Said, standing: Standing) -> bool:
    """Plans are called as the cards call them, and have what the cards say they have."""
    if not standing.plans:
        return True
    if any(name not in standing.plans for name in _plan_names(said, standing)):
        return False
    feature = next((each for each in standing.missing if _names_feature(said.text, each)), None)
    ours = word_pattern("your_plan").search(said.text)
    if feature is None or not ours or said.asks:
        return True
    claims = word_pattern("includes").search(said.text) or re.search(r"\balready\b", said.text)
    return (
        not claims
        or re.search(standing_words()["includes_not"], said.text, re.IGNORECASE) is not None
    )


def _names_feature(text: str, feature: str) -> bool:
    first = re.split(r"[_\W]", feature)[0]
    return first.lower() in text.lower()


def _plan_names(said: Said, standing: Standing) -> Iterator[str]:
    words = standing_words()
    no_names = set(words["plan_words"])
    shapes = (
        rf"{_CAPITAL}[ -](?i:{words['plan_before']})\b",
        rf"(?i:\b{words['plan_before']})\s+{_CAPITAL}",
        rf"(?i:\b{words['plan_says']}){_CAPITAL}",
        rf"^\W*{_CAPITAL}\s+(?i:{words['plan_does']})\b.*(?i:{words['per_month']})",
        rf"^\W*{_CAPITAL}\s+(?i:includes|incluye|inclut|enth[aä]lt|has) (?i:it|this|ihn|sie|es)\b",
        rf"\b(?:but\s+{_CAPITAL}\s+(?:has|includes))",
        rf"\b(?:part of|move to|necesitaría|faudrait)\s+{_CAPITAL}"
        r"(?=\s*(?:[.,(]|$|customer|f[uü]r|por|à))",
        rf"^\W*{_CAPITAL},.*(?i:{words['per_month']})",
    )
    for shape in shapes:
        for found in re.finditer(shape, said.text):
            if found[1].lower() not in no_names and found[1].lower() not in _NO_PLAN:
                yield found[1]


_NO_PLAN: Final = frozenset(
    "it this that which there csv you we he she they ich sie er es der die das ihr il elle ce cela"
    " vous nous eso esto ese este usted plan tarif forfait upgrading si if wenn pdf api"
    " january february march april may june july august september october november december".split()
)


def last_four_known(said: Said, standing: Standing) -> bool:
    """A card that is named by its last digits is one of those that were shown."""
    found = word_pattern("last_four").findall(said.text)
    return not found or all(each in standing.cards for each in found)


def referred(said: Said, known: frozenset[str]) -> bool:
    """Bills, cases and receipts are called by numbers that a tool or the customer gave."""
    if said.asks or not known:
        return True
    return all(found[0].rstrip("-") in known for found in _REFERENCE.finditer(said.text))


def references_in(text: str) -> frozenset[str]:
    """What in a text looks like the number of a bill, a receipt or a case."""
    return frozenset(found[0].upper() for found in _REFERENCE.finditer(text.upper())) | frozenset(
        found[0] for found in _REFERENCE.finditer(text)
    )
