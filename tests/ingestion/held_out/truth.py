"""What a held-out document truly says, and what counts as a right answer to it."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

NAMES = ("seller_name", "buyer_name")
AMOUNTS = ("net_amount", "tax_amount", "total_amount")
FIELDS = (
    "invoice_number",
    "issue_date",
    "due_date",
    *NAMES,
    "account_number",
    "currency",
    *AMOUNTS,
)
KEY_FIELDS = ("invoice_number", "issue_date", "total_amount", "currency")

Value = str | None


@dataclass(frozen=True, slots=True)
class Truth:
    """The answers a careful person would accept.

    `values` has a tuple for each of `FIELDS`: nearly always one answer; two where the paper itself
    allows two ("due on receipt", a trading name beside the legal one). None means "not on paper".
    `amounts` are the line amounts, in the document's currency.
    """

    values: dict[str, tuple[Value, ...]]
    amounts: tuple[Decimal, ...]

    def accepts(self, field: str, given: Value) -> bool:
        """Whether `given` is a right answer for `field`."""
        wanted = {canonical(field, value) for value in self.values[field]}
        return canonical(field, given) in wanted


def canonical(field: str, value: Value) -> Value:
    """One spelling for answers that mean the same: case and blanks of names, zeros of amounts."""
    if value is None or not value.strip():
        return None
    text = unicodedata.normalize("NFKC", value).strip()
    if field in AMOUNTS:
        number = decimal(text)
        return text if number is None else format(number.normalize(), "f")
    if field in NAMES:
        return re.sub(r"[\W_]+", " ", text.casefold()).strip()
    if field in ("invoice_number", "account_number"):
        return re.sub(r"\s+", "", text.casefold()).lstrip("#")
    return text.upper()


def decimal(text: str | None) -> Decimal | None:
    """The number in a decimal string, None where it is none."""
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None
