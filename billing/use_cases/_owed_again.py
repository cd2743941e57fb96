"""A paid bill that money was taken back from: owed again where it is, and paid where it is not."""

from dataclasses import replace

from billing.bills import Bill, BillState
from billing.ids import BillId
from billing.money import Money
from billing.payments import Payment
from billing.ports import Ports, Tx
from billing.use_cases._note import note, tell


def open_if_owed(ports: Ports, tx: Tx, bill_id: BillId, because: str) -> bool:
    """Open a paid bill on which something is due again; `because` names the refund or dispute."""
    bill = tx.bills.lock(bill_id)
    if bill.state is not BillState.PAID or replace(bill, state=BillState.OPEN).balance.is_zero:
        return False
    tx.bills.set_state(bill_id, BillState.OPEN)
    note(ports, tx, "bill.reopened", bill_id, {"because": because})
    tell(ports, tx, "bill.reopened", bill.customer_id, {"bill_id": bill_id})
    return True


def too_much(tx: Tx, payment: Payment, amount: Money) -> bool:
    """Whether `amount` was paid beyond what the bill asks: giving it back leaves the bill as paid.

    Such a refund counts as one that reopens, so that what pays the bill is still known when the
    rest of the money is taken back some day.
    """
    return spare_minor(tx.bills.get(payment.bill_id)) >= amount.amount_minor


def spare_minor(bill: Bill) -> int:
    """How much more was paid than the bill asks and is still here; below zero: what is due."""
    zero = Money.zero(bill.amount.currency)
    return ((bill.paid or zero) + (bill.forgiven or zero) - bill.amount).amount_minor


def close_if_paid(ports: Ports, tx: Tx, bill_id: BillId, because: str) -> bool:
    """Call an open bill paid on which nothing is due any more: the money stayed after all."""
    bill = tx.bills.lock(bill_id)
    if bill.state is not BillState.OPEN or not bill.balance.is_zero:
        return False
    tx.bills.set_state(bill_id, BillState.PAID)
    note(ports, tx, "bill.paid", bill_id, {"because": because})
    tell(ports, tx, "bill.paid", bill.customer_id, {"bill_id": bill_id})
    return True
