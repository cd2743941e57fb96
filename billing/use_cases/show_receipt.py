"""A receipt with everything that is printed on it, from our own rows."""

from dataclasses import dataclass

from billing.bills import Bill
from billing.customers import Customer
from billing.disputes import DisputeState
from billing.ids import ReceiptId
from billing.manual_payments import ManualPayment
from billing.methods import Method
from billing.money import Money, total
from billing.payments import Payment, PaymentState
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.receipts import Receipt
from billing.refunds import Refund
from billing.tenants import Tenant
from billing.use_cases._by_hand import manual_of
from billing.use_cases.payment_history import method_of


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """`refunds` are those whose money went back, in order.

    `kept` is what stays paid: less the refunds, and less what a bank took back. A provider's fee
    on top is in it: refunds are of the bill's part only.
    `manual`: the check, wire or cash it is of.
    """

    receipt: Receipt
    payment: Payment
    bill: Bill
    method: Method | None
    customer: Customer
    tenant: Tenant
    refunds: tuple[Refund, ...]
    kept: Money
    manual: ManualPayment | None = None


def show_receipt(ports: Ports, principal: Principal, receipt_id: ReceiptId) -> ReceiptFacts:
    """A customer's own, or for staff any of the tenant's; raises `NotFound('receipt')`."""
    with ports.store.read(principal) as tx:
        return receipt_facts(tx, receipt_id)


def receipt_facts(tx: Tx, receipt_id: ReceiptId) -> ReceiptFacts:
    """As `show_receipt`, in the caller's transaction."""
    receipt = tx.payments.receipt_by_id(receipt_id)
    payment = tx.payments.get(receipt.payment_id)
    refunds = tuple(
        each for each in tx.refunds.of_payment(payment.id) if each.state is PaymentState.SUCCEEDED
    )
    disputes = tx.disputes.of_payment(payment.id)
    lost = [each.amount for each in disputes if each.state is DisputeState.LOST]
    gone = total([*(each.amount for each in refunds), *lost], receipt.amount.currency)
    # A bank that takes back the whole payment takes the fee back with it.
    all_back = receipt.amount in lost
    returned = receipt.total if all_back else min(gone, receipt.amount)
    return ReceiptFacts(
        receipt=receipt,
        payment=payment,
        bill=tx.bills.get(receipt.bill_id),
        method=method_of(tx, payment.method_id),
        customer=tx.customers.get(receipt.customer_id),
        tenant=tx.tenants.this(),
        refunds=refunds,
        kept=receipt.total - returned,
        manual=manual_of(tx, payment),
    )
