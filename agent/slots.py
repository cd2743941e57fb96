"""What a customer's message names: bills, an amount or a part, a way to pay, a time, a plan."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from agent.language import fold
from agent.slots_bill import bill_of, is_rest
from agent.slots_plan import plan_of
from agent.slots_table import named, words_for
from agent.slots_time import period_of
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
_PERCENT: Final = re.compile(
    r"(?<!\d)(\d{1,2})\s?(?:%|percent|per cent|pct|prozent|por ?ciento|por cien|pour ?cent)"
)
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
    return Slots(
        bill=bill_of(text),
        amount=_amount(text),
        fraction=_fraction(text, words),
        method=_method(text, words),
        period=period_of(text),
        plan=plan_of(text),
        metric=" ".join(named(words, "unit", "feature")) or None,
    )


_PLACE: Final[Mapping[str, int]] = {
    "1st": 0, "1a": 0, "1re": 0, "primero": 0, "2nd": 1, "2a": 1, "2e": 1, "2": 1, "3rd": 2,
    "3a": 2, "3e": 2, "3": 2, "tercero": 2, "4th": 3, "first": 0, "primera": 0, "erste": 0,
    "premiere": 0, "second": 1, "segunda": 1, "segundo": 1, "zweite": 1, "deuxieme": 1,
    "seconde": 1, "third": 2, "tercera": 2, "dritte": 2, "troisieme": 2,
    "fourth": 3, "cuarta": 3, "vierte": 3, "quatrieme": 3,
}  # fmt: skip
_FIRST: Final = frozenset(word for word, place in _PLACE.items() if place == 0)
_LAST_ONES: Final[Mapping[str, int]] = {"last two": 2, "last three": 3, "last four": 4}
_OTHER_ONE: Final = frozenset({"other", "otra", "otro", "andere", "autre"})
_AS_PICK: Final[Mapping[str, str]] = {
    word: pick
    for pick, words in {
        "oldest": "older|mas vieja|mas antigua|altere|alteste|plus ancienne|plus vieille",
        "latest": "newer|mas nueva|mas reciente|neuere|neueste|plus recente",
        "overdue": "late",
        "biggest": "big|grosse|dear|bigger|dearest|most expensive|mas cara|mas grande|mas"
        " alta|teuerste|hochste"
        "|plus chere|plus grosse",
        "smallest": "small|kleine|petite|smaller|cheaper|cheapest|least expensive|mas barata|mas"
        " pequena|billigste"
        "|kleinste|plus petite",
    }.items()
    for word in words.split("|")
}


def pointed_at(slots: Slots, shown: Sequence[str], meant: Sequence[str]) -> Slots:
    """The slots with "the second one", "the other one" turned into the bill among `shown`.

    `meant`: the bills talked of now, which "the other one" is not. None where that is not clear.
    """
    said = slots.bill or ""
    if said in _AS_PICK:
        return replace(slots, bill=_AS_PICK[said])
    if said in _LAST_ONES:
        return replace(slots, bill=", ".join(shown[-_LAST_ONES[said] :]) or None)
    if said in _FIRST and not shown:
        return slots
    if said in _PLACE:
        place = _PLACE[said]
        return replace(slots, bill=shown[place] if place < len(shown) else None)
    if said in _OTHER_ONE:
        others = [bill for bill in shown if bill not in meant]
        return replace(slots, bill=others[0] if meant and len(others) == 1 else None)
    if is_rest(said):
        return replace(slots, bill=None)  # of which bill the talk tells
    return slots


_ALSO_MONEY: Final = frozenset({"credit", "debit"})
"""Words for a card that are as often money on a bill ("the goodwill credit")."""

_PAID_WITH: Final = re.compile(r"\b(?:by|with|on|via|use|using|my) (?:credit|debit)\b")


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
    (
        "1/3",
        r"\b(?:(?:a|one) third|third of (?:it|that|this)|tercio|drittel"
        r"|tiers(?! (?:payant|person)))\b",
    ),
    (
        "1/4",
        r"\b(?:a|one|un|une|ein|el|le) (?:quarter|cuarto|viertel|quart)\b"
        r"(?! (?:of a )?(?:hour|year))|\bquarter of (?:it|that|this)\b",
    ),
    ("1/5", r"\b(?:a fifth|one fifth|un quinto|ein funftel|un cinquieme)\b"),
    ("1/10", r"\b(?:a tenth|one tenth|un decimo|ein zehntel|un dixieme)\b"),
)
_SPELLED_PART: Final = re.compile(
    rf"\b({'|'.join(_SPELLED)}) (?:percent|per cent|pct|prozent|por ciento|pour cent)\b"
)


def _fraction(text: str, words: list[str]) -> str | None:
    folded = " ".join(words)
    for fraction, said in _FRACTIONS:
        if re.search(said, folded):
            return fraction
    percent = _PERCENT.search(text.casefold())
    if percent and int(percent[1]) > 0:
        return str(Fraction(int(percent[1]), 100))
    spelled = _SPELLED_PART.search(folded)
    if spelled is not None:
        return str(Fraction(int(_SPELLED[spelled[1]]), 100))
    return "1/2" if not words_for("half").isdisjoint(words) else None


_WAYS: Final = re.compile(
    r"\b(?:apple ?pay|google ?pay|american express|direct debits?|wire transfer|bank transfer"
    r"|standing order|gift card|credit card|debit card|bizum|klarna|twint|giropay|venmo|revolut"
    r"|ideal(?= pay|$)|sofort(?=uber)|carte bleue|kreditkarte|tarjeta de (?:credito|debito))\b"
)
"""Ways to pay with names of their own or of several words."""
_PAID_IN: Final = re.compile(
    r"\b(?:by|in|with|via|pay|send(?:ing)?|mail|por|en|con|per|mit|par|avec)"
    r" (?:an? |un |una |einem? )?"
    r"(cash|cheque|check|wire|transfer|ach|transferencia|efectivo|uberweisung|bar(?:geld)?|scheck"
    r"|virement|especes|liquide)\b|^(bar|cash|efectivo|especes)$"
)
_FROM_BANK: Final = re.compile(
    r"\b(?:vom|von meinem|von unserem|auf meinem|uber mein|mein|meinem) (?:bank)?konto\b"
    r"|\b(?:sur|de|du|depuis) (?:mon|notre|le)? ?compte\b"
    r"|\b(?:from|out of|off|with) (?:my|our|the) (?:current |joint |business |savings )?account\b"
)


def _method(text: str, words: list[str]) -> str | None:
    folded = " ".join(words)
    of_card = _OF_CARD.search(text)
    found = named(words, "card", "bank", "wallet")
    if not of_card and (way := _WAYS.search(folded)):
        return way[0]
    if set(found) <= _ALSO_MONEY and not _PAID_WITH.search(folded):
        if not found and (way := _PAID_IN.search(folded)):
            return way[1] or way[2]
        return "bank account" if _FROM_BANK.search(folded) else None
    wallet = named(words, "wallet")
    if wallet:
        return wallet[0]  # "my PayPal account" is no bank's
    if of_card:
        return of_card[1] or of_card[2]
    digits = _LAST_FOUR.search(_AMOUNT.sub(" ", text))
    if digits and not _YEAR.fullmatch(digits[1]):
        return digits[1]
    return "bank account" if not words_for("bank").isdisjoint(found) else " ".join(found)


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
