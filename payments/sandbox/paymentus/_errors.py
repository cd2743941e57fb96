"""What the assumed API refuses.

Refusal                     any answer that is not 2xx, with its status and `error` object
└── raised by the functions below: invalid, not_found, unauthorized, ...
"""

from payments.sandbox._provider import Refused
from payments.sandbox._store import Json

from ._shapes import problem


class Refusal(Refused):
    """The request is answered with an error; nothing it did is kept."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(status, body["error"])
        self.body = body


def invalid(code: str, message: str, field: str | None = None) -> Refusal:
    """422: the request cannot be done as it is."""
    return Refusal(422, problem(code, message, field))


def not_found(noun: str) -> Refusal:
    return Refusal(404, problem("NOT_FOUND", f"There is no such {noun}."))


def conflict(code: str, message: str) -> Refusal:
    return Refusal(409, problem(code, message))


def unauthorized() -> Refusal:
    return Refusal(401, problem("UNAUTHORIZED", "The API key is not valid."))


def too_many() -> Refusal:
    return Refusal(429, problem("RATE_LIMITED", "Too many requests."))


def broken() -> Refusal:
    return Refusal(500, problem("INTERNAL_ERROR", "Something went wrong."))


def unavailable() -> Refusal:
    return Refusal(503, problem("UNAVAILABLE", "The service is temporarily unavailable."))
