"""What a customer's message names: bills, an amount or a part, a way to pay, a time, a plan."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
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


_NUMBERED: Final = re.compile(r"(?<!\w)(?:[A-Za-z]{1,8}-[A-Za-z0-9-]*\d[\w-]*|[A-Z]{2,8}\d{2,})")
_MARK: Final = r"(?:[$€£]|usd|eur|gbp|dollars?|euros?|bucks|pounds?|d[oó]lar(?:es)?|franken|chf)"
_FIGURE: Final = r"\d{1,3}(?:[., ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT: Final = re.compile(
    rf"(?<![\w-]){_MARK}\s?(?P<a>{_FIGURE})(?![\w%])|(?<![\w.-])(?P<b>{_FIGURE})\s?{_MARK}(?!\w)"
    r"|\b(?:only|just|actually|nur|solo|solamente|seulement|lieber|pay|pagar|payer|zahle)\s"
    rf"(?P<c>{_FIGURE})(?!\s?%|[\w-]|\s?(?:kwh|gb|mb|bill|month))"
    rf"|(?<![\w.-])(?P<d>{_FIGURE})\s(?:of|de|davon|von)\s(?:it|that|the|this|ella|la|das|der)\b",
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
_RELATIVE: Final = re.compile(
    r"(?:last|this|previous|next) (?:month|year|quarter|week)|(?:mes|ano) pasado|este mes"
    r"|(?:letzte[nrs]?|diese[nrs]?|vorige[nrs]?) (?:monat|jahr|quartal)"
    r"|(?:mois|annee) (?:dernier|passe|derniere)|ce mois"
)
_PLAN: Final = re.compile(
    r"(?:upgrade|switch|change|move|go|downgrade|wechseln|passer|cambiar)(?: \w+){0,3}?"
    r" (?:to|auf|zu|a|au|al)(?: the| den| el| la| le)? (\w+)"
    r"|(?:plan|tarif|forfait|tier) (?!is|does|include|have|change|for|and|with)(\w+)$"
)
_COMPOUND: Final = re.compile(r"(?:s?rechnung(?:en)?)$")
_COMPARED: Final = re.compile(r"\b(?:than|compared to|als|(?:mas|plus|menos|moins) \w+ que)\b.*$")


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
    numbers = list(dict.fromkeys(_NUMBERED.findall(text)))
    if numbers:
        return ", ".join(numbers)
    words = _COMPARED.sub("", folded).split()
    if not _set("method_word").isdisjoint(words):
        words = [word for word in words if word not in ("credit", "debit")]
    kinds = _named([_COMPOUND.sub("", word) for word in words], "bill")
    time = _named(_RELATIVE.sub("", " ".join(words)).split(), "month", "pick")
    if kinds:
        return ", ".join(" ".join([*time, kind]) for kind in kinds)
    if not _set("every").isdisjoint(words):
        return "all"
    return " ".join(time) or None


def _amount(text: str) -> str | None:
    below = _BELOW_ZERO.search(text)
    match = below or _AMOUNT.search(text)
    figure = next((group for group in match.groups() if group), None) if match else None
    if figure is None:
        return None
    whole, places = figure, ""
    if re.search(r"[.,]\d{1,2}$", figure):
        whole, _, places = figure.replace(",", ".").rpartition(".")
    digits = re.sub(r"\D", "", whole)
    sign = "-" if below else ""
    return f"{sign}{int(digits)}.{places}" if places else f"{sign}{int(digits)}"


def _fraction(text: str, words: list[str]) -> str | None:
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
    relative = _RELATIVE.search(folded)
    if relative:
        return relative[0]
    named = _named(folded.split(), "month")
    return named[0] if named else None


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
