"""The bills that a message names: by number, kind, month, issuer, place, age, size, or the rest."""

import re
from typing import Final

from agent.language import fold
from agent.slots_table import named, words_for
from agent.slots_time import without_relative, without_the_verb
from agent.spelling import mended

_NUMBERED: Final = re.compile(
    r"(?<!\w)(?:[A-Za-z]{1,8}-[A-Za-z0-9-]*\d[\w-]*|[A-Z]{2,8}\d{2,}|[A-Z]{2,8} \d{3,}(?![\w.,]*\d)"
    r"|[A-Z]{2,4}-[A-Z]{2,8}(?![\w-]))"
)
_NO_CURRENCY: Final = r"(?![\w.,:/-]*\d|\s?(?:[$€£%]|eur|usd|kwh|gb|mb|chf|dollar|franken|pound))"
_BARE_NUMBER: Final = re.compile(
    r"\b(?:inv(?:oice)?|bill|factura|recibo|boleta|rechnung|facture|document|number|no|nr"
    r"|num(?:ero)?"
    r"|número|numéro|n[°º.]{1,2})[ .:#]{1,2}(?:(?:number|no|nr|num|nº|n°|número"
    r"|numéro)[ .:#]{1,2})?"
    rf"#?(\d{{2,6}}[-/]\d{{3,6}}(?!\d)|\d{{3,10}}){_NO_CURRENCY}",
    re.IGNORECASE,
)
"""A number behind a word for a bill; a year there is a time."""
_ALONE: Final = re.compile(
    r"(?:#|\b(?:on|of|for|about|see|open|against|la|las|le|die|der|celle|von|zur?|über|sobre|sur"
    r"|ouvre|öffne|abre)\s)"
    rf"(?!20\d\d\b)(\d{{4,8}})\b{_NO_CURRENCY}",
    re.IGNORECASE,
)
"""A number behind an article or a word for looking, where no way to pay is spoken of."""
_ENDING: Final = re.compile(
    r"\b(?:ending|ends|end|termina\w*|acaba\w*|endet|finissant|finit|termine)"
    r" (?:in |on |with |en |auf |mit |par |sur )?(\d{2,6})\b"
)
_OF_METHODS: Final = re.compile(
    r"\b(?:card|cards|karte|tarjeta|carte|visa|mastercard|amex|account|iban|konto|cuenta|compte"
    r"|po|po box|purchase order|cost centre|phone|telefon|call)\b"
)
_COMPARED: Final = re.compile(r"\b(?:than|compared to|als|(?:mas|plus|menos|moins) \w+ que)\b.*$")
_ORDER: Final = re.compile(r"(?:PO|OC|KST)\b")
"""A number of the customer's own order, not of the bill beside it."""
_PAPER: Final = (
    r"(?:bills?|invoices?|facturas?|recibos?|[Rr]echnung(?:en)?|factures?|ones?|la|el|die|celle)"
)
_NAME: Final = r"([A-Z][\w&.-]*(?: (?:& )?[A-Z][\w&.-]+)*)"
_ISSUER: Final = re.compile(
    rf"\b{_PAPER} (?:from |by |de |von |vom |der |du |d['’]){_NAME}"
    rf"|\b(?:the|my|our|that) {_NAME} (?:bills?|invoices?|one)\b"
)
_POINTED: Final = re.compile(
    r"\b(?:the|my|that) (first|second|third|fourth|1st|2nd|3rd|4th|big|small|late|dear|older"
    r"|newer|other|bigger|smaller|cheaper"
    r"|cheapest|dearest|(?:most |least )expensive|penultimate|last but one)"
    r"(?: (?:one|bill|invoice)s?\b| (?:please|pls|instead|too)\b| of (?:them|those|the)\b|$)"
    r"|\b(?:the )?(last (?:two|three|four))(?: (?:ones|bills|invoices)\b|$)"
    r"|\b(?:la|el|las) (primera|primero|segunda|segundo|tercera|tercero|1a|2a|3a|cuarta"
    r"|penultima|otra|otro|anterior"
    r"|mas (?:vieja|antigua|nueva|reciente|cara|barata|grande|pequena|alta))\b"
    r"(?! (?:tarjeta|cuenta|vez|persona|plan|direccion|dia|mes|semana|parte|mitad))"
    r"|\b(?:die|den|der) (zweite|dritte|vierte|andere|altere|alteste|neuere|neueste|teuerste"
    r"|billigste|hochste|kleinste|vorletzte|erste|grosse|kleine|2|3)n?(?: rechnung)?"
    r"(?: (?:bitte|davon|auch|zuerst|da))?$"
    r"|\b(?:la|l) (premiere|deuxieme|seconde|troisieme|quatrieme|2e|3e|1re|grosse|petite|autre"
    r"|avant derniere|precedente"
    r"|plus (?:ancienne|vieille|recente|chere|grosse|petite))(?: facture)?"
    r"(?: (?:svp|aussi|d abord|s il vous plait))?$"
)
_LEFT: Final = re.compile(
    r"\b(?:what(?: is|s| s) left|the rest|the remainder|the remaining|lo que (?:queda|falta)"
    r"|el resto|lo restante|(?:den|der) rest|restbetrag|was (?:noch )?ubrig ist|le reste"
    r"|ce qui (?:me )?reste)\b"
)


