"""Reading a control order's members strictly; what is wrong raises Bad with a sentence."""

import calendar
import re
from datetime import UTC, datetime

from ._provider import Bad
from ._store import Json, Tx

ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
EXPIRES = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
LAST4 = re.compile(r"[0-9A-Za-z]{4}")


def known_merchant(tx: Tx, merchant: str) -> str:
    """The merchant's id; raises Bad for one that was never put."""
    if not tx.sql.execute("SELECT 1 FROM merchants WHERE id = ?", (merchant,)).fetchone():
        raise Bad(f"no merchant {merchant}: PUT it first")
    return merchant


def text(body: Json, name: str, *, required: bool = False) -> str | None:
    value = body.get(name)
    if value is None and not required:
        return None
    if not isinstance(value, str) or not value:
        raise Bad(f"{name} must be a string that is not empty")
    return value


def need(body: Json, name: str) -> str:
    return str(text(body, name, required=True))


def number(body: Json, name: str, low: int, high: int, *, default: int) -> int:
    value = body.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise Bad(f"{name} must be a whole number from {low} to {high}")
    return value


def one_of(body: Json, name: str, allowed: tuple[str, ...]) -> str:
    value = body.get(name)
    if value not in allowed:
        raise Bad(f"{name} must be one of {', '.join(allowed)}")
    return str(value)


def last4(body: Json) -> str:
    given = need(body, "last4")
    if not LAST4.fullmatch(given):
        raise Bad("last4 must be four letters or digits")
    return given


def expiry(body: Json, default: tuple[int, int]) -> tuple[int, int]:
    """The year and month on the card."""
    given = text(body, "expires")
    if given is None:
        return default
    match = EXPIRES.fullmatch(given)
    if match is None:
        raise Bad("expires must be YYYY-MM")
    return int(match[1]), int(match[2])


def currencies(body: Json) -> list[str]:
    """The codes that a method takes, as given; empty for any."""
    given = body.get("currencies") or []
    if not isinstance(given, list) or not all(isinstance(code, str) for code in given):
        raise Bad("currencies must be a list of codes")
    return given


def behaving(body: Json, behaviour: object, codes: list[str]) -> Json:
    """What a seeded method keeps to itself: how it behaves, for which currencies, how fast."""
    private: Json = {"behaviour": behaviour, "currencies": codes}
    if body.get("settle_after_seconds") is not None:
        private["settle_after_seconds"] = number(body, "settle_after_seconds", 0, 10**9, default=0)
    return private


def still_good(expires: tuple[int, int], now: int) -> bool:
    """Whether a card with this year and month works at `now`: it does to the end of its month."""
    year, month = expires
    last = calendar.monthrange(year, month)[1]
    return datetime(year, month, last, 23, 59, 59, tzinfo=UTC).timestamp() >= now
