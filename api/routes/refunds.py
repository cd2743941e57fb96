"""Refunds of one payment: order one, see them, end a hold."""

from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.errors import TITLES
from api.routes._common import Body, Parts, Speaker, StaffMember, run, show_for
from api.routes._origin import as_seen_from
from api.schemas import RefundIn, ResolveIn
from api.strict_json import read_model
from billing.back_views import awaiting_view, refund_view
from billing.errors import NotFound
from billing.ids import PaymentId
from billing.payments import PaymentState
from billing.principal import CUSTOMERS, STAFF
from billing.use_cases._two_people import Decision
from billing.use_cases.refund_payment import RefundAnswer, RefundAsk, refund_payment
from billing.use_cases.resolve_refund import resolve_refund
from billing.views import View, ticket_view

router = APIRouter(prefix="/payments/{payment_id}", tags=["refunds"])
_BODY: Final = {"requestBody": {"required": True}}
_REFUSED: Final = "refund_failed"


@router.post("/refund", status_code=201, openapi_extra=_BODY)
async def refund(request: Request, parts: Parts, who: Speaker, payment_id: str) -> Response:
    """Give money back: staff what is left, customers what the policy allows, else a ticket."""
    wish = await read_model(request, RefundIn)
    parts.limits.check_principal("approve", who)
    origin = request.headers.get("origin")

    def work() -> tuple[int, View]:
        # On a page that may not approve, a customer's wish is only a wish: a ticket.
        asking = as_seen_from(parts, who, origin) if who.role in CUSTOMERS else who
        ask = RefundAsk(
            payment_id=PaymentId(payment_id),
            amount_minor=wish.amount_minor,
            reopens=wish.reopens,
            seen_refunds=wish.seen_refunds,
            text=wish.text,
        )
        answer = refund_payment(parts.ports, asking, ask)
        with parts.ports.store.read(who) as tx:
            show = show_for(parts, tx)
        view: View = {
            "refund": refund_view(answer.refund, show) if answer.refund is not None else None,
            "ticket": (
                ticket_view(answer.ticket, for_staff=who.role in STAFF)
                if answer.ticket is not None
                else None
            ),
        }
        status = _status(answer)
        if status == 402:
            view |= {"code": _REFUSED, "detail": TITLES[_REFUSED]}
        return status, view

    status, view = await run(work)
    return JSONResponse(view, status)


@router.get("/refunds")
async def list_refunds(parts: Parts, who: Speaker, payment_id: str) -> Body:
    """In the order they were ordered."""
    parts.limits.check_principal("read", who)

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            payment = tx.payments.get(PaymentId(payment_id))
            show = show_for(parts, tx)
            items = [refund_view(each, show) for each in tx.refunds.of_payment(payment.id)]
        return {"items": [*items], "next_cursor": None}

    return await run(work)


@router.get("/refunds/{refund_id}")
async def get_refund(parts: Parts, who: Speaker, payment_id: str, refund_id: str) -> Body:
    """One refund as it stands now."""
    parts.limits.check_principal("read", who)

    def work() -> View:
        with parts.ports.store.read(who) as tx:
            refund = tx.refunds.get(refund_id)
            if refund.payment_id != payment_id:
                raise NotFound("refund")
            return refund_view(refund, show_for(parts, tx))

    return await run(work)


@router.post("/refunds/{refund_id}/resolve", openapi_extra=_BODY)
async def resolve(
    request: Request, parts: Parts, who: StaffMember, payment_id: str, refund_id: str
) -> Response:
    """Finance ends a refund's hold, with evidence; above the limit two people do."""
    wish = await read_model(request, ResolveIn)

    def work() -> tuple[int, View]:
        decision = Decision(refund_id, PaymentState(wish.outcome), wish.evidence)
        done = resolve_refund(parts.ports, who, PaymentId(payment_id), decision)
        if done.awaiting is not None:
            subject: View = {"payment_id": payment_id, "refund_id": refund_id}
            return 202, awaiting_view(subject, done.awaiting)
        with parts.ports.store.read(who) as tx:
            return 200, refund_view(done.refund, show_for(parts, tx))

    status, view = await run(work)
    return JSONResponse(view, status)


def _status(answer: RefundAnswer) -> int:
    """201 when the money is back or the answer is final, 202 while it is on its way."""
    if answer.refund is None:
        return 202
    match answer.refund.state:
        case PaymentState.SUCCEEDED:
            return 201
        case PaymentState.FAILED | PaymentState.CANCELLED:
            return 402
        case _:
            return 202
