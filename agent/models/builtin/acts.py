"""The tools for wishes about a contract, a document or a claim; none is called unless offered."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from agent.language import LANGUAGES, fold
from agent.models.builtin.days import day_said, parts_said
from agent.models.builtin.details import details_in
from agent.models.builtin.paying import last_shown, named_bills
from agent.models.builtin.talk import Arguments, Plan, Talk
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
_MORE_TIME: Final = re.compile(
    r"\b(?:more time|(?:\d+|two|three|four|few) (?:more|extra) (?:days|weeks)"
    r"|(?:dias|semanas|tage|wochen) mas|mehr (?:tage|wochen)|(?:jours|semaines) de plus"
    r"|(?:give me|let me have|wait|have|get) (?:\w+ ){0,3}until"
    r"|(?:bis|hasta|jusqu) .{0,25}(?:zeit|warten|esperar|attendre)"
    r"|(?:warten|esper\w+|attend\w+|dame|deme|laissez moi) .{0,20}(?:bis|hasta|jusqu)"
    r"|need (?:\w+ ){0,3}until|extension|extend the (?:due|deadline)|pay later"
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


def promises(talk: Talk) -> bool:
    """Whether the customer says on which day they will pay."""
    if "?" in talk.text or talk.hints.today is None or _WILL_PAY.search(fold(talk.text)) is None:
        return False
    return day_said(talk.text, talk.language, talk.hints.today) is not None


def asks_for_time(text: str) -> bool:
    """Whether the message asks to pay later or in parts."""
    folded = fold(text)
    return _MORE_TIME.search(folded) is not None or in_parts(text)


def in_parts(text: str) -> bool:
    """Whether the message asks to pay in parts: "in three instalments"."""
    if _IN_PARTS.search(fold(text)) is not None:
        return True
    return any(parts_said(text, language) for language in LANGUAGES)


def _bill(talk: Talk, slots: Slots) -> str | None:
    return next(iter(named_bills(slots) or last_shown(talk)), None)


def _change(talk: Talk, slots: Slots) -> Plan:
    folded = fold(talk.text)
    short = _SHORT_PLAN.search(fold(talk.answer) or folded)
    plan = slots.plan or ((short[1] or short[2]) if short is not None else None)
    found: Arguments = {"plan": plan} if plan is not None else {}
    if _YEARLY.search(folded):
        found["interval"] = "year"
    elif _MONTHLY.search(folded):
        found["interval"] = "month"
    return "change_plan", found


_SHORT_PLAN: Final = re.compile(
    r"\b(?:plan|tarif|tarifa|forfait|formule|tariff|package)\.? (?:the )?([a-z]\d?|\d)\b"
    r"(?! (?:month|jahr))"
    r"|^(?:the |el |la |le |den |das )?([a-z])(?: please| bitte| por favor)?$"
)
"""Plans are called S, M and L, too."""


def _end(talk: Talk, _slots: Slots) -> Plan:
    return "cancel_subscription", {"keep": True} if _KEEPS.search(fold(talk.text)) else {}


def _refund(_talk: Talk, slots: Slots) -> Plan:
    found: Arguments = {"payment": named_bills(slots)[0]} if named_bills(slots) else {}
    if slots.amount is not None and not slots.amount.startswith("-"):
        found["amount"] = slots.amount
    return "request_refund", found


def _dispute(talk: Talk, slots: Slots) -> Plan:
    """The bill if one is meant, and their own sentence: it may name a line, or its amount."""
    bill, folded = _bill(talk, slots), fold(talk.text)
    reason = "duplicate" if _TWICE.search(folded) else "wrong_amount"
    found: Arguments = {
        "said": talk.text[:_LONGEST],
        "reason": "not_mine" if _NOT_MINE.search(folded) else reason,
    }
    return "dispute_charge", {**found, "bill": bill} if bill is not None else found


def _document(talk: Talk, slots: Slots) -> Plan:
    bill = _bill(talk, slots)
    found: Arguments = {"document": bill} if bill is not None else {}
    if _RECEIPT.search(fold(talk.text)):
        found["kind"] = "receipt"
    return "download_document", found


def _details(talk: Talk, _slots: Slots) -> Plan:
    found = details_in(talk.text, talk.language)
    return ("update_billing_details", found) if found else None


def _time(talk: Talk, slots: Slots) -> Plan:
    """More days, parts, or the day on which they will pay; of the only bill where none is named."""
    bill = _bill(talk, slots) or _only_due(talk)
    if slots.bill in (None, "all") and _EVERYTHING.search(fold(talk.text)):
        return "hand_over", {"category": "billing_question"}
    if bill is None:
        return None if talk.done else ("list_bills", {})
    found: Arguments = {"bill": bill, "kind": "extension"}
    if in_parts(talk.text):
        parts = parts_said(talk.text, talk.language)
        return "promise_to_pay", {"bill": bill, "kind": "instalments"} | (
            {"parts": parts} if parts else {}
        )
    today = talk.hints.today
    day = day_said(talk.text, talk.language, today) if today is not None else None
    if day is not None:
        found["on"] = day.isoformat()
        found["kind"] = "promise" if _WILL_PAY.search(fold(talk.text)) else "extension"
    return "promise_to_pay", found


def _only_due(talk: Talk) -> str | None:
    """The one bill that is due, once they were looked at."""
    card = next((card for done in talk.done if (card := done.card("bill_list"))), None)
    owing = [b for b in card.data["bills"] if b["balance"]["amount_minor"]] if card else []
    return str(owing[0]["id"]) if len(owing) == 1 else None


_EVERYTHING: Final = re.compile(
    r"\b(?:what (?:i|we) owe|(?:all|everything) (?:i|we) owe|all (?:of )?(?:my|our|the|these)"
    r" (?:bills?|debts?)|everything|lo que (?:debo|debemos)|todo|alles was|was ich schulde"
    r"|alle meine|ce que (?:je dois|nous devons)|tout ce que|toutes mes)\b"
)
_WILL_PAY: Final = re.compile(
    r"\b(?:(?:i|we) (?:ll|will|am going to|are going to|can|promise to) (?:\w+ )?(?:pay|settle)"
    r"|(?:pagare|pagaremos|voy a pagar|puedo pagar|prometo)"
    r"|(?:ich|wir) (?:zahle|zahlen|bezahle|bezahlen|werde|werden|kann|uberweise) "
    r"|(?:zahle|bezahle|uberweise) ich|(?:je|nous) (?:paierai|payerai|paierons|vais payer|reglerai"
    r"|peux payer))\b"
)
_LONGEST: Final = 200
IN_STEPS: Final = frozenset({"more_time"})
"""The wishes for which something may be looked up before the act."""
_ACTS: Final[Mapping[str, Callable[[Talk, Slots], Plan]]] = {
    "plan_change": _change,
    "subscription_cancel": _end,
    "refund_request": _refund,
    "dispute_charge": _dispute,
    "download_document": _document,
    "update_billing_details": _details,
    "more_time": _time,
}
