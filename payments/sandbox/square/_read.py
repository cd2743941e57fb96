"""Reading a request's JSON strictly, as the official description types it; raises refusals."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from payments.sandbox._store import Json

from ._errors import invalid, missing

CURRENCY = re.compile(r"[A-Z]{3}")
DURATION = re.compile(r"P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?")
MAX_AMOUNT = 10**12


def refuse_unknown(body: Json, known: Collection[str], inside: str = "") -> None:
    """Raises UNKNOWN_BODY_PARAMETER for a member that the request does not have."""
    for name in body:
        if name not in known:
            field = f"{inside}.{name}" if inside else name
            raise invalid("UNKNOWN_BODY_PARAMETER", "Unrecognized field.", field)


def text(body: Json, name: str, longest: int | None = None, *, field: str = "") -> str | None:
    """The string, None when absent; raises when it is another type, empty or too long."""
    value, where = body.get(name), field or name
    if value is None:
        return None
    if not isinstance(value, str):
        raise invalid("EXPECTED_STRING", "Expected a string value.", where)
    if not value:
        raise invalid("VALUE_EMPTY", "Field must not be blank.", where)
    if longest is not None and len(value.encode()) > longest:
        detail = f"Field must not be greater than {longest} length."
        raise invalid("VALUE_TOO_LONG", detail, where)
    return value


def need(body: Json, name: str, longest: int | None = None, *, field: str = "") -> str:
    value = text(body, name, longest, field=field)
    if value is None:
        raise missing(field or name)
    return value


def flag(body: Json, name: str) -> bool | None:
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise invalid("EXPECTED_BOOLEAN", "Expected a boolean value.", name)
    return value


def mapping(body: Json, name: str, *, field: str = "") -> Json | None:
    value = body.get(name)
    if value is not None and not isinstance(value, dict):
        raise invalid("EXPECTED_OBJECT", "Expected an object.", field or name)
    return value


def money(body: Json, name: str, *, least: int = 1, field: str = "") -> Json:
    """`{"amount", "currency"}`, the amount in the currency's minor unit; raises when it is none."""
    where = field or name
    value = mapping(body, name, field=where)
    if value is None:
        raise missing(where)
    refuse_unknown(value, ("amount", "currency"), where)
    amount = value.get("amount")
    if amount is None:
        raise missing(f"{where}.amount")
    if not isinstance(amount, int) or isinstance(amount, bool):
        raise invalid("EXPECTED_INTEGER", "Expected an integer value.", f"{where}.amount")
    if amount < least:
        detail = f"`{where}.amount` must be greater than or equal to {least}."
        raise invalid("VALUE_TOO_LOW", detail, f"{where}.amount")
    if amount > MAX_AMOUNT:
        detail = f"`{where}.amount` must be less than or equal to {MAX_AMOUNT}."
        raise invalid("VALUE_TOO_HIGH", detail, f"{where}.amount")
    currency = need(value, "currency", field=f"{where}.currency")
    if not CURRENCY.fullmatch(currency):
        detail = f"`{currency}` is not a valid enum value for `{where}.currency`."
        raise invalid("INVALID_ENUM_VALUE", detail, f"{where}.currency")
    return {"amount": amount, "currency": currency}


def one_of(value: str | None, allowed: Iterable[str], name: str) -> str | None:
    if value is not None and value not in allowed:
        detail = f"`{value}` is not a valid enum value for `{name}`."
        raise invalid("INVALID_ENUM_VALUE", detail, name)
    return value


def instant(query: Mapping[str, str], name: str) -> int | None:
    """Seconds since 1970 of an RFC 3339 instant in a query, None when absent."""
    value = query.get(name)
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        raise invalid("INVALID_TIME", "Time must be in RFC 3339 format.", name) from None
    if found.tzinfo is None or not 1970 < found.year < 9999:
        raise invalid("INVALID_TIME", "Time must be in RFC 3339 format.", name)
    return int(found.timestamp())


def limit(query: Mapping[str, str], most: int) -> int:
    """The page's size; as documented, more than the most counts as the most."""
    value = query.get("limit")
    if value is None:
        return most
    if not re.fullmatch(r"-?\d{1,9}", value):
        raise invalid("EXPECTED_INTEGER", "Expected an integer value.", "limit")
    if int(value) < 1:
        raise invalid("VALUE_TOO_LOW", "`limit` must be greater than or equal to 1.", "limit")
    return min(int(value), most)


def duration(value: str, name: str) -> int:
    """Seconds of an RFC 3339 duration (`P7D`, `PT36H`); raises when it is none."""
    match = DURATION.fullmatch(value)
    if match is None or not any(match.groups()):
        detail = "Duration must be in RFC 3339 format, for example PT36H."
        raise invalid("INVALID_VALUE", detail, name)
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    whole = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return whole // timedelta(seconds=1)


def rfc3339(seconds: int) -> str:
    """`2026-11-21T16:09:20.000Z` of seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
