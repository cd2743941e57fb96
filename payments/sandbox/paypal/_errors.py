"""What the provider refuses, in its own error bodies: name, message, debug_id, details.

Refusal                     any answer that is not 2xx, with its status and whole body
└── raised by the functions below: unprocessable, malformed, missing, unauthenticated, ...

Names, messages and issues are those of the provider's OpenAPI descriptions (orders 2.13,
payments 2.5, payment method tokens 3.1, webhooks 1.11). The gateway adds the `debug_id`.
"""

from payments.sandbox._provider import Refused
from payments.sandbox._store import Json


class Refusal(Refused):
    """The request is answered with an error; nothing it did is kept."""


def _error(status: int, name: str, message: str, *details: Json) -> Refusal:
    return Refusal(status, {"name": name, "message": message, "details": list(details)})


def _detail(issue: str, description: str, field: str | None, value: object = None) -> Json:
    detail: Json = {"issue": issue, "description": description}
    if field is not None:
        detail |= {"field": field, "location": "body"}
    if value is not None:
        detail["value"] = str(value)[:100]
    return detail


def unprocessable(issue: str, description: str, field: str | None = None) -> Refusal:
    """422: well-formed, but against a business rule."""
    return _error(
        422,
        "UNPROCESSABLE_ENTITY",
        "The requested action could not be performed, semantically incorrect, or failed business"
        " validation.",
        _detail(issue, description, field),
    )


def malformed(
    issue: str, description: str, field: str | None = None, value: object = None
) -> Refusal:
    """400: the request does not keep its schema."""
    return _error(
        400,
        "INVALID_REQUEST",
        "Request is not well-formed, syntactically incorrect, or violates schema.",
        _detail(issue, description, field, value),
    )


def required(field: str) -> Refusal:
    return malformed(
        "MISSING_REQUIRED_PARAMETER", "A required field / parameter is missing.", field
    )


def invalid_value(field: str, value: object) -> Refusal:
    return malformed("INVALID_PARAMETER_VALUE", "The value of a field is invalid.", field, value)


def record(holder: Json, name: str, field: str) -> Json:
    """The member as an object, an empty one where it is left out; raises 400 for anything else."""
    value = holder.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise invalid_value(f"{field}/{name}", value)
    return value


def missing() -> Refusal:
    """404: no such resource, or another merchant's."""
    return _error(
        404,
        "RESOURCE_NOT_FOUND",
        "The specified resource does not exist.",
        _detail(
            "INVALID_RESOURCE_ID",
            "Specified resource ID does not exist. Please check the resource ID and try again.",
            None,
        ),
    )


def unauthenticated() -> Refusal:
    """401 of a request without a bearer token."""
    message = (
        "Authentication failed due to missing authorization header, or invalid authentication"
        " credentials."
    )
    return _error(401, "AUTHENTICATION_FAILURE", message)


def unknown_token() -> Refusal:
    """401 of a token that was never issued, was revoked, or is over: the OAuth server's words."""
    return Refusal(
        401, {"error": "invalid_token", "error_description": "Access Token not found in cache"}
    )


def unknown_client() -> Refusal:
    """401 of the token endpoint: the client's id or secret is wrong."""
    return Refusal(
        401, {"error": "invalid_client", "error_description": "Client Authentication failed"}
    )


def wrong_grant(given: str) -> Refusal:
    """400 of the token endpoint."""
    if not given:
        return Refusal(
            400, {"error": "invalid_request", "error_description": "grant_type is missing"}
        )
    return Refusal(
        400,
        {
            "error": "unsupported_grant_type",
            "error_description": "Grant Type is NULL or not supported",
        },
    )


def in_progress() -> Refusal:
    """409: a request with this PayPal-Request-Id is being worked on."""
    return _error(
        409,
        "RESOURCE_CONFLICT",
        "The server has detected a conflict while processing this request.",
        _detail(
            "PREVIOUS_REQUEST_IN_PROGRESS",
            "A previous request on this resource is currently in progress. Please wait for"
            " sometime and try again.",
            None,
        ),
    )


def wrong_media_type() -> Refusal:
    return _error(
        415,
        "UNSUPPORTED_MEDIA_TYPE",
        "The server does not support the request payload's media type.",
    )


def too_many() -> Refusal:
    message = "Too many requests. Blocked due to rate limiting."
    return _error(429, "RATE_LIMIT_REACHED", message)


def broken() -> Refusal:
    return _error(500, "INTERNAL_SERVER_ERROR", "An internal server error occurred.")


def unavailable() -> Refusal:
    """503: the provider as a whole is down; nothing was executed."""
    return _error(503, "SERVICE_UNAVAILABLE", "Service Unavailable.")


def invalid_hook(field: str, issue: str, name: str = "VALIDATION_ERROR") -> Refusal:
    """400 in the older shape of the webhooks API."""
    detail = {"field": field, "issue": issue, "location": "body"}
    return _error(400, name, "Invalid data provided", detail)
