"""One line of a provider's statement beside our rows: what differs, if anything. Reads only."""

from dataclasses import dataclass

from billing.discrepancies import DiscrepancyKind, StatementLine
from billing.ids import PaymentId
from billing.money import Money, total
from billing.payments import Payment, PaymentState
from billing.ports import Tx
from billing.refunds import COUNTED_STATES

_K = DiscrepancyKind


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs about one charge; amounts are the charge's, or what was given back of it."""

    kind: DiscrepancyKind
    payment_id: PaymentId | None
    ours: Money | None
    theirs: Money | None


def difference_of(tx: Tx, line: StatementLine, payment: Payment | None) -> Difference | None:
    """How `line`, a charge that succeeded, differs from `payment`, the row of it; None: in none.

    A charge that was given back whole at the provider and never settled here owes nobody anything.
    """
    undone = line.refunded == line.amount
    if payment is None:
        return None if undone else Difference(_K.CHARGED_UNKNOWN, None, None, line.amount)
    if payment.state is not PaymentState.SUCCEEDED:
        if undone:
            return None
        return Difference(_K.CHARGED_NOT_SETTLED, payment.id, payment.amount, line.amount)
    differs = amount_differs(payment, line.amount, line.fee)
    if differs is not None:
        return differs
    return _refunds(tx, line, payment)


def amount_differs(payment: Payment, amount: Money, fee: Money | None) -> Difference | None:
    """How what was taken differs from what was agreed; where only the fee does, with both fees."""
    if amount != payment.amount:
        return Difference(_K.AMOUNT_DIFFERS, payment.id, payment.amount, amount)
    if fee in (None, payment.fee):
        return None
    theirs = fee if fee is None or fee.currency != amount.currency else amount + fee
    return Difference(_K.AMOUNT_DIFFERS, payment.id, payment.total, theirs)


def _refunds(tx: Tx, line: StatementLine, payment: Payment) -> Difference | None:
    """What is on its way back may be in the statement or not yet: only beyond that they differ."""
    rows = tx.refunds.of_payment(payment.id)
    currency = payment.amount.currency
    done = total((r.amount for r in rows if r.state is PaymentState.SUCCEEDED), currency)
    counted = total((r.amount for r in rows if r.state in COUNTED_STATES), currency)
    if line.refunded.amount_minor > counted.amount_minor:
        return Difference(_K.REFUNDED_MORE, payment.id, done, line.refunded)
    if line.refunded.amount_minor < done.amount_minor:
        return Difference(_K.REFUNDED_LESS, payment.id, done, line.refunded)
    return None
