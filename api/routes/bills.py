"""A customer's bills."""

from fastapi import APIRouter
from starlette.responses import Response

from api.bill_sheets import bill_sheet_of
from api.routes._common import Body, Cursor, Customer, Limit, Parts, Speaker, run, show_for, today
from billing.bills import BillQuery
from billing.ids import BillId
from billing.source_views import freshness_view
from billing.use_cases.download_document import download_document
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


@router.get(
    "/{bill_id}/pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
)
async def get_copy(parts: Parts, who: Speaker, bill_id: str) -> Response:
    """The bill as it stands, on paper, in the customer's language: a copy, no tax invoice."""
    parts.limits.check_principal("read", who)

    def work() -> Response:
        from delivery.bill_pdf import bill_pdf

        facts = download_document(parts.ports, who, BillId(bill_id))
        number = facts.bill.number
        # A number may come from elsewhere: anything else could end the quoted name.
        name = "".join(c for c in number if c.isascii() and (c.isalnum() or c == "-"))
        headers = {"Content-Disposition": f'attachment; filename="{name or "bill"}.pdf"'}
        pages = bill_pdf(bill_sheet_of(facts, parts.ports.clock.now(), parts.formats))
        return Response(pages, media_type="application/pdf", headers=headers)

    return await run(work)
