"""What was paid, tried and given back, newest first."""

from typing import Final

from billing.errors import NotFound
from billing.ids import BillId, MethodId
from billing.methods import Method
from billing.money import total
from billing.payments import Payment, PaymentState
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.use_cases._by_hand import manual_of
from billing.use_cases.open_confirmation import confirmation_of
from billing.views import PaymentLine

MOST: Final = 50


def payment_history(
    ports: Ports, principal: Principal, *, limit: int = 10, bill_id: BillId | None = None
) -> tuple[PaymentLine, ...]:
    """The principal's newest payments (of one bill where named), at most 50.

    Raises `NotFound` for another's bill.
    """
    principal.require_customer()
    count = min(max(limit, 1), MOST)
    with ports.store.read(principal) as tx:
        if bill_id is None:
            payments = tx.payments.list(limit=count).items
        else:
            of_bill = tx.payments.of_bill(tx.bills.get(bill_id).id)
            newest = sorted(of_bill, key=lambda row: (row.created_at, row.id), reverse=True)
            payments = tuple(newest[:count])
        return lines_of(tx, payments)


def lines_of(tx: Tx, payments: tuple[Payment, ...]) -> tuple[PaymentLine, ...]:
    """The payments with their bill's number, method, receipt and what was given back."""
    numbers = {bill_id: tx.bills.get(bill_id).number for bill_id in {p.bill_id for p in payments}}
    methods = {method_id: method_of(tx, method_id) for method_id in {p.method_id for p in payments}}
    return tuple(
        PaymentLine(
            payment=payment,
            bill_number=numbers[payment.bill_id],
            method=methods[payment.method_id],
            receipt=tx.payments.receipt_of(payment.id),
            refunded=total(
                (
                    refund.amount
                    for refund in tx.refunds.of_payment(payment.id)
                    if refund.state is PaymentState.SUCCEEDED
                ),
                payment.amount.currency,
            ),
            page=confirmation_of(tx, payment),
            manual=manual_of(tx, payment),
        )
        for payment in payments
    )


def method_of(tx: Tx, method_id: MethodId | None) -> Method | None:
    """The method, or None when it is gone: the payment stays in the history."""
    if method_id is None:
        return None
    try:
        return tx.methods.get(method_id)
    except NotFound:
        return None
