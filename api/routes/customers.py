"""What staff see of one customer, who is named in the path and must be the tenant's own."""

from fastapi import APIRouter

from api.routes._common import Body, Cursor, Limit, Parts, StaffMember, run, show_for
from billing.ids import CustomerId
from billing.use_cases.payment_history import lines_of
from billing.views import View, payment_view

router = APIRouter(prefix="/customers/{customer_id}", tags=["customers"])


@router.get("/payments")
async def payments(
    parts: Parts, who: StaffMember, customer_id: str, limit: Limit = 50, cursor: Cursor = None
) -> Body:
    """Newest first."""

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            customer = tx.customers.get(CustomerId(customer_id))
            page = tx.payments.list(limit=limit, cursor=cursor, customer_id=customer.id)
            show = show_for(parts, tx)
            items = [payment_view(line, show) for line in lines_of(tx, page.items)]
        return {"items": [*items], "next_cursor": page.next_cursor}

    return await run(work)
