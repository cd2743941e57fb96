"""The provider's endpoints, one line each, and the object that hands them to the core."""

import base64
import hashlib
import hmac

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from payments.sandbox._provider import Provider, Site

from . import _cards, _customers, _disputes, _links, _locations, _payments, _refunds
from ._control import ORDERS
from ._errors import REQUEST, error
from ._gateway import Gateway, Handler
from ._pages import page_routes
from ._settling import settle_due

KEYED = True  # the answer is kept under the body's idempotency_key
API: tuple[tuple[str, str, Handler, bool], ...] = (
    ("GET", "locations", _locations.list_locations, not KEYED),
    ("GET", "locations/{id}", _locations.retrieve_location, not KEYED),
    ("POST", "customers", _customers.create_customer, KEYED),
    ("GET", "customers", _customers.list_customers, not KEYED),
    ("POST", "customers/search", _customers.search_customers, not KEYED),
    ("GET", "customers/{id}", _customers.retrieve_customer, not KEYED),
    ("PUT", "customers/{id}", _customers.update_customer, not KEYED),
    ("DELETE", "customers/{id}", _customers.delete_customer, not KEYED),
    ("POST", "cards", _cards.create_card, KEYED),
    ("GET", "cards", _cards.list_cards, not KEYED),
    ("GET", "cards/{id}", _cards.retrieve_card, not KEYED),
    ("POST", "cards/{id}/disable", _cards.disable_card, not KEYED),
    ("POST", "bank-accounts", _cards.create_bank, KEYED),
    ("GET", "bank-accounts", _cards.list_banks, not KEYED),
    ("GET", "bank-accounts/{id}", _cards.retrieve_bank, not KEYED),
    ("POST", "bank-accounts/{id}/disable", _cards.disable_bank, not KEYED),
    ("POST", "payments", _payments.create_payment, KEYED),
    ("GET", "payments", _payments.list_payments, not KEYED),
    ("POST", "payments/cancel", _payments.cancel_by_key, not KEYED),
    ("GET", "payments/{id}", _payments.get_payment, not KEYED),
    ("POST", "payments/{id}/cancel", _payments.cancel_payment, not KEYED),
    ("POST", "payments/{id}/complete", _payments.complete_payment, not KEYED),
    ("POST", "refunds", _refunds.create_refund, KEYED),
    ("GET", "refunds", _refunds.list_refunds, not KEYED),
    ("GET", "refunds/{id}", _refunds.get_refund, not KEYED),
    ("GET", "disputes", _disputes.list_disputes, not KEYED),
    ("GET", "disputes/{id}", _disputes.retrieve_dispute, not KEYED),
    ("POST", "disputes/{id}/accept", _disputes.accept_dispute, not KEYED),
    ("POST", "disputes/{id}/evidence-text", _disputes.add_evidence, KEYED),
    ("POST", "disputes/{id}/submit-evidence", _disputes.submit_evidence, not KEYED),
    ("POST", "online-checkout/payment-links", _links.create_link, KEYED),
    ("GET", "online-checkout/payment-links", _links.list_links, not KEYED),
    ("GET", "online-checkout/payment-links/{id}", _links.retrieve_link, not KEYED),
    ("DELETE", "online-checkout/payment-links/{id}", _links.delete_link, not KEYED),
    ("GET", "orders/{id}", _links.retrieve_order, not KEYED),
)
METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH"]


def routes(site: Site) -> list[Route]:
    gateway = Gateway(site.ledger, site.cut)
    api = [
        Route("/square/v2/" + path, gateway.endpoint(handler, keyed=keyed), methods=[method])
        for method, path, handler, keyed in API
    ]
    return [*api, *page_routes(site), Route("/square/{rest:path}", nowhere, methods=METHODS)]


async def nowhere(request: Request) -> Response:
    """An address that the provider does not have, in its own words."""
    return JSONResponse({"errors": [error(REQUEST, "NOT_FOUND", "Resource not found.")]}, 404)


def signed(url: str, body: bytes) -> bytes:
    """What of a webhook is signed: the address it is sent to, and its body."""
    return url.encode() + body


def signature(key: str, message: bytes, sent_at: int) -> dict[str, str]:
    """The webhook's headers: base64 of HMAC-SHA256 over address and body."""
    digest = hmac.new(key.encode(), message, hashlib.sha256).digest()
    return {
        "x-square-hmacsha256-signature": base64.b64encode(digest).decode(),
        "square-environment": "Sandbox",
        "User-Agent": "Square Connect v2",
    }


PROVIDER = Provider(
    name="square",
    routes=routes,
    orders=ORDERS,
    settle=settle_due,
    sign=signature,
    signed=signed,
)
