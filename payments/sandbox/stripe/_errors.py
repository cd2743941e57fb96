"""What the provider refuses, in its own error bodies.

Refusal                     any answer that is not 200, with its status and `error` object
└── raised by the functions below: invalid, missing, unauthorized, too_many, broken, ...
"""

from payments.sandbox._provider import Refused
from payments.sandbox._store import Json

DOCS = "https://docs.stripe.com/error-codes/"


class Refusal(Refused):
    """The request is answered with an error; nothing it did is kept.

    `executed` says whether the provider would store the answer under the idempotency key: answers
    to requests that failed validation are not stored, those of an executed request are.
    """

    def __init__(self, status: int, error: Json, *, executed: bool = False) -> None:
        super().__init__(status, error)
        self.executed = executed


def error_body(kind: str, message: str, code: str | None = None, **more: object) -> Json:
    """The inner `error` object; absent members are left out as the provider does."""
    body: Json = {"type": kind, "message": message}
    if code is not None:
        body |= {"code": code, "doc_url": DOCS + code.replace("_", "-")}
    return body | {name: value for name, value in more.items() if value is not None}


def invalid(
    message: str, *, param: str | None = None, code: str | None = None, executed: bool = False
) -> Refusal:
    """400 invalid_request_error."""
    error = error_body("invalid_request_error", message, code, param=param)
    return Refusal(400, error, executed=executed)


def missing(noun: str, doc_id: str, *, param: str | None = None) -> Refusal:
    """resource_missing: 404 for an id in the path (`param` absent), 400 for one in a parameter."""
    error = error_body(
        "invalid_request_error",
        f"No such {noun}: '{doc_id}'",
        "resource_missing",
        param=param or "id",
    )
    return Refusal(404 if param is None else 400, error)


def wrong_state(message: str, code: str, intent: Json) -> Refusal:
    """400 for an act the payment intent's status does not allow; carries the intent."""
    error = error_body("invalid_request_error", message, code, payment_intent=intent)
    return Refusal(400, error, executed=True)


def unauthorized(shown: str | None) -> Refusal:
    """401; the key is masked to its first and last characters as the provider does."""
    if not shown:
        message = "You did not provide an API key. Send it as a Bearer token."
    else:
        message = f"Invalid API Key provided: {shown[:8]}{'*' * 8}{shown[-4:]}"
    return Refusal(401, error_body("invalid_request_error", message))


def other_parameters(key: str) -> Refusal:
    message = (
        "Keys for idempotent requests can only be used with the same parameters they were first"
        f" used with. Try using a key other than '{key}' if you meant to execute a different"
        " request."
    )
    return Refusal(400, error_body("idempotency_error", message))


def other_endpoint(key: str, first: str, now: str) -> Refusal:
    message = (
        "Keys for idempotent requests can only be used for the same endpoint they were first used"
        f" for ('{now}' vs '{first}'). Try using a key other than '{key}' if you meant to execute a"
        " different request."
    )
    return Refusal(400, error_body("idempotency_error", message))


def in_flight(key: str) -> Refusal:
    message = (
        "There is currently another in-progress request using this Idempotent Key (that probably"
        f" means you submitted twice, and the other request is still going through): {key}."
    )
    return Refusal(409, error_body("idempotency_error", message, "idempotency_key_in_use"))


def too_many() -> Refusal:
    message = "Request rate limit exceeded."
    return Refusal(429, error_body("invalid_request_error", message, "rate_limit"))


def broken(*, executed: bool) -> Refusal:
    message = "An unknown error occurred. Please reconcile before you try another operation."
    return Refusal(500, error_body("api_error", message), executed=executed)


def unavailable() -> Refusal:
    """503: the provider as a whole is down; nothing was executed."""
    return Refusal(503, error_body("api_error", "The service is temporarily unavailable."))
