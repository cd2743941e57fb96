"""The one table from errors to HTTP: problem+json (RFC 9457) that never echoes what was sent."""

from collections.abc import Mapping
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from api.limits import RateLimited
from api.log import log
from api.session import KeysAway, Unauthenticated
from api.strict_json import BadBody, places
from billing import errors as e

STATUS: Final[Mapping[type[e.BillingError], int]] = {
    e.InvalidMoney: 422,
    e.CurrencyMismatch: 422,
    e.NotFound: 404,
    e.Forbidden: 403,
    e.ScopeRequired: 403,
    e.NotPayable: 422,
    e.AmountOutOfRange: 422,
    e.MethodUnusable: 422,
    e.InvalidRequest: 422,
    e.SeveralServices: 422,
    e.NotOffered: 422,
    e.NotLinked: 422,
    e.CredentialsRefused: 422,
    e.TooMany: 429,
    e.HumanOnly: 422,
    e.NotEligible: 422,
    e.BillChanged: 409,
    e.QuoteExpired: 409,
    e.QuoteSuperseded: 409,
    e.QuoteDeclined: 409,
    e.PaymentInDoubt: 409,
    e.RecordLater: 409,
    e.PaidAtSource: 409,
    e.TurnInProgress: 409,
    e.SecretInUse: 409,
    e.StaleWorker: 409,
    e.ProviderUnavailable: 503,
    e.ProviderUnsure: 503,
    e.OutcomeUnknown: 202,
    e.ForgedReport: 400,
    e.DeliveryRefused: 422,
    e.DeliveryFailed: 503,
    e.DeliveryNotTried: 503,
    e.StoreUnavailable: 503,
    e.IndexUnavailable: 503,
    # Raised bare too: a family answers for members without a line of their own.
    e.Refused: 422,
    e.Conflict: 409,
    e.ProviderFault: 503,
    e.DeliveryProblem: 503,
}
"""The tree in `billing/errors.py`, families too; a test proves that none is missing."""

TITLES: Final[Mapping[str, str]] = {
    "payment_declined": "The payment was declined.",
    "authentication_required": "The bank was not told that it is you: try again and confirm, "
    "or use another method.",
    "method_expired": "This payment method cannot be used: choose another.",
    "bill_changed": "The bill changed: look at it again and ask for a new quote.",
    "quote_expired": "The offer has expired: ask for a new one.",
    "quote_superseded": "A newer offer replaced this one: use that.",
    "quote_declined": "The offer was declined: ask for a new one.",
    "fee_changed": "The provider takes another fee now; nothing was charged: ask for a new offer.",
    "payment_in_doubt": "A payment of this bill is being confirmed: do not pay again.",
    "paid_at_source": "The provider has the bill as paid: the problem says what to do.",
    "turn_in_progress": "An earlier message is still being answered: wait for it.",
    "not_offered": "This is not offered here.",
    "not_linked": "The payment provider does not know this account: the company has to link it.",
    "credentials_refused": "These credentials cannot be used: the problem says why.",
    "secret_in_use": "One of these secrets belongs to another connection: use one made for this.",
    "delivery_refused": "Nothing is ever sent to this address: the problem says why.",
    "delivery_failed": "It could not be delivered now: try again later.",
    "refund_failed": "The provider did not give the money back; nothing was moved.",
    "conflict": "Something changed meanwhile: look again.",
    "refused": "A rule does not allow this; nothing was changed.",
    "stale_worker": "Another process has taken this over: look again.",
    "unauthenticated": "Sign in and send a valid token.",
    "sign_in_unavailable": "Signing in cannot be checked right now: try again in a few seconds.",
    "forbidden": "Your role may not do this.",
    "scope_required": "This token may not approve: use the button in the portal.",
    "too_large": "This is too large: send less.",
    "unsupported_file": "This kind of file cannot be read: send a PDF, a picture or an e-invoice.",
    "rate_limited": "Too many requests: wait a little and try again.",
    "validation_failed": "The request is not valid: check the named fields.",
    "not_found": "There is no such thing for you.",
    "busy": "Too much is being drawn right now: try again in a few seconds.",
    "provider_unavailable": "The payment provider cannot be reached; nothing was sent.",
    "provider_unsure": "The payment provider did not say whether it did this; no money moved. "
    "Look, then ask again.",
    "index_unavailable": "Documents cannot be searched right now: try again in a minute.",
    "store_unavailable": "The service is busy. Look again before you repeat it.",
    "method_not_allowed": "This address does not know that method.",
    "internal_error": "Something went wrong on our side; it has been written down.",
}


