"""What a bill's source says about a payment of ours that nobody can tell the end of."""

from typing import Final

from billing.bills import Bill
from billing.errors import BillingError
from billing.payments import Payment
from billing.ports import Ports, Tx
from billing.principal import Principal
from billing.sources import BillSource, SourceBill, SourceState
from billing.syncs import BillLink, RowKind
from billing.use_cases._provider import ask, provider_at

_MOST: Final = 500


def counted_at_source(ports: Ports, principal: Principal, payment: Payment) -> bool:
    """Whether the source of the payment's bill has it as paid by about as much as the payment.

    It is asked now. Where it does not answer, a change of the bill that a pull put aside until the
    payment has ended counts too: what else would have changed it there? Never raises for a source.
    """
    with ports.store.read(principal) as tx:
        bill, link = tx.bills.get(payment.bill_id), tx.sources.of_bill(payment.bill_id)
        if link is None or link.connection_id != payment.connection_id:
            return False
        waits = _waits(tx, link)
        try:
            source = provider_at(ports, tx, link.connection_id).source()
        except BillingError:
            return waits
    seen = _ask(source, link)
    return waits if seen is None else _counts(bill, seen, payment)


def _waits(tx: Tx, link: BillLink) -> bool:
    rows = tx.sources.aside(link.connection_id, limit=_MOST)
    return any(row.waits and (row.kind, row.ref) == (RowKind.BILL, link.ref) for row in rows)


def _ask(source: BillSource, link: BillLink) -> SourceBill | None:
    try:
        return ask(lambda: source.bill(link.ref))
    except BillingError:
        return None


def _counts(bill: Bill, seen: SourceBill, payment: Payment) -> bool:
    """Without the payment `bill` says what is due; the source says less by the payment, or paid."""
    if seen.state is SourceState.PAID:  # by whomever: nothing is simply failed
        return True
    if seen.state is SourceState.VOID or seen.balance.currency != bill.balance.currency:
        return False
    return seen.balance.amount_minor <= bill.balance.amount_minor - payment.amount.amount_minor
