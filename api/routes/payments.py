"""Payments: ask for a quote, and see what was paid."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.routes._common import (
    Body,
    Cursor,
    Customer,
    Limit,
    Parts,
    Speaker,
    StaffMember,
    run,
    show_for,
)
from api.schemas import PayIn, ResolveIn
from api.strict_json import read_model
from billing.back_views import awaiting_view, payment_detail_view, staff_payment_view
from billing.ids import BillId, MethodId, PaymentId
from billing.payments import Payment, PaymentState
from billing.ports import Tx
from billing.principal import STAFF
from billing.use_cases.list_holds import hold_of
from billing.use_cases.pay_bill import PayRequest, pay_bill
from billing.use_cases.payment_history import lines_of
from billing.use_cases.resolve_payment import resolve_payment
from billing.views import Show, View, payment_view

router = APIRouter(prefix="/payments", tags=["payments"])


@router.post("", status_code=201, openapi_extra={"requestBody": {"required": True}})
async def create_payment(request: Request, parts: Parts, who: Customer) -> Response:
    """An offer to pay; nothing moves until it is approved."""
    wish = await read_model(request, PayIn)
    parts.limits.check_principal("approve", who)

    def work() -> View:
        asked = PayRequest(
            bill_ids=tuple(BillId(bill_id) for bill_id in wish.bill_ids),
            amount_minor=wish.amount_minor,
            method_id=MethodId(wish.method_id) if wish.method_id else None,
        )
        quote = pay_bill(parts.ports, who, asked)
        return parts.answers.quote_json(who, quote, parts.answers.words(who, quote))

    return JSONResponse(await run(work), 201)


@router.get("")
async def list_payments(
    parts: Parts, who: Customer, limit: Limit = 50, cursor: Cursor = None
) -> Body:
    """Newest first."""

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            page = tx.payments.list(limit=limit, cursor=cursor)
            show = show_for(parts, tx)
            items = [_view(tx, payment, show) for payment in page.items]
        return {"items": [*items], "next_cursor": page.next_cursor}

    return await run(work)


@router.get("/{payment_id}")
async def get_payment(parts: Parts, who: Speaker, payment_id: str) -> Body:
    """One payment, its receipt, and what became of the money since; staff see any of the tenant."""
    parts.limits.check_principal("read", who)

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            payment, show = tx.payments.get(PaymentId(payment_id)), show_for(parts, tx)
            detail = payment_detail_view(
                _view(tx, payment, show),
                tx.refunds.of_payment(payment.id),
                tx.disputes.of_payment(payment.id),
                tx.refunds.refundable(payment.id),
                show,
            )
            if who.role not in STAFF:
                return detail
            return staff_payment_view(detail, payment, hold_of(parts.ports, tx, payment))

    return await run(work)


@router.post("/{payment_id}/resolve", openapi_extra={"requestBody": {"required": True}})
async def resolve(request: Request, parts: Parts, who: StaffMember, payment_id: str) -> Response:
    """Finance ends a hold, with evidence; above the tenant's limit two people do."""
    wish = await read_model(request, ResolveIn)

    def work() -> tuple[int, View]:
        payment, outcome = PaymentId(payment_id), PaymentState(wish.outcome)
        done = resolve_payment(parts.ports, who, payment, outcome, wish.evidence)
        if done.awaiting is not None:
            return 202, awaiting_view({"payment_id": payment_id}, done.awaiting)
        with parts.ports.store.read(who) as tx:
            return 200, _view(tx, done.payment, show_for(parts, tx))

    status, view = await run(work)
    return JSONResponse(view, status)


def _view(tx: Tx, payment: Payment, show: Show) -> View:
    return payment_view(lines_of(tx, (payment,))[0], show)
