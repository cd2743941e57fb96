"""Stripe's addresses and how the sandbox's core reaches its parts."""

import hashlib
import hmac

from starlette.routing import Route

from payments.sandbox._provider import Provider, Site

from . import (
    _catalog,
    _disputes,
    _intents,
    _invoices,
    _links,
    _methods,
    _prices,
    _refunds,
    _sessions,
    _setups,
    _subscriptions,
)
from ._control import ORDERS
from ._due import settle_due
from ._gateway import Gateway, Handler
from ._pages import page_routes

API: tuple[tuple[str, str, Handler], ...] = (
    ("POST", "customers", _catalog.create_customer),
    ("GET", "customers", _catalog.list_customers),
    ("GET", "customers/{id}", _catalog.retrieve_customer),
    ("POST", "customers/{id}", _catalog.update_customer),
    ("DELETE", "customers/{id}", _catalog.delete_customer),
    ("GET", "customers/{id}/payment_methods", _methods.list_methods),
    ("GET", "customers/{id}/payment_methods/{method}", _methods.retrieve_customer_method),
    ("GET", "payment_methods", _methods.list_methods),
    ("GET", "payment_methods/{id}", _methods.retrieve_method),
    ("POST", "payment_methods/{id}", _methods.update_method),
    ("POST", "payment_methods/{id}/attach", _methods.attach_method),
    ("POST", "payment_methods/{id}/detach", _methods.detach_method),
    ("POST", "setup_intents", _setups.create_setup),
    ("GET", "setup_intents", _setups.list_setups),
    ("GET", "setup_intents/{id}", _setups.retrieve_setup),
    ("POST", "setup_intents/{id}", _setups.update_setup),
    ("POST", "setup_intents/{id}/confirm", _setups.confirm_setup),
    ("POST", "setup_intents/{id}/cancel", _setups.cancel_setup),
    ("POST", "checkout/sessions", _sessions.create_session),
    ("GET", "checkout/sessions", _sessions.list_sessions),
    ("GET", "checkout/sessions/{id}", _sessions.retrieve_session),
    ("GET", "checkout/sessions/{id}/line_items", _sessions.session_items),
    ("POST", "checkout/sessions/{id}/expire", _sessions.expire_session),
    ("POST", "products", _prices.create_product),
    ("GET", "products", _prices.list_products),
    ("GET", "products/{id}", _prices.retrieve_product),
    ("POST", "prices", _prices.create_price),
    ("GET", "prices", _prices.list_prices),
    ("GET", "prices/{id}", _prices.retrieve_price),
    ("POST", "payment_links", _links.create_link),
    ("GET", "payment_links", _links.list_links),
    ("GET", "payment_links/{id}", _links.retrieve_link),
    ("POST", "payment_links/{id}", _links.update_link),
    ("GET", "payment_links/{id}/line_items", _links.link_items),
    ("POST", "invoiceitems", _invoices.create_item),
    ("GET", "invoiceitems", _invoices.list_items),
    ("GET", "invoiceitems/{id}", _invoices.retrieve_item),
    ("DELETE", "invoiceitems/{id}", _invoices.delete_item),
    ("POST", "invoices", _invoices.create_invoice),
    ("GET", "invoices", _invoices.list_invoices),
    ("GET", "invoices/{id}", _invoices.retrieve_invoice),
    ("POST", "invoices/{id}", _invoices.update_invoice),
    ("DELETE", "invoices/{id}", _invoices.delete_invoice),
    ("GET", "invoices/{id}/lines", _invoices.invoice_lines),
    ("POST", "invoices/{id}/finalize", _invoices.finalize_invoice),
    ("POST", "invoices/{id}/send", _invoices.send_invoice),
    ("POST", "invoices/{id}/pay", _invoices.pay_invoice),
    ("POST", "invoices/{id}/void", _invoices.void_invoice),
    ("POST", "invoices/{id}/mark_uncollectible", _invoices.mark_uncollectible),
    ("GET", "invoice_payments", _invoices.list_payments),
    ("GET", "invoice_payments/{id}", _invoices.retrieve_payment),
    ("POST", "subscriptions", _subscriptions.create_subscription),
    ("GET", "subscriptions", _subscriptions.list_subscriptions),
    ("GET", "subscriptions/{id}", _subscriptions.retrieve_subscription),
    ("POST", "subscriptions/{id}", _subscriptions.update_subscription),
    ("DELETE", "subscriptions/{id}", _subscriptions.cancel_subscription),
    ("GET", "disputes", _disputes.list_disputes),
    ("GET", "disputes/{id}", _disputes.retrieve_dispute),
    ("POST", "disputes/{id}", _disputes.update_dispute),
    ("POST", "disputes/{id}/close", _disputes.close_dispute),
    ("POST", "payment_intents", _intents.create_intent),
    ("GET", "payment_intents", _intents.list_intents),
    ("GET", "payment_intents/search", _intents.search_intents),
    ("GET", "payment_intents/{id}", _intents.retrieve_intent),
    ("POST", "payment_intents/{id}/confirm", _intents.confirm_intent),
    ("POST", "payment_intents/{id}/cancel", _intents.cancel_intent),
    ("GET", "charges", _intents.list_charges),
    ("GET", "charges/{id}", _intents.retrieve_charge),
    ("POST", "refunds", _refunds.create_refund),
    ("GET", "refunds", _refunds.list_refunds),
    ("GET", "refunds/{id}", _refunds.retrieve_refund),
    ("POST", "refunds/{id}", _refunds.update_refund),
    ("POST", "refunds/{id}/cancel", _refunds.cancel_refund),
    ("GET", "events", _catalog.list_events),
    ("GET", "events/{id}", _catalog.retrieve_event),
    ("GET", "balance", _catalog.retrieve_balance),
)


def routes(site: Site) -> list[Route]:
    gateway = Gateway(site.ledger, site.cut)
    api = [
        Route("/stripe/v1/" + path, gateway.endpoint(handler), methods=[method])
        for method, path, handler in API
    ]
    return [*api, *page_routes(site)]


def signature(secret: str, body: bytes, sent_at: int) -> dict[str, str]:
    """The webhook's headers: HMAC-SHA256 over `t.body`, t in seconds of the wall clock."""
    digest = hmac.new(secret.encode(), f"{sent_at}.".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Stripe-Signature": f"t={sent_at},v1={digest}",
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    }


PROVIDER = Provider(name="stripe", routes=routes, orders=ORDERS, settle=settle_due, sign=signature)
