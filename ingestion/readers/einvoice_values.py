"""Values of an e-invoice's XML: elements by local names, decimals, days, sums that follow."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree

from ingestion.amounts import CODES, money_text

Element = etree._Element


def elements(node: Element | None, path: str) -> Iterator[Element]:
    """Elements down a path of local names, whatever prefixes and versions the namespaces have."""
    if node is None:
        return
    name, _, rest = path.partition("/")
    for child in node:
        if isinstance(child.tag, str) and etree.QName(child).localname == name:
            if rest:
                yield from elements(child, rest)
            else:
                yield child


def element(node: Element | None, *paths: str) -> Element | None:
    """The first element down any of these paths."""
    for path in paths:
        for found in elements(node, path):
            return found
    return None


def text_of(node: Element | None, *paths: str) -> str | None:
    """The first text that is not blank down any of these paths."""
    for path in paths:
        for found in elements(node, path):
            text = " ".join((found.text or "").split())[:500]
            if text:
                return text
    return None


def number(text: str | None) -> Decimal | None:
    """A decimal as XML writes it; a comma before one or two last digits is forgiven."""
    bare = (text or "").replace(" ", "")
    if re.fullmatch(r"[+-]?\d{1,14},\d{1,2}", bare):
        bare = bare.replace(",", ".")
    if not re.fullmatch(r"[+-]?(?:\d{1,14}(?:\.\d{0,10})?|\.\d{1,10})", bare):
        return None
    try:
        return Decimal(bare)
    except InvalidOperation:
        return None


def day(text: str | None) -> str | None:
    """ISO date of "20260301" (format 102), "2026-03-01" (with or without a zone), "01.03.2026"."""
    match = re.match(r"(\d{4})-?(\d{2})-?(\d{2})", text or "")
    parts = match.groups() if match is not None else None
    if parts is None and (match := re.match(r"(\d{2})\.(\d{2})\.(\d{4})", text or "")):
        parts = match.groups()[::-1]
    if parts is None:
        return None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2])).isoformat()
    except ValueError:
        return None


def money(value: Decimal | None, currency: str | None, sign: int) -> str | None:
    """An amount as contracted, with the sign of its document."""
    return money_text(value * sign, currency) if value is not None else None


def code(text: str | None) -> str | None:
    """An ISO 4217 code that we know, whatever its case."""
    upper = (text or "").upper()
    return upper if upper in CODES else None


def currency_of(stated: str | None, sums: Element | None) -> str | None:
    """The currency code that is stated, or else the one that stands at the sums."""
    if stated is not None:
        return code(stated)
    codes = {total.get("currencyID") for total in (sums if sums is not None else ())}
    known = {found for found in map(code, codes) if found is not None}
    return known.pop() if len(known) == 1 else None


@dataclass(frozen=True, slots=True)
class Sums:
    """The document's sums as stated; what is left out follows from the others where it must."""

    net: Decimal | None
    tax: Decimal | None
    total: Decimal | None
    due: Decimal | None
    paid: Decimal | None

    @classmethod
    def of(cls, stated: "Sums") -> "Sums":
        """The same with what was left out worked out: net plus tax is the total."""
        total, net, tax = stated.total, stated.net, stated.tax
        if total is None and net is not None and tax is not None:
            total = net + tax
        if total is None and stated.due is not None and not stated.paid:
            total = stated.due
        if tax is None and total is not None and net is not None:
            tax = total - net
        if net is None and total is not None and tax is not None:
            net = total - tax
        return cls(net, tax, total, stated.due, stated.paid)

    def values(self, currency: str | None, sign: int) -> dict[str, str | None]:
        """The draft's amounts by field name."""
        return {
            "net_amount": money(self.net, currency, sign),
            "tax_amount": money(self.tax, currency, sign),
            "total_amount": money(self.total, currency, sign),
            "amount_due": money(self.due, currency, sign),
            "paid_amount": money(self.paid, currency, sign),
        }


def iban(text: str | None) -> str | None:
    """An account number without the spaces it may be written with."""
    return text.replace(" ", "").upper() if text is not None else None


def per_one(price: Decimal | None, basis: Decimal | None) -> Decimal | None:
    """The price of one piece where it is stated for a hundred or a thousand."""
    if price is None or basis is None or basis in (0, 1):
        return price
    return (price / basis).quantize(Decimal("0.000001")).normalize()
