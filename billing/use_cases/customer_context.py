"""How a customer stands before they have said anything: counts and ids, no amounts."""

from dataclasses import dataclass
from typing import Final

from billing.bills import BillQuery
from billing.ids import BillId, PlanId
from billing.payments import PaymentState
from billing.periods import local_day
from billing.ports import Ports
from billing.principal import Principal
from billing.tickets import OPEN_TICKETS

LOOKED_AT: Final = 20
NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class CustomerContext:
    """How somebody stands when a conversation begins; looked up once, whatever its length.

    Bills are open ones, newest first, at most five; `open_bills` counts up to twenty, and
    `states` are the flags of all of those. `last_payment` is the newest payment's state.
    """

    open_bills: int
    bills: tuple[BillId, ...]
    states: tuple[str, ...]
    last_payment: PaymentState | None
    plan: PlanId | None
    methods: int
    open_tickets: int


def customer_context(ports: Ports, principal: Principal) -> CustomerContext:
    """The principal's own. Raises `Forbidden` for non-customers."""
    principal.require_customer()
    with ports.store.read(principal) as tx:
        today = local_day(ports.clock.now(), tx.tenants.this().time_zone)
        due = tx.bills.list(BillQuery(owing_only=True, limit=LOOKED_AT)).items
        newest = tx.payments.list(limit=1).items
        subscription = tx.plans.subscription()
        tickets = tx.tickets.list(limit=LOOKED_AT).items
        return CustomerContext(
            open_bills=len(due),
            bills=tuple(bill.id for bill in due[:NAMED]),
            states=tuple(sorted({flag for bill in due for flag in bill.flags(today)})),
            last_payment=newest[0].state if newest else None,
            plan=subscription.plan_id if subscription is not None else None,
            methods=len(tx.methods.list()),
            open_tickets=sum(ticket.status in OPEN_TICKETS for ticket in tickets),
        )
