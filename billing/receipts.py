"""Receipts: the numbered proof of one succeeded payment."""

from dataclasses import dataclass
from datetime import datetime

from billing.ids import BillId, CustomerId, PaymentId, ReceiptId
from billing.money import Money


@dataclass(frozen=True, slots=True)
class Receipt:
    """Exactly one per succeeded payment; `number` is unique in the tenant."""

    id: ReceiptId
    number: str
    customer_id: CustomerId
    payment_id: PaymentId
    bill_id: BillId
    amount: Money
    issued_at: datetime
