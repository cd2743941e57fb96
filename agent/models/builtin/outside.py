"""Messages that say a check, a wire or cash was sent: never a wish to pay something here."""

import re
from typing import Final

from agent.language import fold
from agent.slots import Slots

Plan = tuple[str, dict[str, object]]

_KINDS: Final = (
    ("check", r"checks?|cheques?|schecks?"),
    ("wire", r"wires?|wired|(?:wire|bank) transfers?|transferencias?|uberweisung|virements?"),
    ("cash", r"cash|efectivo|bargeld|especes"),
)
_SENT: Final = re.compile(
    r"\b(?:(?:i|we)(?: have| ve| just| already)* (?:sent|mailed|posted|wired|dropped|brought"
    r"|put|paid|transferred|made)|(?:check|cheque|wire|transfer) (?:is|was|went)"
    r" (?:in the mail|sent|mailed|on (?:its|the) way|out)"
    r"|(?:he|hemos|ya) (?:enviado|mandado|hecho|pagado|entregado)|(?:envie|mande|hice|entregue)"
    r"|(?:habe|haben) .{0,60}(?:geschickt|gesendet|uberwiesen|eingeworfen|abgegeben|verschickt)"
    r"|(?:j ai|nous avons|on a) .{0,20}(?:envoye|poste|fait|depose|vire|remis))\b"
)
_HERE: Final = re.compile(r"\b(?:can i|could i|may i|puedo|kann ich|puis je|should i|do you)\b")
_NUMBER: Final = re.compile(
    r"\b(?:check|cheque|scheck)s?\s*(?:no|number|nr|num|numero|nummer|n)?\s*[.:#]*\s*#?(\d{1,12})\b"
)


def announces(text: str) -> bool:
    """Whether the message says that money was sent outside, by a check, a wire or in cash."""
    folded = fold(text)
    if "?" in text or _HERE.search(folded) is not None:
        return False
    return _SENT.search(folded) is not None and _kind(folded) is not None


def about_outside(text: str, slots: Slots) -> Plan:
    """The tool for such a message, with the amount and the number where it says them."""
    folded = fold(text)
    arguments: dict[str, object] = {"kind": _kind(folded) or "check"}
    if slots.bill is not None:
        arguments["bills"] = slots.bill.split(", ")[:10]
    if slots.amount is not None:
        arguments["amount"] = slots.amount
    number = _NUMBER.search(folded)
    if number is not None:
        arguments["reference"] = number[1]
    return "announce_payment", arguments


def _kind(folded: str) -> str | None:
    for kind, words in _KINDS:
        if re.search(rf"\b(?:{words})\b", folded):
            return kind
    return "wire" if re.search(r"\b(?:uberwiesen|transferred)\b", folded) else None
