"""A bill with everything that its copy on paper says, from our own rows."""

from dataclasses import dataclass

from billing.bills import Bill, BillState
from billing.customers import Customer
from billing.errors import NotFound
from billing.ids import BillId
from billing.ports import Ports
from billing.principal import Principal
from billing.tenants import Tenant


@dataclass(frozen=True, slots=True)
class BillFacts:
    bill: Bill
    customer: Customer
    tenant: Tenant


def download_document(ports: Ports, principal: Principal, bill_id: BillId) -> BillFacts:
    """A customer's own bill, or for staff any of the tenant's; raises `NotFound('bill')`.

    A draft exists for staff alone. Changes nothing.
    """
    with ports.store.read(principal) as tx:
        bill = tx.bills.get(bill_id)
        if bill.state is BillState.DRAFT and principal.customer is not None:
            raise NotFound("bill")
        return BillFacts(bill, tx.customers.get(bill.customer_id), tx.tenants.this())
