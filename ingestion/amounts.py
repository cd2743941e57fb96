"""Numbers as printed: both decimal marks, grouping of every kind, signs before and behind."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from ingestion.draft import Box
from ingestion.page import Cell, Row

SYMBOLS: Final[dict[str, str]] = {
    "US$": "USD",
    "C$": "CAD",
    "CA$": "CAD",
    "CAD$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "S$": "SGD",
    "HK$": "HKD",
    "MX$": "MXN",
    "R$": "BRL",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₺": "TRY",
    "₽": "RUB",
    "₪": "ILS",
    "₫": "VND",
    "₱": "PHP",
    "฿": "THB",
    "₦": "NGN",
    "₴": "UAH",
    "zł": "PLN",
    "Kč": "CZK",
    "Ft": "HUF",
    "SFr": "CHF",
    "sFr": "CHF",
    "Fr": "CHF",
    "Rs": "INR",
    "Euro": "EUR",
    "euros": "EUR",
    "Euros": "EUR",
    "lei": "RON",
    "лв": "BGN",
    "RM": "MYR",
}
AMBIGUOUS: Final[dict[str, str]] = {"$": "USD", "kr": "SEK", "R": "ZAR"}
"""Signs that several countries use; the value is the guess when nothing else tells."""
CODES: Final = frozenset(
    "AED ARS AUD BGN BHD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK"
    " JOD JPY KES KRW KWD MAD MXN MYR NGN NOK NZD OMR PEN PHP PKR PLN QAR RON RSD RUB SAR SEK"
    " SGD THB TND TRY TWD UAH USD UYU VND ZAR".split()
)
EXPONENTS: Final[dict[str, int]] = {
    **dict.fromkeys(("JPY", "KRW", "VND", "CLP", "ISK"), 0),
    **dict.fromkeys(("KWD", "BHD", "OMR", "JOD", "TND"), 3),
}
LARGEST: Final = Decimal(10) ** 13

_CURRENCY: Final = (
    "(?:"
    + "|".join(
        sorted(
            (re.escape(s) + (r"\b\.?" if s[-1].isalpha() else "") for s in (*SYMBOLS, *AMBIGUOUS)),
            key=lambda s: -len(s),
        )
    )
    + r"|(?:R|kr)(?=\d[\d .,]*[.,]\d{2}(?!\d))"
    + r"|(?:"
    + "|".join(sorted(CODES))
    + r")(?![A-Za-z]))"
)
_NUMBER: Final = (
    r"(?:\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?![\d])(?:[.,]\d{1,4})?"
    r"|\d{1,3}(?:['’]\d{3})+(?:[.,]\d{1,4})?"
    r"|\d{1,3}(?:,\d{2,3})+(?:\.\d{1,4})?"
    r"|\d{1,3}(?:\.\d{3})+(?:,\d{1,4})?"
    r"|\d+(?:[.,]\d{1,6})?"
    r"|[.,]\d{2})"
)
_AMOUNT: Final = re.compile(
    rf"(?:(?<![\w.,/\-])|(?<=\.\.)|(?<=__))(?P<open>\()?(?P<sign1>\(-\)|[-−–+])?\s?(?P<cur1>{_CURRENCY})?\s?(?P<sign2>[-−–])?\s?"
    rf"(?P<number>{_NUMBER})(?P<dash>[.,](?:-{{1,2}}|–|—))?"
    rf"(?P<sign3>[-−–](?![\w]))?\s?(?P<cur2>{_CURRENCY}(?!\w))?(?P<sign4>[-−–](?![\w]))?(?P<close>\))?"
    r"(?P<credit>\s?(?:CR|Cr|cr)\b)?(?:(?<=[.,]\d\d)[ABCDENSTXZ](?!\w))?(?![\w]|[.,:/\-]\d)"
)
_PERCENT: Final = re.compile(r"\s?(?:%|percent\b|Prozent\b|v\.\s?H\.)")


@dataclass(frozen=True, slots=True)
class AmountSpan:
    """One printed number. `money`: it has two decimals or a currency sign; `percent`: a rate."""

    cell: Cell
    start: int
    end: int
    box: Box
    value: Decimal
    decimals: int
    currency: str | None
    money: bool
    percent: bool
    text: str


def read_number(text: str, decimal_mark: str | None = None) -> Decimal | None:
    """The number in a text of digits and separators; None when it cannot be one.

    `decimal_mark` is what the document uses elsewhere; it decides the one unclear shape, a single
    mark before exactly three digits.
    """
    bare = re.sub(r"[\s\u00a0\u202f\u2009'’]", "", text)
    grouped = bare != text.strip()
    marks = [char for char in bare if char in ".,"]
    if len(set(marks)) == 2:
        last = marks[-1]
        if marks.count(last) > 1:
            return None
        bare = bare.replace("," if last == "." else ".", "").replace(last, ".")
    elif len(marks) > 1:
        if not _well_grouped(bare, marks[0]):
            return None
        bare = bare.replace(marks[0], "")
    elif marks:
        bare = _single_mark(bare, marks[0], decimal_mark, grouped)
    try:
        value = Decimal(bare)
    except InvalidOperation:
        return None
    return value if value < LARGEST else None


def _well_grouped(bare: str, mark: str) -> bool:
    """Groups of three, or the Indian way: twos and a last three."""
    first, *rest = bare.split(mark)
    threes = all(len(part) == 3 for part in rest) and 1 <= len(first) <= 3
    indian = all(len(part) == 2 for part in rest[:-1]) and len(rest[-1]) == 3 and len(first) <= 2
    return threes or indian


def _single_mark(bare: str, mark: str, decimal_mark: str | None, grouped: bool) -> str:
    whole, part = bare.split(mark)
    unclear = len(part) == 3 and 1 <= len(whole) <= 3 and not grouped
    if unclear and whole.strip("0") and decimal_mark != mark:
        return whole + part
    return f"{whole or '0'}.{part}"


def find_amounts(rows: Sequence[Row], taken: Sequence[tuple[Cell, int, int]]) -> list[AmountSpan]:
    """All numbers on the rows except where `taken` (dates) already stands, in reading order."""
    blocked: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for cell, start, end in taken:
        blocked.setdefault((cell.row, cell.col), []).append((start, end))
    found = [
        (cell, match)
        for row in rows
        for cell in row.cells
        for match in _AMOUNT.finditer(cell.text)
        if not any(
            match.start("number") < end and match.end("number") > start
            for start, end in blocked.get((cell.row, cell.col), ())
        )
    ]
    mark = decimal_mark_of([match["number"] for _, match in found])
    spans = (_span(cell, match, mark) for cell, match in found)
    return [span for span in spans if span is not None]


def decimal_mark_of(numbers: Sequence[str]) -> str | None:
    """The mark most numbers with two decimals use; None when they disagree or there are none."""
    votes: Counter[str] = Counter()
    for number in numbers:
        if re.search(r"[.,]\d{2}$", number):
            votes[number[-3]] += 1
    if not votes:
        return None
    (best, count), *others = votes.most_common(2)
    return best if not others or count >= 2 * others[0][1] else None


def _span(cell: Cell, match: re.Match[str], mark: str | None) -> AmountSpan | None:
    number, start, end = match["number"], *match.span()
    at, last = match.span("number")
    if " " in number and cell.has_wide_gap(at, last):
        # "2 100,00" with a wide gap is a quantity and a price; keep what stands last.
        number = number.rsplit(" ", 1)[-1]
        start = last - len(number)
    value = read_number(number, mark)
    if value is None:
        return None
    negative = any(match[f"sign{n}"] not in (None, "+") for n in (1, 2, 3, 4)) or bool(
        match["credit"] or (match["open"] and match["close"])
    )
    decimals = max(0, -int(value.as_tuple().exponent)) if match["dash"] is None else 2
    if match["cur1"] == "R" and match["sign2"] and not decimals:
        # "R-0613" is a number of a document, not so many rand.
        return None
    currency = currency_of(match["cur1"] or match["cur2"])
    percent = _PERCENT.match(cell.text, end) is not None
    start += len(cell.text[start:end]) - len(cell.text[start:end].lstrip())
    return AmountSpan(
        cell=cell,
        start=start,
        end=end,
        box=cell.box(start, end),
        value=-value if negative else value,
        decimals=decimals,
        currency=currency,
        money=not percent and (decimals == 2 or (currency is not None and decimals in (0, 2, 3))),
        percent=percent,
        text=match.group().strip(),
    )


def currency_of(sign: str | None) -> str | None:
    """ISO code of a printed sign or code; an unclear sign comes back as itself ("$", "kr", "R")."""
    if sign is None:
        return None
    bare = sign.rstrip(".")
    if bare in CODES or bare in AMBIGUOUS:
        return bare
    return SYMBOLS.get(bare)


def money_text(value: Decimal, currency: str | None) -> str:
    """A decimal string with the currency's own places, or more where more were printed."""
    places = EXPONENTS.get(currency or "", 2)
    shown = max(places, -int(value.normalize().as_tuple().exponent))
    return f"{value:.{shown}f}"


def plain_text(value: Decimal) -> str:
    """A quantity without needless zeros and never in scientific notation."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
