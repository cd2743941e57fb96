"""Amounts as the provider writes them: decimal strings with as many places as the currency has.

Its list of currencies (developer.paypal.com, "Currency codes") gives HUF, JPY and TWD no decimals,
whatever ISO 4217 says; all others have two. Inside the sandbox an amount is a whole number of the
smallest unit by that list.
"""

import re

from payments.sandbox._store import Json

from ._errors import invalid_value, malformed, required, unprocessable

WHOLE_ONLY = frozenset({"HUF", "JPY", "TWD"})
CURRENCIES = WHOLE_ONLY | frozenset(
    "AUD BRL CAD CNY CZK DKK EUR HKD ILS MYR MXN NZD NOK PHP PLN GBP SGD SEK CHF THB USD".split()
)
DECIMAL = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,16}))?")


def places(currency: str) -> int:
    return 0 if currency.upper() in WHOLE_ONLY else 2


def money(minor: int, currency: str) -> Json:
    """`{"currency_code": "USD", "value": "97.40"}` of 9740."""
    return {"currency_code": currency.upper(), "value": decimal(minor, currency)}


def decimal(minor: int, currency: str) -> str:
    digits, count = str(abs(minor)).zfill(places(currency) + 1), places(currency)
    shown = digits if count == 0 else f"{digits[:-count]}.{digits[-count:]}"
    return f"-{shown}" if minor < 0 else shown


def read_money(given: object, field: str) -> tuple[int, str]:
    """(smallest units, lower-case currency) of an amount above zero; raises 400 or 422."""
    if not isinstance(given, dict):
        raise required(field)
    currency, value = given.get("currency_code"), given.get("value")
    if not isinstance(currency, str):
        raise required(f"{field}/currency_code")
    if not isinstance(value, str):
        raise required(f"{field}/value") if value is None else invalid_value(field, value)
    if len(currency) != 3:
        description = "The value of a field is either too short or too long."
        raise malformed("INVALID_STRING_LENGTH", description, f"{field}/currency_code", currency)
    if currency not in CURRENCIES:
        description = "Currency code is invalid or is not currently supported."
        raise unprocessable("INVALID_CURRENCY_CODE", description, f"{field}/currency_code")
    match = DECIMAL.fullmatch(value)
    if match is None:
        description = "The value of a field does not conform to the expected format."
        raise malformed("INVALID_PARAMETER_SYNTAX", description, f"{field}/value", value)
    return _minor(match, currency, f"{field}/value"), currency.lower()


def _minor(match: re.Match[str], currency: str, field: str) -> int:
    sign, whole, part = match[1], match[2], match[3] or ""
    count = places(currency)
    if len(part) > count and part.strip("0"):
        description = "If the currency supports decimals, only two decimal place precision is"
        raise unprocessable("DECIMAL_PRECISION", f"{description} supported.", field)
    minor = int(whole + part[:count].ljust(count, "0"))
    if sign or minor == 0:
        raise unprocessable("CANNOT_BE_ZERO_OR_NEGATIVE", "Must be greater than zero.", field)
    return minor
