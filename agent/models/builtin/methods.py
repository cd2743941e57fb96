"""What is said about ways to pay themselves: which there are, which work, add, remove, prefer."""

import re
from typing import Final

from agent.language import fold
from agent.slots import Slots

Plan = tuple[str, dict[str, object]]

_OPTIONS: Final = re.compile(
    r"\b(?:(?:can|could|may) (?:i|we|you|one) (?:also )?pay (?:you )?(?:by|via|using|in|with)"
    r"(?! my\b| the (?:visa|other|card|one)\b)"
    r"|do you (?:accept|take)|how (?:can|do|could) (?:i|we|one) pay\b(?! (?:less|in parts))"
    r"|what (?:ways|options) .{0,20}pay"
    r"|(?:which|what) (?:payment (?:methods?|options?)|cards?)"
    r" (?:do you|are) (?:accept|take|possible)"
    r"|(?:se )?puede pagar (?:con|por|en)|puedo pagar (?:con|por|en) (?!mi\b)|acepta[ns]?\b"
    r"|como puedo pagar|formas de pago"
    r"|kann (?:ich|man) (?:hier )?(?:auch )?(?:mit|per|in|uber) (?!meine)"
    r"|wie kann ich .{0,20}zahlen"
    r"|nehmen sie|akzeptieren sie|welche zahlungsarten"
    r"|(?:puis je|peut on|je peux) (?:payer|regler) (?:par|avec|en) (?!ma\b|mon\b)|acceptez vous"
    r"|comment (?:puis je|peut on) payer|quels moyens de paiement)"
)
_LINK: Final = re.compile(
    r"\b(?:pay(?:ment)? links?|link to pay|(?:send|give|get) (?:me )?a (?:payment )?link"
    r"|enlaces? (?:de pago|para pagar)|(?:envia|manda)\w* un enlace|zahlungslinks?|bezahllink"
    r"|link zum (?:be)?zahlen|liens? (?:de paiement|pour payer)|envoye\w* (?:moi )?un lien)\b"
)
_A_LINK: Final = re.compile(r"\b(?:links?|enlaces?|(?:zahlungs|bezahl)links?|liens?)\b")
_WANTED: Final = re.compile(
    r"\b(?:send|give|get|make|create|prepare|open|need|want|take|like|please|pay"
    r"|envi\w+|mand\w+|dame|deme|haz\w*|prepar\w+|necesito|quiero|quisiera|por favor|pagar"
    r"|schick\w*|send\w*|gib|geben|mach\w*|erstell\w*|brauche|will|mochte|hatte|bitte|zahlen|bezahlen"
    r"|envoy\w+|envoie\w*|donne\w*|fais|faites|veux|voudrais|besoin|s il (?:vous|te) plait|payer"
    r"|regler)\b"
)
_BACK: Final = re.compile(
    r"\b(?:refund\w*|money back|reembols\w+|devol\w+|devuelv\w+|(?:ruck|zuruck)?erstatt\w+"
    r"|geld zuruck|rembours\w+)\b"
)
_WHETHER: Final = re.compile(
    r"\b(?:can|could|may|do|does|will|possible|puedo|podria|pueden?|posible|kann|konnen|konnte"
    r"|moglich|puis je|peut on|pouvez vous)\b"
)
_HOW: Final = re.compile(
    r"\b(?:how (?:do|does|are|is)|where (?:do|does|will|are)|do you (?:do|make|give|offer|issue)"
    r"|como (?:funciona\w*|se hac\w+|hacen)|hacen (?:reembols|devol)\w+|adonde|donde"
    r"|wie (?:funktionier\w+|lauf\w+|werden)|wohin|machen sie|bieten sie"
    r"|comment (?:fonction\w+|se (?:fait|font|passe\w*))|ou (?:va|vont|arrive\w*)|faites vous)\b"
)
_ADD: Final = re.compile(
    r"\b(?:add(?:ing)?|save|store|register|new|anadir|agregar|anade|agrega|nuev[ao]"
    r"|hinzufugen|hinzu|hinterlegen|neue\w*|ajout\w+|enregistr\w+|nouve\w+)\b"
)
_REMOVE: Final = re.compile(
    r"\b(?:remove|delete|forget|take away|get rid|elimin\w+|borra\w*|quita\w*|entfern\w*"
    r"|losch\w*|supprim\w*|retir\w*|enlev\w*)\b"
)
_USUAL: Final = re.compile(
    r"\b(?:default|usual|main|primary|always use|predetermin\w+|habitual|principal|standard\w*"
    r"|ublich\w*|immer|par defaut|habituel\w*|toujours)\b"
)
_SAVED_ONES: Final = re.compile(
    r"\b(?:(?:which|what|any|my) .{0,30}(?:on file|saved|stored)"
    r"|(?:que|cuales) .{0,40}guardad[ao]s?"
    r"|(?:que|cuales) (?:tarjetas? (?:tengo|hay)|metodos? de pago tengo)"
    r"|welche .{0,40}(?:hinterlegt|gespeichert)|welche (?:karten? (?:habe|gibt)|zahlungsarten habe)"
    r"|quel(?:le)?s? .{0,40}(?:enregistre\w*|sauvegarde\w*)"
    r"|quelles cartes (?:ai je|j ai|est ce que j ai))\b"
)
_NOUN: Final = re.compile(
    r"\b(?:cards?|visa|mastercard|amex|account|method|methods|paypal|tarjetas?|cuenta|metodos?"
    r"|karten?|kreditkarte|konto|bankkonto|zahlungsart\w*|cartes?|compte|moyens?)\b"
)
_OTHER: Final = re.compile(
    r"\b(?:(?:the|an)?other|different|another|instead|otr[ao]|andere[rns]?|autre)\b"
)
_AGAIN: Final = re.compile(
    r"\b(?:try (?:it )?again|retry|once more|otra vez|de nuevo|intentar\w*|noch ?mal|noch einmal"
    r"|erneut|reessay\w+|encore une fois|a nouveau)\b"
)
_WAYS: Final = (
    ("paypal", r"paypal"),
    ("cash", r"cash|efectivo|bargeld|bar|especes|liquide"),
    ("check", r"checks?|cheques?|schecks?"),
    ("sepa_debit", r"sepa|lastschrift|direct debit|prelevement|domiciliacion"),
    ("wire", r"wires?|(?:wire|bank) transfers?|transferencias?|uberweisung|virements?"),
    ("bank_account", r"bank|ach|bankkonto|konto|cuenta|banco|compte|transfer"),
    ("card", r"cards?|visa|mastercard|amex|credit|tarjetas?|karten?|kreditkarten?|cartes?"),
    ("link", r"link"),
    ("other", r"crypto\w*|bitcoin|gift cards?|apple pay|google pay|klarna|venmo|points"),
)
_SAVED: Final = frozenset({"card", "bank_account", "sepa_debit", "paypal"})