def problem(
    status: int,
    code: str,
    *,
    fields: list[str] | None = None,
    headers: Mapping[str, str] | None = None,
    extra: Mapping[str, object] | None = None,
) -> JSONResponse:
    """One problem+json answer; `fields` names places in the request, never their values."""
    body: dict[str, object] = {
        "type": f"urn:billing-assistant:problem:{code}",
        "title": TITLES[code],
        "status": status,
        "code": code,
        "detail": TITLES[code],
    }
    if fields:
        body["fields"] = fields
    body.update(extra or {})
    return JSONResponse(
        body, status, headers=dict(headers or {}), media_type="application/problem+json"
    )


def of_billing_error(error: e.BillingError) -> Response:
    """The answer for an error of the core, by the nearest class in `STATUS`."""
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)
    code = error.code if error.code in TITLES else "internal_error"
    headers = {"Retry-After": "2"} if status in (429, 503) else None
    extra: dict[str, object] = {}
    if isinstance(error, e.AmountOutOfRange):
        extra = {
            "minimum": {"amount_minor": error.minimum_minor, "currency": error.currency},
            "maximum": {"amount_minor": error.maximum_minor, "currency": error.currency},
        }
    if isinstance(error, e.NotPayable):
        extra = {"bill_state": error.state}
    if type(error) in _SAID and str(error):
        # Our own sentences: they name what is wrong, never a value.
        extra = {"problem": str(error)[:200]}
    return problem(status, code, headers=headers, extra=extra)


_SAID: Final = frozenset(
    {
        e.Conflict,
        e.CredentialsRefused,
        e.DeliveryRefused,
        e.InvalidRequest,
        e.NotEligible,
        e.NotLinked,
        e.NotOffered,
        e.PaidAtSource,
        e.RecordLater,
        e.SeveralServices,
    }
)
"""Whose own sentence says more than the title, for whoever must act on it."""


_HTTP_CODES: Final = {
    400: "validation_failed",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_file",
    429: "rate_limited",
}


def install(app: FastAPI) -> None:
    """Register every handler on `app`."""

    @app.exception_handler(e.BillingError)
    async def _billing(request: Request, error: e.BillingError) -> Response:
        return of_billing_error(error)

    @app.exception_handler(Unauthenticated)
    async def _session(request: Request, error: Unauthenticated) -> Response:
        return problem(401, "unauthenticated", headers={"WWW-Authenticate": "Bearer"})

    @app.exception_handler(KeysAway)
    async def _keys(request: Request, error: KeysAway) -> Response:
        return problem(503, "sign_in_unavailable", headers={"Retry-After": "10"})

    @app.exception_handler(RateLimited)
    async def _limited(request: Request, error: RateLimited) -> Response:
        return problem(429, "rate_limited", headers={"Retry-After": str(error.retry_after_s)})

    @app.exception_handler(BadBody)
    async def _body(request: Request, error: BadBody) -> Response:
        return problem(error.status, error.code, fields=error.fields)

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> Response:
        return problem(422, "validation_failed", fields=places(error.errors()))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        code = _HTTP_CODES.get(error.status_code, "internal_error")
        return problem(error.status_code, code, headers=error.headers)

    @app.exception_handler(Exception)
    async def _bug(request: Request, error: Exception) -> Response:
        # The class and the route's template say enough; values never reach a log.
        route = getattr(request.scope.get("route"), "path", "-")
        log.error("unhandled", error=type(error).__name__, route=route, exc_info=error)
        return problem(500, "internal_error")
