"""PayPal's events: what each is about. Pure; nothing in an event is believed beyond that.

Source: developer.paypal.com "Webhook event names", webhooks 1.11.
"""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import StringConstraints

from billing.repositories import About
from payments._paypal.wire import Json, Link, capture_behind, key_of
from payments._paypal.words import DISPUTE_ID, OBJECT_ID
from payments._protocol import WebhookReport
from payments._wire import Wire, parse

_ORDER: Final = ("CHECKOUT.ORDER.", "CHECKOUT.PAYMENT-APPROVAL.")
# The money that a payer got back by a case is the dispute's business; here we look at the payment.
_PAYMENT: Final = "PAYMENT.CAPTURE."
_REFUND: Final = ("PAYMENT.CAPTURE.REFUNDED", "PAYMENT.REFUND.")
_REVERSED: Final = "PAYMENT.CAPTURE.REVERSED"
_DISPUTE: Final = "CUSTOMER.DISPUTE."


class Event(Wire):
    """What a webhook delivers."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,100}$")]
    event_type: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9._-]{0,99}$")]
    resource: Json


def report_of(event: Event) -> WebhookReport:
    """What the event is about, as far as it says.

    A saved or deleted wallet names no page of ours: what a page became is asked when its customer
    comes back, and on a schedule.
    """
    kind, subject = event.event_type, event.resource
    own = _id(subject.get("id"))
    if kind.startswith(_REFUND):
        paid = _capture_of(subject)
        return WebhookReport(event.id, kind, _key(subject), paid, About.REFUND, own)
    if kind == _REVERSED:
        paid = _capture_of(subject)
        return WebhookReport(event.id, kind, None, paid, About.PAYMENT, own)
    if kind.startswith(_PAYMENT):
        return WebhookReport(event.id, kind, _key(subject), own, About.PAYMENT, own)
    if kind.startswith(_ORDER):
        return _about_order(event)
    if kind.startswith(_DISPUTE):
        found = subject.get("dispute_id")
        dispute = found if isinstance(found, str) and DISPUTE_ID.fullmatch(found) else None
        return WebhookReport(event.id, kind, None, _disputed(subject), About.DISPUTE, dispute)
    return WebhookReport(event.id, kind, None, None, About.OTHER, own)


def _about_order(event: Event) -> WebhookReport:
    """The payment of an order: known by its capture, before that by the order itself."""
    subject = event.resource
    order = _id(subject.get("id")) or _id(subject.get("order_id"))
    unit = _first(subject.get("purchase_units"))
    payments = unit.get("payments")
    captures = payments.get("captures") if isinstance(payments, Mapping) else None
    paid = _id(_first(captures).get("id")) or order
    return WebhookReport(event.id, event.event_type, _key(unit), paid, About.PAYMENT, order)


def _capture_of(subject: Json) -> str | None:
    links = subject.get("links")
    parsed = [parse(Link, each) for each in links] if isinstance(links, list) else []
    return capture_behind([link for link in parsed if link is not None])


def _disputed(subject: Json) -> str | None:
    return _id(_first(subject.get("disputed_transactions")).get("seller_transaction_id"))


def _first(found: object) -> Mapping[str, object]:
    first = found[0] if isinstance(found, list) and found else None
    return first if isinstance(first, Mapping) else {}


def _key(subject: Mapping[str, object]) -> str | None:
    found = subject.get("custom_id")
    return key_of(found) if isinstance(found, str) else None


def _id(value: object) -> str | None:
    return value if isinstance(value, str) and OBJECT_ID.fullmatch(value) else None
