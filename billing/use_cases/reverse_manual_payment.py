"""A check bounced, a wire was called back: a compensating row, and the bills are owed again.

Nothing is changed that was booked. The row is a refund that gave nothing back and reopens the bill,
so that balances, receipts and what may still be given back count it like any other.
"""

from dataclasses import dataclass, field, replace

from billing.errors import Conflict
from billing.ids import PaymentId
from billing.manual_payments import MANUAL_MOVES, ManualPayment, ManualState
from billing.payments import Payment, PaymentState
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.refunds import Refund
from billing.resolutions import Resolution
from billing.use_cases._by_hand import (
    locked_manual,
    require_finance,
    require_reason,
    write_down,
)
from billing.use_cases._two_people import Decision, agreed
from billing.use_cases.apply_refund_report import settle_held_refund


@dataclass(frozen=True, slots=True)
class Reversal:
    """The payment `named` by its own id or that of one of its bills' payments came to nothing."""

    named: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reversed:
    """As it then stands; `awaiting` is the proposal that a second person must share."""

    manual: ManualPayment
    awaiting: Resolution | None = None


def reverse_manual_payment(ports: Ports, principal: Principal, wish: Reversal) -> Reversed:
    """Undo a booked check, wire or cash on all its bills, or propose it where it takes two people.

    The same wish of the same person again changes nothing. Raises `Forbidden` unless finance or an
    admin, `NotFound`, `InvalidRequest` without a reason, `Conflict` when it is not booked, is
    reversed already, or money of it was given back: what is left is then for people to sort out.
    """
    actor = require_finance(principal)
    reason = require_reason(wish.reason)
    with ports.store.write(principal) as tx:
        manual = locked_manual(tx, wish.named)
        if manual.state is ManualState.REVERSED and actor in manual.ended_by.split(" + "):
            return Reversed(manual)
        if ManualState.REVERSED not in MANUAL_MOVES[manual.state]:
            raise Conflict(f"this payment is {manual.state}, not booked")
        payments = [_whole(tx, payment_id) for payment_id in manual.payment_ids]
        decision = Decision(manual.id, PaymentState.FAILED, reason)
        kept = agreed(ports, tx, decision, manual.amount, verb="reversal.proposed")
        if kept is None:
            return Reversed(manual, tx.resolutions.of_subject(manual.id))
        undone = replace(
            manual,
            state=ManualState.REVERSED,
            ended_by=_deciders(tx, manual.id, actor),
            ended_at=ports.clock.now(),
            reason=kept,
        )
        tx.manual_payments.update(undone, was=manual.state)
        write_down(ports, tx, "manual_payment.reversed", undone)
        for payment in payments:
            _compensate(ports, tx, payment, actor)
        return Reversed(undone)


def _whole(tx: Tx, payment_id: PaymentId) -> Payment:
    payment = tx.payments.lock(payment_id)
    if tx.refunds.refundable(payment_id) != payment.amount:
        raise Conflict("money of this payment was given back or taken back already: look at it")
    return payment


def _deciders(tx: Tx, subject: str, actor: str) -> str:
    decided = tx.resolutions.of_subject(subject)
    both = decided.proposed_by if decided is not None else ""
    return both if actor in both.split(" + ") else actor


def _compensate(ports: Ports, tx: Tx, payment: Payment, actor: str) -> None:
    refund = Refund(
        id=ports.ids.new("ref"),
        payment_id=payment.id,
        amount=payment.amount,
        state=PaymentState.CREATED,
        created_at=ports.clock.now(),
        ordinal=len(tx.refunds.of_payment(payment.id)),
        reopens=True,
        asked_by=actor,
        reversal=True,
    )
    tx.refunds.add(refund)
    settle_held_refund(ports, tx, refund, replace(refund, state=PaymentState.SUCCEEDED))
