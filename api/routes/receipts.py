"""Receipts: as data, as a page to keep, and once more by e-mail."""

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from api.receipt_sheets import sheet_of
from api.routes._common import Body, Customer, Parts, Speaker, run
from billing.ids import ReceiptId
from billing.use_cases.send_receipt import send_receipt
from billing.use_cases.show_receipt import show_receipt
from billing.views import Show
from billing.works_views import receipt_facts_view

router = APIRouter(prefix="/receipts", tags=["receipts"])


@router.get("/{receipt_id}")
async def get_receipt(parts: Parts, who: Speaker, receipt_id: str) -> Body:
    """A customer's own receipt; staff see any of their company's."""
    parts.limits.check_principal("read", who)

    def work() -> Body:
        facts = show_receipt(parts.ports, who, ReceiptId(receipt_id))
        show = Show(facts.customer.language, parts.formats)
        pdf = f"/api/v1/receipts/{facts.receipt.id}/pdf"
        return receipt_facts_view(facts, pdf, show)

    return await run(work)


@router.get(
    "/{receipt_id}/pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
)
async def get_page(parts: Parts, who: Speaker, receipt_id: str) -> Response:
    """The same on one page, in the customer's language."""
    parts.limits.check_principal("read", who)

    def work() -> Response:
        from delivery.receipt_pdf import receipt_pdf

        facts = show_receipt(parts.ports, who, ReceiptId(receipt_id))
        # Our own numbers are letters and digits; anything else could end the quoted name.
        name = "".join(c for c in facts.receipt.number if c.isascii() and (c.isalnum() or c == "-"))
        headers = {"Content-Disposition": f'attachment; filename="{name or "receipt"}.pdf"'}
        page = receipt_pdf(sheet_of(facts, parts.formats))
        return Response(page, media_type="application/pdf", headers=headers)

    return await run(work)


@router.post("/{receipt_id}/send", status_code=202)
async def send(parts: Parts, who: Customer, receipt_id: str) -> Response:
    """E-mail it to the address on file."""
    parts.limits.check_principal("mail", who)
    row = await run(lambda: send_receipt(parts.ports, who, ReceiptId(receipt_id)))
    return JSONResponse({"id": row.id, "state": str(row.state)}, 202)
