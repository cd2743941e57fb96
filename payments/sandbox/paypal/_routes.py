"""PayPal's addresses and how the sandbox's core reaches its parts."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from payments.sandbox._provider import Provider, Site

from . import _disputes, _orders, _refunds, _reporting, _vault, _webhooks
from ._call import Handler
from ._certificates import chain_of, seal, signed
from ._control import ORDERS
from ._due import settle_due
from ._gateway import Gateway, Rule
from ._pages import page_routes

# How long a PayPal-Request-Id is kept, as each description says.
PLAIN, ORDER = Rule(), Rule(6 * 3600)
REFUND, VAULT = Rule(45 * 86_400), Rule(3 * 3600, needed=True)
API: tuple[tuple[str, str, Handler, Rule], ...] = (
    ("POST", "v2/checkout/orders", _orders.create_order, ORDER),
    ("GET", "v2/checkout/orders/{id}", _orders.show_order, PLAIN),
    ("PATCH", "v2/checkout/orders/{id}", _orders.patch_order, PLAIN),
    ("POST", "v2/checkout/orders/{id}/confirm-payment-source", _orders.confirm_source, PLAIN),
    ("POST", "v2/checkout/orders/{id}/capture", _orders.capture, ORDER),
    ("GET", "v2/payments/captures/{id}", _refunds.show_capture, PLAIN),
    ("POST", "v2/payments/captures/{id}/refund", _refunds.create_refund, REFUND),
    ("GET", "v2/payments/refunds/{id}", _refunds.show_refund, PLAIN),
    ("POST", "v3/vault/setup-tokens", _vault.create_setup_token, VAULT),
    ("GET", "v3/vault/setup-tokens/{id}", _vault.show_setup_token, PLAIN),
    ("POST", "v3/vault/payment-tokens", _vault.create_payment_token, VAULT),
    ("GET", "v3/vault/payment-tokens", _vault.list_payment_tokens, PLAIN),
    ("GET", "v3/vault/payment-tokens/{id}", _vault.show_payment_token, PLAIN),
    ("DELETE", "v3/vault/payment-tokens/{id}", _vault.delete_payment_token, PLAIN),
    ("GET", "v1/customer/disputes", _disputes.list_disputes, PLAIN),
    ("GET", "v1/customer/disputes/{id}", _disputes.show_dispute, PLAIN),
    ("GET", "v1/reporting/transactions", _reporting.list_transactions, PLAIN),
    ("POST", "v1/notifications/webhooks", _webhooks.create_webhook, PLAIN),
    ("GET", "v1/notifications/webhooks", _webhooks.list_webhooks, PLAIN),
    ("GET", "v1/notifications/webhooks/{id}", _webhooks.show_webhook, PLAIN),
    ("PATCH", "v1/notifications/webhooks/{id}", _webhooks.patch_webhook, PLAIN),
    ("DELETE", "v1/notifications/webhooks/{id}", _webhooks.delete_webhook, PLAIN),
    ("GET", "v1/notifications/webhooks-event-types", _webhooks.event_types, PLAIN),
    ("GET", "v1/notifications/webhooks-events", _webhooks.list_events, PLAIN),
    ("GET", "v1/notifications/webhooks-events/{id}", _webhooks.show_event, PLAIN),
    ("POST", "v1/notifications/webhooks-events/{id}/resend", _webhooks.resend_event, PLAIN),
    ("POST", "v1/notifications/simulate-event", _webhooks.simulate_event, PLAIN),
    ("POST", "v1/notifications/verify-webhook-signature", _webhooks.verify_signature, PLAIN),
)


def routes(site: Site) -> list[Route]:
    gateway = Gateway(site.ledger, site.cut)

    async def certificate(request: Request) -> Response:
        """The chain's public part, to anybody who asks."""
        chain = await site.ledger.run(chain_of)
        if request.path_params["name"] != chain.name:
            return PlainTextResponse("not found", 404)
        return PlainTextResponse(chain.served, media_type="application/x-pem-file")

    return [
        Route("/paypal/v1/oauth2/token", gateway.token, methods=["POST"]),
        Route("/paypal/v1/notifications/certs/{name}", certificate),
        *(
            Route("/paypal/" + path, gateway.endpoint(handler, rule), methods=[method])
            for method, path, handler, rule in API
        ),
        *page_routes(site),
    ]


PROVIDER = Provider(
    name="paypal", routes=routes, orders=ORDERS, settle=settle_due, sign=signed, seal=seal
)
