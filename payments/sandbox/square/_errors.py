"""What the provider refuses, in its own error bodies: `{"errors": [{category, code, detail}]}`.

Refusal                     any answer that is not 200, with its status and its errors
└── raised by the functions below: invalid, missing, not_found, unauthorized, broken, ...

Categories and codes are those of the published enumerations `ErrorCategory` and `ErrorCode`.
"""

from payments.sandbox._provider import Refused
from payments.sandbox._store import Json

REQUEST = "INVALID_REQUEST_ERROR"


class Refusal(Refused):
    """The request is answered with errors; nothing it did is kept.

    `executed` says whether the answer is kept under the idempotency key: answers to requests that
    failed validation are not, those of an executed request are.
    """

    def __init__(self, status: int, error: Json, *, executed: bool = False) -> None:
        super().__init__(status, {"message": error["detail"]} | error)
        self.body: Json = {"errors": [error]}
        self.executed = executed


def error(category: str, code: str, detail: str, field: str | None = None) -> Json:
    """One member of `errors`; `field` names the request's field that is wrong."""
    body: Json = {"category": category, "code": code, "detail": detail}
    return body if field is None else body | {"field": field}


def invalid(code: str, detail: str, field: str | None = None) -> Refusal:
    """400 INVALID_REQUEST_ERROR; the key stays free."""
    return Refusal(400, error(REQUEST, code, detail, field))


def missing(field: str) -> Refusal:
    return invalid("MISSING_REQUIRED_PARAMETER", "Missing required parameter.", field)


def not_found(noun: str, doc_id: str, field: str | None = None) -> Refusal:
    """404 for an id that is unknown, or another merchant's."""
    detail = f"Could not find {noun} with id: {doc_id}"
    return Refusal(404, error(REQUEST, "NOT_FOUND", detail, field))


def refund_refused(code: str, detail: str, field: str | None = None) -> Refusal:
    """400 REFUND_ERROR: the refund was tried and is not possible."""
    return Refusal(400, error("REFUND_ERROR", code, detail, field), executed=True)


def wrong_state(detail: str) -> Refusal:
    """400 for an act that the object's status does not allow."""
    return invalid("BAD_REQUEST", detail)


def unauthorized() -> Refusal:
    detail = "This request could not be authorized."
    return Refusal(401, error("AUTHENTICATION_ERROR", "UNAUTHORIZED", detail))


def reused_key(key: str) -> Refusal:
    """400: the key came before, with other parameters."""
    detail = f"Different request parameters used for the same idempotency_key: {key}"
    return invalid("IDEMPOTENCY_KEY_REUSED", detail, "idempotency_key")


def in_flight() -> Refusal:
    """409: a request with this key is being served at this moment."""
    detail = "Another request with this idempotency_key is in progress."
    return Refusal(409, error(REQUEST, "CONFLICT", detail, "idempotency_key"))


def too_many() -> Refusal:
    detail = "Too many requests. Try again later."
    return Refusal(429, error("RATE_LIMIT_ERROR", "RATE_LIMITED", detail))


def broken(*, executed: bool) -> Refusal:
    detail = "An internal error has occurred, and the API was unable to service your request."
    failure = error("API_ERROR", "INTERNAL_SERVER_ERROR", detail)
    return Refusal(500, failure, executed=executed)


def unavailable() -> Refusal:
    """503: the provider as a whole is down; nothing was executed."""
    detail = "The service is currently unavailable."
    return Refusal(503, error("API_ERROR", "SERVICE_UNAVAILABLE", detail))
