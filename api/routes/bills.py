"""A customer's bills."""

from fastapi import APIRouter

from api.routes._common import Body, Cursor, Customer, Limit, Parts, run, show_for, today
from billing.bills import BillQuery
from billing.ids import BillId
from billing.source_views import freshness_view
from billing.views import View, bill_view, money_view

router = APIRouter(prefix="/bills", tags=["bills"])


@router.get("")
async def list_bills(
    parts: Parts,
    who: Customer,
    limit: Limit = 50,
    cursor: Cursor = None,
    owing_only: bool = False,
) -> Body:
    """Newest first, with the totals of everything owed."""

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            page = tx.bills.list(BillQuery(owing_only=owing_only, limit=limit, cursor=cursor))
            show, day = show_for(parts, tx), today(parts, tx)
            items = [bill_view(bill, today=day, show=show, lines=False) for bill in page.items]
            totals = [money_view(amount, show) for amount in tx.bills.owed()]
            fresh = freshness_view(tx.sources.freshness())
        found: View = {"items": [*items], "next_cursor": page.next_cursor, "totals": [*totals]}
        return {**found, "freshness": fresh}

    return await run(work)


@router.get("/{bill_id}")
async def get_bill(parts: Parts, who: Customer, bill_id: str) -> Body:
    """One bill with its lines."""

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            bill = tx.bills.get(BillId(bill_id))
            return bill_view(bill, today=today(parts, tx), show=show_for(parts, tx))

    return await run(work)
