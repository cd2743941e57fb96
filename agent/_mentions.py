"""The amounts and the days that a sentence mentions, in English, Spanish, German and French.

Machinery of `prose`. Where a text can be read in two ways ("1.234" or "3/4/2026") every reading is
given: a mention is false only if no reading of it is true.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from billing.money import currency_exponent, is_currency

# --- amounts -------------------------------------------------------------------------------------

_DOLLARS: Final = "USD CAD AUD NZD MXN SGD HKD ARS CLP COP TWD"
_SIGNS: Final = {
    "$": _DOLLARS,
    "us$": "USD",
    "$us": "USD",
    "ca$": "CAD",
    "c$": "CAD",
    "$ca": "CAD",
    "a$": "AUD",
    "au$": "AUD",
    "nz$": "NZD",
    "mx$": "MXN",
    "$mx": "MXN",
    "hk$": "HKD",
    "r$": "BRL",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY CNY",
    "₹": "INR",
    "zł": "PLN",
    "kr": "SEK NOK DKK ISK",
    "fr.": "CHF",
}
_NAMES: Final = {
    r"d[oó]ll?ar(?:es|s)?": _DOLLARS,
    r"bucks?": _DOLLARS,
    r"euros?": "EUR",
    r"pounds?|quid|libras?|pfund|livres?(?: sterling)?": "GBP",
    r"francs?|franken|francos?": "CHF XOF XAF XPF",
    r"yen(?:es|s)?": "JPY",
    r"pesos?": "MXN ARS CLP COP UYU",
    r"kron(?:er|or|en|a|e)": "SEK NOK DKK ISK",
    r"rupees?|rupias?|rupien|roupies?": "INR",
    r"z[lł]oty(?:s|ch)?": "PLN",
}
_SPACE: Final = "[ \u00a0\u202f]"
_NUMBER: Final = (
    rf"(?:\d{{1,3}}(?:(?:[.,'’]|{_SPACE})\d{{3}})+(?!\d)(?:[.,]\d{{1,4}})?|\d+(?:[.,]\d+)?)"
)
_SIGN: Final = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_WORDY: Final = "|".join(_NAMES)
_AMOUNT: Final = re.compile(
    rf"(?<![\w$])(?P<before>{_SIGN}|(?-i:[A-Z]{{3}})){_SPACE}?(?P<first>{_NUMBER})"
    rf"|(?<![\w.,])(?<![A-Za-z]-)(?P<second>{_NUMBER})(?:{_SPACE}|-)?(?P<after>{_SIGN}|(?-i:[A-Z]{{3}})|{_WORDY})(?!\w)",
    re.IGNORECASE,
)
_CENTS: Final = re.compile(
    rf"(?<![\w.,])(\d+){_SPACE}?(?:cents?|céntimos?|centavos?|centimes?|pence|¢)(?!\w)",
    re.IGNORECASE,
)
# Said of a number without a currency: then any currency may be meant.
_UNIT: Final = (
    r"(?:[kmg]?wh|kw|[kmgt]b|m[³3]|l|km|°\w?|h|hrs?|hours?|horas?|stunden?|heures?|min\w*|uhr|sec\w*"
    r"|units?|einheiten|unidades|unités|sms|calls?|times|points?|percent|prozent|por ciento"
    r"|pour cent|x)\b"
)
# After a bare number these words name no thing counted, so that the number is still an amount.
_NO_THING: Final = (
    r"(?:now|today|in|right|at|and|or|by|per|for|on|this|altogether|total|again|then|so|as|ahora|hoy"
    r"|en|y|por|jetzt|heute|und|insgesamt|pro|maintenant|et|au|par)\b"
)
_BARE: Final = re.compile(
    r"\b(?:owe|pay|paying|paid|costs?|charged?|total(?:s|ling)?|balance|amount|fee|price"
    r"|deb[eé]n?|pagar|pagado|cuesta|importe|saldo|comisión|precio"
    r"|schulden|zahlen|bezahlt|kostet|betrag|beträgt|gebühr|summe|preis"
    r"|devez|payer|payé|coûte|montant|solde|frais|prix)\b"
    rf"[^\d.!?]{{0,20}}?(?<![\w.,\-/#])({_NUMBER})(?![\w%/:\-]|[.,]\d|{_SPACE}?(?:%|(?!{_NO_THING})[^\W\d_]))",
    re.IGNORECASE,
)
_LOOSE: Final = re.compile(
    rf"(?<![\w.,:/\-+])(\d+[.,]\d{{2}})(?![\w%:/\-]|[.,]\d|{_SPACE}?(?:%|{_UNIT}))", re.IGNORECASE
)
_SPELLED: Final = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|twelve|eleven|(?:twen|thir|for|fif"
    r"|six|seven|eigh|nine)ty(?:-\w+)?|hundred|thousand|million|dos|tres|cuatro|cinco|seis|siete|ocho"
    r"|nueve|diez|veinte|\w+enta|cien(?:to)?|mil|\w*zehn|zwei|drei|vier|fünf|sechs|sieben|acht|neun"
    r"|\w+zig|\w*hundert|\w*tausend|deux|trois|quatre|cinq|sept|huit|neuf|dix|vingt|trente|quarante"
    rf"|cinquante|soixante|cents?|mille)[ \-](?:{_WORDY})(?!\w)",
    re.IGNORECASE,
)


_HAS_DIGIT: Final = re.compile(r"\d")
# The last four digits of a card or an account, as labels and people write them: never an amount.
_LAST_FOUR: Final = re.compile(
    r"(?:[•*·]{2,}|\b[xX]{2,})[ \u00a0]?\d{4}(?!\d|[.,]\d)"
    r"|\b(?:ending|ends) (?:in|with) \d{4}(?!\d|[.,]\d)"
    r"|\bterminad[ao] en \d{4}(?!\d|[.,]\d)|\bendet auf \d{4}(?!\d|[.,]\d)"
    r"|\b(?:se terminant|finissant) par \d{4}(?!\d|[.,]\d)"
)


@dataclass(frozen=True, slots=True)
class AmountMention:
    """One mentioned amount: its possible readings as (minor units, currency).

    `any_currency` mentions name none: their readings hold for every currency of two decimals and
    carry an empty currency. No reading at all is a mention that nothing can support.
    """

    text: str
    readings: frozenset[tuple[int, str]]


def amounts_in(sentence: str) -> Iterator[AmountMention]:
    """Every amount of `sentence` that has a currency or is said of money."""
    for match in _SPELLED.finditer(sentence):
        yield AmountMention(match[0], frozenset())
    if not _HAS_DIGIT.search(sentence):
        return
    sentence = _LAST_FOUR.sub("…", sentence)
    taken: list[tuple[int, int]] = []
    for match in _AMOUNT.finditer(sentence):
        currencies = _currencies(match["before"] or match["after"])
        if currencies:
            taken.append(match.span())
            yield AmountMention(match[0], _readings(match["first"] or match["second"], currencies))
    for match in _CENTS.finditer(sentence):
        taken.append(match.span())
        yield AmountMention(match[0], frozenset({(int(match[1]), "")}))
    for pattern in (_BARE, _LOOSE):
        for match in pattern.finditer(sentence):
            start, end = match.span(1)
            if not any(low < end and start < high for low, high in taken):
                taken.append((start, end))
                yield AmountMention(match[1], _readings(match[1], [""]))


def _currencies(name: str) -> list[str]:
    lowered = name.lower()
    if lowered in _SIGNS:
        return _SIGNS[lowered].split()
    for pattern, currencies in _NAMES.items():
        if re.fullmatch(pattern, lowered):
            return currencies.split()
    return [name] if name.isupper() and is_currency(name) else []


def _readings(number: str, currencies: list[str]) -> frozenset[tuple[int, str]]:
    return frozenset(
        (minor, currency)
        for currency in currencies
        for minor in _minor(number, currency_exponent(currency) if currency else 2)
    )


def _minor(number: str, exponent: int) -> Iterator[int]:
    """The minor units a number may mean: "1.234" is a thousand or, with three decimals, one."""
    compact = re.sub(r"['’\s\u00a0\u202f]", "", number)
    marks = re.findall(r"[.,]", compact)
    if not marks:
        yield int(compact) * 10**exponent
        return
    whole, _, places = compact.rpartition(marks[-1])
    thousands = len(places) == 3 and (len(set(marks)) == 1)
    if thousands:
        yield int(re.sub(r"[.,]", "", compact)) * 10**exponent
    decimal = len(set(marks)) == 2 or len(marks) == 1
    kept = places.rstrip("0") if len(places) > exponent else places
    if decimal and len(kept) <= exponent and not (thousands and exponent != 3):
        yield int(re.sub(r"[.,]", "", whole) + kept.ljust(exponent, "0"))


# --- days ----------------------------------------------------------------------------------------

_MONTH_NAMES: Final = """january jan enero ene januar jänner janvier janv
february feb febrero februar feber février fevrier févr
march mar marzo märz maerz mrz mars
april apr abril abr avril avr
may mayo mai
june jun junio juni juin
july jul julio juli juillet juil
august aug agosto ago août aout
september sep sept septiembre setiembre septembre
october oct octubre oktober okt octobre
november nov noviembre novembre
december dec diciembre dic dezember dez décembre decembre déc""".splitlines()
_MONTHS: Final = {
    name: number for number, line in enumerate(_MONTH_NAMES, 1) for name in line.split()
}
_MONTH: Final = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
# A month's name alone counts only where it cannot be another word ("may", "mar", "march on").
_LONE_MONTH: Final = re.compile(
    r"\b(?:(?:in|by|of|until|since|from|for|your|last|the|this|next)\s+(?P<en>January|February|March"
    r"|April|May|June|July|August|September|October|November|December)"
    r"|(?P<other>enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre"
    r"|diciembre|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|janvier|février|avril|juin"
    r"|juillet|août|septembre|octobre|novembre|décembre))\b"
)
_ISO: Final = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_NUMERIC: Final = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-])")
_SHORT_NUMERIC: Final = re.compile(
    r"(?<![\d./,$€£-])(?<![$€£] )(\d{1,2})(?:\.(\d{1,2})\.|/(\d{1,2}))(?![\d/.%])"
)
_DAY_MONTH: Final = re.compile(
    rf"(?<![\d.,])(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+|del\s+)?({_MONTH})"
    r"(?:,?\s+(?:de\s+|del\s+)?(\d{4}))?",
    re.IGNORECASE,
)
_MONTH_DAY: Final = re.compile(
    rf"\b({_MONTH})\s+(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[.,]\d)(?:,?\s+(\d{{4}}))?",
    re.IGNORECASE,
)
_MONTH_YEAR: Final = re.compile(rf"\b({_MONTH}),?\s+(?:de\s+|del\s+)?(\d{{4}})\b", re.IGNORECASE)
_DAY_ALONE: Final = re.compile(
    r"\b(?:by|until|till|on|before|from|since|after)\s+the\s+(\d{1,2})(?:st|nd|rd|th)\b"
    r"|\b(?:bis(?: zum)?|am|zum|ab(?: dem)?|vor dem|vom|seit dem)\s+(\d{1,2})\.(?!\d)"
    r"|\b(?:el|al|del)\s+(?:día\s+)?(\d{1,2})(?=\s*(?:[.;:!?)]|$))"
    r"|\b(?:le|au|avant le|jusqu'au|jusqu’au|du)\s+(\d{1,2}|1er)(?=\s*(?:[.;:!?)]|$))",
    re.IGNORECASE,
)
_RELATIVE: Final = (
    (re.compile(r"\b(?:tomorrow|mañana|demain)\b|\bmorgen\b"), 1),
    (re.compile(r"\b(?:yesterday|ayer|gestern)\b|\bhier (?=soir|matin)"), -1),
    (
        re.compile(
            r"\b(?:due|payable|vence|fällig|échéance)\b.{0,12}\b(?:today|hoy|heute|aujourd.hui)"
        ),
        0,
    ),
    (re.compile(r"\b(?:heute|hoy|today)\b.{0,12}\b(?:fällig|vence|due)\b"), 0),
    (re.compile(r"\bà payer aujourd.hui"), 0),
    (re.compile(r"\b(?:day after tomorrow|pasado mañana|übermorgen|après-demain)\b"), 2),
)
_IN_DAYS: Final = re.compile(
    r"\b(?:within|in|en|dans|innerhalb von|binnen)\s+(\d{1,3})\s+(?:more\s+)?"
    r"(?:(days?|días?|tagen?|jours?)|(weeks?|semanas?|wochen?|semaines?))\b"
)
_WEEKDAY_NAMES: Final = (
    "monday lunes montag lundi|tuesday martes dienstag mardi|wednesday miércoles mittwoch mercredi"
    "|thursday jueves donnerstag jeudi|friday viernes freitag vendredi"
    "|saturday sábado samstag samedi|sunday domingo sonntag dimanche"
)
_WEEKDAYS: Final = {
    name: number for number, line in enumerate(_WEEKDAY_NAMES.split("|")) for name in line.split()
}
_WEEKDAY: Final = re.compile(
    r"\b(?:by|until|till|on|before|next|this|coming|el|antes del|hasta el|am|bis|nächsten|kommenden"
    r"|le|avant|jusqu.à|ce)\s+(" + "|".join(_WEEKDAYS) + r")\b"
)
# "Friday, 13 March": the day that follows has to be one.
_WEEKDAY_OF: Final = re.compile(
    r"\b(" + "|".join(_WEEKDAYS) + r"),?\s+(?:the |den |dem |el |le )?(?=\d|[a-zé]{3,9}\.? \d)"
)


@dataclass(frozen=True, slots=True)
class DayMention:
    """A mentioned day: parts that are None were left open ("12 March" has no year).

    `others` holds further readings of the same text; `offset` counts days from today.
    """

    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    offset: int | None = None
    others: tuple["DayMention", ...] = ()

    def holds(self, known: date, today: date | None) -> bool:
        """Whether this mention, in any reading, can mean the day `known`."""
        if self.offset is not None:
            return today is not None and known == today + timedelta(days=self.offset)
        wanted = (self.year, self.month, self.day, self.weekday)
        parts = (known.year, known.month, known.day, known.weekday())
        if all(want in (None, part) for want, part in zip(wanted, parts, strict=True)):
            return True
        return any(other.holds(known, today) for other in self.others)


def days_in(sentence: str) -> Iterator[DayMention]:
    """Every day, month or relative day that `sentence` mentions."""
    rest = sentence
    for pattern, read in _READERS if _HAS_DIGIT.search(sentence) else _READERS_OF_WORDS:
        for match in pattern.finditer(rest):
            mention = read(match)
            if mention is not None:
                yield mention
                # What one pattern has read is blanked, so that no part of it is read again.
                start, end = match.span()
                rest = rest[:start] + "\x00" * (end - start) + rest[end:]
    yield from _relative_days(sentence)


def _relative_days(sentence: str) -> Iterator[DayMention]:
    for pattern, offset in _RELATIVE:
        for match in pattern.finditer(sentence if offset == 1 else sentence.lower()):
            yield DayMention(match[0], offset=offset)
    for match in _IN_DAYS.finditer(sentence.lower()):
        yield DayMention(match[0], offset=int(match[1]) * (1 if match[2] else 7))
    for match in _WEEKDAY.finditer(sentence.lower()):
        yield DayMention(match[0], weekday=_WEEKDAYS[match[1]])


def weekday_before(sentence: str, day: DayMention) -> int | None:
    """The weekday written right before a mentioned day, 0 for Monday."""
    at = sentence.find(day.text)
    for found in _WEEKDAY_OF.finditer(sentence.lower()):
        if found.end() == at:
            return _WEEKDAYS[found[1]]
    return None


def _read_iso(match: re.Match[str]) -> DayMention:
    return DayMention(match[0], int(match[1]), int(match[2]), int(match[3]))


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    return int(text) if len(text) == 4 else 2000 + int(text)


def _read_numeric(match: re.Match[str]) -> DayMention:
    first, second, year = int(match[1]), int(match[3]), _year(match[4])
    month_first = DayMention(match[0], year, first, second)
    others = () if match[2] == "." else (month_first,)
    return DayMention(match[0], year, second, first, others=others)


def _read_short(match: re.Match[str]) -> DayMention | None:
    first, second = int(match[1]), int(match[2] or match[3])
    if not (1 <= first <= 31 and 1 <= second <= 31) or min(first, second) > 12:
        return None
    others = () if match[2] else (DayMention(match[0], None, first, second),)
    return DayMention(match[0], None, second, first, others=others)


def _month(name: str) -> int:
    return _MONTHS[name.lower().rstrip(".")]


def _read_day_month(match: re.Match[str]) -> DayMention:
    return DayMention(match[0], _year(match[3]), _month(match[2]), int(match[1]))


def _read_month_day(match: re.Match[str]) -> DayMention | None:
    # "may 2" with a small letter is no date in English, nor "mar 5" inside another word.
    if match[1].lower() in {"may", "march", "mar"} and match[1].islower():
        return None
    return DayMention(match[0], _year(match[3]), _month(match[1]), int(match[2]))


def _read_month_year(match: re.Match[str]) -> DayMention:
    return DayMention(match[0], int(match[2]), _month(match[1]))


def _read_month(match: re.Match[str]) -> DayMention:
    return DayMention(match[0], month=_month(match["en"] or match["other"]))


def _read_day(match: re.Match[str]) -> DayMention:
    digits = next(group for group in match.groups() if group is not None)
    return DayMention(match[0], day=int(digits.removesuffix("er")))


# In this order: a longer shape is read before a shorter one inside it.
_READERS: Final = (
    (_ISO, _read_iso),
    (_NUMERIC, _read_numeric),
    (_DAY_MONTH, _read_day_month),
    (_MONTH_DAY, _read_month_day),
    (_MONTH_YEAR, _read_month_year),
    (_SHORT_NUMERIC, _read_short),
    (_LONE_MONTH, _read_month),
    (_DAY_ALONE, _read_day),
)
_READERS_OF_WORDS: Final = ((_LONE_MONTH, _read_month),)


_ACCOUNT: Final = re.compile(
    r"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,}|(?<![\w-])\d(?:[ -]?\d){9,}(?![\w-])"
)


def names_an_account(text: str) -> bool:
    """Whether a text holds an IBAN, or a run of ten digits and more: a place to send money to."""
    return _ACCOUNT.search(text) is not None
