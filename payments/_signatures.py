"""What every webhook reader needs: one header, a fresh time, a constant-time match, strict JSON.

Everything here raises `ForgedReport` and says in general words why; it never repeats the input.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NoReturn

from billing.errors import ForgedReport

MAX_BODY: Final = 256 * 1024
TOLERANCE: Final = timedelta(minutes=5)


def the_header(headers: Mapping[str, str], name: str) -> str:
    """The value of a header that must occur exactly once, under any capitals."""
    found = [value for key, value in headers.items() if key.lower() == name]
    if len(found) != 1:
        raise ForgedReport("the signature header is absent or repeated")
    return found[0]


def require_fresh(signed_at: int, now: datetime, *, for_as_long_as: timedelta = TOLERANCE) -> None:
    """Refuse what was signed too long ago, or more than five minutes from now; seconds since 1970.

    Five minutes for a provider that signs each delivery anew. One that sends again what it signed
    once needs as long as it goes on: against a replay stands the inbox, where an event counts once.
    """
    age = int(now.timestamp()) - signed_at
    if not -TOLERANCE.total_seconds() <= age <= for_as_long_as.total_seconds():
        raise ForgedReport("the signature's time is too far from now")


def hmac_sha256(secret: str, message: bytes) -> str:
    """The hexadecimal HMAC-SHA256 of the message (RFC 2104), in lower case."""
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def matches_any(expected: Iterable[str], given: Sequence[str]) -> bool:
    """Whether any given signature is one of the expected; compares all pairs in constant time."""
    results = [
        hmac.compare_digest(right.encode(), candidate.encode())
        for right in expected
        for candidate in given
    ]
    return any(results)


def strict_object(body: bytes) -> dict[str, object]:
    """The JSON object in the bytes: UTF-8, no duplicate names, no NaN, nothing after it."""
    try:
        data = json.loads(
            body.decode(),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=Decimal,
        )
    except (ValueError, ArithmeticError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise ForgedReport("the body is not one strict JSON object")
    return data


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice")
    return found


def _no_constant(word: str) -> NoReturn:
    raise ValueError("not a JSON number")
