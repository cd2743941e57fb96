"""Questions about how things are done: the company's help articles know, no customer's record."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from agent.language import fold
from agent.models.builtin.evidence import is_nobodys, names_billing
from agent.models.builtin.talk import Arguments, Talk
from agent.models.builtin.understand import UNKNOWN
from agent.slots import Slots

TOOL: Final = "search_help"
_LONGEST: Final = 300
_NEVER: Final = frozenset(
    "human_agent small_talk fees receipts call_off sent_state ticket_state announced payment_link"
    " invoice_upload invoice_correction invoice_search payment_status payment_history".split()
)
"""What no article answers: the customer's own money and cases, and plain talk."""
_BY_RULE: Final = frozenset(
    "pay_bill payment_method dispute_charge refund_request download_document plan_info more_time"
    " usage_query plan_change list_bills bill_detail bill_due_date bill_amount explain_charge"
    " autopay_reminder subscription_cancel".split()
)
"""Wishes that often come as a question ("can I pay it?"): only a question about rules is one."""


_SUPPOSED: Final = re.compile(
    r"\b(?:what (?:happens|would happen)|que (?:pasa|ocurre|sucede) (?:si|cuando)|was passiert"
    r"|was geschieht|que se passe t il|qu arrive t il)\b"
)
_DEEDS: Final = frozenset(
    "pay_bill dispute_charge refund_request plan_change subscription_cancel"
    " autopay_reminder".split()
)


def looks_up(talk: Talk, label: str, slots: Slots) -> bool:
    """Whether the articles are to be asked before any tool for `label`."""
    if TOOL not in talk.tools or label in _NEVER or is_nobodys(talk.text):
        return False
    if looked(talk):
        return False
    folded = fold(talk.text)
    if not _asks(talk.text, folded) or _names_one(slots, folded):
        return False
    if _any("rule").search(folded):
        return True
    if label in _BY_RULE or _any("own").search(folded) or _any("does").search(folded):
        return False
    return label != UNKNOWN or _speaks_of_us(talk.text)


def help_plan(talk: Talk) -> tuple[str, Arguments]:
    """A look into the articles that leaves it to others when none of them answers."""
    return TOOL, {"question": talk.text[:_LONGEST], "or_else": True}


def looked(talk: Talk) -> bool:
    """Whether they were asked already in this turn."""
    return any(done.tool == TOOL for done in talk.done)


def unanswered(talk: Talk) -> bool:
    """Whether they were asked about a matter of ours and none answers."""
    in_vain = any(done.tool == TOOL and done.card("article") is None for done in talk.done)
    return in_vain and names_billing(talk.text)


def in_vain_of_rules(talk: Talk, label: str) -> bool:
    """Whether no article knows a rule of acting: "what happens if I cancel" cancels nothing."""
    in_vain = any(done.tool == TOOL and done.card("article") is None for done in talk.done)
    if not in_vain:
        return False
    if _SUPPOSED.search(fold(talk.text)):
        return True
    return label in _DEEDS and asks_about_rules(talk.text)


def asks_about_rules(text: str) -> bool:
    """Whether it asks how things are done here, whatever it names."""
    folded = fold(text)
    return _asks(text, folded) and _any("rule").search(folded) is not None


def _asks(text: str, folded: str) -> bool:
    return "?" in text or re.match(rf"(?:{_pattern('asks')})\b", folded) is not None


def _names_one(slots: Slots, folded: str) -> bool:
    """Whether it is about one bill or one sum of money."""
    if slots.amount is not None or slots.fraction is not None:
        return True
    number = slots.bill is not None and any(char.isdigit() for char in slots.bill)
    return (
        number
        or re.search(r"\b(?:pay|zahle?|paga|paye?) (?:it|sie|es|la|lo)\b", folded) is not None
    )


def _speaks_of_us(text: str) -> bool:
    return names_billing(text)


def _any(name: str) -> re.Pattern[str]:
    return _compiled(name)


@cache
def _compiled(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_pattern(name)})\b")


def _pattern(name: str) -> str:
    return "|".join(words[name] for words in _table().values())


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(Path(__file__).with_name("general.toml").read_text(encoding="utf-8"))
