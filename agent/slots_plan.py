"""The plan that a message names: one of the usual names, also misspelt, or a name of its own."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from agent.language import fold

_NAMES: Final = (
    "premium pro plus basic basico basis basique starter business enterprise empresa empresas"
    " entreprise standard estandar family familiar familie famille home hogar team gold oro silver"
    " platinum unlimited ilimitado unbegrenzt illimite student estudiante etudiant essential"
    " essentiel komfort comfort confort smart lite light max mini advanced professional free flex"
    " solo duo economy eco classic growth scale"
)
_COMMON: Final = frozenset(
    "home plus free light scale max team eco growth empresa solo duo".split()
)
"""Names that are as often plain words: only where the sentence says that it is a plan."""
_PLAN_WORD: Final = (
    r"(?:plans?|tiers?|tariffs?|packages?|tarifs?|tarifas?|forfaits?|offres?|formules?|pakete?"
    r"|paquetes?|abos?|abonnements?|subscriptions?|version|edition|planes|vertrag|contract)"
)
_CHANGES: Final = (
    r"(?:upgrade\w*|switch\w*|change\w*|move|bump|go|going|downgrade\w*|drop|put|sign\w*|get|take"
    r"|wechs\w*|stell\w*|stuf\w*|hochstufen|buche?n?|passe[rz]?|pas[ao]\w*|mets|mettez|mettre"
    r"|cambi\w+|sub\w+|baj\w+|pon\w*)"
)
_ONTO: Final = r"(?:to|on|onto|for|up to|down to|auf|zu|zum|in den|a|au|al|en|sur|l)"
_ARTICLE: Final = r"(?:the|your|our|den|das|der|die|el|la|le|l|les|een|un|una|une|dein|ihr)"
_CONTEXT: Final = re.compile(
    rf"\b(?:{_PLAN_WORD}|upgrade\w*|downgrade\w*|switch\w*|include[sd]?|included|cost|costs|price"
    r"|difference|between|compare\w*|versus|vs|pon\w*|reicht|geben|gib|want|like|prefer|take"
    r"|need|put me|make me|move"
    r"|get|sign|give|have|on|in|thing|one|bekomm\w*|nehm\w*|will|mochte|kostet|unterschied|drin"
    r"|wechs\w*|stuf\w*|hochstufen|quiero|quisiera|prefiero|cuesta|vale|incluye|diferencia|cambi\w*"
    r"|sub\w*|baj\w*|paso|pas\w*|prends?|prendre|veux|voudrais|coute|difference|inclu\w*|mets)\b"
)
_BEFORE: Final = re.compile(rf"(?:\b(?P<a>\w+(?: \d+)?) {_PLAN_WORD}\b)")
_BEHIND: Final = re.compile(rf"\b{_PLAN_WORD} (?P<a>\w+(?: \d{{2,4}})?)\b")
_TO: Final = re.compile(rf"\b{_CHANGES}(?: \w+){{0,4}}? {_ONTO}(?: {_ARTICLE})?(?: {_PLAN_WORD})? ")
_NO_NAME: Final = frozenset(
    "a an my your our the this that these which what whats any no another other new different "
    "same current old own change changes changing switch switching is are does do did has "
    "have on in of for and or with without to from at by if it i we you me us he she they "
    "please now next month months year years end ends ending cost costs price prices details "
    "info options option data can could should would will when where why how about include "
    "includes cover covers there all both better right best only just also mi tu su mis que "
    "cual cuales un una el la los las este esta otro otra nuevo nueva de del por para con "
    "tengo tiene tienen hay es son incluye cuesta mein meine meinen meinem dein euer unser "
    "welchen welche welcher welches einen ein der die das den dem neuen neuer anderen andere "
    "habe hab hat ist sind kostet wechseln kundigen andern bitte mon ma mes notre nos votre "
    "quel quelle quels le les ce cette une autre nouveau nouvelle est sont coute inclut "
    "comprend actuel actuelle pour svp s d l y en mit von fur zum im am was cancel upgrade "
    "downgrade pause stop service phone internet prepaid payment billing gym insurance "
    "pension floor meal workout some every each its his her their per actual vertrag cambiar "
    "bajar subir cancelar resilier changer und et e als than one get tarif plan forfait paket "
    "abo monthly annual mobile trial kaufen changed abonnement changement rechnung "
    "bill invoice facture factura".split()
)
_NOT_A_PLAN: Final = frozenset(
    "revolut klarna bizum applepay googlepay cash wrong right roaming tv power sso daten drin "
    "vous completely good document pdf called renew loswerden beenden stornieren raus steht "
    "kunde kunden lastschrift anbieter rechnung mail papier konto visa mastercard amex paypal "
    "card karte tarjeta carte bank email paperless french german "
    "english spanish i january february march april may june july august september october "
    "november december it sepa iban direct autopay euros dollars ltd gmbh au dessus gros "
    "grosse quebec iva weekly second".split()
)
_SIZES: Final = re.compile(
    r"\b(?:the|a|el|la|le|das|den|die|un|una|une|mas|plus) (?P<a>"
    r"(?:next )?(?:cheapest|cheaper|bigger|biggest|smaller|smallest|larger|largest|higher|lower"
    r"|fastest|faster|next)"
    rf") {_PLAN_WORD}\b|\b{_PLAN_WORD} (?P<b>(?:mas|plus|moins|le plus) (?:barat[oa]"
    r"|grande?|pequen[oa]|cher|petit|gros|eleve))\b"
    rf"|\b(?P<c>(?:billig|gross|klein|gunstig|hoch|hoh|nachsthoh)(?:st|er)e[nrs]?) {_PLAN_WORD}\b"
)
_SIZED_ONE: Final = re.compile(
    r"\bthe ((?:next )?(?:cheapest|cheaper|bigger|big|biggest|smaller|small|smallest|little|larger"
    r"|largest|middle|higher|lower|fastest|faster)) (?:one|thing)\b"
    r"|\b(?:el|al) (?:mas )?(grande|pequeno|chiquito|chico|barato|caro|mediano)\b"
    r"|\b(?:den|der|das) (kleine[nrs]?|kleinste[nrs]?|grosse[nrs]?|grosste[nrs]?|billigste[nrs]?"
    r"|mittlere[nrs]?|gunstigste[nrs]?)(?: bitte)?$"
    r"|\b(?:le|au) (?:plus )?(petit|gros|grand|moyen|cher)\b"
)
_OF_BILLS: Final = re.compile(
    r"\b(?:pay|bills?|invoices?|open|zoom|due|put \d+|come to|comes to|how much|facturas?"
    r"|pagar?|rechnung\w*|factures?|payer|paie)\b"
)
_WITH: Final = re.compile(
    r"\b(?:(?:the|a) (?:one|plan|tariff|package|tier)|el|uno|otro|plan|tarifa|forfait|tarif"
    r"|den|einen|eins|celui|un autre)"
    r" (?:with|that has|that includes|con|que tiene|que trae|que incluye|mit|avec"
    r"|qui a|qui inclut) (?:the |el |la |l |le |den |dem )?((?:more |mas |mehr |plus de )?\w+)\b"
)
_MEASURED: Final = re.compile(
    rf"\b(\d{{1,4}} ?(?:gb|gig|gigs|gigas|giga|go|mb|mbit|mbps|megas?|mega|minutes?|minutos))"
    rf"(?: (?:one|{_PLAN_WORD})\b)"
    rf"|\b{_PLAN_WORD} (?:of |de |mit |with |con |avec )?(\d{{1,4}} ?(?:gb|gigas?|go|mbit"
    rf"|megas?))\b"
)
_PAID_BY: Final = re.compile(
    r"\b(?:to|on|onto|al|a|auf|en|au) (?:an? |the |el |le )?(annual|yearly|monthly|anual|mensual"
    r"|jahrlich|monatlich|annuel|mensuel)(?: billing| plan| payment| subscription| tarif)?\b"
)
_COMPARES: Final = re.compile(
    r"\b(?:between|difference|compare[ds]?|versus|vs|or|oder|unterschied|zwischen|diferencia|entre"
    r"|comparar|vergleich\w*|comparer|ou)\b"
)
_OWN_NAME: Final = re.compile(
    r"(?P<name>[A-ZÀ-Ý][\w+-]*(?: (?:[A-ZÀ-Ý][\w+-]*|\d{2,4}|[XSML]{1,2}))*)"
)


_SAID_OF_OTHERS: Final = re.compile(
    r"\b(?:pro rata|(?:what|that|the|which) basis|smart meters?|light bill|student visa"
    r"|unfinished business"
    r"|business (?:customers?|accounts?|between|partners?|address|hours|days?)|(?:remaining"
    r"|renewal|unpaid)"
    r" premiums?|premiums? (?:back|outstanding|of|on|for)|to the family|(?:my|our|your) family"
    r"|free of charge|for free|free (?:calls?|sms|phone|trial)|home (?:policy|insurance|address)"
    r"|standard (?:card|karte)|solo (?:un|una|quiero)|direct debit|standing order)\b"
)
"""Names of plans in other meanings."""


def plan_of(text: str) -> str | None:
    """The plan's name in the customer's words, a usual one mended; two where they are compared."""
    folded = _SAID_OF_OTHERS.sub(" ", fold(text))
    words = folded.split()
    known = [name for word in words if (name := _known(word))]
    sure = [name for name in dict.fromkeys(known) if name not in _COMMON]
    if len(sure) > 1 and _COMPARES.search(folded):
        return ", ".join(sure)
    if (size := _MEASURED.search(folded)) is not None:
        return size[1] or size[2]
    if (own := _own_name(text, folded)) is not None:
        return own
    if (target := _behind_a_change(folded)) is not None:
        return target
    beside = _beside_the_word(folded)
    if beside is not None:
        return beside
    if sure and _CONTEXT.search(folded) and not _about_insurance(folded):
        return sure[0]
    if (told := _WITH.search(folded)) is not None:
        return told[1]
    if (how := _PAID_BY.search(folded)) is not None:
        return how[1]
    size = _SIZES.search(folded)
    if size is None and _OF_BILLS.search(folded) is None and _CONTEXT.search(folded):
        size = _SIZED_ONE.search(folded)
    return next((group for group in size.groups() if group), None) if size else None


def _about_insurance(folded: str) -> bool:
    """The premium of an insurance is no plan."""
    return _RISES.search(folded) is not None


_RISES: Final = re.compile(
    r"\b(?:my|our|insurance|the) premiums?(?: \w+)* (?:go|goes|up|rise|rises|due)\b"
)


def _own_name(text: str, folded: str) -> str | None:
    """A name in capitals beside the word for a plan, or behind the wish to change to it."""
    plan_word, german = rf"(?i:{_PLAN_WORD})", _GERMAN.search(folded) is not None
    for told in (
        rf"(?i:\b{_CHANGES})(?: \S+){{0,4}}? (?i:{_ONTO})(?: (?i:{_ARTICLE}))?(?: {plan_word})? "
        rf"{_OWN_NAME.pattern}",
        rf"\b(?:(?i:the|your|our|den|der|die|das|le|la|el|a|is|does) )?{_OWN_NAME.pattern}"
        rf"[ -]{plan_word}\b",
        rf"\b{plan_word} {_OWN_NAME.pattern}",
        rf"(?i:\b(?:how much is|price of|cost of|want|take|cuesta|kostet|coute|coûte))"
        rf"(?: (?i:{_ARTICLE}))? {_OWN_NAME.pattern}",
        r"^(?P<name>[A-ZÀ-Ý][\w+-]* \d{2,4})(?=[,.!]? (?:please|bitte|svp|por favor)|$)",
    ):
        for found in re.finditer(told, text):
            name = fold(found["name"])
            words = [_known(word) or word for word in name.split()]
            bare = [word for word in words if word not in _NO_NAME | _NOT_A_PLAN]
            is_one = bare and len(bare) == len(words) and _NO_PLANS_NAME.search(name) is None
            if is_one and (not german or any(_known(word) for word in words) or " " in name):
                return " ".join(words)
    return None


_NO_PLANS_NAME: Final = re.compile(r"\d{5}|^[a-z]{2,4} \d+$|day\b|days\b")
_GERMAN: Final = re.compile(r"\b(?:ich|mein\w*|bitte|auf|den|wir|der|das|dem|und|in|im)\b")
"""German writes every noun with a capital, so a capital tells nothing there."""


def _behind_a_change(folded: str) -> str | None:
    """A usual name behind "switch me to"; any word where the sentence ends with it."""
    ends = _ENDS_WITH.search(folded)
    for found in _TO.finditer(folded):
        rest = folded[found.end() :].split()
        if rest and (name := _known(rest[0])) is not None:
            return name
    return ends[1] if ends and _can_be_a_name(ends[1]) else None


_ENDS_WITH: Final = re.compile(
    rf"\b(?:(?:upgrade|downgrade)(?: \w+){{0,2}}?|(?:switch|change|move|migrate)(?: \w+){{0,3}}?"
    rf" {_PLAN_WORD}|(?:wechseln|cambiar|passer|cambiame|pasame)(?: \w+){{0,2}}?)"
    r" (?:to|auf|au|al|a) (?:the |den |el |le )?(\w+)(?: please| bitte| svp| now| today)?$"
)


def _can_be_a_name(word: str) -> bool:
    return word.isalpha() and word not in _NO_NAME and word not in _NOT_A_PLAN


def _beside_the_word(folded: str) -> str | None:
    """The word before or behind "plan", where it can be a name; of German also the first part."""
    for found in _BEFORE.finditer(folded):
        word = found["a"]
        if (name := _known(word)) is not None:
            return name
        named = re.search(
            rf"\b(?:the|den|der|your) {word} (?!vertrag|contract){_PLAN_WORD}\b", folded
        )
        if named and _can_be_a_name(word.split()[0]):
            return word
    for found in _BEHIND.finditer(folded):
        word = found["a"]
        if (name := _known(word)) is not None:
            return name
        with_article = re.search(rf"\b(?:la|el|le|der|l) {found[0]}\b", folded)
        if with_article and _can_be_a_name(word.split()[0]):
            return word
    joined = re.search(r"\b(\w{3,})(?:tarif|paket|abo)s?\b", folded)
    return _known(joined[1].rstrip("s")) or _known(joined[1]) if joined else None


@cache
def _slips() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in _NAMES.split():
        if len(name) > 4:
            for key in (name, *_shorter(name)):
                found.setdefault(key, name)
    return found


def _shorter(word: str) -> Iterator[str]:
    for at in range(1, len(word)):
        yield word[:at] + word[at + 1 :]


_ALL: Final = frozenset(_NAMES.split())
_NO_SLIP: Final = frozenset(
    "started starts start homes classics lights teams forms advance premiums families basics"
    " ".split()
)


def _known(word: str) -> str | None:
    """The usual name a word is, with one letter wrong too."""
    if word in _ALL:
        return word
    if len(word) < 5 or word in _NO_SLIP:
        return None
    slips = _slips()
    return next((slips[key] for key in (word, *_shorter(word)) if key in slips), None)
