"""The fields of an uploaded invoice when somebody changes them. Pure.

A value that a person or a hint put in stands where the reader's stood, says where it came from
(`source`: customer | learned), and the reader's own stays beside it under `as_read`.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, cast

from billing.errors import InvalidMoney, InvalidRequest
from billing.money import currency_exponent
from billing.tenants import JsonValue

Fields = Mapping[str, JsonValue]

CUSTOMER: Final = "customer"
LEARNED: Final = "learned"
KINDS: Final[Mapping[str, str]] = {
    "invoice_number": "number",
    "account_number": "number",
    "issue_date": "date",
    "due_date": "date",
    "seller_name": "name",
    "buyer_name": "name",
    "currency": "currency",
    "net_amount": "amount",
    "tax_amount": "amount",
    "total_amount": "amount",
}
"""What may be corrected, and of which kind each is; bank details are not among them."""

RECOGNISED: Final = "recognised"
"""What the reader saw in pictures of pages, packed by it and for it: it goes with the bytes."""
PAYEE: Final = ("seller_name", "seller_vat_id", "iban")
NOT_SHOWN: Final = frozenset(
    {
        "as_read",
        "beside",
        "categorised",
        "topics",
        "duplicate_of",
        "page_images",
        "ibans",
        "page_seller",
        RECOGNISED,
    }
)
_LEARNED_CONFIDENCE: Final = cast(JsonValue, 0.9)  # as the readers': the only fractions
"""A label may have been taught wrongly; only who has the document before them is certain."""
_AMOUNT: Final = re.compile(r"-?\d{1,12}(?:\.\d{1,4})?")
_NUMBER: Final = re.compile(r"[^\W_][\w ./#:+()-]{0,63}")


class WrongValue(InvalidRequest):
    """A correction that cannot be a value of its field; `field` says which."""

    def __init__(self, field: str) -> None:
        self.field = field
        super().__init__(f"this is no value for {field}")


def checked(field: str, raw: str, currency: str | None) -> str:
    """`raw` as its field has it: ISO day, decimal string in the currency's places, ISO 4217 code.

    Raises `WrongValue`, also for a field that nobody may correct.
    """
    text = " ".join(raw.split())
    check = {"date": _day, "amount": _amount, "currency": _currency, "number": _reference}
    kind = KINDS.get(field)
    try:
        if kind == "amount":
            return _amount(text, currency)
        if kind == "name" and 0 < len(text) <= 120 and text.isprintable():
            return text
        return check[kind or ""](text, None)
    except (KeyError, ValueError, InvalidMoney):
        raise WrongValue(field) from None


def _day(text: str, _: str | None) -> str:
    read = date.fromisoformat(text)
    if not 1990 <= read.year <= 2100 or len(text) != 10:
        raise ValueError(text)
    return read.isoformat()


def _amount(text: str, currency: str | None) -> str:
    if not _AMOUNT.fullmatch(text):
        raise ValueError(text)
    places = 2 if currency is None else currency_exponent(currency)
    value = Decimal(text)
    rounded = value.quantize(Decimal(1).scaleb(-places))
    if rounded != value:
        raise ValueError(text)
    return str(rounded if rounded else abs(rounded))


def _currency(text: str, _: str | None) -> str:
    code = text.upper()
    currency_exponent(code)
    return code


def _reference(text: str, _: str | None) -> str:
    if not _NUMBER.fullmatch(text) or not any(char.isdigit() for char in text):
        raise ValueError(text)
    return text


def changed(fields: Fields, values: Mapping[str, str | None], source: str) -> dict[str, JsonValue]:
    """`fields` with these values in place, and what the reader had kept beside them."""
    reads, as_read = _members(fields, "fields"), _members(fields, "as_read")
    done: dict[str, JsonValue] = dict(fields)
    for name, value in values.items():
        as_read.setdefault(name, reads.get(name, fields.get(name)))
        done[name] = value
        sure = _LEARNED_CONFIDENCE if source == LEARNED else 1
        read: dict[str, JsonValue] = {"value": value, "confidence": sure, "source": source}
        reads[name] = {**read, "page": None, "bbox": None}
    return done | {"fields": reads, "as_read": as_read}


def as_printed(fields: Fields, only: tuple[str, ...] | None = None) -> Fields:
    """`fields` as the reader left them; `only` these of them."""
    as_read = _members(fields, "as_read")
    if not as_read:
        return fields
    reads = _members(fields, "fields")
    back: dict[str, JsonValue] = dict(fields)
    for name, read in as_read.items():
        if only is None or name in only:
            back[name] = value_of(read)
            reads[name] = read
    return back | {"fields": reads}


def without_learned(fields: Fields) -> Fields:
    """`fields` with what was printed where a label that somebody taught put another value.

    Nobody's lesson decides what a document claims: a forger may have taught it.
    """
    changes = sources(fields)
    learned = tuple(name for name, source in changes.items() if source == LEARNED)
    return as_printed(fields, only=learned) if learned else fields


def value_of(read: JsonValue) -> JsonValue:
    """The value of a field as read, with or without its place."""
    return read.get("value") if isinstance(read, dict) else read


def shown(fields: Fields) -> dict[str, JsonValue]:
    """What clients see of an upload's fields."""
    return {name: value for name, value in fields.items() if name not in NOT_SHOWN}


def sources(fields: Fields) -> dict[str, str]:
    """The fields that somebody changed, and who: customer or learned."""
    reads = _members(fields, "fields")
    found = {name: reads.get(name) for name in _members(fields, "as_read")}
    return {name: str(read["source"]) for name, read in found.items() if isinstance(read, dict)}


def _members(fields: Fields, name: str) -> dict[str, JsonValue]:
    found = fields.get(name)
    return dict(found) if isinstance(found, dict) else {}
