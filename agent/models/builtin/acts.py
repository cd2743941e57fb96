"""The tools for wishes about a contract, a document or a claim; none is called unless offered."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from agent.language import fold
from agent.models.builtin.evidence import is_nobodys, names_billing
from agent.models.builtin.paying import last_shown, named_bills
from agent.models.builtin.talk import Arguments, Plan, Talk
from agent.models.builtin.understand import UNKNOWN
from agent.slots import Slots

_KEEPS: Final = re.compile(
    r"\b(?:keep|stay|after all|quedar\w*|mantener|seguir|behalte\w*|bleibe\w*|doch nicht|garde\w*"
    r"|reste\w*)\b"
)
_YEARLY: Final = re.compile(r"\b(?:yearly|annual\w*|by the year|anual\w*|jahrlich\w*|annuel\w*)\b")
_MONTHLY: Final = re.compile(r"\b(?:monthly|by the month|mensual\w*|monatlich\w*|mensuel\w*)\b")
_TWICE: Final = re.compile(
    r"\b(?:twice|double|duplicat\w*|dos veces|doble|doppelt|zweimal|deux fois|double)\b"
)
_NOT_MINE: Final = re.compile(
    r"\b(?:never|not mine|not my|didn t order|did not order|nunca|no es mi[ao]?|no pedi|nie"
    r"|nicht bestellt"
    r"|nicht von mir|jamais|pas a moi|pas commande)\b"
)
_RECEIPT: Final = re.compile(
    r"\b(?:receipts?|proof|paid|comprobante|justificante|quittung\w*|nachweis|recu|justificatif"
    r"|preuve)\b"
)
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_VAT: Final = re.compile(r"\b[A-Z]{2}[A-Z0-9]{8,12}\b")
_PO: Final = re.compile(
    r"\b(?:PO|P\.O\.|purchase order|Bestellnummer|OC)\D{0,15}([\w-]*\d[\w-]*)", re.IGNORECASE
)
_MORE_TIME: Final = re.compile(
    r"\b(?:more time|need (?:\w+ ){0,3}until|extension|extend the (?:due|deadline)|pay later"
    r"|cannot pay (?:now|yet)"
    r"|can t pay (?:now|yet)"
    r"|mas tiempo|necesito (?:\w+ ){0,4}hasta|brauche (?:\w+ ){0,3}bis|besoin (?:\w+ ){0,4}jusqu"
    r"|prorroga|aplaz\w*|mehr zeit|aufschub|stundung|spater zahlen|delai supplementaire"
    r"|plus de temps|report de paiement)\b"
)
_IN_PARTS: Final = re.compile(
    r"\b(?:instal?lments?|payment plan|in (?:\d+|two|three|four|six) parts|spread (?:it|the)"
    r"|a plazos|en cuotas"
    r"|en partes|ratenzahlung|in raten|en plusieurs fois|echelonn\w*|en (?:\d+|deux|trois"
    r"|quatre) fois)\b"
)


def act_plan(talk: Talk, label: str, slots: Slots) -> Plan:
    """The call for such a wish; None where no tool for it is offered, or it cannot be made yet."""
    make = _ACTS.get(label)
    plan = make(talk, slots) if make is not None else None
    return plan if plan is not None and plan[0] in talk.tools else None


def help_plan(talk: Talk, label: str) -> Plan:
    """A look into the company's articles for a question that no record of the customer answers."""
    if label not in _IN_ARTICLES or "search_help" not in talk.tools or talk.done:
        return None
    if _ASKS.search(fold(talk.text)) is None or is_nobodys(talk.text):
        return None
    if label == UNKNOWN and not names_billing(talk.text):
        return None
    return "search_help", {"question": talk.text[:300]}


def asks_for_time(text: str) -> bool:
    """Whether the message asks to pay later or in parts."""
    folded = fold(text)
    return _MORE_TIME.search(folded) is not None or _IN_PARTS.search(folded) is not None


def _bill(talk: Talk, slots: Slots) -> str | None:
    return next(iter(named_bills(slots) or last_shown(talk)), None)


def _change(talk: Talk, slots: Slots) -> Plan:
    folded = fold(talk.text)
    found: Arguments = {"plan": slots.plan} if slots.plan is not None else {}
    if _YEARLY.search(folded):
        found["interval"] = "year"
    elif _MONTHLY.search(folded):
        found["interval"] = "month"
    return "change_plan", found


def _end(talk: Talk, _slots: Slots) -> Plan:
    return "cancel_subscription", {"keep": True} if _KEEPS.search(fold(talk.text)) else {}


def _refund(_talk: Talk, slots: Slots) -> Plan:
    found: Arguments = {"payment": named_bills(slots)[0]} if named_bills(slots) else {}
    if slots.amount is not None and not slots.amount.startswith("-"):
        found["amount"] = slots.amount
    return "request_refund", found


def _dispute(talk: Talk, slots: Slots) -> Plan:
    bill, folded = _bill(talk, slots), fold(talk.text)
    if bill is None:
        return None
    reason = "duplicate" if _TWICE.search(folded) else "wrong_amount"
    return "dispute_charge", {
        "bill": bill,
        "reason": "not_mine" if _NOT_MINE.search(folded) else reason,
    }


def _document(talk: Talk, slots: Slots) -> Plan:
    bill = _bill(talk, slots)
    found: Arguments = {"document": bill} if bill is not None else {}
    if _RECEIPT.search(fold(talk.text)):
        found["kind"] = "receipt"
    return "download_document", found


def _details(talk: Talk, _slots: Slots) -> Plan:
    """Only what the message itself gives in full; the rest is for a person."""
    found: Arguments = {}
    if email := _EMAIL.search(talk.text):
        found["email"] = email[0]
    if vat := _VAT.search(talk.text):
        found["vat_id"] = vat[0]
    if order := _PO.search(talk.text):
        found["po_number"] = order[1]
    return ("update_billing_details", found) if found else None


def _time(talk: Talk, slots: Slots) -> Plan:
    bill = _bill(talk, slots)
    kind = "instalments" if _IN_PARTS.search(fold(talk.text)) else "extension"
    return ("promise_to_pay", {"bill": bill, "kind": kind}) if bill is not None else None


_IN_ARTICLES: Final = frozenset({UNKNOWN, "update_billing_details", "autopay_reminder"})
_ASKS: Final = re.compile(
    r"\b(?:how (?:do|does|can|could|to|is|are|long|often|would)"
    r"|(?:when|what|why|which|where) (?:is|are|do|does"
    r"|happens|counts|s|can|will)|is there|are there|do you|can i"
    r"|como|cuando|que (?:es|son|pasa|ocurre|significa)|por que|donde|hay|puedo"
    r"|wie|wann|was (?:ist|sind|passiert|bedeutet)|warum|wieso|wo|gibt es|kann ich"
    r"|comment|quand|qu est ce|que (?:se passe|signifie|veut)|pourquoi|ou|y a t il|puis je"
    r"|est ce que)\b"
)
_ACTS: Final[Mapping[str, Callable[[Talk, Slots], Plan]]] = {
    "plan_change": _change,
    "subscription_cancel": _end,
    "refund_request": _refund,
    "dispute_charge": _dispute,
    "download_document": _document,
    "update_billing_details": _details,
    "more_time": _time,
}
