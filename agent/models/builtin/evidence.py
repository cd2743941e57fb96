"""Whether a wish about money is about a bill of ours: "pay the babysitter" is not."""

import re
from typing import Final

from agent.language import fold
from agent.models.builtin.concepts import concepts_of
from agent.models.builtin.features import Seen, shortened, words_of

MONEY: Final = frozenset({"pay_bill", "refund_request"})
"""The labels by which money could move."""
CONTRACT: Final = frozenset({"plan_change", "subscription_cancel"})
"""The labels by which a contract could change."""
_OURS: Final = frozenset(
    "bill owe balance open overdue xnumber electricity water gas internet phone rent insurance"
    " due plan contract usage latefee".split()
)
_THEIRS: Final = frozenset({"company"})
_NOT_OURS: Final = frozenset(
    "friend someone_else thing invest film jobs trade club travel sport cooking parcel".split()
)
_HOW: Final = frozenset({"card", "bank", "other", "paypal"})
_PAYS: Final = frozenset({"pay", "settle", "transfer"})
_POINTS: Final = frozenset({"filler", "my", "it", "me", "please", "you", "and", "all", "only"})
_ENDS: Final = frozenset({"cancel", "renew"})
_STRANGERS: Final = frozenset("company club trade travel film sport parcel cooking jobs".split())
"""Concepts of what is paid, ended or renewed elsewhere."""
_VISITS: Final = frozenset({"technician"})
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


_PERSON: Final = (
    r"(?:neighbou?rs?|voisine?s?|vecin[oa]s?|nachbar\w*|(?:other|another|all) (?:customers?"
    r"|clients?"
    r"|people|users?|tenants?|compan(?:y|ies))|autres? (?:clients?|utilisateurs?|locataires?)"
    r"|otr[oa]s? (?:clientes?|usuarios?|inquilinos?)|andere[nrsm]? (?:kunden?|mieters?|nutzers?)"
    r"|todos los (?:clientes|usuarios)|tous les (?:clients|utilisateurs)|alle[rn]? kunden"
    r"|(?:someone|somebody) else|everybody|everyone|quelqu un d autre|otra persona|autrui)"
)
_WHOSE: Final = re.compile(
    r"\b(?:bills?|invoices?|payments?|balances?|accounts?|data|factures?|paiements?|donnees"
    r"|comptes?"
    r"|facturas?|pagos?|datos|cuentas?|rechnung(?:en)?|zahlungen|daten|konten|konto)"
    r" (?:of|from|for|de|du|des|d un|d une|d|del|von|vom|der|einer|eines)?(?: ?(?:my|the|mi|mis"
    r"|un|una"
    r"|mon|ma|mes|meine[nrsm]?|einem|einer|eines|el|la|le|les|los|l))?"
    rf" ?{_PERSON}\b|\b{_PERSON} (?:s )?(?:bills?|invoices?|payments?|balance|account"
    rf"|rechnung(?:en)?)\b"
    rf"|\b(?:{_PERSON}|(?:mr|mrs|ms|mister|herr|frau|monsieur|madame|mme|senor|senora|don|dona)"
    r" \w+) (?:owes?|pays?|paid|doit|paie|paye|debe|paga|schuldet|zahlt)\b"
    rf"|\b(?:owes?|pays?|doit|paie|paye|debe|paga|schuldet|zahlt) (?:my|mi|mon|ma|mein"
    rf"|meine)? ?{_PERSON}"
)
_COMPLAINS: Final = re.compile(
    r"\b(?:that s|this is|das ist|c est|es la|es de|put in|wrong|mistake|instead|charged"
    r"|charging|billed|billing me|accident|received?|got|came"
    r"|mine"
    r"|arriv\w*|lleg\w*|cobra\w*|factur(?:ez|e|an|ado|aron)|berechne\w*|bekomm\w*|bezahlt|pague"
    r"|erreur|error|recois|recu|versehen\w*|verwechsel\w*|not my|than|menos|moins|mas|plus|weniger"
    r"|als|half|what i do|same)\b"
)
"""Words by which another's bill is a grievance, or a comparison, of one's own."""


def is_nobodys(text: str) -> bool:
    """Whether it orders the assistant about, or asks for what is another customer's."""
    folded = fold(text)
    if _ORDERS_US.search(folded) is not None or _OF_ANOTHER.search(folded) is not None:
        return True
    return _WHOSE.search(folded) is not None and _COMPLAINS.search(folded) is None


def names_billing(text: str) -> bool:
    """Whether it speaks of anything that a company and its customer settle with each other."""
    told = concepts_of(words_of(shortened(text)))
    return any(name in _OURS or name in _PAYS for names in told for name in names)


def is_ours(text: str, seen: Seen, *, sure: bool = False) -> bool:
    """False where what is to be paid or given back is told, and is nobody's bill here.

    `sure`: the wish is so likely that a word for something else beside it does not matter.
    """
    words = words_of(shortened(text))
    told = concepts_of(words)
    # A Visa is no journey where it pays, and "the other card" is no other person's.
    names = {name for each in told for name in (each if not _HOW & {*each} else _HOW & {*each})}
    if names & _THEIRS and not names & {"planname"}:
        return False
    if _behind(words, told, _PAYS) & _STRANGERS:
        return False
    if names & _OURS:
        return True
    return (sure or not names & _NOT_OURS) and not _pays_a_stranger(words, told, seen)


def is_of_another(text: str) -> bool:
    """Whether it wants something ended or changed that is no contract of ours: "cancel my gym"."""
    words = words_of(shortened(text))
    return bool(_behind(words, concepts_of(words), _ENDS) & (_STRANGERS | _VISITS))


def _behind(words: list[str], told: list[tuple[str, ...]], verbs: frozenset[str]) -> frozenset[str]:
    """The concepts of the first word of weight behind each of `verbs`."""
    found: set[str] = set()
    for at, names in enumerate(told):
        if not verbs.isdisjoint(names):
            after = (about for about in told[at + 1 : at + 1 + _REACH] if not _only_points(about))
            found.update(next(after, ()))
    return frozenset(found)


def _only_points(about: tuple[str, ...]) -> bool:
    return bool(about) and set(about) <= _POINTS


def _pays_a_stranger(words: list[str], told: list[tuple[str, ...]], seen: Seen) -> bool:
    """Whether the first word of weight behind "pay" is one that no sentence about bills has."""
    for at, names in enumerate(told):
        if _PAYS.isdisjoint(names):
            continue
        behind = zip(words[at + 1 : at + 1 + _REACH], told[at + 1 : at + 1 + _REACH], strict=True)
        for word, about in behind:
            if _only_points(about):
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
