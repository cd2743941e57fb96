"""What a receipt says, ready to print: amounts and days are already written for the reader."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Final

from billing.words import supported

LETTER_PAPER: Final = frozenset("US CA CL CO CR DO GT MX NI PA PH PR SV VE".split())
"""ISO 3166 countries that print on Letter; all others use A4."""

_DROPPED: Final = frozenset({"Cc", "Cs", "Co", "Cn"})
_DIRECTION_MARKS: Final = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\ufeff") | {
    chr(code) for code in range(0x2066, 0x206A)
}


@dataclass(frozen=True, slots=True)
class RefundLine:
    """Money given back: the day and the amount as written, without a sign.

    `reversal`: nothing was given back; the payment itself came to nothing, as a check that bounced.
    """

    on: str
    amount: str
    reversal: bool = False

    @property
    def key(self) -> str:
        """What the receipt calls it."""
        return "reversed" if self.reversal else "refunded"


@dataclass(frozen=True, slots=True)
class ReceiptSheet:
    """One receipt. `language` is a BCP 47 tag, `country` (ISO 3166, the tenant's) picks the paper.

    `paid_on`, `amount`, `remaining`, `kept` and the refunds are localised texts; `remaining` is
    None when nothing is known or `in_full` says it, `kept` is what stays paid after refunds. Where
    the provider took a `fee` on top, `amount` is with it and `to_bill` is without.
    `issued_at` (aware) goes into the file's own data, so that the same sheet is the same bytes.
    """

    language: str
    country: str | None
    seller_name: str
    number: str
    issued_at: datetime
    paid_on: str
    customer_name: str
    bill_number: str
    bill_description: str
    method: str
    amount: str
    remaining: str | None = None
    in_full: bool = False
    refunds: tuple[RefundLine, ...] = ()
    kept: str | None = None
    to_bill: str | None = None
    fee: str | None = None
    seller_tax_id: str | None = None
    seller_address: tuple[str, ...] = ()


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    text = files("delivery").joinpath("receipt_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def words(language: str) -> Mapping[str, str]:
    """The receipt's words in one of our languages, or in English."""
    return _table()[supported(language)]


def fee_rows(sheet: ReceiptSheet) -> tuple[tuple[str, str | None], ...]:
    """How the amount came about where there is a fee: names of words, and amounts."""
    return ("to_bill", sheet.to_bill), ("fee", sheet.fee)


def plain(text: str, limit: int) -> str:
    """One line of at most `limit` characters, cut with an ellipsis.

    Control characters and marks that turn the reading direction are taken out: a name could
    otherwise make the amount beside it read backwards.
    """
    spaced = " ".join(text.split())
    clean = "".join(
        c for c in spaced if c not in _DIRECTION_MARKS and unicodedata.category(c) not in _DROPPED
    )
    return clean if len(clean) <= limit else clean[: limit - 1].rstrip() + "…"