def is_rest(said: str) -> bool:
    """Whether a bill slot says "what is left", of a bill that only the talk tells."""
    return _LEFT.fullmatch(said) is not None


_BOTH: Final = re.compile(
    r"\b(?:paga|quiero|ver|ambas) ?(las dos)\b|^(?:les|las) (?:deux|dos)(?: svp| por favor)?$"
)
_THEM: Final = frozenset({"them", "these", "those"})


def bill_of(text: str) -> str | None:
    """The bills `text` names in the customer's words; several are separated by a comma."""
    folded = without_the_verb(fold(text))
    numbers = list(dict.fromkeys(_NUMBERED.findall(text) or _BARE_NUMBER.findall(text)))
    if not numbers and _OF_METHODS.search(folded) is None:
        numbers = list(dict.fromkeys(_ALONE.findall(text) or _ENDING.findall(folded)))
    numbers = [number for number in numbers if not _ORDER.match(number)] or numbers
    if numbers:
        return ", ".join(numbers)
    words = _COMPARED.sub("", folded).split()
    if not words_for("method_word").isdisjoint(words):
        words = [word for word in words if word not in ("credit", "debit")]
    return _kind(words, _issuer(text)) or _place(words)


_SHORT: Final = 25
"""Words of a message in which a misspelt kind of bill is looked for."""


def _spelt(word: str) -> bool:
    """Whether the word is a kind of bill, or too common to be a misspelt one."""
    return word in words_for("bill") or word in _NO_SLIP


_NO_SLIP: Final = frozenset(
    "charge charged charger mieter marche movies renta rental rented parks alarms hosts".split()
)


def _bare(word: str) -> str:
    """A German word less the bill at its end: "stromrechnung" is about "strom"."""
    for end in ("rechnung", "rechnungen", "abrechnung"):
        for joint in ("", "s"):
            head = word.removesuffix(joint + end)
            if head != word and (head in words_for("bill") or head in words_for("month")):
                return head
    return word


def _kind(words: list[str], issuer: str | None) -> str | None:
    """By what it is for, with its month or age, or by who sent it."""
    if issuer is not None and not words_for("bill").isdisjoint(fold(issuer).split()):
        return issuer
    bare = [_bare(word) for word in words]
    kinds = named(bare, "bill")
    if not kinds and len(bare) <= _SHORT:
        kinds = named(mended(bare, _spelt), "bill")
    if kinds:
        time = _time(words)
        return ", ".join(" ".join([*time, kind]) for kind in kinds)
    return issuer


def _time(words: list[str]) -> list[str]:
    said = without_relative(" ".join(words)).split()
    time = named([_bare(word) for word in said], "month", "pick")
    year = _YEARED.search(" ".join(said))
    return [*time, year[2]] if year and year[1] in words_for("month") else time


_YEARED: Final = re.compile(r"\b([a-z]{3,12}) (?:of |de |del )?(20\d\d)\b")


def _place(words: list[str]) -> str | None:
    said, time = " ".join(words), _time(words)
    pointed = _POINTED.search(said)
    if pointed and not named(time, "month"):
        return next(group for group in pointed.groups() if group)
    if (left := _LEFT.search(said)) is not None:
        return left[0]
    every = words_for("every").intersection(words)
    if _BOTH.search(said) or every - _THEM or (every and not time):
        return "all"
    return " ".join(time) or None


def _issuer(text: str) -> str | None:
    found = _ISSUER.search(text)
    name = next((group for group in found.groups() if group), None) if found else None
    words = fold(name or "").split()
    no_name = words_for("month") | words_for("pick") | words_for("no_issuer")
    if name is None or not no_name.isdisjoint(words):
        return None
    return name if not words_for("bill").issuperset(words) else None
