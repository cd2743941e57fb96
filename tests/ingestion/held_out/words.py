"""Numbers and dates as different countries write them."""

from datetime import date
from decimal import Decimal

NARROW = "\u202f"
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
    " dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro"
    " dezembro",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
}


def month(day: date, language: str) -> str:
    return _MONTHS[language].split()[day.month - 1]


def long(day: date, language: str) -> str:
    """The day in words, as a letter has it."""
    name = month(day, language)
    match language:
        case "en":
            return f"{day.day} {name} {day.year}"
        case "us":
            return us_long(day)
        case "de":
            return f"{day.day}. {name} {day.year}"
        case "fr":
            return f"{'1er' if day.day == 1 else day.day} {name} {day.year}"
        case "es" | "pt":
            return f"{day.day} de {name} de {day.year}"
        case _:
            return f"{day.day} {name} {day.year}"


def us_long(day: date) -> str:
    return f"{month(day, 'en')} {day.day}, {day.year}"


def us_short(day: date) -> str:
    return f"{month(day, 'en')[:3]} {day.day}, {day.year}"


def dashed(day: date) -> str:
    return f"{day.day:02d}-{month(day, 'en')[:3]}-{day.year % 100:02d}"


def mdy(day: date) -> str:
    return f"{day:%m/%d/%Y}"


def dmy(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def dots(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def dots_short(day: date) -> str:
    return f"{day:%d.%m.%y}"


def us(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def eu(amount: Decimal) -> str:
    return us(amount).replace(",", "_").replace(".", ",").replace("_", ".")


def fr(amount: Decimal, gap: str = "\u00a0") -> str:
    return us(amount).replace(",", gap).replace(".", ",")


def ch(amount: Decimal) -> str:
    return us(amount).replace(",", "'")


def plain_eu(amount: Decimal) -> str:
    return f"{amount:.2f}".replace(".", ",")


def indian(amount: Decimal) -> str:
    """Lakhs and crores: 12,34,567.00"""
    sign, whole, rest = "-" if amount < 0 else "", *f"{abs(amount):.2f}".split(".")
    head, tail = whole[:-3], whole[-3:]
    groups: list[str] = []
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return f"{sign}{','.join([*groups, tail])}.{rest}"


def behind(text: str) -> str:
    """A minus moved behind the number, as old ledgers print it."""
    return f"{text[1:]}-" if text.startswith("-") else text


def count(quantity: Decimal, comma: bool = False) -> str:
    text = format(quantity.normalize(), "f")
    return text.replace(".", ",") if comma else text