def asks_what_works(text: str) -> bool:
    """Whether the message asks what one can pay with here, or for a link to pay."""
    folded = fold(text)
    return _OPTIONS.search(folded) is not None or _LINK.search(folded) is not None


def asks_of_refunds(text: str, slots: Slots) -> bool:
    """Whether the message asks how or where to refunds are made, and not for one of its own."""
    folded = fold(text)
    named = slots.bill not in (None, "all") or slots.amount or slots.fraction
    if _BACK.search(folded) is None or named or "?" not in text:
        return False
    where_to = _WHETHER.search(folded) is not None and _way(folded) in _SAVED
    return where_to or _HOW.search(folded) is not None


def wants_link(text: str) -> bool:
    """Whether the message asks for a page to pay on, and not only whether there are such pages."""
    folded = fold(text)
    if _A_LINK.search(folded) is None or _OPTIONS.search(folded) is not None:
        return False
    return _WANTED.search(folded) is not None


def changes_methods(text: str) -> bool:
    """Whether the message wants to see, add, remove or prefer a saved way to pay."""
    folded = fold(text)
    wants = _ADD.search(folded) or _REMOVE.search(folded) or _USUAL.search(folded)
    wants = wants or _SAVED_ONES.search(folded)
    return wants is not None and _NOUN.search(folded) is not None


def adds_or_removes(text: str) -> bool:
    """As `changes_methods`, but for the wish to prefer one."""
    folded = fold(text)
    wants = _ADD.search(folded) or _REMOVE.search(folded)
    return wants is not None and _NOUN.search(folded) is not None


def about_methods(text: str, slots: Slots) -> Plan:
    """The tool for a message about ways to pay."""
    folded = fold(text)
    if _LINK.search(folded):
        return "payment_options", {"about": "payment_link"}
    if asks_of_refunds(text, slots):
        return "payment_options", {"about": "refunds"}
    if _SAVED_ONES.search(folded):
        return "list_methods", {}
    if _OPTIONS.search(folded):
        way = _way(folded)
        return "payment_options", {"way": way} if way is not None else {}
    named = named_method(text, slots)
    if _REMOVE.search(folded) and named:
        return "remove_method", {"method": named}
    if _ADD.search(folded):
        way = _way(folded)
        return "add_method", {"type": way} if way in _SAVED else {}
    if _USUAL.search(folded) and named:
        return "set_default_method", {"method": named}
    return "list_methods", {}


def named_method(text: str, slots: Slots) -> str | None:
    """How the message names a method, with "other" where it says so."""
    other = _OTHER.search(fold(text))
    if other is None:
        return slots.method
    digits = slots.method is not None and slots.method.isdigit()
    brand = slots.method not in (None, "card", "karte", "tarjeta", "carte")
    instead = other[0] == "instead"
    if digits or (instead and slots.method is not None) or (instead and brand):
        return slots.method
    return f"other {slots.method or ''}".strip()


def tries_again(text: str) -> bool:
    """Whether the message wants the payment tried once more, in some way."""
    folded = fold(text)
    return _AGAIN.search(folded) is not None or _OTHER.search(folded) is not None


def way_named(text: str) -> str | None:
    """The word for a way to pay that one can have saved, as the lookups take it."""
    way = way_of(text)
    return way.replace("_", " ") if way in _SAVED else None


def way_of(text: str) -> str | None:
    """The type of the way to pay that a message names; None where it names none."""
    return _way(fold(text))


def _way(folded: str) -> str | None:
    for way, words in _WAYS:
        if re.search(rf"\b(?:{words})\b", folded):
            return way
    return None
