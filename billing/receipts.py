"""Receipts: the numbered proof of one succeeded payment."""

from dataclasses import dataclass
from datetime import datetime

from billing.ids import BillId, CustomerId, PaymentId, ReceiptId
from billing.money import Money


@dataclass(frozen=True, slots=True)
class Receipt:
    """Exactly one per succeeded payment; `number` is unique in the tenant.

    `amount` was put to the bill, `fee_minor` (of the same currency) taken on top by the provider.
    """

    id: ReceiptId
    number: str
    customer_id: CustomerId
    payment_id: PaymentId
    bill_id: BillId
    amount: Money
    issued_at: datetime
    fee_minor: int = 0

    @property
    def fee(self) -> Money:
        return Money(self.fee_minor, self.amount.currency)

    @property
    def total(self) -> Money:
        """What left the customer's account."""
        return self.amount + self.fee
