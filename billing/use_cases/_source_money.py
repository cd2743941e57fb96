"""Our own money on a bill of a source: what of it moved, and what people must look at."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from billing.bills import Bill, BillState
from billing.disputes import DisputeState
from billing.duties import DutyKind
from billing.money import Money
from billing.payments import OPEN_STATES, Payment, PaymentState
from billing.ports import Ports, Tx
from billing.syncs import RowKind
from billing.use_cases._finance import call_finance
from billing.use_cases._note import note
from billing.use_cases._owed_again import spare_minor

COMPARE: Final = "compare with the source"
EXCESS: Final = "A bill asks less at its source now than was paid here: a refund may be due"
_SOON: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class OurMoney:
    """What moved on a bill through us. `taken_back`: a bank took some of it back for good."""

    ends: tuple[datetime, ...]
    refund_in_doubt: bool
    taken_back: bool

    def moved_since(self, at: datetime) -> bool:
        """Whether some of it moved so lately that a source may not count it yet."""
        return any(ended > at for ended in self.ends)


def money_of_ours(tx: Tx, bill: Bill) -> OurMoney:
    """The payments of a locked bill, their refunds and their disputes, in one look."""
    payments = tx.payments.of_bill(bill.id)
    refunds = [back for each in payments for back in tx.refunds.of_payment(each.id)]
    disputes = [one for each in payments for one in tx.disputes.of_payment(each.id)]
    ends = [each.settled_at for each in payments]
    ends += [back.settled_at for back in refunds] + [one.closed_at for one in disputes]
    return OurMoney(
        ends=tuple(ended for ended in ends if ended is not None),
        refund_in_doubt=any(back.state in OPEN_STATES for back in refunds),
        taken_back=any(one.state is DisputeState.LOST for one in disputes),
    )


def is_from_source(tx: Tx, payment: Payment) -> bool:
    """Whether the payment's bill comes from a source, which may have counted the payment too."""
    return tx.sources.of_bill(payment.bill_id) is not None


def uncount(ports: Ports, tx: Tx, bill: Bill, payment: Payment) -> Bill:
    """A locked bill of a source on which a payment was just booked that it counted already.

    While we did not know of it a pull took the payment for one made elsewhere. What is then paid
    too much is no longer counted as that, and the bill is asked for again: the source's word says
    what was paid elsewhere. Never takes off so much that something would be due again meanwhile.
    """
    link = tx.sources.of_bill(bill.id)
    if link is None:
        return bill
    # The version that we have is news once more; older ones still are not.
    tx.sources.set_bill_version(link, link.version - 1)
    subject = f"{link.connection_id}/{RowKind.BILL}/{link.ref}"
    tx.duties.owe(DutyKind.SYNC_SOURCE, subject, ports.clock.real_now() + _SOON)
    counted = bill.elsewhere or Money.zero(bill.amount.currency)
    twice = min(counted.amount_minor, spare_minor(bill), payment.amount.amount_minor)
    if bill.state is BillState.VOID or twice <= 0:
        return bill
    left = Money(counted.amount_minor - twice, counted.currency)
    tx.bills.put(replace(bill, elsewhere=left, version=bill.version + 1))
    note(ports, tx, "bill.uncounted", bill.id, {"payment": payment.id, "amount_minor": twice})
    return tx.bills.get(bill.id)


def call_about_void(ports: Ports, tx: Tx, void: Bill) -> None:
    """A bill that was called off keeps none of our customer's money without a human seeing it."""
    newest = _newest(tx, void)
    if newest is not None and (void.paid or Money.zero(void.amount.currency)).amount_minor > 0:
        call_finance(ports, tx, newest, "A bill that was paid here was called off at its source")


def call_about_excess(ports: Ports, tx: Tx, lowered: Bill, subject: str = EXCESS) -> None:
    """A bill that asks less than we took for it: a human gives the rest back, or puts it right."""
    zero = Money.zero(lowered.amount.currency)
    kept = (lowered.paid or zero) - (lowered.elsewhere or zero)
    newest = _newest(tx, lowered)
    if newest is None or kept <= lowered.amount:
        return
    excess = (kept - lowered.amount).amount_minor
    call_finance(ports, tx, newest, subject, more={"excess_minor": excess})


def _newest(tx: Tx, bill: Bill) -> Payment | None:
    payments = [p for p in tx.payments.of_bill(bill.id) if p.state is PaymentState.SUCCEEDED]
    return payments[-1] if payments else None
