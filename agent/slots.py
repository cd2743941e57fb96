"""What a customer's message names: bills, an amount or a part, a way to pay, a time, a plan."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Final

from agent.language import fold
from billing.errors import InvalidMoney
from billing.money import Money, currency_exponent


@dataclass(frozen=True, slots=True)
class Slots:
    """What the message names, in words the lookups take. `amount` is a decimal string, `fraction`
    like `1/2`; several bills are separated by a comma.
    """

    bill: str | None = None
    amount: str | None = None
    fraction: str | None = None
    method: str | None = None
    period: str | None = None
    plan: str | None = None
    metric: str | None = None


_NUMBERED: Final = re.compile(
    r"(?<!\w)(?:[A-Za-z]{1,8}-[A-Za-z0-9-]*\d[\w-]*|[A-Z]{2,8}\d{2,}|[A-Z]{2,8} \d{3,}(?![\w.,]*\d)"
    r"|[A-Z]{2,4}-[A-Z]{2,8}(?![\w-]))"
)
_BARE_NUMBER: Final = re.compile(
    r"\b(?:inv(?:oice)?|bill|factura|recibo|boleta|rechnung|facture|document|number|no|nr"
    r"|num(?:ero)?"
    r"|número|numéro|n[°º.]{1,2})[ .:#]{1,2}(?:(?:number|no|nr|num|nº|n°|número"
    r"|numéro)[ .:#]{1,2})?"
    r"#?(\d{4,10})(?![\w.,]*\d|\s?(?:[$€£]|eur|usd|kwh))",
    re.IGNORECASE,
)
"""A number behind a word for a bill; a year there is a time."""
_MARK: Final = r"(?:[$€£]|usd|eur|gbp|dollars?|euros?|bucks|pounds?|d[oó]lar(?:es)?|franken|chf)"
_FIGURE: Final = r"\d{1,3}(?:[., ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT: Final = re.compile(
    rf"(?<![\w-]){_MARK}\s?(?P<a>{_FIGURE})(?![\w%])|(?<![\w.-])(?P<b>{_FIGURE})\s?{_MARK}(?!\w)"
    r"|\b(?:only|just|actually|nur|solo|solamente|seulement|lieber|pay|put|knock|make it|about|paga"
    r"|pagar|abon[ao]|abonar|pon|payer|paye|paie|verse|verser|zahle?|bezahle?|zahlen|überweise)\s"
    rf"(?P<c>{_FIGURE})(?!\s?%|[\w-]|\s?(?:kwh|gb|mb|bill|month|days?|tage|dias|jours))"
    rf"|(?<![\w.-])(?P<d>{_FIGURE})\s(?:of|off|towards?|on|de|davon|von|auf|sur|a|für)\s"
    r"(?:it|that|the|this|my|ella|la|mi|el|das|der|die|meine|cette|ma)\b"
    r"|(?<![\w.-])(?P<e>\d+[.,]\d{2})(?![\w%.,-])",
    re.IGNORECASE,
)
_BELOW_ZERO: Final = re.compile(
    rf"\b(?:only|just|pay|paga|pagar|paye|payer|zahle|zahlen|bezahle|solo|nur|seulement)\s"
    rf"(?:[-−–]|minus |menos |moins )\s?(?:{_MARK})?\s?(?P<a>{_FIGURE})"
    rf"|(?<![\w.])[-−]\s?(?:{_MARK})\s?(?P<b>{_FIGURE})|(?:{_MARK})\s?[-−](?P<c>{_FIGURE})"
    rf"|(?<![\w.-])[-−](?P<d>{_FIGURE})\s?(?:{_MARK})(?!\w)",
    re.IGNORECASE,
)
_PERCENT: Final = re.compile(r"(?<!\d)(\d{1,2})\s?(?:%|percent|prozent|por ciento|pour cent)")
_LAST_FOUR: Final = re.compile(r"(?:\*+|•+|\b)\s?(\d{4})(?!\d|[-.,/]\d)")
_OF_CARD: Final = re.compile(
    r"\b(?:visa|mastercard|amex|jcb|discover|card|karte|kreditkarte|tarjeta|carte|account|konto"
    r"|cuenta|compte|ending in|terminada en|endet auf|finissant par)\s(?:\*+|•+|x+)?\s?"
    r"(\d{4})(?!\d)"
    r"|(?:\*{2,}|•{2,})\s?(\d{4})(?!\d)",
    re.IGNORECASE,
)
"""Four digits after the name of a card are its last four, also where they look like a year."""
_YEAR: Final = re.compile(r"20\d{2}")
_MONTH: Final = re.compile(r"\b20\d{2}-(?:0[1-9]|1[0-2])\b")
_TIME: Final = r"(?:months?|years?|quarters?|weeks?|days?|summer|winter|spring|autumn)"
_RELATIVE: Final = re.compile(
    rf"(?:last|this|previous|next|past) (?:(?:two|three|four|five|six|twelve|\d{{1,2}}) )?{_TIME}"
    r"|yesterday|today|so far this (?:month|year)"
    r"|(?:mes|ano|trimestre|semana) (?:pasad[oa]|anterior)|este (?:mes|ano|trimestre)|esta semana"
    r"|ayer"
    r"|(?:ultimos|proximos) (?:\w+ )?(?:meses|dias)|(?:el )?ultimo (?:mes|ano|trimestre)"
    r"|(?:invierno|verano) pasado"
    r"|(?:letzte[nrsm]?|diese[nrsm]?|vorige[nrsm]?) (?:monat|jahr|quartal|woche|winter|sommer)s?"
    r"|(?:letzten|vergangenen) (?:\w+ )?(?:monate|tage|jahre|wochen)|vormonat|vorjahr|gestern"
    r"|(?:mois|annee|trimestre|semaine|an|hiver|ete) (?:dernier|passe|derniere|precedent)e?"
    r"|ce (?:mois|trimestre)|cette (?:annee|semaine)|derniers? (?:\w+ )?mois|hier"
)
_QUARTER: Final = re.compile(r"\bq([1-4])\b(?: (20\d{2}))?")
_NAMED_YEAR: Final = re.compile(
    r"\b(?:in|of|for|from|during|de|del|en|von|aus|fur|im jahr) (20\d{2})\b"
)
_PLAN_NAMES: Final = (
    "premium|pro|plus|basic|basico|basis|basique|starter|business|enterprise|empresas?|entreprise"
    "|standard|estandar|family|familiar|familie|famille|home|hogar|team|gold|oro|silver|unlimited"
    "|student|essential|essentiel|komfort|smart|lite|max|mini|advanced|professional|free"
)
_PLAN: Final = re.compile(
    r"(?:upgrade|switch|change|move|go|downgrade|put|sign|wechs\w*|stell\w*|passe[rz]?|pas\w+"
    r"|cambi\w+"
    r"|sub\w+|baj\w+)(?: \w+){0,3}?"
    r" (?:to|on|onto|for|auf|zu|zum|in den|a|au|al|sur)(?: the| den| das| el| la| le| l)?"
    rf"(?: plan| tarif| forfait| offre)? ({_PLAN_NAMES}|\w+(?= (?:plan|tier|package|tarif"
    rf"|forfait)\b))\b"
    rf"|\b({_PLAN_NAMES})(?: (?:plan|tier|package|tarif|paket|abo|subscription|version|account)\b"
    rf"|tarif\b)"
    rf"|\b(?:plan|tarifa?|forfait|offre|tier|formule|paket|abo) ({_PLAN_NAMES})\b"
    r"|(?:upgrade|switch|change|move|downgrade|wechseln|passer|cambiar)(?: \w+){0,3}?"
    r" (?:to|auf|a|au|al)(?: the| den| el| la| le)?"
    r" (?!a\b|an\b|my\b|me\b|another\b|different\b|new\b|annual|month|year|cheap|bigger|small"
    r"|card)(\w+)$"
    rf"|\b(?:want|take|prefer|get|have|nehm\w*|will|quiero|prends?|veux)(?: the| el| le| la| den"
    rf"| das)? ({_PLAN_NAMES})\b"
    rf"|\b(?:is|does|what s in|cost of|price of|cuesta|kostet|coute|vale)(?: the| el| le| la| der"
    rf"| das)? ({_PLAN_NAMES})\b"
    r"|(?:plan|tarif|forfait|tier) (?!is|does|include|have|change|for|and|with|cost|kosten|end|"
    r"details|info|now|please|month|year)(\w+)$"
)
_COMPOUND: Final = re.compile(r"(?:s?rechnung(?:en)?)$")
_COMPARED: Final = re.compile(r"\b(?:than|compared to|als|(?:mas|plus|menos|moins) \w+ que)\b.*$")


_UNITS: Final = (
    "one uno una un ein eine eins",
    "two dos zwei deux",
    "three tres drei trois",
    "four cuatro vier quatre",
    "five cinco funf cinq",
    "six seis sechs six",
    "seven siete sieben sept",
    "eight ocho acht huit",
    "nine nueve neun neuf",
    "ten diez zehn dix tenner",
    "eleven once elf onze",
    "twelve doce zwolf douze",
    "thirteen trece dreizehn treize",
    "fourteen catorce vierzehn quatorze",
    "fifteen quince funfzehn quinze",
)
_ROUND: Final = (
    ("20", "twenty veinte zwanzig vingt"),
    ("25", "veinticinco"),
    ("30", "thirty treinta dreissig trente"),
    ("40", "forty cuarenta vierzig quarante"),
    ("50", "fifty cincuenta funfzig cinquante"),
    ("60", "sixty sesenta sechzig soixante"),
    ("70", "seventy setenta siebzig"),
    ("80", "eighty ochenta achtzig"),
    ("90", "ninety noventa neunzig"),
    ("100", "hundred cien hundert cent"),
    ("200", "doscientos zweihundert"),
    ("500", "quinientos funfhundert"),
)
_SPELLED: Final[Mapping[str, str]] = {
    word: str(number) for number, words in enumerate(_UNITS, start=1) for word in words.split()
} | {word: number for number, words in _ROUND for word in words.split()}
_SPELLED_MONEY: Final = re.compile(
    rf"\b(?:a )?(?P<a>{'|'.join(_SPELLED)}) (?:and a half )?"
    r"(?:dollars?|euros?|bucks|pounds?|quid|pesos|dolares|franken|francs)\b"
    rf"|\b(?:knock|put|chuck|throw|pay|paga|abona|zahle?|paie|verse|mets|pon)(?: in)?"
    rf" (?:a )?(?P<b>{'|'.join(word for word in _SPELLED if len(word) > 4 or word == 'cent')})"
    r" (?:off|of|on|towards?|de|von|auf|sur|a|to|into)\b|\b(?P<c>tenner)\b"
)


def read_slots(text: str) -> Slots:
    """The things `text` names."""
    folded = fold(text)
    words = folded.split()
    plan = _PLAN.search(folded)
    return Slots(
        bill=_bill(text, folded),
        amount=_amount(text),
        fraction=_fraction(text, words),
        method=_method(text, words),
        period=_period(text, folded),
        plan=next((group for group in plan.groups() if group), None) if plan else None,
        metric=" ".join(_named(words, "unit", "feature")) or None,
    )


_ISSUER: Final = re.compile(
    r"\b(?:bills?|invoices?|facturas?|recibos?|[Rr]echnung(?:en)?|factures?)"
    r" (?:from|by|de|von|vom|der|du) ([A-Z][\w&.-]+(?: [A-Z][\w&.-]+)?)"
)
_POINTED: Final = re.compile(
    r"\b(?:the|my|that) (second|third|fourth|older|newer|other|bigger|smaller|cheaper)(?: (?:one"
    r"|bill"
    r"|invoice)\b|$)"
    r"|\b(?:la|el|las) (segunda|segundo|tercera|otra|otro|mas (?:vieja|antigua|nueva|cara"
    r"|barata))\b"
    r"(?! (?:tarjeta|cuenta|vez|persona|plan|direccion))"
    r"|\b(?:die|den|der) (zweite|dritte|andere|altere|neuere|teuerste)n?(?: rechnung)?(?: bitte)?$"
    r"|\b(?:la|l) (deuxieme|troisieme|autre|plus (?:ancienne|vieille|recente|chere))(?: facture)?"
    r"(?: svp)?$"
)
_PLACE: Final[Mapping[str, int]] = {
    "second": 1, "segunda": 1, "segundo": 1, "zweite": 1, "deuxieme": 1, "seconde": 1,
    "third": 2, "tercera": 2, "dritte": 2, "troisieme": 2, "fourth": 3,
}  # fmt: skip
_OTHER_ONE: Final = frozenset({"other", "otra", "otro", "andere", "autre"})
_AS_PICK: Final[Mapping[str, str]] = {
    "older": "oldest", "mas vieja": "oldest", "mas antigua": "oldest", "altere": "oldest",
    "plus ancienne": "oldest", "plus vieille": "oldest", "newer": "latest", "mas nueva": "latest",
    "neuere": "latest", "plus recente": "latest", "bigger": "biggest", "mas cara": "biggest",
    "teuerste": "biggest", "plus chere": "biggest", "smaller": "smallest", "cheaper": "smallest",
    "mas barata": "smallest",
}  # fmt: skip


def pointed_at(slots: Slots, shown: Sequence[str], meant: Sequence[str]) -> Slots:
    """The slots with "the second one", "the other one" turned into the bill among `shown`.

    `meant`: the bills talked of now, which "the other one" is not. None where that is not clear.
    """
    said = slots.bill or ""
    if said in _AS_PICK:
        return replace(slots, bill=_AS_PICK[said])
    if said in _PLACE:
        place = _PLACE[said]
        return replace(slots, bill=shown[place] if place < len(shown) else None)
    if said in _OTHER_ONE:
        others = [bill for bill in shown if bill not in meant]
        return replace(slots, bill=others[0] if meant and len(others) == 1 else None)
    return slots


_ALSO_MONEY: Final = frozenset({"credit", "debit"})
"""Words for a card that are as often money on a bill ("the goodwill credit")."""

_PAID_WITH: Final = re.compile(r"\b(?:by|with|on|via|use|using|my) (?:credit|debit)\b")


@cache
def _table() -> Mapping[str, str]:
    return tomllib.loads(Path(__file__).with_name("slots.toml").read_text(encoding="utf-8"))


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(_table()[name].split())


def _named(words: list[str], *names: str) -> list[str]:
    known = frozenset().union(*(_set(name) for name in names))
    return list(dict.fromkeys(word for word in words if word in known))


def _bill(text: str, folded: str) -> str | None:
    numbers = list(dict.fromkeys(_NUMBERED.findall(text) or _BARE_NUMBER.findall(text)))
    if numbers:
        return ", ".join(numbers)
    words = _COMPARED.sub("", folded).split()
    if not _set("method_word").isdisjoint(words):
        words = [word for word in words if word not in ("credit", "debit")]
    kinds = _named([_COMPOUND.sub("", word) for word in words], "bill")
    said = [_COMPOUND.sub("", word) for word in _RELATIVE.sub("", " ".join(words)).split()]
    time = _named(said, "month", "pick")
    if kinds:
        return ", ".join(" ".join([*time, kind]) for kind in kinds)
    if (issuer := _ISSUER.search(text)) and fold(issuer[1]) not in _set("month"):
        return issuer[1]
    pointed = _POINTED.search(" ".join(words))
    if pointed and not time:
        return next(group for group in pointed.groups() if group)
    if not _set("every").isdisjoint(words):
        return "all"
    return " ".join(time) or None


def _amount(text: str) -> str | None:
    below = _BELOW_ZERO.search(text)
    match = below or _AMOUNT.search(text)
    figure = next((group for group in match.groups() if group), None) if match else None
    if figure is None:
        spelled = _SPELLED_MONEY.search(fold(text))
        word = next((group for group in spelled.groups() if group), None) if spelled else None
        return _SPELLED[word] if word is not None else None
    whole, places = figure, ""
    if re.search(r"[.,]\d{1,2}$", figure):
        whole, _, places = figure.replace(",", ".").rpartition(".")
    digits = re.sub(r"\D", "", whole)
    sign = "-" if below else ""
    return f"{sign}{int(digits)}.{places}" if places else f"{sign}{int(digits)}"


_FRACTIONS: Final = (
    ("2/3", r"\b(?:two thirds|dos tercios|zwei drittel|deux tiers)\b"),
    ("3/4", r"\b(?:three quarters|tres cuartos|drei viertel|dreiviertel|trois quarts)\b"),
    ("1/2", r"\b(?:half|halves|50 50|demi|medi[oa]|halb\w*|zur halfte|moitie|mitad)\b"),
    ("1/3", r"\b(?:a|one|un|une|ein) (?:third|tercio|drittel|tiers)\b"),
    (
        "1/4",
        r"\b(?:a|one|un|une|ein) (?:quarter|cuarto|viertel|quart)\b(?! (?:of a )?(?:hour|year))",
    ),
)


def _fraction(text: str, words: list[str]) -> str | None:
    folded = " ".join(words)
    for fraction, said in _FRACTIONS:
        if re.search(said, folded):
            return fraction
    percent = _PERCENT.search(text.casefold())
    if percent and int(percent[1]) > 0:
        return str(Fraction(int(percent[1]), 100))
    for name, fraction in (("half", "1/2"), ("third", "1/3"), ("quarter", "1/4")):
        if not _set(name).isdisjoint(words):
            return fraction
    return None


def _method(text: str, words: list[str]) -> str | None:
    named = _named(words, "card", "bank", "wallet")
    if set(named) <= _ALSO_MONEY and not _PAID_WITH.search(" ".join(words)):
        return None
    wallet = _named(words, "wallet")
    if wallet:
        return wallet[0]  # "my PayPal account" is no bank's
    if of_card := _OF_CARD.search(text):
        return of_card[1] or of_card[2]
    digits = _LAST_FOUR.search(_AMOUNT.sub(" ", text))
    if digits and not _YEAR.fullmatch(digits[1]):
        return digits[1]
    return "bank account" if not _set("bank").isdisjoint(named) else " ".join(named)


def _period(text: str, folded: str) -> str | None:
    exact = _MONTH.search(text)
    if exact:
        return exact[0]
    relative = _RELATIVE.search(folded) or _QUARTER.search(folded)
    if relative:
        return relative[0]
    named = _named([_COMPOUND.sub("", word) for word in folded.split()], "month")
    if named:
        return named[0]
    year = _NAMED_YEAR.search(folded)
    return year[1] if year else None


def part_of(balance: Money, amount: str | None, fraction: str | None) -> int | None:
    """The part a customer wants to pay, in minor units of the balance's own currency.

    `amount` and `fraction` as in `Slots`; None when they make no sense in that currency.
    """
    if fraction is not None:
        return balance.times(Fraction(fraction)).amount_minor
    whole, _, places = (amount or "").partition(".")
    exponent = currency_exponent(balance.currency)
    written = f"{whole}.{places.ljust(exponent, '0')}" if exponent else whole
    try:
        return Money.from_decimal(written, balance.currency).amount_minor
    except InvalidMoney:
        return None
