"""Why a bill is what it is: its difference from the one before, or from one that is named."""

from billing.bills import BillState
from billing.differences import BillDifference, difference
from billing.errors import NotFound
from billing.ids import BillId
from billing.ports import Ports
from billing.principal import Principal


def explain_bill(
    ports: Ports, principal: Principal, bill_id: BillId, against: BillId | None = None
) -> BillDifference:
    """The difference of two of the principal's bills; by default the previous of its category.

    Raises `NotFound` (drafts are not issued, so not found) and `InvalidRequest` when the two are in
    different currencies.
    """
    principal.require_customer()
    with ports.store.read(principal) as tx:
        bill = tx.bills.get(bill_id)
        other = tx.bills.get(against) if against is not None else tx.bills.before(bill)
    if BillState.DRAFT in (bill.state, other.state if other is not None else None):
        raise NotFound("bill")
    return difference(bill, other)
