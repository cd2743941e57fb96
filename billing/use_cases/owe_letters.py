"""Owe the letters an event calls for, in the transaction that makes the event."""

from dataclasses import replace
from typing import Final

from billing.duties import DutyKind
from billing.events import Event
from billing.ids import CustomerId, PaymentId
from billing.letters import EMAIL, WEBHOOK, OutboxRow, OutboxState
from billing.ports import Ports, Tx
from billing.tenants import JsonValue
from billing.tickets import NO_CUSTOMER

RECEIPT: Final = "receipt"
_MOVED: Final = frozenset({"payment.succeeded", "payment.refunded", "payment.reversed"})
_IDS: Final = {"bill": "bill_id", "receipt": "receipt_id", "ticket": "ticket_id"}
"""What ids are called where strangers read them; inside, the audit's short names do."""


def owe_letters(ports: Ports, tx: Tx, event: Event) -> None:
    """A webhook for every endpoint that wants the event; the receipt by e-mail when money moved."""
    for endpoint_id in tx.webhook_endpoints.wanting(event.name):
        owe_letter(ports, tx, webhook_row(ports, event, endpoint_id))
    mails = ports.letters is not None and ports.letters.sends_email
    if mails and event.name in _MOVED:
        receipt = _receipt(tx, event)
        if receipt is not None and tx.customers.get(event.customer_id).email:
            owe_letter(ports, tx, receipt_row(ports, event.customer_id, receipt))


def _receipt(tx: Tx, event: Event) -> str | None:
    found, payment_id = event.data.get("receipt"), event.data.get("payment_id")
    if isinstance(found, str) or not isinstance(payment_id, str):
        return found if isinstance(found, str) else None
    receipt = tx.payments.receipt_of(PaymentId(payment_id))
    return receipt.id if receipt is not None else None


def owe_letter(ports: Ports, tx: Tx, row: OutboxRow) -> None:
    """Write `row` down with the duty to deliver it."""
    if tx.outbox.add(row):
        tx.duties.owe(DutyKind.DELIVER, row.id, ports.clock.real_now())


def webhook_row(ports: Ports, event: Event, endpoint_id: str) -> OutboxRow:
    """What one endpoint is told of `event`."""
    told: dict[str, JsonValue] = {_IDS.get(name, name): it for name, it in event.data.items()}
    if event.customer_id != NO_CUSTOMER:
        told["customer_id"] = event.customer_id
    subject = told.get("payment_id") or told.get("bill_id")
    row = _row(ports, WEBHOOK, event.name, event.customer_id)
    return replace(row, to=endpoint_id, data=told, subject=str(subject or event.customer_id))


def receipt_row(ports: Ports, customer_id: CustomerId, receipt_id: str) -> OutboxRow:
    """A receipt for the address the customer has when it is sent."""
    row = _row(ports, EMAIL, RECEIPT, customer_id)
    return replace(row, subject=receipt_id, data={"receipt": receipt_id})


def _row(ports: Ports, channel: str, kind: str, customer_id: CustomerId) -> OutboxRow:
    return OutboxRow(
        id=ports.ids.new("msg"),
        channel=channel,
        kind=kind,
        subject="",
        to=customer_id,
        customer_id=customer_id,
        state=OutboxState.WAITING,
        created_at=ports.clock.now(),
    )
