"""Messages about a check, a wire or cash sent outside: never a wish to pay something here."""

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
_WILL_SEND: Final = re.compile(
    r"\b(?:(?:i|we) (?:(?:ll|will|am|m|are|re|going|to|just|now|plan|also) )+"
    r"(?:mail|send|post|wire|transfer|drop|bring|put)(?:p?ing)?"
    r"|(?:voy|vamos) a (?:enviar|mandar|hacer|llevar|echar|entregar)"
    r"|(?:enviare|mandare|hare|llevare|entregare)(?:mos)?|(?:envio|mando|hago|llevo) .{0,20}"
    r"(?:cheque|transferencia|efectivo)"
    r"|(?:ich|wir) (?:schick|send|uberweis|bring|werf|verschick)\w*"
    r"|(?:schick|send|uberweis|bring|werf|verschick)\w* (?:ich|wir)"
    r"|(?:ich|wir) werden? .{0,60}(?:schicken|senden|uberweisen|bringen|einwerfen|verschicken)"
    r"|(?:j|nous|on) (?:envoie|envoi|enverrai|enverrons|enverra|posterai|ferai|deposerai)"
    r"|(?:je|j) (?:enverrai|posterai|ferai|deposerai)"
    r"|(?:je vais|nous allons|on va) (?:envoyer|poster|faire|deposer|virer|remettre))\b"
)
_OWN: Final = re.compile(
    r"\b(?:(?:my|our|the|a|that|mi|el|un|la|una|nuestr[ao]|mein\w*|unser\w*|de[rn]|das|die|ein\w*"
    r"|mon|notre|le|l) (?:\w+ )?(?:checks?|cheques?|schecks?|wires?|(?:wire|bank) transfers?|cash"
    r"|transferencias?|efectivo|uberweisung|bargeld|virements?|argent|especes|dinero|geld))\b"
)
_ARRIVED: Final = re.compile(
    r"\b(?:(?:did|have|has|was|is|when|where) .{0,40}(?:get|got|gotten|receiv\w*|arriv\w*|here"
    r"|there|come|came|clear\w*|book\w*|seen|see|go through|deposited|cashed|in)"
    r"|(?:where|what) (?:is|s|about|happened to) (?:my|our|the)|status of (?:my|our|the)"
    r"|llego|llegaron|ha llegado|recibi\w+|recibid[ao]|(?:donde|como) (?:esta|va)|cobrado"
    r"|que paso con|angekommen|erhalten|bekommen|eingegangen|eingetroffen|verbucht|gebucht"
    r"|eingelost|ist .{0,40}\bda|wo (?:ist|bleibt)|recue?|arrivee?|encaissee?|ou en est)\b"
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
    sent = _SENT.search(folded) or _WILL_SEND.search(folded)
    return sent is not None and _kind(folded) is not None


def asks_of_sent(text: str) -> bool:
    """Whether the message asks what became of a check, a wire or cash that was sent."""
    folded = fold(text)
    if _HERE.search(folded) is not None or announces(text):
        return False
    mine = _kind(folded) is not None and _OWN.search(folded) is not None
    return mine and _ARRIVED.search(folded) is not None


def about_sent(text: str) -> Plan:
    """The tool for such a question."""
    kind = _kind(fold(text))
    return "payment_history", {"sent": kind} if kind is not None else {}


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
    wired = re.search(r"\b(?:uberwies\w*|uberweis\w*|transferred|transfer)\b", folded)
    return "wire" if wired else None
