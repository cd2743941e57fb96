"""Reading a control order's members strictly; what is wrong raises Bad with a sentence."""

import re

from ._provider import Bad
from ._store import Json

ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


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
