"""The assumed endpoints, one line each, and the object that hands them to the core."""

import hashlib
import hmac

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from payments.sandbox._provider import Provider, Site
from payments.sandbox._store import Doc, Tx

from . import _bills, _payments, _portal, _staged
from ._call import Call
from ._control import ORDERS
from ._gateway import Gateway, Handler
from ._pages import page_routes
from ._shapes import problem

API: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "customers", _bills.list_customers),
    ("GET", "customers/{id}", _bills.retrieve_customer),
    ("GET", "customers/{id}/bills", _bills.list_bills),
    ("GET", "customers/{id}/payments", _payments.history),
    ("GET", "customers/{id}/preferences", _bills.retrieve_preferences),
    ("PUT", "customers/{id}/preferences", _bills.change_preferences),
    ("GET", "customers/{id}/profiles", _bills.list_profiles),
    ("GET", "profiles/{id}", _bills.retrieve_profile),
    ("DELETE", "profiles/{id}", _bills.remove_profile),
    ("GET", "bills", _bills.list_bills),
    ("GET", "bills/{id}", _bills.retrieve_bill),
    ("GET", "fees", _payments.quote_fees),
    ("POST", "payments", _payments.submit),
    ("GET", "payments", _payments.list_payments),
    ("GET", "payments/{id}", _payments.retrieve_payment),
    ("POST", "payments/{id}/void", _payments.void_payment),
    ("POST", "staged-payments", _staged.stage),
    ("GET", "staged-payments/{id}", _staged.retrieve_staged),
    ("POST", "staged-payments/{id}/cancel", _staged.cancel_staged),
)
METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]


def routes(site: Site) -> list[Route]:
    gateway = Gateway(site.ledger, site.cut)

    async def keys(request: Request) -> Response:
        return JSONResponse(await site.ledger.run(_portal.jwks))

    api = [
        Route("/paymentus/api/v1/" + path, gateway.endpoint(handler), methods=[method])
        for method, path, handler in API
    ]
    return [
        *api,
        *page_routes(site),
        Route("/paymentus/portal/jwks.json", keys),
        Route("/paymentus/{rest:path}", nowhere, methods=METHODS),
    ]


async def nowhere(request: Request) -> Response:
    return JSONResponse(problem("NOT_FOUND", "There is nothing here."), 404)


def settle_due(tx: Tx, merchant: str, doc: Doc) -> None:
    """End the payment or the staged payment whose time has come."""
    call = Call(tx, merchant)
    if doc.kind == "paymentus_staged":
        _staged.end(call, doc, "expired")
        return
    reason = doc.private["failure"]
    _payments.settle(call, doc, succeeded=reason is None, reason=reason)


def signature(secret: str, body: bytes, sent_at: int) -> dict[str, str]:
    """The webhook's header: HMAC-SHA256 over `t.body`, t in seconds of the wall clock."""
    digest = hmac.new(secret.encode(), f"{sent_at}.".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Paymentus-Signature": f"t={sent_at},v1={digest}"}


PROVIDER = Provider(
    name="paymentus", routes=routes, orders=ORDERS, settle=settle_due, sign=signature
)
