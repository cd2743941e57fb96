"""Webhook events: made in the transaction that causes them, kept, and queued for the webhook."""

from payments.sandbox._store import Doc, Json

from . import _shapes
from ._call import Call, instant, new_ref

# Event -> (resource_type, resource_version, what its summary says).
KINDS = {
    "CHECKOUT.ORDER.APPROVED": ("checkout-order", "2.0", "An order has been approved by buyer"),
    "CHECKOUT.ORDER.COMPLETED": ("checkout-order", "2.0", "Checkout Order Completed"),
    "CHECKOUT.PAYMENT-APPROVAL.REVERSED": (
        "checkout-order",
        "2.0",
        "A payment has been reversed after approval.",
    ),
    "PAYMENT.CAPTURE.COMPLETED": ("capture", "2.0", "Payment completed"),
    "PAYMENT.CAPTURE.PENDING": ("capture", "2.0", "Payment pending"),
    "PAYMENT.CAPTURE.DENIED": ("capture", "2.0", "Payment denied"),
    "PAYMENT.CAPTURE.DECLINED": ("capture", "2.0", "Payment declined"),
    "PAYMENT.CAPTURE.REFUNDED": ("refund", "2.0", "A refund was issued"),
    "PAYMENT.CAPTURE.REVERSED": ("refund", "2.0", "A payment was reversed"),
    "PAYMENT.REFUND.PENDING": ("refund", "2.0", "A refund is pending"),
    "PAYMENT.REFUND.FAILED": ("refund", "2.0", "A refund failed"),
    "VAULT.PAYMENT-TOKEN.CREATED": ("payment_token", "3.0", "A payment token has been created."),
    "VAULT.PAYMENT-TOKEN.DELETED": ("payment_token", "3.0", "A payment token has been deleted."),
    "CUSTOMER.DISPUTE.CREATED": ("dispute", "1.0", "A new dispute opened"),
    "CUSTOMER.DISPUTE.UPDATED": ("dispute", "1.0", "A dispute was updated"),
    "CUSTOMER.DISPUTE.RESOLVED": ("dispute", "1.0", "A dispute was resolved"),
}
ALL = "*"


def emit(call: Call, kind: str, subject: Doc) -> None:
    """Record what happened to the document, and queue it where the webhook wants this kind."""
    announce(call, kind, _shapes.SHOWN[subject.kind](call, subject))


def announce(call: Call, kind: str, resource: Json) -> Doc:
    """The same for a resource that is rendered already; returns the event."""
    resource_type, version, summary = KINDS[kind]
    event_id = f"WH-{new_ref()}-{new_ref()}"
    path = f"v1/notifications/webhooks-events/{event_id}"
    body: Json = {
        "id": event_id,
        "event_version": "1.0",
        "create_time": instant(call.tx.now()),
        "resource_type": resource_type,
        "resource_version": version,
        "event_type": kind,
        "summary": summary,
        "resource": resource,
        "links": [call.link(path, "self"), call.link(f"{path}/resend", "resend", "POST")],
    }
    event = call.save(Doc("event", event_id, call.tx.now(), body))
    if wants(call, kind):
        call.tx.queue(call.merchant, event_id)
    return event


def wants(call: Call, kind: str) -> bool:
    """Whether the merchant's webhook is subscribed to this kind; one set by control is to all."""
    hook = call.tx.get(call.merchant, "webhook", "webhook")
    return hook is None or bool({kind, ALL} & set(hook.body["event_types"]))
