"""End a dispute of a bill: the customer was right, it is owed after all, or was taken back."""

from dataclasses import dataclass, replace
from typing import Final

from billing.bill_disputes import BillDispute, BillDisputeState
from billing.bills import Bill, BillLine, BillState
from billing.errors import Conflict, InvalidRequest
from billing.ports import Ports, Tx
from billing.principal import CUSTOMERS, Principal, Role
from billing.use_cases._note import note, tell
from billing.use_cases._source_money import call_about_excess
from billing.words import sentences, supported

EXCESS: Final = "More was paid than the bill asks since a dispute was upheld: a refund may be due"
_S: Final = BillDisputeState


@dataclass(frozen=True, slots=True)
class Ending:
    """`outcome` is upheld, rejected or, by the customer, withdrawn; `note` says why."""

    outcome: BillDisputeState
    note: str = ""


def close_bill_dispute(
    ports: Ports, principal: Principal, dispute_id: str, ending: Ending
) -> BillDispute:
    """The dispute as it ended. Ending it in the same way again changes nothing.

    Upheld: the amount comes off the bill as a line of its own, in a new version; where it was paid
    meanwhile, finance is called to give it back. Rejected or withdrawn: that part is owed and asked
    for as before. Raises `Forbidden` unless finance or an
    admin ends it, or its customer withdraws it; `NotFound`; `Conflict` when it ended otherwise, or
    for a bill that is kept elsewhere: it is corrected there.
    """
    by_customer = principal.role in CUSTOMERS
    if not by_customer:
        principal.require_staff(Role.FINANCE, Role.ADMIN)
    if by_customer != (ending.outcome is _S.WITHDRAWN) or ending.outcome is _S.OPEN:
        raise InvalidRequest("customers withdraw a dispute, staff uphold or reject it")
    with ports.store.write(principal) as tx:
        bill = tx.bills.lock(tx.bill_disputes.get(dispute_id).bill_id)
        dispute = tx.bill_disputes.lock(dispute_id)
        if dispute.state is ending.outcome:
            return dispute
        if dispute.state is not _S.OPEN:
            raise Conflict("the dispute has ended already")
        ended = replace(
            dispute,
            state=ending.outcome,
            dunning_paused=False,
            note=ending.note,
            closed_at=ports.clock.now(),
            closed_by=principal.actor,
        )
        tx.bill_disputes.put(ended)
        if ending.outcome is _S.UPHELD:
            _credit(ports, tx, bill, dispute)
        facts: dict[str, str | int] = {
            "bill": bill.id,
            "outcome": str(ending.outcome),
            "amount_minor": dispute.amount.amount_minor,
            "currency": dispute.amount.currency,
        }
        note(ports, tx, "bill_dispute.closed", dispute.id, facts)
        told = {"bill_id": bill.id, "dispute_id": dispute.id, "outcome": str(ending.outcome)}
        tell(ports, tx, "bill.dispute_closed", dispute.customer_id, {**told})
        return ended


def _credit(ports: Ports, tx: Tx, bill: Bill, dispute: BillDispute) -> None:
    """Take the amount off the bill; where nothing is left of it, it is void or, if paid, paid."""
    if tx.sources.of_bill(bill.id) is not None:
        raise Conflict("the bill is kept elsewhere: correct it there, then reject the dispute here")
    if bill.doubt is not None:
        raise Conflict("a payment of this bill is open: wait until it has ended")
    language = tx.customers.get(bill.customer_id).language
    named = str(sentences(supported(language))["bill.credit_line"])
    # A bill without lines of its own still has to add up.
    lines = bill.lines or (BillLine(1, bill.description, bill.amount),)
    credit = BillLine(max(line.position for line in lines) + 1, named, -dispute.amount)
    less = replace(
        tx.bills.get(bill.id),
        amount=bill.amount - dispute.amount,
        lines=(*lines, credit),
        version=bill.version + 1,
    )
    settled = less.balance.is_zero and less.state is BillState.OPEN
    if settled:
        paid = less.paid is not None and less.paid.amount_minor > 0
        less = replace(less, state=BillState.PAID if paid else BillState.VOID)
    tx.bills.put(less)
    if settled:
        paid_up = less.state is BillState.PAID
        note(ports, tx, "bill.paid" if paid_up else "bill.voided", less.id, {"because": dispute.id})
        if paid_up:
            tell(ports, tx, "bill.paid", less.customer_id, {"bill_id": less.id})
    call_about_excess(ports, tx, less, EXCESS)
